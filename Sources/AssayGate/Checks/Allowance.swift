/// How many rows may fail a row check: none unless `allow` says otherwise.
public struct Allowance: Sendable, Hashable {
  /// The rows that may fail.
  public var rows: Int?
  /// The share of the rows that may fail.
  public var share: Double?

  /// The argument that row checks take.
  public static let argument = ArgumentDeclaration(
    "allow",
    .object([
      ArgumentDeclaration("rows", .integer(minimum: 0), "The number of rows that may fail."),
      ArgumentDeclaration("share", .share, "The share of the rows that may fail."),
    ]), "How many rows may fail before the check does; none by default.")

  /// Reads `allow`.
  public init(_ arguments: Arguments) throws(ManifestError) {
    let allow = arguments.object("allow")
    rows = allow?.integer("rows")
    share = allow?.number("share")
    if let allow, (rows == nil) == (share == nil) {
      throw ManifestError("'allow' takes either 'rows' or 'share'", at: allow.location)
    }
  }

  /// The allowance in words.
  public var description: String {
    if let share { return "allow share \(Format.number(share))" }
    return "allow \(Format.rows(rows ?? 0))"
  }

  /// Judges how many rows failed.
  ///
  /// - Parameters:
  ///   - failing: the rows that failed.
  ///   - rows: all rows.
  ///   - metric: the metric's name: `rows_out_of_range`.
  ///   - what: what the failing rows do, to follow their number: `are outside 0 … 1`.
  public func judge(failing: Int, of rows: Int, metric: String, what: String) -> Judgement {
    let rate = Double(failing) / Double(rows)
    let passes = share.map { rate <= $0 } ?? (failing <= (self.rows ?? 0))
    let count = failing == 0 ? "no row" : "\(Format.rows(failing)) (\(Format.share(rate)))"
    return Judgement(
      passes ? .pass : .fail, "\(count) \(what) · \(description) · n \(Format.whole(rows))", n: rows,
      metrics: [Metric(metric, Double(failing), n: rows), Metric("\(metric)_share", rate, n: rows)],
      limits: [description])
  }
}
