import Foundation

/// What was approved for one version of a fixture: the result of a replay, by whom, why, until when.
public struct Baseline: Sendable, Hashable {
  /// Who approved it, when and why.
  public var approval: Approval
  /// The metrics that stay when others are approved, so that many small steps cannot hide.
  public var anchor: BaselineAnchor
  /// The tables, by name.
  public var tables: [String: TableBaseline]
  /// The metrics by case: `score/roc_auc[origin=EWR]`.
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
    /// The ids of the checks that failed when the results were approved all the same, sorted; `nil` when none did.
    public var despite: [String]?

    /// Creates an approval.
    public init(by: String, at: String, why: String, until: String? = nil, despite: [String]? = nil) {
      self.by = by
      self.at = at
      self.why = why
      self.until = until
      self.despite = despite
    }

    /// Days from today (UTC) to the last day, 0 on it, negative when it is over; `nil` when there is none.
    public var daysLeft: Int? { until.map { Calendar.daysLeft(until: $0) } }
  }

  /// Creates a baseline; a first one is its own anchor.
  public init(
    approval: Approval, tables: [String: TableBaseline], metrics: [String: [Metric]], anchor: BaselineAnchor? = nil
  ) {
    self.approval = approval
    self.anchor = anchor ?? BaselineAnchor(approval)
    self.tables = tables
    self.metrics = metrics
  }
}
