@testable import AssayStatistics

/// Kinds of columns that a profile must bear.
enum ProfileData: String, CaseIterable, Sendable {
  case normal, smallIntegers, integers, timestamps, allExponents, logarithms, heavyZero, constant, special, spike

  /// Values of the kind, in no order.
  func values(_ count: Int, _ random: inout SplitMix64) -> [Double] {
    (0..<count).map { _ in value(&random) }
  }

  private func value(_ random: inout SplitMix64) -> Double {
    switch self {
    case .normal: random.normal()
    case .smallIntegers: Double(random.below(40) - 5)
    case .integers: Double(random.below(1_000_000))
    case .timestamps: 1.4e15 + (random.uniform() * 7.8e12).rounded()
    case .allExponents: random.anyFinite()
    case .logarithms: Self.power(random.normal() * 8)
    case .heavyZero: random.uniform() < 0.4 ? 0 : random.normal() * 1e6
    case .constant: -3.25
    case .special:
      switch random.below(8) {
      case 0: Double.infinity
      case 1: -Double.infinity
      case 2: -0.0
      case 3: 0.0
      case 4: Double.leastNonzeroMagnitude * Double(random.below(5))
      case 5: Double.greatestFiniteMagnitude
      default: random.normal()
      }
    // One half lies closer together than the tail lets the grid resolve.
    case .spike: random.uniform() < 0.5 ? 1 + random.uniform() * 1e-12 : random.anyFinite()
    }
  }

  /// 2 to a power, near enough for test data.
  private static func power(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + (exponent - whole))
  }
}
