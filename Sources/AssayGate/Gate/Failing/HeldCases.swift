/// Cases of a table that are told only when it is known what else there is to say of them: those from the first on that
/// left its approved state.
struct HeldCases {
  private var held: [CaseResult] = []
  private let isOn: Bool

  /// - Parameter isOn: whether anything is held.
  init(isOn: Bool) { self.isOn = isOn }

  /// Takes a case, and tells it at once when there is nothing to wait for.
  mutating func add(_ result: CaseResult, report: (CaseResult) -> Void) {
    if isOn, !held.isEmpty || Self.mayDiverge(result) { held.append(result) } else { report(result) }
  }

  private static func mayDiverge(_ result: CaseResult) -> Bool {
    result.verdict == .fail && [GoldenCheck.declaration.name, UnchangedCheck.declaration.name].contains(result.kind)
  }

  /// Tells what was held; cases of the divergent column, and those of the whole table, with what was found.
  mutating func tell(_ divergence: Divergence?, report: (CaseResult) -> Void) {
    for var result in held {
      if let divergence, result.table == divergence.stage, Self.mayDiverge(result),
        result.column == nil || result.column == divergence.column
      {
        if let smallest = divergence.smallest {
          result.details += [smallest.summary, smallest.rerun]
        } else if let note = divergence.note {
          result.details.append(note)
        }
      }
      report(result)
    }
    held = []
  }
}
