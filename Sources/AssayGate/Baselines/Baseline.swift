import Foundation

/// What was approved for one version of a fixture: the result of a replay, by whom, why, until when.
public struct Baseline: Sendable, Hashable {
  /// Who approved it, when and why.
  public var approval: Approval
  /// The tables, by name.
  public var tables: [String: TableBaseline]
  /// The metrics by case: `score.roc_auc[origin=EWR]`.
  public var metrics: [String: [Metric]]

  /// An approval.
  public struct Approval: Sendable, Hashable, Codable {
    /// Who approved.
    public var by: String
    /// The day, `YYYY-MM-DD`.
    public var at: String
    /// Why.
    public var why: String
    /// The last day on which the approval holds; `nil` for no end.
    public var until: String?

    /// Creates an approval.
    public init(by: String, at: String, why: String, until: String? = nil) {
      self.by = by
      self.at = at
      self.why = why
      self.until = until
    }
  }

  /// Creates a baseline.
  public init(approval: Approval, tables: [String: TableBaseline], metrics: [String: [Metric]]) {
    self.approval = approval
    self.tables = tables
    self.metrics = metrics
  }

  /// Whether another baseline holds the same results, whoever approved it.
  func holdsTheSame(as other: Baseline) -> Bool { tables == other.tables && metrics == other.metrics }

  /// Whether a new approval of the same results would change nothing: it ends on the same day, which is not over.
  func holdsAsLong(as other: Baseline) -> Bool {
    approval.until == other.approval.until && approval.until.map { Calendar.daysLeft(until: $0) >= 0 } ?? true
  }
}

/// The file format of a baseline: a JSON file per version, and a CSV file per table with golden rows.
struct BaselineFile: Codable {
  static let format = "assay.baseline/1"

  var format: String
  var fixture: String
  var version: String
  var approved: Baseline.Approval
  var tables: [String: Table]
  var metrics: [String: [Metric]]

  struct Table: Codable {
    var fingerprint: Fingerprint?
    var golden: Golden?
  }

  /// What the golden rows' CSV file does not say.
  struct Golden: Codable {
    var key: [String]
    var columns: [String]
    var types: [String]
    var rows: Int
    /// How many of the rows are there for the hash of their key, at most.
    var sample: Int?
  }
}
