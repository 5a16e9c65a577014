import Testing

@testable import AssayStatistics

@Suite("Histograms")
struct HistogramTests {
  @Test("edges and counts are NumPy's, to the bit", arguments: StoredValues.distances.pairs)
  func numPy(pair: StoredValues.Pair) throws {
    let reference = try SortedSample(pair.reference)
    let current = try SortedSample(pair.current)
    // Where squares of deviations vanish NumPy gives up on Doane's rule.
    for histogram in pair.histograms where !(pair.name == "tiny" && histogram.rule == "doane") {
      let rule = try #require(BinRule(rawValue: histogram.rule))
      let edges = try rule.edges(reference, wholeNumbers: histogram.wholeNumbers)
      #expect(edges.edges == histogram.edges, "\(pair.name) \(histogram.rule)")
      let first = edges.counts(reference)
      #expect(first.bins == histogram.reference && first.below == 0 && first.above == 0)
      let second = edges.counts(current)
      #expect(second.bins == histogram.current, "\(pair.name) \(histogram.rule)")
      #expect(second.bins.reduce(second.below + second.above, +) == current.count)
    }
  }

  @Test("the last bin takes its upper edge, the others do not")
  func inclusion() throws {
    let counts = try BinEdges([0, 1, 2]).counts(SortedSample([-0.0, 0, 1, 1, 2, 2, 2, -1, 3, -.infinity, .infinity]))
    #expect(counts.bins == [2, 5])
    #expect(counts.below == 2)
    #expect(counts.above == 2)
  }

  @Test("reference quantiles hold equal shares, and ties take bins away")
  func quantiles() throws {
    let sample = try SortedSample((0..<1000).map { Double($0) })
    let edges = try BinEdges.referenceQuantiles(10, sample)
    #expect(edges.count == 10)
    #expect(edges.counts(sample).bins == [Int](repeating: 100, count: 10))
    let tied = try BinEdges.referenceQuantiles(10, SortedSample([1, 1, 1, 1, 1, 1, 1, 2, 3]))
    #expect(tied.edges.first == -.infinity && tied.edges.last == .infinity)
    #expect(tied.count < 10)
    let constant = try BinEdges.referenceQuantiles(4, SortedSample([5, 5]))
    #expect(constant.edges == [-.infinity, 5, .infinity])
    #expect(try BinEdges.referenceQuantiles(1, sample).edges == [-.infinity, .infinity])
  }

  @Test("a constant gets one bin of width 1, NumPy's way")
  func constant() throws {
    let sample = try SortedSample([5, 5, 5])
    for rule in BinRule.allCases {
      #expect(try rule.edges(sample).edges == [4.5, 5.5])
    }
    #expect(try BinEdges.equalWidth(2, minimum: 3, maximum: 3).edges == [2.5, 3, 3.5])
  }

  @Test("what cannot be binned is refused")
  func refusals() throws {
    #expect(throws: StatisticsError.self) { try BinEdges([1]) }
    #expect(throws: StatisticsError.self) { try BinEdges([1, 1]) }
    #expect(throws: StatisticsError.self) { try BinEdges([1, .nan]) }
    #expect(throws: StatisticsError.self) { try BinEdges.equalWidth(0, minimum: 0, maximum: 1) }
    #expect(throws: StatisticsError.self) { try BinEdges.equalWidth(3, minimum: 1, maximum: 0) }
    #expect(throws: StatisticsError.self) { try BinEdges.equalWidth(3, minimum: 0, maximum: .infinity) }
    #expect(throws: StatisticsError.self) { try BinEdges.equalWidth(10, minimum: 1, maximum: 1.0.nextUp) }
    #expect(throws: StatisticsError.self) { try BinRule.sturges.edges(SortedSample([1, .infinity])) }
    let wide = try SortedSample([-.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude])
    for rule in BinRule.allCases { #expect(throws: StatisticsError.self) { try rule.edges(wide) } }
    let edges = try BinEdges([0, 1])
    #expect(throws: StatisticsError.self) {
      try edges.table(reference: SortedSample([0.5]), current: SortedSample([2]))
    }
  }

  @Test("distinct values become levels")
  func distinct() throws {
    let table = try CountTable(distinctValuesOf: SortedSample([3, 1, 1, -0.0]), SortedSample([0, 2, 3]))
    #expect(table.reference == [1, 2, 0, 1])
    #expect(table.current == [1, 0, 1, 1])
    let count = try SortedSample([3, 1, 1, -0.0]).distinctCount(with: SortedSample([0, 2, 3]))
    #expect(count == 4)
  }
}
