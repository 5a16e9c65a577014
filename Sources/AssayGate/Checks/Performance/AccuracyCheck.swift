import AssayStatistics

/// `accuracy`: the share of right decisions lies within a limit.
public struct AccuracyCheck: ScoreCheck {
  public static let declaration = CheckDeclaration(
    name: "accuracy",
    summary: "The share of right decisions lies within a limit.",
    documentation: """
      A row counts as positive when its score is above the threshold (0.5 by default). Accuracy follows the base rate: \
      a month with few late flights looks good whatever the model does, so ask for `roc_auc` and `calibration_bias` too.
      """,
    arguments: columnsAndLimit + [
      ArgumentDeclaration("threshold", .share, "A score above this counts as positive; 0.5 by default.")
    ],
    examples: [
      CheckExample(
        "Two of three", table: "p,y\n0.1,0\n0.9,1\n0.6,0\n",
        entry: "accuracy: { label: y, score: p, min: 0.6 }", verdicts: [.pass], says: "accuracy 0.66666"),
      CheckExample(
        "Another threshold", table: "p,y\n0.1,0\n0.9,1\n0.6,0\n",
        entry: "accuracy: { label: y, score: p, min: 0.9, threshold: 0.95 }", verdicts: [.fail],
        says: "is below the minimum 0.9"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let threshold = entry.arguments.number("threshold") ?? 0.5
    return try cases(of: table, definition: "accuracy(score > \(Format.number(threshold)))") {
      scores throws(StatisticsError) in
      let counts = try scores.confusionCounts(threshold: threshold)
      return (counts.accuracy, [.confusion(counts, threshold: threshold)])
    }
  }
}
