import AssayGate
import AssayStatistics
import AssayTable

/// The values of one column of a simulated table.
struct SimulatedColumn: Sendable {
  enum Values: Sendable {
    case numbers([Double])
    /// How often each level occurs, by name.
    case counts([String: Int])
  }

  var values: Values
  var missing: Int
  var rows: Int

  /// Draws a column.
  static func draw(
    _ distribution: ColumnDistribution, rows: Int, missingShare: Double, _ random: inout RandomNumbers
  ) -> SimulatedColumn {
    var missing = 0
    if missingShare > 0 {
      for _ in 0..<rows where random.uniform() < missingShare { missing += 1 }
    }
    let present = rows - missing
    let values: Values
    switch distribution {
    case .continuous(let table):
      values = .numbers((0..<present).map { _ in table.draw(&random) })
    case .whole(let table):
      values = .numbers((0..<present).map { _ in Double(table.draw(&random)) })
    case .text(let table):
      var counts: [String: Int] = [:]
      for (level, count) in table.counts(present, &random).enumerated() where count > 0 {
        counts["level \(level)"] = count
      }
      values = .counts(counts)
    }
    return SimulatedColumn(values: values, missing: missing, rows: rows)
  }

  /// The answer to what a check asks of the column.
  func measured(_ measurement: Measurement) throws -> Measured {
    switch (measurement, values) {
    case (.rows, _): return .count(rows)
    case (.sample, .numbers(let numbers)):
      return .sample(ColumnSample(values: numbers.isEmpty ? nil : try SortedSample(numbers), missing: missing))
    case (.counts, .counts(let counts)): return .counts(LevelCounts(counts: counts, missing: missing))
    default: throw SimulationError("a simulated column cannot answer \(measurement)")
    }
  }
}

/// Why a simulation cannot go on.
struct SimulationError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
