import Testing

@testable import AssayStatistics

@Suite("Named drift definitions: the smallest p-value")
struct SmallestPValueTests {
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
      try #require(try DefinitionSamples.definition(name).smallestPValue(referenceCount: n, currentCount: m))
    }
    #expect(try smallest("ks(scipy)", 5, 5) == 2.0 / 252)
    #expect(try smallest("cvm(alibi)", 5, 5) == 2.0 / 252)
    #expect(try smallest("mw(evidently)", 5, 5) == 1.0 / 252)
    #expect(try smallest("ks(alibi)", 1, 1) == 1)
    #expect(try smallest("fisher(evidently)", 3, 3) == 0.1)
    #expect(try smallest("ad(frouros)", 5000, 5000) == 0.001)
    #expect(try smallest("t(evidently)", 2, 2) == 0)
    #expect(
      try DefinitionSamples.definition("psi(evidently)").smallestPValue(referenceCount: 9, currentCount: 9) == nil)
    // One current value against many never lies far enough out for the criterion's limit distribution.
    #expect(try smallest("cvm(alibi)", 1_000_000, 1) > 0.03)
  }
}
