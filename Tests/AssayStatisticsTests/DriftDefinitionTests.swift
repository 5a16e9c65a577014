import Testing

@testable import AssayStatistics

@Suite("Named drift definitions")
struct DriftDefinitionTests {
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
      try DefinitionSamples.definition("psi(deepchecks)").measure(
        reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    }
    guard case .notCovered(let name, let input, _, let instead) = numbers else {
      Issue.record("\(String(describing: numbers))")
      return
    }
    #expect(name == "psi(deepchecks)" && input == "numbers")
    #expect(instead == ["psi(quantile10)", "psi(evidently)", "psi(soda)", "psi(frouros)"])
    let levels = #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("wasserstein(evidently)").measure(DefinitionSamples.sameLevels)
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
    let psi = try DefinitionSamples.definition("psi(evidently)").measure(
      reference: DefinitionSamples.reference, current: DefinitionSamples.current)
    #expect(psi.isDrift(threshold: 0.3) && !psi.isDrift(threshold: 0.32))
    #expect(psi.isDriftByDefault == true)
    #expect(
      try DefinitionSamples.definition("js(nannyml)").measure(DefinitionSamples.sameLevels).isDriftByDefault == nil)
  }

  @Test("treat infinities as their tools do")
  func infinities() throws {
    let reference = try SortedSample(DefinitionSamples.reference.values + [.infinity, -.infinity])
    let ranks: [DriftTest] = [.kolmogorovSmirnov, .lInfinity, .cramerVonMises, .andersonDarling, .mannWhitney]
    for definition in DriftDefinition.all where definition.coversNumbers {
      if definition.source == .evidently {
        let clean = try definition.measure(reference: DefinitionSamples.reference, current: DefinitionSamples.current)
        #expect(try definition.measure(reference: reference, current: DefinitionSamples.current) == clean)
      } else if ranks.contains(definition.test) {
        #expect(
          try definition.measure(reference: reference, current: DefinitionSamples.current).value.isFinite,
          "\(definition)")
      } else if definition.source != .quantile10 && definition.name != "wasserstein(deepchecks)" {
        #expect(throws: DriftDefinitionError.self, "\(definition)") {
          try definition.measure(reference: reference, current: DefinitionSamples.current)
        }
      }
    }
    let nothing = try SortedSample([.infinity])
    #expect(throws: DriftDefinitionError.self) {
      try DefinitionSamples.definition("psi(evidently)").measure(reference: nothing, current: DefinitionSamples.current)
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
}
