/// The digest of a table's rows, beside the approved one.
public struct TableDigest: Sendable, Hashable, Codable {
  /// Of today's rows, in hexadecimal.
  public var today: String
  /// Of the approved rows.
  public var approved: String?

  /// Creates a pair of digests.
  public init(today: String, approved: String?) {
    self.today = today
    self.approved = approved
  }
}
