import Foundation
import Testing

@testable import AssayStatistics

@Suite("The domain classifier")
struct DomainClassifierTests {
  /// `ASSAY_SIMULATION=1000` splits that many times, and prints what came of it.
  private static let splits = ProcessInfo.processInfo.environment["ASSAY_SIMULATION"].flatMap(Int.init) ?? 12

  /// Rows of numbers, each a group of its own.
  private static func sample(
    _ count: Int, from first: UInt64, _ random: inout SplitMix64, _ row: (inout SplitMix64) -> [Double]
  ) -> DomainClassifier.Sample {
    let rows = (0..<count).map { _ in row(&random) }
    let columns = (rows.first ?? []).indices.map { column in
      DomainClassifier.Values.numbers(rows.map { $0[column] })
    }
    return DomainClassifier.Sample(columns: columns, groups: (0..<count).map { first + UInt64($0) })
  }

  private static func classify(
    _ n: Int, _ m: Int, seed: UInt64, _ reference: (inout SplitMix64) -> [Double],
    _ current: (inout SplitMix64) -> [Double]
  ) throws -> DomainClassifier {
    var random = SplitMix64(seed: seed)
    let before = sample(n, from: 0, &random, reference)
    return try DomainClassifier(reference: before, current: sample(m, from: 1 << 40, &random, current))
  }

  @Test("two normal distributions, d deviations apart, have an area of Φ(d/√2)", arguments: [0.0, 0.5, 1, 2])
  func knownArea(shift: Double) throws {
    let found = try Self.classify(1500, 1500, seed: 11, { [$0.normal()] }, { [$0.normal() + shift] })
    let expected = NormalDistribution.cumulative(shift / 2.0.squareRoot())
    // Four standard errors of 750 held-out rows a side, and a little for what the trees do not see.
    #expect(abs(found.area.area - expected) < 0.06 + 0.01, "\(found.area.area) for \(expected)")
    #expect(try found.area.interval(significance: 0.001).contains(expected))
  }

  @Test("a relation that turned round is found among other columns, and named as one")
  func relation() throws {
    func row(_ sign: Double) -> (inout SplitMix64) -> [Double] {
      { random in
        let x = random.normal()
        return [random.normal(), x, random.normal(), random.normal(), sign * 0.8 * x + 0.6 * random.normal()]
      }
    }
    let found = try Self.classify(1500, 1500, seed: 12, row(1), row(-1))
    #expect(try found.area.interval(significance: 0.0005).lower > 0.7)
    let importances = try found.importances()
    #expect(Set(importances.prefix(2).map(\.column)) == [1, 4], "\(importances)")
    let relation = try #require(try found.relation(among: importances.prefix(3).map(\.column)))
    #expect(relation.first == 1 && relation.second == 4 && relation.area > 0.8)
    #expect(abs(relation.firstArea - 0.5) < 0.1 && abs(relation.secondArea - 0.5) < 0.1)
  }

  @Test("a column that moved is named alone, also when it moved in its missing values only")
  func importance() throws {
    let moved = try Self.classify(
      600, 600, seed: 13, { [$0.normal(), $0.normal(), $0.normal()] },
      { [$0.normal(), $0.normal() + 1.5, $0.normal()] })
    #expect(try moved.importances().first?.column == 1)
    #expect(try moved.relation(among: [0, 1, 2]) == nil)
    let missing = try Self.classify(
      600, 600, seed: 14, { [$0.normal(), $0.normal()] },
      { [$0.below(2) == 0 ? .nan : $0.normal(), $0.normal()] })
    #expect(abs(missing.area.area - 0.75) < 0.07)
    #expect(try missing.importances().first?.column == 0)
  }

  @Test("levels by what they are: shares that moved, new ones, and ones too rare to learn")
  func levels() throws {
    var random = SplitMix64(seed: 15)
    func sample(_ first: UInt64, _ level: (inout SplitMix64) -> UInt64) -> DomainClassifier.Sample {
      DomainClassifier.Sample(
        columns: [.levels((0..<800).map { _ in level(&random) })], groups: (0..<800).map { first + UInt64($0) })
    }
    let known = sample(0) { UInt64($0.below(40)) }
    let same = try DomainClassifier(reference: known, current: sample(1 << 40) { UInt64($0.below(40)) })
    #expect(try same.area.interval(significance: 0.001).contains(0.5))
    // Every other level is never seen any more.
    let moved = try DomainClassifier(reference: known, current: sample(1 << 40) { UInt64(2 * $0.below(20)) })
    #expect(abs(moved.area.area - 0.75) < 0.07)
    // Half of the rows hold levels that occur once.
    let rare = try DomainClassifier(
      reference: known, current: sample(1 << 40) { $0.below(2) == 0 ? $0.next() : UInt64($0.below(40)) })
    #expect(abs(rare.area.area - 0.75) < 0.07)
  }

