import Testing

@testable import AssayStatistics

@Suite("Named drift definitions")
struct DriftDefinitionTests {
  /// The golden input: whole numbers until the one division.
  static let reference = try! SortedSample(
    (0..<500).map { (i: Int) -> Double in Double((i * 7919) % 10007) / 1000 })
  static let current = try! SortedSample(
    (0..<400).map { (i: Int) -> Double in Double(((i * 6007 + 101) % 10007) * 11) / 10000 })
  static let sameLevels = try! CountTable(reference: [166, 84, 167, 83], current: [160, 80, 80, 80])
  static let newLevel = try! CountTable(reference: [166, 84, 167, 83, 0], current: [160, 40, 80, 80, 40])

  /// Finds a definition by a name such as `psi(evidently)`.
  static func definition(_ name: String) throws -> DriftDefinition {
    try #require(DriftDefinition.all.first { $0.name == name }, "\(name)")
  }

  /// Relative to 1e-12, or equal but for the noise of a root that should be 0.
  static func isEqual(_ found: Double, _ expected: Double) -> Bool {
    isClose(found, expected, 1e-12) || (found < 1e-14 && abs(expected) < 1e-7)
  }

  @Test(
    "have the golden values of numbers",
    arguments: [
      ("ks(nannyml)", "ks_D"), ("ks(deepchecks)", "ks_D"), ("ks(assay)", "ks_D"), ("wasserstein(nannyml)", "w1"),
      ("wasserstein(frouros)", "w1"), ("wasserstein(scipy)", "w1"),
      ("wasserstein(evidently)", "w1/std_ref(ddof0)"), ("wasserstein(soda)", "w1/std_pooled(soda)"),
      ("wasserstein(giskard)", "w1_minmax(giskard)"), ("wasserstein(deepchecks)", "emd_deepchecks"),
      ("energy(evidently)", "energy"), ("energy(frouros)", "energy"), ("energy(scipy)", "energy"),
      ("psi(evidently)", "psi_evidently"), ("psi(soda)", "psi_soda10(1e-5)"), ("psi(frouros)", "psi_frouros10(tiny)"),
      ("psi(quantile10)", "psi_quantile10(1e-4)"), ("kl(evidently)", "kl_evidently(ref||cur)"),
      ("js(evidently)", "js_evidently(nat)"), ("js(nannyml)", "js_nannyml(base2,doane)"),
      ("hellinger(evidently)", "hell_evidently"), ("hellinger(nannyml)", "hell_nannyml"),
      ("hellinger(frouros)", "hell_frouros10"), ("linf(deequ)", "deequ_linf_robust"),
      ("mmd(frouros)", "mmd2_frouros(sigma1)"),
    ])
  func goldenNumbers(name: String, key: String) throws {
    let measured = try Self.definition(name).measure(reference: Self.reference, current: Self.current)
    #expect(isClose(measured.value, try #require(StoredValues.goldens[key]).value, 1e-12), "\(measured.value)")
  }

  @Test(
    "have the values seen in Frouros",
    arguments: [
      ("kl(frouros)", 0.07046810266823675), ("js(frouros)", 0.1337599214019957),
      ("bhattacharyya(frouros)", 0.024767354243999), ("intersection(frouros)", 0.182),
    ])
  func frouros(name: String, value: Double) throws {
    let measured = try Self.definition(name).measure(reference: Self.reference, current: Self.current)
    // The third is known to 15 decimals only.
    #expect(isClose(measured.value, value, name.hasPrefix("bhatt") ? 3e-14 : 1e-12), "\(measured.value)")
  }

  @Test("choose the golden numbers of bins")
  func bins() throws {
    let sturges = try Self.definition("psi(evidently)").measure(reference: Self.reference, current: Self.current)
    #expect(Double(try #require(sturges.cells)) == StoredValues.goldens["sturges_nbins"]?.value)
    let hellinger = try Self.definition("hellinger(evidently)").measure(
      reference: Self.reference, current: Self.current)
    #expect(Double(try #require(hellinger.cells)) == StoredValues.goldens["hell_evidently_nbins"]?.value)
    let doane = try BinRule.doane.edges(Self.reference)
    #expect(Double(doane.count) == StoredValues.goldens["doane_nbins"]?.value)
  }

