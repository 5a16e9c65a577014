import Testing

@testable import AssayStatistics

/// What the tests of named drift definitions measure.
enum DefinitionSamples {
  /// The golden input: whole numbers until the one division.
  static let reference = try! SortedSample(
    (0..<500).map { (i: Int) -> Double in Double((i * 7919) % 10007) / 1000 })
  static let current = try! SortedSample(
    (0..<400).map { (i: Int) -> Double in Double(((i * 6007 + 101) % 10007) * 11) / 10000 })
  static let sameLevels = try! CountTable(reference: [166, 84, 167, 83], current: [160, 80, 80, 80])
  static let newLevel = try! CountTable(reference: [166, 84, 167, 83, 0], current: [160, 40, 80, 80, 40])

  /// Finds a definition by a name such as `psi(evidently)`.
  static func definition(_ name: String) throws -> DriftDefinition {
    try #require(DriftDefinition.all.first { $0.name == name }, "\(name)")
  }

  /// Relative to 1e-12, or equal but for the noise of a root that should be 0.
  static func isEqual(_ found: Double, _ expected: Double) -> Bool {
    isClose(found, expected, 1e-12) || (found < 1e-14 && abs(expected) < 1e-7)
  }
}
