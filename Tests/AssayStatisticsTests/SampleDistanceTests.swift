import Testing

@testable import AssayStatistics

@Suite("Distances of samples")
struct SampleDistanceTests {
  @Test("equal the definitions in whole fractions, with their noise floors", arguments: StoredValues.distances.pairs)
  func values(pair: StoredValues.Pair) throws {
    let reference = try SortedSample(pair.reference)
    let current = try SortedSample(pair.current)
    let wasserstein = try Wasserstein(reference: reference, current: current)
    #expect(isClose(wasserstein.estimate, pair.wasserstein, 1e-14))
    #expect(isClose(wasserstein.noiseFloor, pair.wassersteinNoise, 1e-14))
    let energy = try EnergyDistance(reference: reference, current: current)
    #expect(isClose(energy.estimate, pair.energy, 1e-14))
    #expect(isClose(energy.noiseFloor, pair.energyNoise, 1e-14))
    let swapped = try Wasserstein(reference: current, current: reference)
    #expect(swapped.estimate == wasserstein.estimate)
    #expect(try EnergyDistance(reference: current, current: reference).estimate == energy.estimate)
  }

  @Test("are 0 for equal samples and for repeated ones")
  func same() throws {
    let sample = try SortedSample([0.1, -3, 7, 7, 1e9])
    let twice = try SortedSample(sample.values + sample.values)
    #expect(try Wasserstein(reference: sample, current: twice).estimate == 0)
    #expect(try EnergyDistance(reference: twice, current: sample).estimate == 0)
    let constant = try SortedSample([4, 4, 4])
    let zero = try Wasserstein(reference: constant, current: constant)
    #expect(zero.estimate == 0 && zero.noiseFloor == 0)
  }

