import AssayStatistics
import AssayTable
import Foundation
import Testing

@testable import AssayGate

extension FlightsTests {
  /// Rows of one day come together: the flights of January to March, split at random by day, have not drifted.
  @Suite struct Clusters {
    private static let weather = ["temp", "dewp", "pressure", "humid", "wind_speed", "visib"]
    private static let schedule = ["distance", "hour", "plane_age", "seats"]
    /// The share of the budget that a fixture of 17 columns leaves to each of its comparisons.
    private static let alpha = 0.005 / 34
    /// `ASSAY_SIMULATION=500` splits that many times, and prints what came of it.
    private static let splits = ProcessInfo.processInfo.environment["ASSAY_SIMULATION"].flatMap(Int.init) ?? 3

    /// A column's values, each with the number of its day; NaN where it is missing.
    private struct Values {
      var values: [Double] = []
      var days: [Int32] = []
    }

    /// The column of three months, counted by day and value, which is less to read.
    private static func read(_ column: String, _ months: ArraySlice<Month>) async throws -> Values {
      var values = Values()
      for month in months {
        let rows = try await FlightsTests.table("features", month).rows(
          "SELECT day - DATE '2013-01-01', \(column)::DOUBLE, count(*) FROM features GROUP BY 1, 2 ORDER BY 1, 2",
          limit: 100_000)
        for row in rows {
          guard case .integer(let day) = row[0], case .integer(let count) = row[2] else { continue }
          let value = if case .number(let number) = row[1] { number } else { Double.nan }
          values.values += [Double](repeating: value, count: Int(count))
          values.days += [Int32](repeating: Int32(day), count: Int(count))
        }
      }
      return values
    }

    private struct Split {
      var clustered: Judgement
      var independent: Judgement
    }

    /// The drift check's judgement of a column, with the days of the reference chosen.
    private static func judge(_ column: String, _ values: Values, _ reference: Set<Int32>) throws -> Split {
      var sides = (ClusteredSample(), ClusteredSample())
      for (value, day) in zip(values.values, values.days) {
        if reference.contains(day) { sides.0.add(value, cluster: day) } else { sides.1.add(value, cluster: day) }
      }
      func judge(_ clusters: [String], _ measured: (ClusteredSample) throws -> Measured) throws -> Judgement {
        let comparison = DriftComparison(
          column: column, kind: .number, clusters: clusters, limit: 0.1, missingLimit: 0.05)
        let measurement = DriftKind.number.measurement(column, clusters: clusters)
        return try comparison.judge(
          Evidence(
            current: [measurement: try measured(sides.1)], reference: [measurement: try measured(sides.0)], alpha: alpha
          )
        )
      }
      let clustered = try judge(["day"]) { .clusteredSample($0) }
      let independent = try judge([]) { sample in
        .sample(
          ColumnSample(values: try SortedSample(sample.values), missing: sample.missing.missing.reduce(0, +)))
      }
      return Split(clustered: clustered, independent: independent)
    }

    @Test("split at random by day, no column is blocked; taken as independent rows, the weather is")
    func splits() async throws {
      var random = SplitMix64(seed: 20_130_101)
      let choices = (0..<Self.splits).map { _ in Set((0..<90).shuffled(using: &random).prefix(45).map(Int32.init)) }
      var blockedAsIndependent = 0
      for column in Self.weather + Self.schedule {
        let values = try await Self.read(column, Month.all.prefix(3))
        #expect(values.values.count > 80_000)
        var verdicts: [Verdict: Int] = [:]
        var independent = 0
        for choice in choices {
          let split = try Self.judge(column, values, choice)
          verdicts[split.clustered.verdict, default: 0] += 1
          if split.independent.verdict == .fail { independent += 1 }
          // Schedules are the same every day: their days are worth nearly all of their rows.
          if Self.schedule.contains(column) {
            #expect(split.clustered.verdict == .pass, "\(split.clustered.message)")
          }
        }
        #expect(verdicts[.fail] == nil, "\(column): \(verdicts)")
        if Self.weather.contains(column) { blockedAsIndependent += independent }
        if Self.splits > 3 {
          print("\(column): \(verdicts), blocked as independent rows \(independent) of \(Self.splits)")
        }
      }
      #expect(blockedAsIndependent > 0)
    }

    @Test("what days are worth: hardly more than days for the weather, most of the rows for schedules")
    func worth() async throws {
      for (column, range) in [
        ("temp", 1.0...300), ("pressure", 1.0...300), ("hour", 20_000.0...81_000), ("distance", 20_000.0...81_000),
      ] {
        let values = try await Self.read(column, Month.all.prefix(3))
        let cuts = Array(Set(values.values.filter { !$0.isNaN })).sorted()
        let places = Dictionary(uniqueKeysWithValues: cuts.enumerated().map { ($1, Int32($0)) })
        let counts = try ClusteredCounts(
          cells: values.values.map { places[$0] ?? -1 }, clusters: values.days, cellCount: cuts.count)
        let size = try SampleSize(clusterSizes: counts.sizes, largestVariance: counts.largestCumulativeVariance)
        #expect(size.clusters == 90 && range.contains(size.effective), "\(column): \(size.effective) of \(size.rows)")
      }
    }

    @Test("July is not the winter, also when days count as days")
    func july() async throws {
      let results = try await FlightsTests.table("features", Month.all[6])
        .judge("drift: { columns: [temp, dewp, distance, hour], cluster: day }")
      #expect(results.map(\.verdict) == [.fail, .fail, .pass, .pass], "\(results.map(\.message))")
      #expect(results[0].message.contains("29,383 in 31 clusters (worth "), "\(results[0].message)")
      #expect(results[0].details.last?.hasSuffix("clusters of day assumed independent of each other") == true)
    }
  }
}

/// A small seeded generator, so that a split can be repeated.
private struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