  /// Samples of one population: rows by themselves, or rows of clusters, which move together.
  struct Null: Sendable, CustomTestStringConvertible {
    /// The clusters of the reference and of the current sample.
    let reference: Int, current: Int
    /// The rows of each cluster; 1 = independent rows.
    let rows: Int
    var testDescription: String { "\(reference) against \(current), \(rows) rows each" }

    static let all =
      [Null(reference: 150, current: 150, rows: 1), Null(reference: 24, current: 16, rows: 10)]
      + (splits > 12
        ? [
          Null(reference: 1000, current: 300, rows: 1), Null(reference: 4000, current: 4000, rows: 1),
          Null(reference: 5, current: 5, rows: 40), Null(reference: 90, current: 30, rows: 40),
        ] : [])

    func sample(_ clusters: Int, from first: UInt64, _ random: inout SplitMix64) -> DomainClassifier.Sample {
      var columns = [[Double]](repeating: [], count: 4)
      var groups: [UInt64] = []
      for cluster in 0..<clusters {
        let shared = random.normal()
        for _ in 0..<rows {
          let x = rows == 1 ? shared : shared + 0.2 * random.normal()
          let values = [
            x, x + random.normal(), Double(random.below(4)), random.below(10) == 0 ? .nan : random.normal(),
          ]
          for (column, value) in values.enumerated() { columns[column].append(value) }
          groups.append(first + UInt64(cluster))
        }
      }
      return DomainClassifier.Sample(columns: columns.map { .numbers($0) }, groups: groups)
    }
  }

  @Test(
    "without drift, the share of false blocks stays within the budget, and the area's mean is one half",
    arguments: Null.all)
  func noDrift(_ null: Null) throws {
    var (blocked, beyond, sum, passed) = (0, 0, 0.0, 0)
    for split in 0..<Self.splits {
      var random = SplitMix64(seed: UInt64(1000 + split))
      let before = null.sample(null.reference, from: 0, &random)
      let found = try DomainClassifier(
        reference: before, current: null.sample(null.current, from: 1 << 40, &random), seed: UInt64(split))
      let interval = try found.area.interval(significance: 0.005)
      if interval.lower > 0.6 { blocked += 1 }
      if interval.upper <= 0.6 { passed += 1 }
      if try found.area.interval(significance: 0.1).lower > 0.5 { beyond += 1 }
      sum += found.area.area
    }
    let runs = Double(Self.splits)
    #expect(Double(blocked) <= 0.005 * runs + 4 * (0.005 * runs).squareRoot())
    #expect(Double(beyond) <= 0.05 * runs + 4 * (0.05 * runs).squareRoot())
    // Few clusters have areas all over the range.
    #expect(abs(sum / runs - 0.5) < (null.rows == 1 ? 0.25 : 1) / runs.squareRoot())
    if Self.splits > 12 {
      print(
        "\(null), \(Self.splits) splits without drift: blocked \(blocked), passed \(passed), mean area \(sum / runs), "
          + "one half below the one-sided 95 % interval \(beyond)")
    }
  }

  @Test("the same rows have the same answer, to the last bit; another seed holds out others")
  func repeated() throws {
    func run() throws -> DomainClassifier {
      try Self.classify(200, 250, seed: 16, { [$0.normal(), $0.normal()] }, { [$0.normal() + 0.3, $0.normal()] })
    }
    let (first, second) = (try run(), try run())
    #expect(first.area == second.area)
    #expect(try first.importances() == second.importances())
    var random = SplitMix64(seed: 16)
    let before = Self.sample(200, from: 0, &random) { [$0.normal(), $0.normal()] }
    let now = Self.sample(250, from: 1 << 40, &random) { [$0.normal() + 0.3, $0.normal()] }
    #expect(try DomainClassifier(reference: before, current: now, seed: 5).area != first.area)
  }

