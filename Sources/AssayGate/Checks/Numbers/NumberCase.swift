/// The case of a check that puts a limit on one number of a column.
enum NumberCase {
  static func make(metric: String, column: String, measurement: Measurement, limit: Limit) -> CheckCase {
    CheckCase(
      column: column, measurements: [.rows, measurement], reference: limit.needsReference ? [measurement] : []
    ) { evidence throws(CheckError) in
      _ = try evidence.rows()
      let (value, n) = try evidence.number(measurement, of: column)
      var reference: Metric?
      if limit.needsReference, case .number(let number, let count) = try evidence.referenced(measurement) {
        guard let number, number.isFinite else {
          let what = number == nil ? "has no values: all are missing" : "holds infinite values"
          throw CheckError("column '\(column)' of the reference \(what), so there is nothing to compare with")
        }
        reference = Metric(metric, number, n: count)
      }
      return try limit.judge(Metric(metric, value, n: n), evidence: evidence, reference: reference)
    }
  }
}
