import Testing

@testable import AssayStatistics

@Suite("A drift verdict from a profile")
struct ProfileDriftRuleTests {
  @Test("is that of the rows, or says that the profile is too coarse", arguments: ProfileData.allCases)
  func agrees(kind: ProfileData) throws {
    var random = SplitMix64(seed: 61)
    for limit in [0.05, 0.3] {
      let rule = try DriftVerdictRule(limit: limit, significance: 0.001)
      for cells in [2, 30, 5_000] {
        for shift in [0, 0.1, 0.5, 3] {
          let values = kind.values(700, &random)
          let others = kind.values(2_500, &random).map { $0 + shift }
          let exact = try rule.assess(KolmogorovSmirnov(reference: values, current: others))
          let bounds = try KolmogorovSmirnovBounds(
            reference: NumericProfile(values, limit: cells), current: SortedSample(others))
          let found = try rule.assess(bounds)
          if found.isTooCoarse {
            #expect(found.verdict == .inconclusive || (found.verdict == .warn && found.atUpper.verdict == .fail))
            #expect(found.verdict == .inconclusive || exact.verdict != .pass)
            #expect(!bounds.isExact)
          } else {
            #expect(found.verdict == exact.verdict, "\(kind) \(cells) cells, moved by \(shift)")
          }
          #expect(found.interval.lower <= exact.interval.lower)
          #expect(found.interval.upper >= exact.interval.upper)
          if bounds.isExact { #expect(found.atUpper == exact) }
        }
      }
    }
  }

  @Test("fails only when the lower bound does, and passes only when every distance would")
  func order() throws {
    let rule = try DriftVerdictRule(limit: 0.1, significance: 0.001)
    var cells = (0..<20_000).map { Double($0) }
    // Half of the reference is one cell of two values; the rows between them decide, and are not known.
    cells.replaceSubrange(0..<10_000, with: (0..<10_000).map { $0 < 5_000 ? 0.25 : 0.2500001 })
    let profile = NumericProfile(cells, limit: 100)
    #expect(profile.coarseness >= 0.5)
    let current = try SortedSample(cells)
    let found = try rule.assess(KolmogorovSmirnovBounds(reference: profile, current: current))
    #expect(found.atLower.verdict == .pass)
    #expect(found.atUpper.verdict == .fail)
    #expect(found.verdict == .inconclusive)
    #expect(found.isTooCoarse)
    let moved = try SortedSample(cells.map { $0 + 15_000 })
    let failed = try rule.assess(KolmogorovSmirnovBounds(reference: profile, current: moved))
    #expect(failed.verdict == .fail)
    #expect(!failed.isTooCoarse)
  }

  @Test("is what holds between the verdicts at both bounds")
  func between() {
    #expect(DriftVerdictRule.verdict(from: .pass, to: .pass) == .pass)
    #expect(DriftVerdictRule.verdict(from: .pass, to: .warn) == .inconclusive)
    #expect(DriftVerdictRule.verdict(from: .pass, to: .fail) == .inconclusive)
    #expect(DriftVerdictRule.verdict(from: .inconclusive, to: .inconclusive) == .inconclusive)
    #expect(DriftVerdictRule.verdict(from: .inconclusive, to: .fail) == .inconclusive)
    #expect(DriftVerdictRule.verdict(from: .warn, to: .fail) == .warn)
    #expect(DriftVerdictRule.verdict(from: .fail, to: .fail) == .fail)
  }

  @Test("takes rows in clusters for what they are worth")
  func clusters() throws {
    let rule = try DriftVerdictRule(limit: 0.1, significance: 0.001)
    let profile = NumericProfile((0..<4_000).map { Double($0) })
    let current = try SortedSample((0..<4_000).map { Double($0) + 1_500 })
    let bounds = try KolmogorovSmirnovBounds(reference: profile, current: current)
    let size = try SampleSize(clusterSizes: [Int](repeating: 400, count: 10))
    #expect(try rule.assess(bounds).verdict == .fail)
    #expect(try rule.assess(bounds, referenceSize: size, currentSize: size).verdict == .inconclusive)
    #expect(throws: StatisticsError.self) {
      try rule.assess(bounds, referenceSize: SampleSize(clusterSizes: [3]))
    }
  }
}
