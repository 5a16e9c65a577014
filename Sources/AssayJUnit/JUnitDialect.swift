/// What a JUnit report may say.
public enum JUnitDialect: String, Sendable, CaseIterable {
  /// All that any CI system reads: properties, file and line of a case, assertions, skipped cases in every total.
  case superset
  /// What the schema of the Jenkins xUnit plugin allows: a case has name, class name and time, its results and its
  /// output. Properties of a case, its file, line and assertions are left out; properties of suites stay.
  case jenkins
}
