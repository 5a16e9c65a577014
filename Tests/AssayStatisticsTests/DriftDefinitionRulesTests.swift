import Testing

@testable import AssayStatistics

/// What tools do beside the formula: bins, rounding, levels that they merge or refuse.
@Suite("Named drift definitions: rules of their tools")
struct DriftDefinitionRulesTests {
  @Test("keep empty levels as they are where Deequ does")
  func deequ() throws {
    let index = try DefinitionSamples.definition("psi(deequ)")
    // Without an empty level there is nothing to fill, and the index is everyone's.
    let same = try index.measure(DefinitionSamples.sameLevels).value
    #expect(isClose(same, try #require(StoredValues.goldens["cat_psi_evidently"]).value, 1e-12), "\(same)")
    #expect(try index.measure(DefinitionSamples.newLevel).value == .infinity)
    #expect(throws: DriftDefinitionError.self) {
      try index.measure(reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    }
  }

  @Test("spread the bins of both sides over each other's edges where TFDV does")
  func tfdv() throws {
    let divergence = try DefinitionSamples.definition("js(tfdv)")
    func measured(_ first: [Double], _ second: [Double]) throws -> DriftMeasurement {
      try divergence.measure(reference: SortedSample(first), current: SortedSample(second))
    }
    let same = (0...10).map(Double.init)
    #expect(try measured(same, same).value == 0)
    // A constant is a cell of its own: equal to itself, and apart from all else, also from bins around it.
    #expect(try measured([5, 5], [5]).value == 0)
    #expect(try measured([5, 5], [6]).value == 1)
    #expect(try measured([5, 5], same).value == 1)
    // Ranges that do not touch.
    #expect(try measured([0, 1], [2, 3]).value == 1)
    // Halves in the first and the last bin of each side, and the first bin of one spread over all bins of the other.
    let half = try measured([0, 10], [0, 100])
    #expect(half.cells == 19 && isClose(half.value, 0.758276657193167683, 1e-12), "\(half.value)")
    #expect(throws: DriftDefinitionError.self) { try measured([0, .infinity], [0, 1]) }
  }

  @Test("round to 32 bits where Alibi does")
  func alibi() throws {
    let measured = try DefinitionSamples.definition("ks(alibi)").measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    // Rounding moves no value of this input past another.
    #expect(isClose(measured.value, try #require(StoredValues.goldens["ks_p_asymp"]).value, 1e-10))
  }

  @Test("test two levels exactly where the samples have one size")
  func fisher() throws {
    let fisher = try DefinitionSamples.definition("fisher(evidently)")
    let measured = try fisher.measure(CountTable(reference: [8, 2], current: [1, 9]))
    // 2·(C(10,8)·C(10,1) + C(10,9)·C(10,0))/C(20,9) and their mirror images.
    #expect(isClose(measured.value, 2.0 * (45 * 10 + 10 * 1) / 167960, 1e-12), "\(measured.value)")
    #expect(throws: DriftDefinitionError.self) { try fisher.measure(CountTable(reference: [8, 2], current: [1, 8])) }
    #expect(throws: DriftDefinitionError.self) { try fisher.measure(DefinitionSamples.sameLevels) }
    #expect(try fisher.measure(CountTable(reference: [8], current: [8])).value == 1)
  }

  @Test("bin large samples the way NannyML does")
  func binned() throws {
    var first: [Double] = []
    for i in 0..<10007 {
      let numerator: Int = (i * i * 31 + 17 * i) % 100003
      first.append(Double(numerator) / 1000)
    }
    var second: [Double] = []
    for i in 0..<1500 {
      let numerator: Int = (i * i * 47 + 5 * i) % 120011 - 9000
      second.append(Double(numerator) / 1000)
    }
    let reference = try SortedSample(first)
    let current = try SortedSample(second)
    let stored = StoredValues.distances.binned
    #expect(stored.below > 0 && stored.above > 0)
    let ks = try DefinitionSamples.definition("ks(nannyml)").measure(reference: reference, current: current)
    #expect(isClose(ks.value, stored.ks, 1e-12), "\(ks.value)")
    let distance = try DefinitionSamples.definition("wasserstein(nannyml)").measure(
      reference: reference, current: current)
    #expect(isClose(distance.value, stored.wasserstein, 1e-12), "\(distance.value)")
    // Beyond 10,000 values SciPy's p-value is asymptotic.
    let near = try DefinitionSamples.definition("ks(scipy)").measure(
      reference: SortedSample(Array(first.prefix(10001))), current: SortedSample(second.map { $0 + 4 }))
    #expect(isClose(near.value, stored.pValue, 1e-9), "\(near.value) \(stored.pValue)")
    let exact = try DefinitionSamples.definition("wasserstein(scipy)").measure(reference: reference, current: current)
    #expect(isClose(exact.value, stored.exact, 1e-12))
  }

  @Test("merge and refuse rare levels as their tools do")
  func rareLevels() throws {
    let table = try CountTable(reference: [500, 490, 3, 4, 3], current: [480, 500, 2, 9, 9])
    let merged = try table.mergingRareReferenceLevels(share: 0.01)
    // Together 10 of 1,000 are not above 1 % of the reference, but 20 of 1,000 are above 1 % of the current rows.
    #expect(merged.reference == [500, 490, 10] && merged.current == [480, 500, 20])
    let dropped = try CountTable(reference: [500, 499, 1], current: [500, 495, 5]).mergingRareReferenceLevels(
      share: 0.01)
    #expect(dropped.reference == [500, 499] && dropped.current == [500, 495])
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("chi2(soda)").measure(CountTable(reference: [50, 4], current: [50, 9]))
    }
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("chi2(soda)").measure(DefinitionSamples.newLevel)
    }
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("z(evidently)").measure(DefinitionSamples.sameLevels)
    }
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("g(evidently)").measure(DefinitionSamples.sameLevels)
    }
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("psi(deepchecks)").measure(CountTable(reference: [4, 5], current: [40, 50]))
    }
  }
}
