import AssayStatistics

/// The case of a check that holds predicted numbers against the true ones.
enum PredictionCase {
  /// The arguments that name predictions and labels, and the limit.
  static let arguments: [ArgumentDeclaration] =
    [
      ArgumentDeclaration(
        "label", .column, required: true, "The column with the number that came true. Null: not known yet."),
      ArgumentDeclaration("prediction", .column, required: true, "The column with the predicted number."),
    ] + Limit.arguments

  /// What all of these checks say of missing values and of their intervals.
  static let rows = """
    Rows without a label are left out; a row with a label and no prediction is an error, and so is an infinite number.
    """

  /// How the interval is made.
  static let interval = """
    The interval is the 95 % one of a mean of independent rows, mean ± t · s/√n with Student's t of n − 1 degrees of \
    freedom; it is told, and the limit is held against the value itself.
    """

  static func make(
    _ arguments: Arguments, limit: Limit, metric: String, definition: String, table: TableShape,
    compute: @escaping @Sendable (PredictionErrors) throws(StatisticsError) -> PredictionErrors.Estimate
  ) throws(CheckError) -> [CheckCase] {
    let prediction = try table.numericColumn(arguments.text("prediction") ?? "")
    let label = try table.numericColumn(arguments.text("label") ?? "")
    let measurement = Measurement.predictions(prediction: prediction.name, label: label.name)
    return [
      CheckCase(measurements: [.rows, measurement], reference: limit.needsReference ? [measurement] : []) {
        evidence throws(CheckError) in
        _ = try evidence.rows()
        func value(_ measured: Measured) throws(CheckError) -> (metric: Metric, rows: PredictedRows) {
          guard case .predictions(let rows) = measured else {
            throw CheckError("internal error: no predictions were measured")
          }
          if rows.unpredicted > 0 {
            throw CheckError(
              "\(Format.rows(rows.unpredicted)) with a label in '\(label.name)' have no prediction in "
                + "'\(prediction.name)'")
          }
          if rows.infinite > 0 {
            throw CheckError(
              "\(Format.rows(rows.infinite)) have an infinite number in '\(prediction.name)' or '\(label.name)'; clean "
                + "them first")
          }
          do {
            let estimate = try compute(rows.errors)
            return (
              Metric(
                metric, estimate.value, n: rows.errors.count, definition: definition,
                lower: estimate.interval?.lower, upper: estimate.interval?.upper), rows
            )
          } catch {
            throw CheckError("\(metric) of '\(prediction.name)' against '\(label.name)': \(error)")
          }
        }
        let current = try value(evidence.measured(measurement))
        let reference = limit.needsReference ? try value(evidence.referenced(measurement)).metric : nil
        var judgement = try limit.judge(current.metric, evidence: evidence, reference: reference)
        if evidence.privateColumns.isDisjoint(with: [prediction.name, label.name]) {
          judgement.figures = [Figure.residuals(prediction.name, current.rows.residuals)]
        }
        return judgement
      }
    ]
  }
}
