import Testing

@testable import AssayStatistics

/// What the definitions give, against the stored values of the tools and of the same formulas.
@Suite("Named drift definitions: values")
struct DriftDefinitionValuesTests {
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
    let measured = try DefinitionSamples.definition(name).measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    #expect(isClose(measured.value, try #require(StoredValues.goldens[key]).value, 1e-12), "\(measured.value)")
  }

  @Test(
    "have the values seen in Frouros",
    arguments: [
      ("kl(frouros)", 0.07046810266823675), ("js(frouros)", 0.1337599214019957),
      ("bhattacharyya(frouros)", 0.024767354243999), ("intersection(frouros)", 0.182),
    ])
  func frouros(name: String, value: Double) throws {
    let measured = try DefinitionSamples.definition(name).measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    // The third is known to 15 decimals only.
    #expect(isClose(measured.value, value, name.hasPrefix("bhatt") ? 3e-14 : 1e-12), "\(measured.value)")
  }

  @Test("choose the golden numbers of bins")
  func bins() throws {
    let sturges = try DefinitionSamples.definition("psi(evidently)").measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    #expect(Double(try #require(sturges.cells)) == StoredValues.goldens["sturges_nbins"]?.value)
    let hellinger = try DefinitionSamples.definition("hellinger(evidently)").measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    #expect(Double(try #require(hellinger.cells)) == StoredValues.goldens["hell_evidently_nbins"]?.value)
    let doane = try BinRule.doane.edges(DefinitionSamples.reference)
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
    let definition = try DefinitionSamples.definition(name)
    let same = try definition.measure(DefinitionSamples.sameLevels).value
    #expect(isClose(same, try #require(StoredValues.goldens[key]).value, 1e-12), "\(same)")
    let new = try definition.measure(DefinitionSamples.newLevel).value
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
    let measured = try DefinitionSamples.definition(name).measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    #expect(isClose(measured.value, try #require(StoredValues.goldens[key]).value, 1e-10), "\(measured.value)")
    #expect(measured.pValue == measured.value && measured.noiseFloor == nil)
  }

  @Test("have the golden values of tests on levels")
  func goldenTests() throws {
    let fit = try DefinitionSamples.definition("chi2(evidently)").measure(DefinitionSamples.sameLevels)
    #expect(isClose(fit.statistic, try #require(StoredValues.goldens["chi2_gof_evidently"]).value, 1e-12))
    #expect(isClose(fit.value, try #require(StoredValues.goldens["chi2_gof_evidently_p"]).value, 1e-10))
    #expect(fit.isDriftByDefault == true)
    let impossible = try DefinitionSamples.definition("chi2(evidently)").measure(DefinitionSamples.newLevel)
    #expect(impossible.statistic == .infinity && impossible.value == 0)
    for tool in ["nannyml", "alibi", "frouros"] {
      let test = try DefinitionSamples.definition("chi2(\(tool))").measure(DefinitionSamples.sameLevels)
      #expect(
        isClose(test.statistic, try #require(StoredValues.goldens["chi2_contingency(alibi,nannyml)"]).value, 1e-12))
      #expect(isClose(test.value, try #require(StoredValues.goldens["chi2_contingency_p"]).value, 1e-10))
      #expect(
        isClose(
          try DefinitionSamples.definition("chi2(\(tool))").measure(DefinitionSamples.newLevel).statistic,
          76.25255049511614, 1e-12))
    }
    // i mod 3 = 0 in 500 rows, i mod 4 = 0 in 400.
    let z = try DefinitionSamples.definition("z(evidently)").measure(
      CountTable(reference: [333, 167], current: [300, 100]))
    #expect(isClose(z.value, 0.006119485602021912, 1e-12), "\(z.value)")
  }

  @Test(
    "count permutations of the rows where Evidently does", arguments: StoredValues.distances.levelPermutations.indices)
  func permutations(index: Int) throws {
    let row = StoredValues.distances.levelPermutations[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    let definition = try DefinitionSamples.definition("tvd(evidently)")
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
        let measured = try DefinitionSamples.definition(name).measure(
          reference: SortedSample(row.a), current: SortedSample(row.b))
        #expect(isClose(measured.statistic, row.statistic, 1e-10), "\(name) \(measured.statistic) \(row.statistic)")
        let expected = try #require(row.p)
        #expect(isClose(measured.value, expected, 1e-9), "\(name) \(measured.value) \(expected)")
        #expect(measured.pValue == measured.value && measured.isDriftByDefault == nil)
      }
    }
    for row in values.gTest {
      let measured = try DefinitionSamples.definition("g(assay)").measure(CountTable(reference: row.a, current: row.b))
      #expect(isClose(measured.statistic, row.statistic, 1e-11), "\(measured.statistic) \(row.statistic)")
      #expect(isClose(measured.value, row.p, 1e-10), "\(measured.value) \(row.p)")
    }
  }

  @Test("equal the tools' formulas in NumPy and SciPy on numbers", arguments: StoredValues.distances.pairs)
  func numbers(pair: StoredValues.Pair) throws {
    let reference = try SortedSample(pair.reference)
    let current = try SortedSample(pair.current)
    for (name, expected) in pair.definitions {
      let definition = try DefinitionSamples.definition(name)
      if name == "psi(quantile10)",
        try BinEdges.referenceQuantiles(10, reference).counts(reference).bins.count(where: { $0 > 0 }) < 2
      {
        // The formula has a value, which says nothing.
        #expect(throws: DriftDefinitionError.self) { try definition.measure(reference: reference, current: current) }
        continue
      }
      let measured = try definition.measure(
        reference: reference, current: current, wholeNumbers: pair.wholeNumbers)
      #expect(
        DefinitionSamples.isEqual(measured.value, expected.value),
        "\(pair.name) \(name) \(measured.value) \(expected.value)")
      #expect(measured.definition == definition)
      if let floor = measured.noiseFloor { #expect(floor >= 0 && floor.isFinite) }
    }
    for (name, expected) in pair.pValues {
      // Two constants: SciPy divides rounding by rounding; there is no variance to measure by.
      if pair.name == "apart", name == "es(evidently)" {
        #expect(throws: DriftDefinitionError.self) {
          try DefinitionSamples.definition(name).measure(reference: reference, current: current)
        }
        continue
      }
      let measured = try DefinitionSamples.definition(name).measure(reference: reference, current: current)
      #expect(isClose(measured.value, expected, 1e-9), "\(pair.name) \(name) \(measured.value) \(expected)")
    }
  }

  @Test("equal the formulas with many digits on levels", arguments: StoredValues.distances.tables.indices)
  func levels(index: Int) throws {
    let row = StoredValues.distances.tables[index]
    let table = try CountTable(reference: row.reference, current: row.current)
    for (name, expected) in row.definitions {
      let measured = try DefinitionSamples.definition(name).measure(table)
      #expect(isClose(measured.value, expected, 1e-12), "\(name) \(measured.value) \(expected)")
    }
    for (name, expected) in row.tests {
      let measured = try DefinitionSamples.definition(name).measure(table)
      #expect(isClose(measured.statistic, expected[0].value, 1e-11), "\(name) \(measured.statistic)")
      #expect(isClose(measured.value, expected[1].value, 1e-10), "\(name) \(measured.value) \(expected[1].value)")
    }
  }
}
