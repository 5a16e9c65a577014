import Testing

@testable import AssayStatistics

@Suite("Power and required sizes")
struct PowerTests {
  @Test("of means is the noncentral t evaluated with many digits", arguments: StoredValues.distances.powerOfMeans)
  func means(row: [Double]) throws {
    let plan = try PowerPlan(significance: row[3])
    let power = try plan.powerOfMeans(effect: row[0], referenceSize: row[1], currentSize: row[2])
    #expect(isClose(power, row[4], 1e-10), "\(power) \(row[4])")
  }

  @Test("critical values are right", arguments: StoredValues.distances.criticalT)
  func criticalT(row: [Double]) throws {
    let found = try StudentDistribution.quantile(survival: row[0] / 2, degreesOfFreedom: row[1])
    #expect(isClose(found, row[2], 1e-11), "\(found)")
  }

  @Test("critical values of Kolmogorov's distribution are right", arguments: StoredValues.distances.kolmogorovCritical)
  func kolmogorov(row: [Double]) throws {
    let plan = try PowerPlan(significance: row[0])
    #expect(isClose(plan.kolmogorovCriticalValue, row[1], 1e-12))
  }

  @Test("of proportions is the named formula with many digits", arguments: StoredValues.distances.powerOfProportions)
  func proportions(row: [Double]) throws {
    let plan = try PowerPlan(significance: row[4])
    let power = try plan.powerOfProportions(
      referenceShare: row[0], currentShare: row[1], referenceSize: row[2], currentSize: row[3])
    #expect(isClose(power, row[5], 1e-12), "\(power)")
  }

  @Test("required sizes are the textbook ones, and one row fewer is not enough")
  func required() throws {
    let plan = try PowerPlan(significance: 0.05)
    // Cohen, 1988, table 2.4.1: 26, 64 and 393 for large, medium and small effects.
    for (effect, size) in [(0.8, 26), (0.5, 64), (0.2, 394)] {
      #expect(try plan.requiredSize(effect: effect) == size)
      #expect(try plan.powerOfMeans(effect: effect, referenceSize: Double(size), currentSize: Double(size)) >= 0.8)
      let fewer = Double(size - 1)
      #expect(try plan.powerOfMeans(effect: effect, referenceSize: fewer, currentSize: fewer) < 0.8)
    }
    #expect(try plan.requiredSize(referenceShare: 0.5, currentShare: 0.6) == 388)
    #expect(try plan.requiredSize(referenceShare: 0.6, currentShare: 0.5) == 388)
    let distance = try #require(try plan.requiredSize(distance: 0.1))
    let size = Double(distance)
    #expect(try plan.minimumDetectableDistance(referenceSize: size, currentSize: size) <= 0.1)
    #expect(try plan.minimumDetectableDistance(referenceSize: size - 1, currentSize: size - 1) > 0.1)
    #expect(try plan.requiredCurrentSize(distance: 0.1, referenceSize: 100) == nil)
    let current = try #require(try plan.requiredCurrentSize(distance: 0.1, referenceSize: 1000))
    #expect(try plan.minimumDetectableDistance(referenceSize: 1000, currentSize: Double(current)) <= 0.1)
    #expect(try plan.requiredSize(effect: 1e-12) == nil)
  }

  @Test("smallest effects have just the power asked for")
  func smallest() throws {
    let plan = try PowerPlan(significance: 0.001, power: 0.9)
    let effect = try plan.minimumDetectableEffect(referenceSize: 300, currentSize: 40)
    #expect(isClose(try plan.powerOfMeans(effect: effect, referenceSize: 300, currentSize: 40), 0.9, 1e-9))
    let difference = try plan.minimumDetectableDifference(share: 0.2, referenceSize: 300, currentSize: 200)
    let rise = try #require(difference.rise)
    let fall = try #require(difference.fall)
    for share in [0.2 + rise, 0.2 - fall] {
      let power = try plan.powerOfProportions(
        referenceShare: 0.2, currentShare: share, referenceSize: 300, currentSize: 200)
      #expect(isClose(power, 0.9, 1e-9))
    }
    let impossible = try plan.minimumDetectableDifference(share: 0.001, referenceSize: 300, currentSize: 200)
    #expect(impossible.fall == nil && impossible.rise != nil)
    #expect(try plan.minimumDetectableDifference(share: 1, referenceSize: 300, currentSize: 200).rise == nil)
    #expect(try plan.minimumDetectableDistance(referenceSize: 1, currentSize: 1) == 1)
  }

