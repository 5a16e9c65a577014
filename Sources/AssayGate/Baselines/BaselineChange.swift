import Crypto
import Foundation

/// One difference between what was approved for a version and what today's replay of it gives.
public struct BaselineChange: Sendable, Hashable, Codable {
  /// What became of a part.
  public enum Effect: String, Sendable, Codable {
    /// Nothing was approved for it.
    case added
    /// It differs by more than its tolerance.
    case changed
    /// Today's results do not have it.
    case removed
  }

  /// Ten hexadecimal digits that name this change of this part, and no other: the same old and new state have the same.
  public var id: String
  /// The version.
  public var version: String
  /// The table.
  public var table: String
  /// The part in one word: `output/features`, `golden/features`, `metrics/score/roc_auc`.
  public var part: String
  /// What became of it.
  public var effect: Effect
  /// What differs, in a line.
  public var summary: String
  /// Further lines: the columns that moved.
  public var details: [String]
  /// Golden rows that moved, as a small table; the first row holds the headings.
  public var examples: [[String]]
  /// The rows that moved and are not among the examples.
  public var furtherRows: Int
  /// The metrics of a case, old beside new; empty for other parts.
  public var metrics: [MetricChange]
  /// Who rejected this very change; `nil` when nobody did.
  public var rejection: Rejection?

  /// The change's place: `2013-04/output/features`.
  public var address: String { "\(version)/\(part)" }

  /// The part in words: `features output`, `features golden rows`, `score roc_auc`.
  public var title: String {
    if part.hasPrefix("output/") { return "\(table) output" }
    if part.hasPrefix("golden/") { return "\(table) golden rows" }
    return "\(table) \(part.dropFirst("metrics/".count + table.count + 1))"
  }

  /// A metric of a case, then and now.
  public struct MetricChange: Sendable, Hashable, Codable {
    /// The metric's name.
    public var name: String
    /// What was approved; `nil` when nothing was.
    public var approved: Metric?
    /// What today's replay gives; `nil` when it gives nothing.
    public var today: Metric?
    /// What it is anchored at, where that is another value than the approved one.
    public var anchored: Metric?
    /// The day on which the anchor was set.
    public var anchoredAt: String?

    /// Today's value less the approved one; `nil` when one is not there, or they have different definitions: such numbers
    /// are never compared.
    public var difference: Double? { Self.difference(today, approved) }

    /// Today's value less the anchored one, under the same conditions.
    public var drift: Double? { Self.difference(today, anchored) }

    private static func difference(_ new: Metric?, _ old: Metric?) -> Double? {
      guard let new, let old, new.definition == old.definition, new.value.isFinite, old.value.isFinite else {
        return nil
      }
      return new.value - old.value
    }
  }
}

/// A change that was looked at and rejected.
public struct Rejection: Sendable, Hashable, Codable {
  /// The change's place: `2013-04/output/features`.
  public var address: String
  /// The day, `YYYY-MM-DD`.
  public var at: String
  /// Who rejected it.
  public var by: String
  /// The change's id.
  public var id: String
  /// Why.
  public var why: String
}

/// The name of a change: a digest of its place and of what stands there, then and now.
///
/// Numbers count with six digits where they are compared by a tolerance or are metrics, so that another machine's last
/// bits make no other change of it.
enum ChangeDigest {
  static func id(fixture: String, version: String, part: BaselinePart, old: Baseline?, new: Baseline?) -> String {
    var hash = SHA256()
    for text in [fixture, version, part.address] { add(text, to: &hash) }
    for side in [old, new] {
      guard let side else {
        add("-", to: &hash)
        continue
      }
      for text in texts(part, of: side) { add(text, to: &hash) }
      add("/", to: &hash)
    }
    return String(Hexadecimal.text(hash.finalize()).prefix(10))
  }

  private static func add(_ text: String, to hash: inout SHA256) {
    hash.update(data: Data(text.utf8))
    hash.update(data: [0])
  }

  private static func texts(_ part: BaselinePart, of baseline: Baseline) -> [String] {
    switch part {
    case .metrics(let name):
      return (baseline.metrics[name] ?? []).flatMap { [$0.name, $0.definition, "\($0.n)", short($0.value)] }
    case .output(let name):
      guard let table = baseline.tables[name], let output = table.fingerprint else { return [] }
      return ["\(output.rows)", output.digest] + texts(table.outputTolerance)
        + output.columns.flatMap { column in
          [column.name, column.type, column.digest ?? "", "\(column.missing)"]
            + [column.minimum, column.mean, column.maximum].map { $0.map(short) ?? "" }
        }
    case .golden(let name):
      guard let table = baseline.tables[name], let golden = table.golden else { return [] }
      let rounded = golden.columns.map { table.goldenTolerance[$0] != nil }
      return golden.key + golden.columns + golden.types + texts(table.goldenTolerance)
        + golden.rows.flatMap { row in
          zip(row, rounded).map { value, isRounded in
            guard let value else { return "null" }
            return isRounded ? Double(value).map(short) ?? value : "=" + value
          }
        }
    }
  }

  private static func texts(_ tolerances: [String: Double]) -> [String] {
    tolerances.keys.sorted().flatMap { [$0, "\(tolerances[$0] ?? 0)"] }
  }

  private static func short(_ value: Double) -> String { String(format: "%.5e", value) }
}