  @Test(
    "have the golden values of levels",
    arguments: [
      ("psi(evidently)", "cat_psi_evidently"), ("js(evidently)", "cat_js_nat"), ("js(nannyml)", "cat_js_base2"),
      ("linf(nannyml)", "cat_linf"), ("linf(tfdv)", "cat_linf"), ("tvd(assay)", "cat_tvd"),
      ("hellinger(evidently)", "cat_hell"), ("hellinger(nannyml)", "cat_hell"),
      ("psi(deepchecks)", "cat_psi_deepchecks(0.01 floor)"), ("psi(giskard)", "cat_psi_giskard(1e-4 floor)"),
      ("js(tfdv)", "cat_jsd_tfdv"), ("cramers_v(deepchecks)", "cat_cramersV_deepchecks(no rare-merge)"),
    ])
  func goldenLevels(name: String, key: String) throws {
    let definition = try Self.definition(name)
    let same = try definition.measure(Self.sameLevels).value
    #expect(isClose(same, try #require(StoredValues.goldens[key]).value, 1e-12), "\(same)")
    let new = try definition.measure(Self.newLevel).value
    #expect(isClose(new, try #require(StoredValues.goldens[key + "_new"]).value, 1e-12), "\(new)")
  }

  @Test(
    "have the golden p-values of numbers",
    arguments: [
      ("ks(evidently)", "ks_p_auto"), ("ks(scipy)", "ks_p_auto"), ("ks(giskard)", "ks_p_auto"),
      ("ks(frouros)", "ks_p_auto"), ("cvm(evidently)", "cvm_p"), ("cvm(alibi)", "cvm_p"), ("cvm(frouros)", "cvm_p"),
      ("ad(evidently)", "ad_p"), ("ad(frouros)", "ad_p"), ("mw(evidently)", "mw_p_less"), ("mw(frouros)", "mw_p_two"),
      ("t(evidently)", "t_p"), ("welch(frouros)", "welch_p"), ("es(evidently)", "es_p"),
    ])
  func goldenPValues(name: String, key: String) throws {
    let measured = try Self.definition(name).measure(reference: Self.reference, current: Self.current)
    #expect(isClose(measured.value, try #require(StoredValues.goldens[key]).value, 1e-10), "\(measured.value)")
    #expect(measured.pValue == measured.value && measured.noiseFloor == nil)
  }

