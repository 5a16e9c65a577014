import AssayGate
import AssayStatistics

/// A known drift of a known size: the largest difference of the distribution functions, the share of the rows that fall
/// into other levels, or the share of the rows that lose their value.
enum Shift: String, CaseIterable, Sendable {
  /// A normal column moves, its shape stays.
  case mean
  /// A normal column spreads around the same mean.
  case variance
  /// Some of a normal column's rows go far out.
  case tail
  /// Rows leave two of five levels for another.
  case category
  /// Rows lose their value.
  case nulls

  var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  var kind: ColumnKind { self == .category ? .category : .number }

  /// The default practical limit of the effect.
  var limit: Double { self == .nulls ? DriftCheck.defaultMissingLimit : DriftCheck.defaultLimit }

  /// A column that drifted by an effect between 0 and 0.5.
  func column(
    effect: Double, rows: Int, _ distributions: ColumnDistributions, _ random: inout RandomNumbers
  ) throws -> SimulatedColumn {
    let missing = self == .nulls ? effect : 0
    var column = SimulatedColumn.draw(
      distributions[kind], rows: rows, missingShare: missing + kind.missingShare, &random)
    switch (self, column.values) {
    case (.mean, .numbers(let numbers)):
      // The distance of N(0, 1) and N(δ, 1) is 2Φ(δ/2) − 1.
      let distance = 2 * (try NormalDistribution.quantile((1 + effect) / 2))
      column.values = .numbers(numbers.map { $0 + distance })
    case (.variance, .numbers(let numbers)):
      let scale = try Self.scale(effect)
      column.values = .numbers(numbers.map { $0 * scale })
    case (.tail, .numbers(let numbers)):
      let kept = numbers.filter { _ in random.uniform() >= effect }
      let far = (kept.count..<numbers.count).map { _ in 10 + random.uniform() }
      column.values = .numbers(kept + far.sorted())
    case (.category, .counts(var counts)):
      // Two levels lose the rows: together they hold more than the largest effect.
      guard case .text(let table, _) = distributions[kind] else { return column }
      let share = effect / (table.share(of: 0) + table.share(of: 1))
      for name in ["level 0", "level 1"] {
        let moved = random.successes(of: counts[name] ?? 0, probability: share)
        counts[name, default: 0] -= moved
        counts["level 4", default: 0] += moved
      }
      column.values = .counts(counts.filter { $0.value > 0 })
    default: break
    }
    return column
  }

  /// The scale at which N(0, s²) is a distance away from N(0, 1): they differ most at √(2 ln s / (1 − 1/s²)).
  private static func scale(_ effect: Double) throws -> Double {
    var (low, high) = (1.0, 1e6)
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      let point = (2 * logarithm(middle) / (1 - 1 / (middle * middle))).squareRoot()
      let distance = NormalDistribution.cumulative(point) - NormalDistribution.cumulative(point / middle)
      if distance < effect { low = middle } else { high = middle }
    }
    return low
  }
}
