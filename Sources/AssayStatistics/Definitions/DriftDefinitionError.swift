/// Why a named drift definition could not be found or has no value for the given samples.
///
/// The lists of names let a caller suggest the nearest one.
public enum DriftDefinitionError: Error, Hashable, Sendable {
  /// No definition of any test has this test name; the known names, in order.
  case unknownTest(found: String, known: [String])
  /// The test exists, but not by this definition; the names of its definitions, in order.
  case unknownDefinition(test: String, found: String, known: [String])
  /// The definition has no meaning for this kind of column (`numbers` or `categories`); the definitions of the same
  /// test that have one.
  case notCovered(definition: String, input: String, reason: String, instead: [String])
  /// The statistic behind the definition has no value for these samples.
  case statistics(definition: String, StatisticsError)
}

extension DriftDefinitionError: CustomStringConvertible {
  /// What was found, what was expected and what to do next, without a full stop.
  public var description: String {
    switch self {
    case .unknownTest(let found, let known):
      return "unknown drift test '\(found)'; known are \(known.joined(separator: ", "))"
    case .unknownDefinition(let test, let found, let known):
      return "drift test '\(test)' has no definition '\(found)'; known are \(known.joined(separator: ", "))"
    case .notCovered(let definition, let input, let reason, let instead):
      let advice = instead.isEmpty ? "use another test" : "for \(input) use \(instead.joined(separator: ", "))"
      return "\(definition) does not cover \(input): \(reason); \(advice)"
    case .statistics(let definition, let error):
      return "\(definition) has no value: \(error)"
    }
  }
}
