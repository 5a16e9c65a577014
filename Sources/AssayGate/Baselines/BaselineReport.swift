/// What a run found of a version's baseline, and did to it.
public struct BaselineReport: Sendable, Hashable {
  /// The approval that the version's results are held against, after the run; `nil` when there is none.
  public var approval: Baseline.Approval?
  /// How today's results differ from the approved ones by more than their tolerances; empty where a run only compares.
  public var changes: [BaselineChange] = []
  /// Those of the changes that were recorded.
  public var recorded: [BaselineChange] = []
  /// Whether the baseline's file was written.
  public var isWritten = false
  /// Parts that no check asks for any more: `metrics/score/roc_auc`.
  public var unreferenced: [String] = []
  /// Parts that were removed because no check asks for them any more.
  public var pruned: [String] = []
  /// What else people should know.
  public var notes: [String] = []

  /// Creates a report of nothing.
  public init() {}

  /// What was written, in a line: `features output, features golden rows, score metrics of 4 cases`.
  var recordedText: String {
    var parts: [String] = []
    for effect in [BaselineChange.Effect.added, .changed, .removed] {
      let some = recorded.filter { $0.effect == effect }
      guard !some.isEmpty else { continue }
      let kept = some.filter { $0.metrics.isEmpty }.map(\.title)
      let cases = some.filter { !$0.metrics.isEmpty }
      let metrics =
        cases.isEmpty
        ? [] : cases.count <= 3 ? cases.map(\.title) : ["the metrics of \(Format.whole(cases.count)) cases"]
      parts.append("\(effect == .added ? "new" : effect.rawValue): \((kept + metrics).joined(separator: ", "))")
    }
    if !pruned.isEmpty { parts.append("removed, since no check asks for it: \(pruned.joined(separator: ", "))") }
    if parts.isEmpty { parts.append("the approval alone: no result changed by more than its tolerance") }
    return parts.joined(separator: "; ")
  }
}
