/// A probability under the null hypothesis, with the way it was computed.
public struct PValue: Sendable, Hashable {
  /// The probability of a result at least as extreme as the one found, from 0 to 1.
  public let value: Double
  /// How it was computed.
  public let method: Method

  /// How a p-value was computed.
  public enum Method: String, Sendable, Hashable {
    /// By counting all outcomes that are equally probable under the null hypothesis.
    case exact
    /// By the distribution that the statistic approaches for large samples.
    case asymptotic
    /// By interpolation between tabulated critical values, clipped to the ends of the table.
    case interpolated
    /// By a random draw of rearrangements.
    case permutation
  }

  /// A p-value; rounding above 1 is cut off.
  init(_ value: Double, _ method: Method) {
    self.value = min(1, value)
    self.method = method
  }
}
