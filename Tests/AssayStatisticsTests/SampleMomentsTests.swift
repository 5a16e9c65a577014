import Testing

@testable import AssayStatistics

@Suite("Sample moments")
struct SampleMomentsTests {
  @Test("have the variance of exact fractions", arguments: ReferenceValues.exactSums.indices)
  func variance(index: Int) throws {
    let row = ReferenceValues.exactSums[index]
    let moments = try SampleMoments(row.values)
    #expect(moments.mean == row.mean)
    #expect(moments.minimum == row.values.min())
    #expect(moments.maximum == row.values.max())
    if row.values.count > 1 {
      let variance = try moments.variance()
      // Beside the smallest doubles, deviations themselves cannot be represented any better.
      if row.variance >= 1e-290 || row.variance == 0 {
        #expect(isClose(variance, row.variance, 4e-16 * 4), "\(variance) \(row.variance)")
      } else {
        #expect(variance <= 1e-290)
      }
    }
  }

  @Test("are zero in spread for equal values")
  func constants() throws {
    for value in [0.1, 1e300, -Double.leastNonzeroMagnitude, 123_456.789] {
      let moments = try SampleMoments([Double](repeating: value, count: 999))
      #expect(try moments.variance() == 0)
      #expect(try moments.standardDeviation(degreesOfFreedomCorrection: 0) == 0)
    }
  }

  @Test("keep a finite deviation where the variance is infinite, and digits where squares would vanish")
  func extremes() throws {
    let large = Double.greatestFiniteMagnitude
    let moments = try SampleMoments([large, -large])
    #expect(try moments.variance() == .infinity)
    #expect(try moments.standardDeviation(degreesOfFreedomCorrection: 0) == large)
    let wide = try SampleMoments([large, large, large, -large])
    #expect(isClose(try wide.standardDeviation(degreesOfFreedomCorrection: 0), large * 0.75.squareRoot(), 1e-15))
    let small = try SampleMoments([1e-200, 3e-200])
    #expect(isClose(try small.standardDeviation(), 2e-200 / 2.0.squareRoot(), 1e-15))
  }

  @Test("do not depend on order, and parts measured apart add up", arguments: [31, 32] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let values = (0..<3000).map { _ in random.normal() * 7 + 1e6 }
    let moments = try SampleMoments(values)
    let shuffled = try SampleMoments(values.shuffled(using: &random))
    #expect(try moments.variance() == shuffled.variance(), "seed \(seed)")
    var first = SquaredDeviations(around: moments.mean)
    var second = SquaredDeviations(around: moments.mean)
    first.add(Array(values[..<1234]))
    second.add(Array(values[1234...]))
    try first.merge(second)
    #expect(try first.variance() == moments.variance(), "seed \(seed)")
    #expect(throws: StatisticsError.self) { try first.merge(SquaredDeviations(around: 0)) }
  }

  @Test("refuse no values, NaN, infinities and a divisor of zero")
  func refusals() throws {
    #expect(throws: StatisticsError.tooFewValues(what: "sample", count: 0, minimum: 1)) { try SampleMoments([]) }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 1)) { try SampleMoments([1, .nan]) }
    #expect(throws: StatisticsError.infiniteValue(what: "sample", position: 0)) {
      try SampleMoments([-.infinity, 2])
    }
    let one = try SampleMoments([4])
    #expect(throws: StatisticsError.tooFewValues(what: "variance", count: 1, minimum: 2)) { try one.variance() }
    #expect(try one.variance(degreesOfFreedomCorrection: 0) == 0)
  }
}
