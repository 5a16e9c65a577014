/// The bounds of a number that a profile does not know exactly: the rows would have given a number between them.
///
/// They are no confidence interval: chance plays no part in them.
public struct ProfileBounds: Sendable, Hashable {
  /// The lower bound.
  public let lower: Double
  /// The upper bound, not below the lower one.
  public let upper: Double

  /// Bounds.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether both bounds are the number itself.
  public var isExact: Bool { lower == upper }

  /// True when the value lies between the bounds or on one of them.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
