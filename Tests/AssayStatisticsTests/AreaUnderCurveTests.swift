import Foundation
import Testing

@testable import AssayStatistics

@Suite("The area under the ROC curve with its interval")
struct AreaUnderCurveTests {
  struct Stored: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let scores: [Double]
    let labels: [Bool]
    let clusters: [UInt64]?
    let area: Double
    let variance: Double
    let degreesOfFreedom: Double?
    /// Significance, lower and upper end.
    let intervals: [[Double]]
    var testDescription: String { name }
  }

  private struct File: Decodable { let cases: [Stored] }

  static let stored: [Stored] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Values/areas.json")
    // A file that cannot be read leaves no cases, which a test notices.
    return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: path)).cases) ?? []
  }()

  @Test("the stored values are there") func values() { #expect(Self.stored.count == 11) }

  @Test("area, variance and interval equal the definitions', pair by pair", arguments: stored)
  func definition(_ stored: Stored) throws {
    let scores = try BinaryScores(scores: stored.scores, labels: stored.labels)
    let area = try AreaUnderCurve(scores, clusters: stored.clusters)
    #expect(isClose(area.area, stored.area, 1e-14))
    #expect(area.area == (try scores.rocAUC()))
    let variance = try #require(area.variance)
    #expect(abs(variance - stored.variance) <= 1e-12 * stored.variance + 1e-30)
    #expect((area.degreesOfFreedom == nil) == (stored.degreesOfFreedom == nil))
    if let expected = stored.degreesOfFreedom, let found = area.degreesOfFreedom {
      #expect(isClose(found, expected, 1e-10))
    }
    for row in stored.intervals {
      let interval = try area.interval(significance: row[0])
      #expect(abs(interval.lower - row[1]) < 1e-8 && abs(interval.upper - row[2]) < 1e-8, "\(interval) \(row)")
      #expect(interval.contains(area.area))
    }
  }

  @Test("independent rows are clusters of one row each; the order of rows changes the last bits at most")
  func clustersOfOne() throws {
    for stored in Self.stored where stored.clusters == nil {
      let plain = try AreaUnderCurve(BinaryScores(scores: stored.scores, labels: stored.labels))
      let rows = Array(stored.scores.indices.reversed())
      let turned = try AreaUnderCurve(
        BinaryScores(scores: rows.map { stored.scores[$0] }, labels: rows.map { stored.labels[$0] }),
        clusters: rows.map { UInt64($0) * 7919 })
      #expect(turned.area == plain.area && turned.positives == plain.positives && turned.negatives == plain.negatives)
      #expect(isClose(turned.variance ?? -1, plain.variance ?? -1, 1e-12) || plain.variance == 0)
    }
  }

  @Test("one row of a class has an area and no variance, and the widest interval")
  func oneRow() throws {
    let area = try AreaUnderCurve(BinaryScores(scores: [1, 0, 0.5] as [Double], labels: [true, false, false]))
    #expect(area.area == 1 && area.variance == nil)
    let interval = try area.interval(significance: 0.01)
    #expect(interval.lower < 0.2 && interval.upper == 1)
    #expect(throws: StatisticsError.oneClassOnly(measure: "ROC AUC", positives: 2, negatives: 0)) {
      try AreaUnderCurve(BinaryScores(scores: [1, 2] as [Double], labels: [true, true]))
    }
    #expect(throws: StatisticsError.lengthsDiffer(what: "scores and clusters", first: 2, second: 1)) {
      try AreaUnderCurve(BinaryScores(scores: [1, 2] as [Double], labels: [true, false]), clusters: [1])
    }
    #expect(throws: StatisticsError.self) { try area.interval(significance: 0) }
  }

  @Test("few clusters that are separated by chance do not look sure, however many rows they have")
  func fewClusters() throws {
    // Five clusters of 200 rows on each side, and all rows of one side above all of the other.
    let rows = 0..<2000
    let area = try AreaUnderCurve(
      BinaryScores(scores: rows.map { Double($0 / 200) + Double($0 % 7) / 10 }, labels: rows.map { $0 >= 1000 }),
      clusters: rows.map { UInt64($0 / 200) })
    #expect(area.area == 1 && isClose(area.positives.effective, 5, 1e-12))
    #expect(try area.interval(significance: 0.001).lower < 0.4)
    #expect(
      try AreaUnderCurve(BinaryScores(scores: rows.map(Double.init), labels: rows.map { $0 >= 1000 }))
        .interval(significance: 0.001).lower > 0.98)
  }

  @Test("infinite scores are in order, and −0 equals 0")
  func infinities() throws {
    let area = try AreaUnderCurve(
      BinaryScores(scores: [.infinity, -0.0, 0.0, -.infinity] as [Double], labels: [true, true, false, false]))
    #expect(area.area == 0.875)
  }

  @Test("the interval at 95 % misses the truth in no more than 5 % of samples", arguments: [(40, 40), (25, 200)])
  func coverage(_ n: Int, _ m: Int) throws {
    let seed = UInt64(n * 1000 + m)
    var random = SplitMix64(seed: seed)
    var missed = 0
    let runs = 600
    // Φ(1/√2): the area of two normal distributions, one deviation apart.
    let truth = NormalDistribution.cumulative(1 / 2.0.squareRoot())
    for _ in 0..<runs {
      let scores = (0..<(n + m)).map { random.normal() + ($0 < n ? 1 : 0) }
      let area = try AreaUnderCurve(BinaryScores(scores: scores, labels: (0..<(n + m)).map { $0 < n }))
      if !(try area.interval(significance: 0.05)).contains(truth) { missed += 1 }
    }
    // Four standard errors above 5 %.
    #expect(Double(missed) / Double(runs) < 0.05 + 4 * (0.05 * 0.95 / Double(runs)).squareRoot(), "seed \(seed)")
  }

  @Test("more rows by the growth that is named leave the limit behind")
  func growth() throws {
    func area(_ times: Int) throws -> AreaUnderCurve {
      let rows = 0..<(100 * times)
      return try AreaUnderCurve(
        BinaryScores(scores: rows.map { Double($0 * 37 % 100) }, labels: rows.map { $0 % 100 % 2 == 0 }))
    }
    let small = try area(1)
    #expect(try small.interval(significance: 0.001).contains(0.6))
    let growth = try #require(try small.growth(toLeave: 0.6, significance: 0.001))
    #expect(growth > 1 && growth < 100)
    #expect(try area(Int(growth.rounded(.up)) + 1).interval(significance: 0.001).contains(0.6) == false)
    #expect(try small.growth(toLeave: small.area, significance: 0.001) == nil)
  }
}