  @Test("survive the ends of the range of doubles")
  func extremes() throws {
    let largest = Double.greatestFiniteMagnitude
    let low = try SortedSample([-largest])
    let high = try SortedSample([largest])
    #expect(throws: StatisticsError.self) { try Wasserstein(reference: low, current: high) }
    #expect(try Wasserstein(reference: SortedSample([0]), current: high).estimate == largest)
    #expect(try EnergyDistance(reference: low, current: high).estimate.isFinite)
    let least = Double.leastNonzeroMagnitude
    #expect(try Wasserstein(reference: SortedSample([0]), current: SortedSample([least])).estimate == least)
    let energy = try EnergyDistance(reference: SortedSample([0]), current: SortedSample([least]))
    #expect(isClose(energy.estimate, (2 * 0x1p-1074).squareRoot(), 1e-15))
    #expect(throws: StatisticsError.infiniteValue(what: "current sample (sorted)", position: 1)) {
      try Wasserstein(reference: low, current: SortedSample([3, .infinity]))
    }
    #expect(throws: StatisticsError.infiniteValue(what: "reference sample (sorted)", position: 0)) {
      try EnergyDistance(reference: SortedSample([-.infinity, 2]), current: low)
    }
  }

  @Test("scale and shift with the values, and keep the triangle inequality", arguments: [11, 12, 13] as [UInt64])
  func properties(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func sample(_ count: Int) throws -> SortedSample {
      try SortedSample((0..<count).map { _ in (random.normal() * 8).rounded() / 4 })
    }
    let (a, b, c) = (try sample(40), try sample(25), try sample(31))
    let ab = try Wasserstein(reference: a, current: b).estimate
    let moved = try Wasserstein(
      reference: SortedSample(a.values.map { $0 * -2 + 16 }), current: SortedSample(b.values.map { $0 * -2 + 16 }))
    #expect(isClose(moved.estimate, 2 * ab, 1e-13), "seed \(seed)")
    let bc = try Wasserstein(reference: b, current: c).estimate
    let ac = try Wasserstein(reference: a, current: c).estimate
    #expect(ac <= (ab + bc) * (1 + 1e-14), "seed \(seed)")
    let shifted = try Wasserstein(reference: a, current: SortedSample(a.values.map { $0 + 5 }))
    #expect(isClose(shifted.estimate, 5, 1e-13), "seed \(seed)")
  }

  @Test("the squared energy distance has its noise floor squared as the mean over all ways to deal the values")
  func energyNoise() throws {
    let values: [Double] = [1, 1, 2, 5, 5, 8, 13]
    var total = 0.0
    var ways = 0.0
    var floor = 0.0
    for subset in 0..<(1 << values.count) where subset.nonzeroBitCount == 3 {
      let first = values.indices.filter { subset >> $0 & 1 == 1 }.map { values[$0] }
      let second = values.indices.filter { subset >> $0 & 1 == 0 }.map { values[$0] }
      let energy = try EnergyDistance(reference: SortedSample(first), current: SortedSample(second))
      total += energy.square
      floor = energy.noiseFloor
      ways += 1
    }
    #expect(ways == 35)
    #expect(isClose(total / ways, floor * floor, 1e-13))
  }

  @Test(
    "the Wasserstein noise floor is the mean distance of samples that do not differ", arguments: [21, 22] as [UInt64])
  func wassersteinNoise(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var (distances, floors) = (0.0, 0.0)
    let runs = 400
    for _ in 0..<runs {
      let first = try SortedSample((0..<120).map { _ in random.normal() })
      let second = try SortedSample((0..<60).map { _ in random.normal() })
      let distance = try Wasserstein(reference: first, current: second)
      distances += distance.estimate / Double(runs)
      floors += distance.noiseFloor / Double(runs)
    }
    #expect(abs(distances / floors - 1) < 0.06, "seed \(seed): \(distances) \(floors)")
  }

  @Test("bounds for a known range hold the true distance", arguments: [31, 32] as [UInt64])
  func intervals(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var misses = 0
    // Uniform on 0 … 1 against uniform on 0 … ½: W = ¼, energy² = 2·∫ (F − G)² = 1/6.
    for _ in 0..<200 {
      let first = try SortedSample((0..<80).map { _ in random.uniform() })
      let second = try SortedSample((0..<90).map { _ in random.uniform() / 2 })
      let wasserstein = try Wasserstein(reference: first, current: second).interval(significance: 0.1, range: 1)
      let energy = try EnergyDistance(reference: first, current: second).interval(significance: 0.1, range: 1)
      if !wasserstein.contains(0.25) || !energy.contains((1.0 / 6).squareRoot()) { misses += 1 }
    }
    #expect(misses <= 20, "seed \(seed): \(misses)")
    let distance = try Wasserstein(reference: SortedSample([0, 1]), current: SortedSample([0.5]))
    #expect(throws: StatisticsError.self) { try distance.interval(significance: 0.1, range: 0) }
    #expect(throws: StatisticsError.self) { try distance.interval(significance: 1, range: 1) }
  }

  @Test("effective sizes raise the noise floor")
  func clusters() throws {
    let first = try SortedSample((0..<100).map { Double($0) })
    let second = try SortedSample((0..<100).map { Double($0) + 0.5 })
    let size = try SampleSize(clusterSizes: [Int](repeating: 10, count: 10))
    let rows = try Wasserstein(reference: first, current: second)
    let clustered = try Wasserstein(
      reference: first, current: second, referenceSize: size, currentSize: size)
    #expect(isClose(clustered.noiseFloor, rows.noiseFloor * 10.0.squareRoot(), 1e-14))
    #expect(clustered.estimate == rows.estimate)
  }

  @Test(
    "the maximum mean discrepancy and its bandwidths have the golden values",
    arguments: [
      (MaximumMeanDiscrepancy.MedianRule.differentRows, "mmd_sigma_alibi", "mmd2_alibi(sigma median xx excl diag)"),
      (.allRows, "mmd_sigma_evidently", "mmd2_evidently(sigma from xx incl diag)"),
    ])
  func discrepancy(rule: MaximumMeanDiscrepancy.MedianRule, sigma: String, key: String) throws {
    let reference = DefinitionSamples.reference
    let bandwidth = try MaximumMeanDiscrepancy.bandwidth(rule, reference)
    #expect(isClose(bandwidth, try #require(StoredValues.goldens[sigma]).value, 1e-12), "\(bandwidth)")
    let found = try MaximumMeanDiscrepancy(
      reference: reference, current: DefinitionSamples.current, bandwidth: bandwidth)
    // Three means near 0.6 make a number near 0.001.
    #expect(isClose(found.estimate, try #require(StoredValues.goldens[key]).value, 1e-10), "\(found.estimate)")
    let swapped = try MaximumMeanDiscrepancy(
      reference: DefinitionSamples.current, current: reference, bandwidth: bandwidth)
    #expect(isClose(swapped.estimate, found.estimate, 1e-10))
  }

  @Test("median distances are those of all pairs, ties and small samples included", arguments: [8] as [UInt64])
  func medianDistances(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for count in 2...23 {
      let values = (0..<count).map { _ in Double(random.below(40)) / 4 }
      let distances = values.indices.flatMap { i in values.indices.map { abs(values[i] - values[$0]) } }.sorted()
      let pairs = count * (count - 1) / 2
      let expected = [
        distances[count + pairs - 1], distances[Int((Double(count * count - 1) / 2).rounded(.toNearestOrEven))],
      ]
      for (rule, distance) in zip(MaximumMeanDiscrepancy.MedianRule.allCases, expected) {
        let found = try? MaximumMeanDiscrepancy.bandwidth(rule, SortedSample(values))
        if distance == 0 {
          #expect(found == nil, "\(count) seed \(seed)")
        } else {
          #expect(isClose(found ?? -1, distance / 2.0.squareRoot(), 1e-15), "\(rule) \(count) seed \(seed)")
        }
      }
    }
  }

  @Test("the maximum mean discrepancy refuses what has no pairs, too many, or no kernel")
  func discrepancyRefusals() throws {
    let two = try SortedSample([1, 2])
    #expect(try MaximumMeanDiscrepancy(reference: two, current: two, bandwidth: 1e9).estimate.magnitude < 1e-15)
    for bandwidth in [0, -1, .nan, .infinity] {
      #expect(throws: StatisticsError.self) {
        try MaximumMeanDiscrepancy(reference: two, current: two, bandwidth: bandwidth)
      }
    }
    let one = try SortedSample([1])
    let infinite = try SortedSample([1, .infinity])
    let many = try SortedSample((0..<19_999).map(Double.init))
    for sample in [one, infinite, many] {
      #expect(throws: StatisticsError.self) {
        try MaximumMeanDiscrepancy(reference: two, current: sample, bandwidth: 1)
      }
    }
    #expect(throws: StatisticsError.self) {
      try MaximumMeanDiscrepancy.bandwidth(.differentRows, SortedSample([5, 5, 5]))
    }
  }
}
