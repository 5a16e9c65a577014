/// The metrics of one approval that later approvals do not replace.
///
/// A limit on the difference from the last approved value lets a metric fall a little with each approval, without end;
/// the anchor is what all of these steps together are held against.
public struct BaselineAnchor: Sendable, Hashable, Codable {
  /// The approval that set the anchor.
  public var approved: Baseline.Approval
  /// The metrics, by case, whose anchored values are not the last approved ones, or were set on another day.
  public var metrics: [String: Values]

  /// The anchored metrics of a case.
  public struct Values: Sendable, Hashable, Codable {
    /// The day on which they were set, `YYYY-MM-DD`.
    public var at: String
    /// The metrics.
    public var metrics: [Metric]
  }

  /// An anchor at everything that is approved now.
  public init(_ approval: Baseline.Approval) {
    approved = Baseline.Approval(by: approval.by, at: approval.at, why: approval.why)
    metrics = [:]
  }
}

extension Baseline {
  /// The anchored metrics of a case; `nil` when nothing was approved for it.
  public func anchored(_ name: String) -> BaselineAnchor.Values? {
    anchor.metrics[name] ?? metrics[name].map { BaselineAnchor.Values(at: anchor.approved.at, metrics: $0) }
  }

  /// Keeps a case's anchor where it is while its approved metrics change.
  ///
  /// A case that is new gets its anchor now, and so does one whose definitions are others: two definitions are never
  /// compared.
  mutating func keepAnchor(of name: String, from old: [Metric]?, to new: [Metric]?) {
    guard let new else { return anchor.metrics[name] = nil }
    let known = anchor.metrics[name]?.metrics ?? old
    if let known, Self.haveSameDefinitions(known, new) {
      let added = new.filter { metric in !known.contains { $0.name == metric.name } }
      if anchor.metrics[name] == nil, known != new {
        anchor.metrics[name] = BaselineAnchor.Values(at: anchor.approved.at, metrics: known + added)
      } else if !added.isEmpty {
        anchor.metrics[name]?.metrics += added
      } else if anchor.metrics[name]?.at == anchor.approved.at, known == new {
        anchor.metrics[name] = nil
      }
    } else {
      anchor.metrics[name] = BaselineAnchor.Values(at: approval.at, metrics: new)
    }
  }

  /// Whether metrics of the same name have the same definition.
  static func haveSameDefinitions(_ old: [Metric], _ new: [Metric]) -> Bool {
    new.allSatisfy { metric in
      old.first { $0.name == metric.name }.map { $0.definition == metric.definition } ?? true
    }
  }
}
