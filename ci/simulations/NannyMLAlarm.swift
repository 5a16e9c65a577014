import AssayStatistics

/// NannyML's default rule for one column: both sides are cut into ten chunks of consecutive rows, each chunk's
/// Jensen–Shannon distance from the whole reference is taken, and a chunk of the current data is an alarm when its
/// distance is above the mean of the reference's chunks plus three of their standard deviations (divided by n).
struct NannyMLAlarm {
  static let chunks = 10
  private static let deviations = 3.0

  /// Whether a chunk of the current data is an alarm.
  ///
  /// - Parameter random: puts the rows into an order, which simulated columns have none of.
  static func isRaised(
    _ reference: SimulatedColumn, _ current: SimulatedColumn, _ random: inout RandomNumbers
  ) throws -> Bool {
    let definition = try DriftDefinition(test: "js", definition: "nannyml")
    let distance: (SimulatedColumn.Values) throws -> Double
    switch reference.values {
    case .numbers(let numbers):
      let all = try SortedSample(sorted: numbers)
      distance = { chunk in
        guard case .numbers(let values) = chunk else { throw Self.mismatch }
        return try definition.measure(reference: all, current: try SortedSample(values)).value
      }
    case .counts(let counts):
      distance = { chunk in
        guard case .counts(let others) = chunk else { throw Self.mismatch }
        let levels = Set(counts.keys).union(others.keys).sorted()
        return try definition.measure(
          CountTable(reference: levels.map { counts[$0] ?? 0 }, current: levels.map { others[$0] ?? 0 })
        ).value
      }
    }
    let usual = try Self.chunks(of: reference, &random).map(distance)
    let threshold = Self.threshold(usual)
    return try Self.chunks(of: current, &random).contains { try distance($0) > threshold }
  }

  /// The mean and three standard deviations.
  static func threshold(_ distances: [Double]) -> Double {
    let count = Double(distances.count)
    let mean = distances.reduce(0, +) / count
    let variance = distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return mean + deviations * variance.squareRoot()
  }

  /// The values of each chunk, without the rows that have none; a last chunk takes the rows that are left over.
  private static func chunks(
    of column: SimulatedColumn, _ random: inout RandomNumbers
  ) -> [SimulatedColumn.Values] {
    switch column.values {
    case .numbers(let numbers):
      parts(numbers, missing: column.missing, &random).map { .numbers($0) }
    case .counts(let counts):
      parts(
        counts.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) },
        missing: column.missing, &random
      ).map { .counts($0.reduce(into: [:]) { $0[$1, default: 0] += 1 }) }
    }
  }

  private static func parts<Value>(
    _ values: [Value], missing: Int, _ random: inout RandomNumbers
  ) -> [[Value]] {
    let rows = (values.map(Optional.some) + Array(repeating: nil, count: missing)).shuffled(using: &random)
    let size = rows.count / chunks
    return (0..<chunks).map { chunk in
      rows[chunk * size..<(chunk == chunks - 1 ? rows.count : (chunk + 1) * size)].compactMap { $0 }
    }
  }

  private static var mismatch: SimulationError {
    SimulationError("a column has numbers on one side and levels on the other")
  }
}
