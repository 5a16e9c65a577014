/// A part of a baseline that is recorded, accepted or rejected as one.
public enum BaselinePart: Sendable, Hashable {
  /// The digests and the profile of a table.
  case output(table: String)
  /// The golden rows of a table.
  case golden(table: String)
  /// The metrics of a case: `score/roc_auc[origin=EWR]`.
  case metrics(of: String)

  /// The part in one word, unique in its version: `output/features`, `golden/features`, `metrics/score/roc_auc`.
  public var address: String {
    switch self {
    case .output(let table): "output/\(table)"
    case .golden(let table): "golden/\(table)"
    case .metrics(let name): "metrics/\(name)"
    }
  }

  /// The part of an address; `nil` for other text.
  init?(address: String) {
    let parts = address.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let name = String(parts[1])
    switch parts[0] {
    case "output": self = .output(table: name)
    case "golden": self = .golden(table: name)
    case "metrics": self = .metrics(of: name)
    default: return nil
    }
  }
}

extension Baseline {
  /// The parts that there are.
  var parts: Set<BaselinePart> {
    var parts = Set(metrics.keys.map { BaselinePart.metrics(of: $0) })
    for (name, table) in tables {
      if table.fingerprint != nil { parts.insert(.output(table: name)) }
      if table.golden != nil { parts.insert(.golden(table: name)) }
    }
    return parts
  }

  /// Takes a part over from today's results; removes it when they do not have it.
  mutating func take(_ part: BaselinePart, from today: Baseline?, isFirst: Bool) {
    switch part {
    case .output(let name):
      tables[name, default: TableBaseline()].fingerprint = today?.tables[name]?.fingerprint
      tables[name]?.outputTolerance = today?.tables[name]?.outputTolerance ?? [:]
    case .golden(let name):
      tables[name, default: TableBaseline()].golden = today?.tables[name]?.golden
      tables[name]?.goldenTolerance = today?.tables[name]?.goldenTolerance ?? [:]
    case .metrics(let name):
      let new = today?.metrics[name]
      if !isFirst { keepAnchor(of: name, from: metrics[name], to: new) }
      metrics[name] = new
    }
    tables = tables.filter { !$0.value.isEmpty }
  }

  /// What was approved with some of its parts as they are today.
  ///
  /// - Parameters:
  ///   - old: what was approved; `nil` when nothing was.
  ///   - today: today's results, under the new approval.
  ///   - parts: the parts to take from today's results, or to remove when these do not have them.
  ///   - pinsAnchor: whether the metrics that come of it become the anchor.
  static func updating(
    _ old: Baseline?, with today: Baseline, parts: some Sequence<BaselinePart>, pinsAnchor: Bool
  ) -> Baseline {
    var result = old ?? Baseline(approval: today.approval, tables: [:], metrics: [:])
    result.approval = today.approval
    for part in parts { result.take(part, from: today, isFirst: old == nil) }
    if pinsAnchor, !result.anchor.metrics.isEmpty { result.anchor = BaselineAnchor(today.approval) }
    return result
  }
}
