/// What was approved for one table of one version.
public struct TableBaseline: Sendable, Hashable {
  /// The digests and the profile, when a check asked for them.
  public var fingerprint: Fingerprint?
  /// The differences that the profile's columns may have.
  public var outputTolerance: [String: Double]
  /// The golden rows, when a check asked for them.
  public var golden: KeyedRows?
  /// The differences that the golden rows' values may have, by column.
  public var goldenTolerance: [String: Double]

  /// Creates a baseline.
  public init(
    fingerprint: Fingerprint? = nil, outputTolerance: [String: Double] = [:], golden: KeyedRows? = nil,
    goldenTolerance: [String: Double] = [:]
  ) {
    self.fingerprint = fingerprint
    self.outputTolerance = outputTolerance
    self.golden = golden
    self.goldenTolerance = goldenTolerance
  }

  /// Whether nothing was approved.
  var isEmpty: Bool { fingerprint == nil && golden == nil }

  /// The first column, by name, that may differ by more than was approved; `nil` when none may.
  static func loosened(_ tolerance: [String: Double], beyond approved: [String: Double]) -> String? {
    tolerance.keys.sorted().first { (tolerance[$0] ?? 0) > (approved[$0] ?? 0) }
  }
}
