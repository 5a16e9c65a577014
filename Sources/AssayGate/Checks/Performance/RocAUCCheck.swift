import AssayStatistics

/// `roc_auc`: the area under the ROC curve lies within a limit.
public struct RocAUCCheck: ScoreCheck {
  public static let declaration = CheckDeclaration(
    name: "roc_auc",
    summary: "The area under the ROC curve lies within a limit.",
    documentation: """
      The probability that a row of the positive class scores above one of the negative class, ties counting half \
      (Hanley and McNeil 1982). It does not depend on the base rate, and so says what accuracy hides. Rows without a \
      label are left out; both classes must occur.
      """,
    arguments: columnsAndLimit,
    examples: [
      CheckExample(
        "Three of four pairs in order", table: "p,y\n0.1,0\n0.4,0\n0.35,1\n0.8,1\n",
        entry: "roc_auc: { label: y, score: p, min: 0.7 }", verdicts: [.pass], says: "roc_auc 0.75"),
      CheckExample(
        "One class only is not a pass", table: "p,y\n0.1,0\n0.4,0\n",
        entry: "roc_auc: { label: y, score: p, min: 0.7 }", verdicts: [.error], says: "roc_auc of 'p' against 'y'"),
    ])

  public let entry: LimitedEntry

  public init(_ entry: LimitedEntry) { self.entry = entry }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try cases(of: table, definition: "roc_auc(mann-whitney)") { scores throws(StatisticsError) in
      let ranked = try RankedClasses(scores)
      return (ranked.rocAUC(), Figure.curves(ranked))
    }
  }
}
