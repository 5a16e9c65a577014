/// How much time one step of a time, timestamp or duration column is.
public enum TimeUnit: String, Hashable, Sendable, Codable, CaseIterable {
  /// 1 s.
  case second = "s"
  /// 10⁻³ s.
  case millisecond = "ms"
  /// 10⁻⁶ s.
  case microsecond = "us"
  /// 10⁻⁹ s.
  case nanosecond = "ns"

  /// Steps in one second: 1, 10³, 10⁶ or 10⁹.
  public var stepsPerSecond: Int64 {
    switch self {
    case .second: 1
    case .millisecond: 1_000
    case .microsecond: 1_000_000
    case .nanosecond: 1_000_000_000
    }
  }

  /// Digits behind the second's point that a step can show: 0, 3, 6 or 9.
  var fractionDigits: Int {
    switch self {
    case .second: 0
    case .millisecond: 3
    case .microsecond: 6
    case .nanosecond: 9
    }
  }

  /// The letter that stands for the unit in an Arrow format string.
  init?(arrowLetter letter: UInt8) {
    switch letter {
    case UInt8(ascii: "s"): self = .second
    case UInt8(ascii: "m"): self = .millisecond
    case UInt8(ascii: "u"): self = .microsecond
    case UInt8(ascii: "n"): self = .nanosecond
    default: return nil
    }
  }
}
