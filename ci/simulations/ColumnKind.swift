import AssayStatistics
import AssayTable

/// The kinds of columns that simulated tables are made of.
enum ColumnKind: Int, CaseIterable, Sendable {
  /// Normal.
  case number
  /// Lognormal, with 2 % missing.
  case skewed
  /// Whole numbers around 30.
  case integer
  /// Five levels.
  case category
  /// Fifty levels, of which many are rare, with 2 % missing.
  case levels
  /// True in 30 % of the rows.
  case flag

  /// The kinds of so many columns: each in turn.
  static func mixed(_ count: Int) -> [ColumnKind] { (0..<count).map { allCases[$0 % allCases.count] } }

  var type: DataType {
    switch self {
    case .number, .skewed: .float64
    case .integer: .int64
    case .category, .levels: .text
    case .flag: .boolean
    }
  }

  /// The share of the rows without a value.
  var missingShare: Double {
    switch self {
    case .skewed, .levels: 0.02
    default: 0
    }
  }
}

/// What a column's values are drawn from.
enum ColumnDistribution: Sendable {
  case continuous(QuantileTable)
  case whole(LevelTable)
  /// With the names of the levels.
  case text(LevelTable, [String])
}

/// A distribution for each kind of column.
struct ColumnDistributions: Sendable {
  private let byKind: [ColumnDistribution]

  init() throws {
    byKind = try ColumnKind.allCases.map { kind in
      switch kind {
      case .number: .continuous(try .normal())
      case .skewed: .continuous(try QuantileTable { exponential(1 + 0.5 * (try NormalDistribution.quantile($0))) })
      case .integer: .whole(LevelTable(weights: Self.poisson(mean: 30, levels: 70)))
      case .category: Self.text(Self.powerLaw(5))
      case .levels: Self.text(Self.powerLaw(50))
      case .flag: Self.text([0.7, 0.3])
      }
    }
  }

  subscript(kind: ColumnKind) -> ColumnDistribution { byKind[kind.rawValue] }

  /// Weights as in Zipf's law, with the exponent 0.7.
  static func powerLaw(_ levels: Int) -> [Double] { (1...levels).map { 1 / power(Double($0), 0.7) } }

  private static func text(_ weights: [Double]) -> ColumnDistribution {
    .text(LevelTable(weights: weights), weights.indices.map { "level \($0)" })
  }

  private static func poisson(mean: Double, levels: Int) -> [Double] {
    var weight = 1.0
    return (0..<levels).map { level in
      if level > 0 { weight *= mean / Double(level) }
      return weight
    }
  }
}