  @Test(
    "count permutations of the rows where Evidently does", arguments: StoredValues.distances.levelPermutations.indices)
  func permutations(index: Int) throws {
    let row = StoredValues.distances.levelPermutations[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    let definition = try Self.definition("tvd(evidently)")
    let measured = try definition.measure(table)
    #expect(isClose(measured.statistic, row.statistic, 1e-12))
    let error = (row.p * (1 - row.p) / 1000).squareRoot()
    #expect(abs(measured.value - row.p) <= 4 * error + 1e-3, "\(measured.value) for \(row.p)")
    #expect(try definition.measure(table) == measured, "one seed, one share")
    #expect(definition.pValueStep == 0.001 && DriftDefinition.all.count { $0.pValueStep != nil } == 1)
  }

  @Test("are SciPy's G, Brown–Forsythe and Epps–Singleton tests")
  func likelihoodAndSpread() throws {
    let values = TestValues.all
    #expect(!values.brownForsythe.isEmpty && !values.eppsSingleton.isEmpty && !values.gTest.isEmpty)
    for (name, rows) in [("bf(assay)", values.brownForsythe), ("es(assay)", values.eppsSingleton)] {
      for row in rows {
        let measured = try Self.definition(name).measure(
          reference: SortedSample(row.a), current: SortedSample(row.b))
        #expect(isClose(measured.statistic, row.statistic, 1e-10), "\(name) \(measured.statistic) \(row.statistic)")
        let expected = try #require(row.p)
        #expect(isClose(measured.value, expected, 1e-9), "\(name) \(measured.value) \(expected)")
        #expect(measured.pValue == measured.value && measured.isDriftByDefault == nil)
      }
    }
    for row in values.gTest {
      let measured = try Self.definition("g(assay)").measure(CountTable(reference: row.a, current: row.b))
      #expect(isClose(measured.statistic, row.statistic, 1e-11), "\(measured.statistic) \(row.statistic)")
      #expect(isClose(measured.value, row.p, 1e-10), "\(measured.value) \(row.p)")
    }
  }

  @Test("keep empty levels as they are where Deequ does")
  func deequ() throws {
    let index = try Self.definition("psi(deequ)")
    // Without an empty level there is nothing to fill, and the index is everyone's.
    let same = try index.measure(Self.sameLevels).value
    #expect(isClose(same, try #require(StoredValues.goldens["cat_psi_evidently"]).value, 1e-12), "\(same)")
    #expect(try index.measure(Self.newLevel).value == .infinity)
    #expect(throws: DriftDefinitionError.self) { try index.measure(reference: Self.reference, current: Self.current) }
  }

  @Test("spread the bins of both sides over each other's edges where TFDV does")
  func tfdv() throws {
    let divergence = try Self.definition("js(tfdv)")
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
    let measured = try Self.definition("ks(alibi)").measure(reference: Self.reference, current: Self.current)
    // Rounding moves no value of this input past another.
    #expect(isClose(measured.value, try #require(StoredValues.goldens["ks_p_asymp"]).value, 1e-10))
  }

  @Test("test two levels exactly where the samples have one size")
  func fisher() throws {
    let fisher = try Self.definition("fisher(evidently)")
    let measured = try fisher.measure(CountTable(reference: [8, 2], current: [1, 9]))
    // 2·(C(10,8)·C(10,1) + C(10,9)·C(10,0))/C(20,9) and their mirror images.
    #expect(isClose(measured.value, 2.0 * (45 * 10 + 10 * 1) / 167960, 1e-12), "\(measured.value)")
    #expect(throws: DriftDefinitionError.self) { try fisher.measure(CountTable(reference: [8, 2], current: [1, 8])) }
    #expect(throws: DriftDefinitionError.self) { try fisher.measure(Self.sameLevels) }
    #expect(try fisher.measure(CountTable(reference: [8], current: [8])).value == 1)
  }

  @Test("have the golden values of tests on levels")
  func goldenTests() throws {
    let fit = try Self.definition("chi2(evidently)").measure(Self.sameLevels)
    #expect(isClose(fit.statistic, try #require(StoredValues.goldens["chi2_gof_evidently"]).value, 1e-12))
    #expect(isClose(fit.value, try #require(StoredValues.goldens["chi2_gof_evidently_p"]).value, 1e-10))
    #expect(fit.isDriftByDefault == true)
    let impossible = try Self.definition("chi2(evidently)").measure(Self.newLevel)
    #expect(impossible.statistic == .infinity && impossible.value == 0)
    for tool in ["nannyml", "alibi", "frouros"] {
      let test = try Self.definition("chi2(\(tool))").measure(Self.sameLevels)
      #expect(
        isClose(test.statistic, try #require(StoredValues.goldens["chi2_contingency(alibi,nannyml)"]).value, 1e-12))
      #expect(isClose(test.value, try #require(StoredValues.goldens["chi2_contingency_p"]).value, 1e-10))
      #expect(isClose(try Self.definition("chi2(\(tool))").measure(Self.newLevel).statistic, 76.25255049511614, 1e-12))
    }
    // i mod 3 = 0 in 500 rows, i mod 4 = 0 in 400.
    let z = try Self.definition("z(evidently)").measure(CountTable(reference: [333, 167], current: [300, 100]))
    #expect(isClose(z.value, 0.006119485602021912, 1e-12), "\(z.value)")
  }

  @Test("equal the tools' formulas in NumPy and SciPy on numbers", arguments: StoredValues.distances.pairs)
  func numbers(pair: StoredValues.Pair) throws {
    let reference = try SortedSample(pair.reference)
    let current = try SortedSample(pair.current)
    for (name, expected) in pair.definitions {
      let definition = try Self.definition(name)
      if name == "psi(quantile10)",
        try BinEdges.referenceQuantiles(10, reference).counts(reference).bins.count(where: { $0 > 0 }) < 2
      {
        // The formula has a value, which says nothing.
        #expect(throws: DriftDefinitionError.self) { try definition.measure(reference: reference, current: current) }
        continue
      }
      let measured = try definition.measure(
        reference: reference, current: current, wholeNumbers: pair.wholeNumbers)
      #expect(Self.isEqual(measured.value, expected.value), "\(pair.name) \(name) \(measured.value) \(expected.value)")
      #expect(measured.definition == definition)
      if let floor = measured.noiseFloor { #expect(floor >= 0 && floor.isFinite) }
    }
    for (name, expected) in pair.pValues {
      // Two constants: SciPy divides rounding by rounding; there is no variance to measure by.
      if pair.name == "apart", name == "es(evidently)" {
        #expect(throws: DriftDefinitionError.self) {
          try Self.definition(name).measure(reference: reference, current: current)
        }
        continue
      }
      let measured = try Self.definition(name).measure(reference: reference, current: current)
      #expect(isClose(measured.value, expected, 1e-9), "\(pair.name) \(name) \(measured.value) \(expected)")
    }
  }

  @Test("equal the formulas with many digits on levels", arguments: StoredValues.distances.tables.indices)
  func levels(index: Int) throws {
    let row = StoredValues.distances.tables[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    for (name, expected) in row.definitions {
      let measured = try Self.definition(name).measure(table)
      #expect(isClose(measured.value, expected, 1e-12), "\(name) \(measured.value) \(expected)")
    }
    for (name, expected) in row.tests {
      let measured = try Self.definition(name).measure(table)
      #expect(isClose(measured.statistic, expected[0].value, 1e-11), "\(name) \(measured.statistic)")
      #expect(isClose(measured.value, expected[1].value, 1e-10), "\(name) \(measured.value) \(expected[1].value)")
    }
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
    let ks = try Self.definition("ks(nannyml)").measure(reference: reference, current: current)
    #expect(isClose(ks.value, stored.ks, 1e-12), "\(ks.value)")
    let distance = try Self.definition("wasserstein(nannyml)").measure(reference: reference, current: current)
    #expect(isClose(distance.value, stored.wasserstein, 1e-12), "\(distance.value)")
    // Beyond 10,000 values SciPy's p-value is asymptotic.
    let near = try Self.definition("ks(scipy)").measure(
      reference: SortedSample(Array(first.prefix(10001))), current: SortedSample(second.map { $0 + 4 }))
    #expect(isClose(near.value, stored.pValue, 1e-9), "\(near.value) \(stored.pValue)")
    let exact = try Self.definition("wasserstein(scipy)").measure(reference: reference, current: current)
    #expect(isClose(exact.value, stored.exact, 1e-12))
  }

  @Test("are found by two names and carry one")
  func names() throws {
    let definition = try DriftDefinition(test: "psi", definition: "evidently")
    #expect(definition.name == "psi(evidently)" && "\(definition)" == "psi(evidently)")
    #expect(definition.defaultThreshold == 0.1)
    #expect(definition.decision == .valueAtLeast)
    #expect(definition.coversNumbers && definition.coversCategories)
    #expect(Set(DriftDefinition.all.map(\.name)).count == DriftDefinition.all.count)
    for definition in DriftDefinition.all {
      #expect(
        try DriftDefinition(test: definition.test.rawValue, definition: definition.source.rawValue) == definition)
      #expect(definition.coversNumbers || definition.coversCategories)
      #expect(!definition.summary.isEmpty)
    }
    for test in DriftTest.allCases { #expect(!DriftDefinition.names(test: test).isEmpty) }
  }

  @Test("that are unknown name the known ones")
  func unknown() {
    let error = #expect(throws: DriftDefinitionError.self) { try DriftDefinition(test: "psy", definition: "soda") }
    #expect(error == .unknownTest(found: "psy", known: DriftDefinition.testNames))
    let other = #expect(throws: DriftDefinitionError.self) { try DriftDefinition(test: "energy", definition: "soda") }
    #expect(
      "\(other ?? .unknownTest(found: "", known: []))"
        == "drift test 'energy' has no definition 'soda'; known are scipy, evidently, frouros")
  }

  @Test("say what they do not cover and what does")
  func notCovered() throws {
    let numbers = #expect(throws: DriftDefinitionError.self) {
      try Self.definition("psi(deepchecks)").measure(reference: Self.reference, current: Self.current)
    }
    guard case .notCovered(let name, let input, _, let instead) = numbers else {
      Issue.record("\(String(describing: numbers))")
      return
    }
    #expect(name == "psi(deepchecks)" && input == "numbers")
    #expect(instead == ["psi(quantile10)", "psi(evidently)", "psi(soda)", "psi(frouros)"])
    let levels = #expect(throws: DriftDefinitionError.self) {
      try Self.definition("wasserstein(evidently)").measure(Self.sameLevels)
    }
    #expect(
      levels.map { "\($0)" }
        == "wasserstein(evidently) does not cover categories: it is defined as the distance of finite numbers over the "
        + "reference's standard deviation (divided by n), at least 0.001; use another test")
  }

  @Test("decide with their own sense of the threshold")
  func decisions() throws {
    #expect(DriftDecision.valueAtLeast.isDrift(value: 0.1, threshold: 0.1))
    #expect(!DriftDecision.valueAbove.isDrift(value: 0.1, threshold: 0.1))
    #expect(DriftDecision.pValueAtMost.isDrift(value: 0.05, threshold: 0.05))
    #expect(!DriftDecision.pValueBelow.isDrift(value: 0.05, threshold: 0.05))
    for decision in DriftDecision.allCases { #expect(!decision.isDrift(value: .nan, threshold: 0.1)) }
    let psi = try Self.definition("psi(evidently)").measure(reference: Self.reference, current: Self.current)
    #expect(psi.isDrift(threshold: 0.3) && !psi.isDrift(threshold: 0.32))
    #expect(psi.isDriftByDefault == true)
    #expect(try Self.definition("js(nannyml)").measure(Self.sameLevels).isDriftByDefault == nil)
  }

  @Test("treat infinities as their tools do")
  func infinities() throws {
    let reference = try SortedSample(Self.reference.values + [.infinity, -.infinity])
    let ranks: [DriftTest] = [.kolmogorovSmirnov, .lInfinity, .cramerVonMises, .andersonDarling, .mannWhitney]
    for definition in DriftDefinition.all where definition.coversNumbers {
      if definition.source == .evidently {
        let clean = try definition.measure(reference: Self.reference, current: Self.current)
        #expect(try definition.measure(reference: reference, current: Self.current) == clean)
      } else if ranks.contains(definition.test) {
        #expect(try definition.measure(reference: reference, current: Self.current).value.isFinite, "\(definition)")
      } else if definition.source != .quantile10 && definition.name != "wasserstein(deepchecks)" {
        #expect(throws: DriftDefinitionError.self, "\(definition)") {
          try definition.measure(reference: reference, current: Self.current)
        }
      }
    }
    let nothing = try SortedSample([.infinity])
    #expect(throws: DriftDefinitionError.self) {
      try Self.definition("psi(evidently)").measure(reference: nothing, current: Self.current)
    }
  }

  @Test("answer or throw on one value, on constants and on levels that do not meet, never NaN")
  func smallest() throws {
    let samples = try [[3.0], [3.0, 3.0], [-1.0], [0, 1e300], [Double](repeating: 2, count: 12)].map {
      try SortedSample($0)
    }
    let tables = try [([1], [1]), ([1, 0], [0, 1]), ([12, 0], [0, 15]), ([30, 0, 1], [30, 1, 0])].map {
      try CountTable(reference: $0.0, current: $0.1)
    }
    for definition in DriftDefinition.all {
      if definition.coversNumbers {
        for reference in samples {
          for current in samples {
            let measured = try? definition.measure(reference: reference, current: current)
            if let measured {
              #expect(!measured.value.isNaN && !measured.statistic.isNaN, "\(definition)")
              // The discrepancy has no bias, and so is below 0 for equal samples.
              if reference == current && !definition.decision.usesPValue && definition.test != .maximumMeanDiscrepancy {
                #expect(measured.value == 0, "\(definition)")
              }
            }
          }
        }
      }
      if definition.coversCategories {
        for table in tables {
          if let measured = try? definition.measure(table) {
            #expect(!measured.value.isNaN && !measured.statistic.isNaN, "\(definition)")
          }
        }
      }
    }
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
      try Self.definition("chi2(soda)").measure(CountTable(reference: [50, 4], current: [50, 9]))
    }
    #expect(throws: DriftDefinitionError.self) { try Self.definition("chi2(soda)").measure(Self.newLevel) }
    #expect(throws: DriftDefinitionError.self) { try Self.definition("z(evidently)").measure(Self.sameLevels) }
    #expect(throws: DriftDefinitionError.self) { try Self.definition("g(evidently)").measure(Self.sameLevels) }
    #expect(throws: DriftDefinitionError.self) {
      try Self.definition("psi(deepchecks)").measure(CountTable(reference: [4, 5], current: [40, 50]))
    }
  }

  @Test("know the smallest p-value of samples of some sizes: no samples have a smaller one")
  func smallestPValues() throws {
    for definition in DriftDefinition.all where definition.decision.usesPValue {
      for (n, m) in [(1, 1), (1, 9), (2, 2), (5, 5), (4, 7), (9, 9), (12, 30), (25, 25)] {
        if definition.coversNumbers {
          for shift in [-100.0, 0, 100] {
            guard
              let measured = try? definition.measure(
                reference: SortedSample((0..<n).map { Double($0) }),
                current: SortedSample((0..<m).map { Double($0) + shift + 0.5 }))
            else { continue }
            let smallest = try #require(try definition.smallestPValue(like: measured))
            let bySize = try #require(try definition.smallestPValue(referenceCount: n, currentCount: m))
            // Where the approximation is below what exchangeable rows can have, it is not believed.
            let isExact = measured.value >= smallest * (1 - 1e-12)
            #expect(isExact || smallest > 0 && measured.value < smallest, "\(definition) \(n) \(m)")
            #expect(smallest <= bySize || measured.value >= bySize * (1 - 1e-9), "\(definition) \(n) \(m)")
          }
        }
        if definition.coversCategories,
          let measured = try? definition.measure(CountTable(reference: [n, 0], current: [0, m]))
        {
          let bySize = try #require(try definition.smallestPValue(referenceCount: n, currentCount: m, cells: 2))
          #expect(bySize > 0 && bySize <= 1)
          if ["chi2(nannyml)", "z(evidently)"].contains(definition.name), min(n, m) > 11 {
            #expect(isClose(measured.value, bySize, 1e-12), "\(definition) \(n) \(m): \(measured.value) \(bySize)")
          }
        }
      }
    }
    func smallest(_ name: String, _ n: Int, _ m: Int) throws -> Double {
      try #require(try Self.definition(name).smallestPValue(referenceCount: n, currentCount: m))
    }
    #expect(try smallest("ks(scipy)", 5, 5) == 2.0 / 252)
    #expect(try smallest("cvm(alibi)", 5, 5) == 2.0 / 252)
    #expect(try smallest("mw(evidently)", 5, 5) == 1.0 / 252)
    #expect(try smallest("ks(alibi)", 1, 1) == 1)
    #expect(try smallest("fisher(evidently)", 3, 3) == 0.1)
    #expect(try smallest("ad(frouros)", 5000, 5000) == 0.001)
    #expect(try smallest("t(evidently)", 2, 2) == 0)
    #expect(try Self.definition("psi(evidently)").smallestPValue(referenceCount: 9, currentCount: 9) == nil)
    // One current value against many never lies far enough out for the criterion's limit distribution.
    #expect(try smallest("cvm(alibi)", 1_000_000, 1) > 0.03)
  }
}
