import AssayStatistics

/// The case of a check that holds scores against labels.
enum ScoreCase {
  /// The arguments that name scores and labels, and the limit.
  static let arguments: [ArgumentDeclaration] =
    [
      ArgumentDeclaration(
        "label", .column, required: true,
        "The column that says what happened: boolean, or 0 and 1. Null: not known yet."),
      ArgumentDeclaration("score", .column, required: true, "The column with the predicted probability, from 0 to 1."),
    ] + Limit.arguments

  static func make(
    _ arguments: Arguments, limit: Limit, metric: String, definition: String, table: TableShape,
    compute: @escaping @Sendable (BinaryScores) throws(StatisticsError) -> (value: Double, figures: [Figure])
  ) throws(CheckError) -> [CheckCase] {
    let score = try table.numericColumn(arguments.text("score") ?? "")
    let label = try table.column(arguments.text("label") ?? "")
    guard label.type == .boolean || label.type.isNumeric else {
      throw CheckError("label column '\(label.name)' is \(label.type); it must be boolean, or hold 0 and 1")
    }
    let measurement = Measurement.scores(score: score.name, label: label.name)
    return [
      CheckCase(measurements: [.rows, measurement], reference: limit.needsReference ? [measurement] : []) {
        evidence throws(CheckError) in
        _ = try evidence.rows()
        func value(_ measured: Measured) throws(CheckError) -> (metric: Metric, figures: [Figure]) {
          guard case .scores(let rows) = measured else { throw CheckError("internal error: no scores were measured") }
          if rows.unscored > 0 {
            throw CheckError(
              "\(Format.rows(rows.unscored)) with a label in '\(label.name)' have no score in '\(score.name)'")
          }
          do {
            let (value, figures) = try compute(rows.binaryScores())
            return (Metric(metric, value, n: rows.scores.count, definition: definition), figures)
          } catch {
            throw CheckError("\(metric) of '\(score.name)' against '\(label.name)': \(error)")
          }
        }
        let current = try value(evidence.measured(measurement))
        let reference = limit.needsReference ? try value(evidence.referenced(measurement)).metric : nil
        var judgement = try limit.judge(current.metric, evidence: evidence, reference: reference)
        if evidence.privateColumns.isDisjoint(with: [score.name, label.name]) { judgement.figures = current.figures }
        return judgement
      }
    ]
  }
}
