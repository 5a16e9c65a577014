import AssayGate
import AssayTable

/// The drift check itself, as a manifest's `drift: { columns: all }` makes it, for tables that are simulated.
struct Comparison: Sendable {
  private static let nowhere = SourceLocation(file: "simulation", line: 1)
  private let cases: [CheckCase]
  private let alpha: Double

  /// - Parameter budget: the probability of a false block that one run may spend.
  init(_ kinds: [ColumnKind], budget: Double = Manifest.defaultBudget) throws {
    let check = try DriftCheck(
      Arguments(
        location: Self.nowhere,
        values: [(ArgumentKey("columns", at: Self.nowhere), ArgumentValue(.all, at: Self.nowhere))]))
    let schema = Schema(kinds.enumerated().map { Field(name: "c\($0)", type: $1.type) })
    let cases = try check.cases(of: TableShape(name: "simulated", schema: schema, reference: schema))
    guard cases.count == kinds.count else { throw SimulationError("\(cases.count) cases for \(kinds.count) columns") }
    self.cases = cases
    alpha = budget / Double(cases.reduce(0) { $0 + $1.comparisons })
  }

  /// The verdict on one column.
  func verdict(column: Int, reference: SimulatedColumn, current: SimulatedColumn) throws -> Verdict {
    let one = cases[column]
    var evidence = Evidence(current: [:], reference: [:], alpha: alpha)
    evidence.drawsFigures = false
    for measurement in one.measurements { evidence.current[measurement] = try current.measured(measurement) }
    for measurement in one.referenceMeasurements {
      evidence.reference?[measurement] = try reference.measured(measurement)
    }
    return try one.judge(evidence).verdict
  }
}