  @Test("rows of one group stay in one half: what only names a group is no knowledge")
  func groups() throws {
    // Each day has a number of its own; days are shared out at random, so that numbers of other days say nothing.
    func days(_ range: Range<Int>) -> DomainClassifier.Sample {
      let rows = range.flatMap { day in (0..<20).map { _ in day } }
      return DomainClassifier.Sample(
        columns: [.numbers(rows.map { Double($0 * 7919 % 101) })], groups: rows.map { UInt64($0) })
    }
    let byDay = try DomainClassifier(reference: days(0..<40), current: days(40..<80))
    #expect(try byDay.area.interval(significance: 0.005).lower < 0.6)
    #expect(byDay.area.positives.clusters == 20 && byDay.area.negatives.clusters == 20)
    // Rows of a group that both sides have are held out on both.
    let shared = try DomainClassifier(reference: days(0..<40), current: days(0..<40))
    #expect(shared.area.area == 0.5)
    #expect(shared.area.positives.rows == shared.area.negatives.rows)
  }

  @Test("constants, columns without a value, infinities and −0 have an answer")
  func degenerate() throws {
    let nothing = try Self.classify(
      300, 300, seed: 17, { _ in [1, .nan, .infinity, 0] }, { _ in [1, .nan, .infinity, -0.0] })
    #expect(nothing.area.area == 0.5 && nothing.area.variance == 0)
    #expect(try nothing.importances().isEmpty)
    let apart = try Self.classify(300, 300, seed: 18, { _ in [-.infinity, .nan] }, { _ in [.infinity, .nan] })
    #expect(apart.area.area == 1)
    #expect(try apart.area.interval(significance: 0.001).lower > 0.85)
    #expect(try apart.importances().map(\.column) == [0])
  }

  @Test("too few rows are refused, and four on each side are enough for an answer that is not sure")
  func fewRows() throws {
    for (n, m) in [(0, 0), (0, 50), (1, 50), (50, 2), (3, 3)] {
      #expect(throws: StatisticsError.self) { try Self.classify(n, m, seed: 19, { _ in [0] }, { _ in [1] }) }
    }
    let four = try Self.classify(4, 4, seed: 20, { _ in [0] }, { _ in [1] })
    #expect(try four.area.interval(significance: 0.005).lower < 0.6)
    #expect(try four.area.interval(significance: 0.005).upper > 0.6)
    let empty = DomainClassifier.Sample(columns: [], groups: [])
    #expect(throws: StatisticsError.tooFewValues(what: "list of columns", count: 0, minimum: 1)) {
      try DomainClassifier(reference: empty, current: empty)
    }
    let one = DomainClassifier.Sample(columns: [.numbers([1, 2])], groups: [1])
    #expect(throws: StatisticsError.lengthsDiffer(what: "column and groups", first: 2, second: 1)) {
      try DomainClassifier(reference: one, current: one)
    }
    let rows = (0..<9).map { UInt64($0) }
    #expect(throws: StatisticsError.undefined("a column holds numbers on one side and levels on the other")) {
      try DomainClassifier(
        reference: .init(columns: [.levels(rows)], groups: rows),
        current: .init(columns: [.numbers(rows.map(Double.init))], groups: rows.map { $0 + 100 }))
    }
  }

  @Test("a column has a bin for each value while there are few, and quantiles of equal size otherwise")
  func bins() {
    let few = BinnedColumn(numbers: [3, 1, .nan, 2, 2, 9, -5], training: Array(0..<5))
    #expect(few.bins == [3, 1, 0, 2, 2, 3, 1])
    let many = BinnedColumn(numbers: (0..<6300).map(Double.init), training: Array(0..<6300))
    let counts = Dictionary(grouping: many.bins) { $0 }.mapValues(\.count)
    #expect(many.bins.max() == 63 && counts[0] == nil && counts.values.allSatisfy { (99...101).contains($0) })
    let exact = BinnedColumn(numbers: (0..<63).map(Double.init), training: Array(0..<63))
    #expect(exact.bins == (1...63).map { UInt8($0) })
    #expect(BinnedColumn(numbers: [.nan, 4], training: [0]).bins == [0, 1])
  }
}
