import AssayStatistics

/// A check that holds predicted numbers against the true ones: one metric of both within a limit.
public protocol PredictionCheck: LimitedCheck {}

extension PredictionCheck {
  /// The arguments that name predictions and labels, and the limit.
  static var columnsAndLimit: [ArgumentDeclaration] {
    [
      ArgumentDeclaration(
        "label", .column, required: true, "The column with the number that came true. Null: not known yet."),
      ArgumentDeclaration("prediction", .column, required: true, "The column with the predicted number."),
    ] + Limit.arguments
  }

  /// What all of these checks say of missing values.
  static var rowsDocumentation: String {
    "Rows without a label are left out; a row with a label and no prediction is an error, and so is an infinite number."
  }

  /// How the interval is made.
  static var intervalDocumentation: String {
    """
    The interval is the 95 % one of a mean of independent rows, mean ± t · s/√n with Student's t of n − 1 degrees of \
    freedom; it is told, and the limit is held against the value itself.
    """
  }

  /// The case of a metric of the errors.
  ///
  /// - Parameter definition: how the metric is computed: approved values of another definition are not compared with.
  func cases(
    of table: TableShape, definition: String,
    compute: @escaping @Sendable (PredictionErrors) throws(StatisticsError) -> PredictionErrors.Estimate
  ) throws(CheckError) -> [CheckCase] {
    let prediction = try table.numericColumn(entry.arguments.text("prediction") ?? "").name
    let label = try table.numericColumn(entry.arguments.text("label") ?? "").name
    let measurement = Measurement.predictions(prediction: prediction, label: label)
    let name = Self.declaration.name
    return [
      limitedCase(measurement, showing: [prediction, label]) { measured throws(CheckError) in
        guard case .predictions(let rows) = measured else {
          throw CheckError("internal error: no predictions were measured")
        }
        if rows.unpredicted > 0 {
          throw CheckError(
            "\(Format.rows(rows.unpredicted)) with a label in '\(label)' have no prediction in '\(prediction)'")
        }
        if rows.infinite > 0 {
          throw CheckError(
            "\(Format.rows(rows.infinite)) have an infinite number in '\(prediction)' or '\(label)'; clean them first")
        }
        do {
          let estimate = try compute(rows.errors)
          let metric = Metric(
            name, estimate.value, n: rows.errors.count, definition: definition, lower: estimate.interval?.lower,
            upper: estimate.interval?.upper)
          return (metric, [Figure.residuals(prediction, rows.residuals)])
        } catch {
          throw CheckError("\(name) of '\(prediction)' against '\(label)': \(error)")
        }
      }
    ]
  }
}
