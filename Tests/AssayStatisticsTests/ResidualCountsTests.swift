import Testing

@testable import AssayStatistics

@Suite("Errors by prediction, counted within bounded memory")
struct ResidualCountsTests {
  private func counts(_ rows: [(Double, Double)]) throws -> ResidualCounts {
    var counts = ResidualCounts()
    for (prediction, error) in rows { try counts.add(prediction: prediction, error: error) }
    return counts
  }

  @Test("are exact for few different values")
  func exact() throws {
    let rows = (0..<400).map { row -> (Double, Double) in
      let prediction = Double(row % 4)
      return (prediction, Double(row / 4) - prediction)
    }
    let bands = try counts(rows).bands()
    #expect(bands.map(\.prediction) == [0, 1, 2, 3] && bands.allSatisfy { $0.count == 100 })
    for band in bands {
      let errors = try SortedSample(rows.filter { $0.0 == band.prediction }.map(\.1))
      for (share, found) in zip(ResidualCounts.shares, band.quantiles) {
        #expect(abs(found - (try errors.quantile(share))) < 1e-12)
      }
    }
    #expect(try counts([]).bands().isEmpty)
    let one = try counts([(-0.0, 3)]).bands()
    #expect(one == [.init(prediction: 0, count: 1, quantiles: [3, 3, 3, 3, 3])])
  }

  @Test("are near the quantiles of all values, wherever these lie", arguments: [0, 1000, -1e6] as [Double])
  func near(offset: Double) throws {
    var random = SplitMix64(seed: 7)
    let rows = (0..<20_000).map { _ -> (Double, Double) in
      let prediction = random.normal()
      return (offset + 10 * prediction, random.normal() * (2 + prediction))
    }
    let bands = try counts(rows).bands()
    #expect((12...20).contains(bands.count) && bands.reduce(0) { $0 + $1.count } == rows.count)
    #expect(zip(bands, bands.dropFirst()).allSatisfy { $0.prediction < $1.prediction })
    let ordered = rows.sorted { $0.0 < $1.0 }
    var start = 0
    for band in bands {
      // Cells of predictions are never cut, so that bands are ranges of the ordered rows.
      let part = ordered[start..<(start + band.count)]
      start += band.count
      let errors = try SortedSample(part.map(\.1))
      for (share, found) in zip(ResidualCounts.shares, band.quantiles) {
        let expected = try errors.quantile(share)
        #expect(abs(found - expected) < 0.05, "\(share) of \(band), expected \(expected)")
      }
      let middle = try SortedSample(part.map(\.0)).quantile(0.5)
      #expect(abs(band.prediction - middle) < 0.3, "\(band), expected \(middle)")
    }
  }

  @Test("do not depend on the order of rows", arguments: [51, 52] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rows = (0..<6000).map { _ in (random.normal() / random.normal(), random.anyFinite()) }
    let bands = try counts(rows).bands()
    #expect(try counts(rows.shuffled(using: &random)).bands() == bands, "seed \(seed)")
    #expect(try counts(rows.sorted { $0.0 > $1.0 }).bands() == bands, "seed \(seed)")
    #expect(bands.allSatisfy { $0.quantiles.allSatisfy(\.isFinite) }, "seed \(seed)")
  }

  @Test("refuse what is not finite")
  func refused() throws {
    var counts = ResidualCounts()
    #expect(throws: StatisticsError.self) { try counts.add(prediction: .nan, error: 0) }
    #expect(throws: StatisticsError.self) { try counts.add(prediction: 0, error: .infinity) }
    try counts.add(prediction: .greatestFiniteMagnitude, error: -.greatestFiniteMagnitude)
    #expect(counts.count == 1 && counts.bands()[0].quantiles[2] == -.greatestFiniteMagnitude)
  }
}
