import AssayStatistics

/// `brier`: the Brier score of predicted probabilities lies within a limit.
public struct BrierCheck: ScoreCheck {
  public static let declaration = CheckDeclaration(
    name: "brier",
    summary: "The Brier score of predicted probabilities lies within a limit.",
    documentation: """
      The mean squared difference between the predicted probability and what happened (Brier 1950); lower is better, \
      and always answering 0.5 scores 0.25.
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "A good forecast", table: "p,y\n0.1,0\n0.9,1\n",
        entry: "brier: { label: y, score: p, max: 0.1 }", verdicts: [.pass], says: "brier 0.01"),
      CheckExample(
        "Not a probability", table: "p,y\n1.5,1\n0.2,0\n",
        entry: "brier: { label: y, score: p, max: 0.1 }", verdicts: [.error], says: "brier of 'p' against 'y'"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "brier") { scores throws(StatisticsError) in
      (try scores.brierScore(), [try Figure.reliability(scores)])
    }
  }
}