  @Test("the formulas hold in simulation", arguments: [111, 112] as [UInt64])
  func simulation(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let plan = try PowerPlan(significance: 0.05)
    let runs = 500
    var (seenShares, seenDistances) = (0, 0)
    // Proportions: 0.3 against what 150 and 120 rows show with power 0.8.
    let rise = try #require(
      try plan.minimumDetectableDifference(share: 0.3, referenceSize: 150, currentSize: 120).rise)
    let shift = try plan.minimumDetectableDistance(referenceSize: 150, currentSize: 120)
    for _ in 0..<runs {
      var first = 0
      var second = 0
      for _ in 0..<150 where random.uniform() < 0.3 { first += 1 }
      for _ in 0..<120 where random.uniform() < 0.3 + rise { second += 1 }
      let z = try DriftDefinition(test: "z", definition: "evidently").measure(
        CountTable(reference: [first, 150 - first], current: [second, 120 - second]))
      if z.value <= 0.05 { seenShares += 1 }
      // A uniform shifted by D has the distance D.
      let distance = try KolmogorovSmirnov(
        reference: (0..<150).map { _ in random.uniform() }, current: (0..<120).map { _ in random.uniform() + shift })
      if distance.asymptoticPValue() <= 0.05 { seenDistances += 1 }
    }
    #expect(abs(Double(seenShares) / Double(runs) - 0.8) < 0.07, "seed \(seed): \(seenShares)")
    // The bound promises 0.8 at least.
    #expect(Double(seenDistances) / Double(runs) > 0.76, "seed \(seed): \(seenDistances)")
  }

  @Test("grow with the effect and the sizes, up to the ends")
  func monotone() throws {
    let plan = try PowerPlan(significance: 1.25e-5)
    var before = 0.0
    for effect in [0, 0.1, 0.3, 1, 3, 10, 100, 1e6] {
      let power = try plan.powerOfMeans(effect: effect, referenceSize: 50, currentSize: 70)
      #expect(power >= before && power <= 1, "\(effect): \(power) \(before)")
      before = power
    }
    #expect(before == 1)
    #expect(isClose(try plan.powerOfMeans(effect: 0, referenceSize: 50, currentSize: 70), 1.25e-5, 1e-9))
    #expect(isClose(try plan.powerOfMeans(effect: 0, referenceSize: 0x1p48, currentSize: 0x1p48), 1.25e-5, 1e-9))
    #expect(try plan.powerOfProportions(referenceShare: 0, currentShare: 1, referenceSize: 1, currentSize: 1) == 0)
    #expect(try plan.powerOfProportions(referenceShare: 0, currentShare: 1, referenceSize: 99, currentSize: 99) == 1)
  }

  @Test("impossible plans are refused")
  func refusals() throws {
    #expect(throws: StatisticsError.self) { try PowerPlan(significance: 0) }
    #expect(throws: StatisticsError.self) { try PowerPlan(significance: 0.05, power: 0.5) }
    #expect(throws: StatisticsError.self) { try PowerPlan(significance: 0.05, power: .nan) }
    let plan = try PowerPlan(significance: 0.05)
    for size in [0, -1, .nan, .infinity] {
      #expect(throws: StatisticsError.self) {
        try plan.minimumDetectableDistance(referenceSize: size, currentSize: 10)
      }
      #expect(throws: StatisticsError.self) { try plan.minimumDetectableEffect(referenceSize: 10, currentSize: size) }
    }
    #expect(throws: StatisticsError.self) { try plan.powerOfMeans(effect: 1, referenceSize: 1, currentSize: 1) }
    #expect(throws: StatisticsError.self) { try plan.powerOfMeans(effect: .nan, referenceSize: 9, currentSize: 9) }
    #expect(throws: StatisticsError.self) { try plan.requiredSize(effect: 0) }
    #expect(throws: StatisticsError.self) { try plan.requiredSize(distance: 0) }
    #expect(throws: StatisticsError.self) { try plan.requiredSize(referenceShare: 0.2, currentShare: 0.2) }
    #expect(throws: StatisticsError.self) { try plan.requiredSize(referenceShare: -0.2, currentShare: 0.2) }
  }
}
