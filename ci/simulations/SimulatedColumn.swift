import AssayGate
import AssayStatistics
import AssayTable

/// The values of one column of a simulated table.
struct SimulatedColumn: Sendable {
  enum Values: Sendable {
    /// Numbers in ascending order.
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
    let missing = missingShare > 0 ? random.successes(of: rows, probability: missingShare) : 0
    let present = rows - missing
    let values: Values
    switch distribution {
    case .continuous(let table):
      values = .numbers(table.ordered(present, &random))
    case .whole(let table):
      var numbers: [Double] = []
      numbers.reserveCapacity(present)
      for (value, count) in table.counts(present, &random).enumerated() {
        numbers.append(contentsOf: repeatElement(Double(value), count: count))
      }
      values = .numbers(numbers)
    case .text(let table, let names):
      var counts: [String: Int] = [:]
      for (name, count) in zip(names, table.counts(present, &random)) where count > 0 { counts[name] = count }
      values = .counts(counts)
    }
    return SimulatedColumn(values: values, missing: missing, rows: rows)
  }

  /// The answer to what a check asks of the column.
  func measured(_ measurement: Measurement) throws -> Measured {
    switch (measurement, values) {
    case (.rows, _): return .count(rows)
    case (.sample, .numbers(let numbers)):
      return .sample(
        ColumnSample(values: numbers.isEmpty ? nil : try SortedSample(sorted: numbers), missing: missing))
    case (.counts, .counts(let counts)):
      let levels = Dictionary(uniqueKeysWithValues: counts.map { (ExactText($0.key), $0.value) })
      return .counts(LevelCounts(counts: levels, missing: missing))
    default: throw SimulationError("a simulated column cannot answer \(measurement)")
    }
  }
}

/// Why a simulation cannot go on.
struct SimulationError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
