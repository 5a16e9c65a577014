/// What a test looks for beside its null hypothesis.
public enum Alternative: String, Sendable, Hashable, CaseIterable {
  /// A difference in either direction.
  case twoSided = "two-sided"
  /// The reference is the smaller of both.
  case less
  /// The reference is the greater of both.
  case greater
}
