import AssayStatistics

/// `log_loss`: the logarithmic loss of predicted probabilities lies within a limit.
public struct LogLossCheck: ScoreCheck {
  public static let declaration = CheckDeclaration(
    name: "log_loss",
    summary: "The logarithmic loss of predicted probabilities lies within a limit.",
    documentation: """
      The mean of −ln of the probability that was given to what happened; lower is better. Probabilities are kept \
      away from 0 and 1 by the precision of their own type, as scikit-learn does, so that one certain error does not \
      make the loss infinite.
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "A coin", table: "p,y\n0.5,0\n0.5,1\n",
        entry: "log_loss: { label: y, score: p, max: 0.7 }", verdicts: [.pass], says: "log_loss 0.693147"),
      CheckExample(
        "Sure and wrong", table: "p,y\n0.999,0\n0.5,1\n",
        entry: "log_loss: { label: y, score: p, max: 0.7 }", verdicts: [.fail], says: "is above the maximum 0.7"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "log_loss(clipped at the score's epsilon)") { scores throws(StatisticsError) in
      (try scores.logLoss(), [try Figure.reliability(scores)])
    }
  }
}
