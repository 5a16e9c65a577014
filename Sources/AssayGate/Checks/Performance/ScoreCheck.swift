import AssayStatistics

/// A check that holds scores against labels: one metric of both within a limit.
public protocol ScoreCheck: LimitedCheck {}

extension ScoreCheck {
  /// The arguments that name scores and labels, and the limit.
  static var columnsAndLimit: [ArgumentDeclaration] {
    [
      ArgumentDeclaration(
        "label", .column, required: true,
        "The column that says what happened: boolean, or 0 and 1. Null: not known yet."),
      ArgumentDeclaration("score", .column, required: true, "The column with the predicted probability, from 0 to 1."),
    ] + Limit.arguments
  }

  /// The case of a metric of the scores.
  ///
  /// - Parameter definition: how the metric is computed: approved values of another definition are not compared with.
  func cases(
    of table: TableShape, definition: String,
    compute: @escaping @Sendable (BinaryScores) throws(StatisticsError) -> (value: Double, figures: [Figure])
  ) throws(CheckError) -> [CheckCase] {
    let score = try table.numericColumn(entry.arguments.text("score") ?? "").name
    let field = try table.column(entry.arguments.text("label") ?? "")
    let label = field.name
    guard field.type == .boolean || field.type.isNumeric else {
      throw CheckError("label column '\(label)' is \(field.type); it must be boolean, or hold 0 and 1")
    }
    let measurement = Measurement.scores(score: score, label: label)
    let name = Self.declaration.name
    return [
      limitedCase(measurement, showing: [score, label]) { measured throws(CheckError) in
        guard case .scores(let rows) = measured else { throw CheckError("internal error: no scores were measured") }
        if rows.unscored > 0 {
          throw CheckError("\(Format.rows(rows.unscored)) with a label in '\(label)' have no score in '\(score)'")
        }
        do {
          let (value, figures) = try compute(rows.binaryScores())
          return (Metric(name, value, n: rows.scores.count, definition: definition), figures)
        } catch {
          throw CheckError("\(name) of '\(score)' against '\(label)': \(error)")
        }
      }
    ]
  }
}
