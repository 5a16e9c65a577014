/// What was approved for one table of one version.
public struct TableBaseline: Sendable, Hashable {
  /// The digests and the profile, when a check asked for them.
  public var fingerprint: Fingerprint?
  /// The golden rows, when a check asked for them.
  public var golden: KeyedRows?

  /// Creates a baseline.
  public init(fingerprint: Fingerprint? = nil, golden: KeyedRows? = nil) {
    self.fingerprint = fingerprint
    self.golden = golden
  }
}
