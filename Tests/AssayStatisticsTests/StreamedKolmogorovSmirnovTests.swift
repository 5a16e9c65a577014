import Testing

@testable import AssayStatistics

@Suite("The distance of samples that stream by")
struct StreamedKolmogorovSmirnovTests {
  typealias Shape = BucketedKolmogorovSmirnovTests.Shape

  /// Feeds samples in batches, pass by pass.
  private func streamed(
    _ reference: [Double], _ current: [Double], expected: (Int, Int)? = nil, batch: Int = 1000, describes: Bool = true
  ) throws -> (comparison: StreamedKolmogorovSmirnov, passes: Int) {
    let comparison = StreamedKolmogorovSmirnov(
      expected: expected ?? (reference.count, current.count), capacity: 0, describes: describes)
    var passes = 0
    while !comparison.isFinished {
      for (side, values) in [(StreamedKolmogorovSmirnov.Side.reference, reference), (.current, current)] {
        for start in stride(from: 0, to: values.count, by: batch) {
          try values[start..<min(values.count, start + batch)].withUnsafeBufferPointer {
            try comparison.add($0, to: side)
          }
        }
      }
      try comparison.finishPass()
      passes += 1
    }
    return (comparison, passes)
  }

  /// Compares with the ordered samples: distance, quantiles, place and levels.
  private func expectEqual(
    _ reference: [Double], _ current: [Double], expected: (Int, Int)? = nil, _ comment: String
  ) throws {
    let (first, second) = (try SortedSample(reference), try SortedSample(current))
    let one = try streamed(reference, current, expected: expected).comparison
    #expect(one.test == (try KolmogorovSmirnov(reference: first, current: second)), "\(comment)")
    let change = SampleChange(reference: first, current: second)
    #expect(one.change?.quantiles.reference == change.quantiles.reference, "\(comment)")
    #expect(one.change?.quantiles.current == change.quantiles.current, "\(comment)")
    #expect(one.change?.widest == change.widest, "\(comment)")
    #expect(one.change?.few?.reference == change.few?.reference, "\(comment)")
    #expect(one.change?.few?.current == change.few?.current, "\(comment)")
    #expect(one.count(.reference) == reference.count && one.count(.current) == current.count, "\(comment)")
  }

  @Test("is that of the ordered samples, and so is what moved", arguments: Shape.allCases, [201, 202] as [UInt64])
  func equalsSorted(shape: Shape, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for (n, m) in [(1, 1), (2, 1), (1, 40), (30, 30), (700, 500), (9000, 1500), (6000, 9001)] {
      let reference = (0..<n).map { shape.draw($0, isCurrent: false, &random) }
      var current = (0..<m).map { shape.draw($0, isCurrent: true, &random) }
      if shape == .identical || shape == .shuffled { current = reference }
      if shape == .shuffled { current.shuffle(using: &random) }
      try expectEqual(reference, current, "\(shape) \(n) \(m), seed \(seed)")
      try expectEqual(current, reference, "\(shape) \(n) \(m) the other way, seed \(seed)")
      // Of which only a part is kept in the first pass.
      try expectEqual(reference, current, expected: (1 << 22, 1 << 20), "\(shape) \(n) \(m) in parts, seed \(seed)")
    }
  }

  @Test("does not depend on how many values were expected, nor on their order", arguments: [211] as [UInt64])
  func expectations(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let reference = (0..<70_000).map { _ in random.normal() }
    let current = (0..<66_000).map { _ in random.normal() * 1.1 }
    for expected in [(0, 0), (1, 1_000_000_000), (70_000, 66_000)] {
      try expectEqual(reference, current, expected: expected, "expected \(expected), seed \(seed)")
    }
    try expectEqual(reference.sorted(), current.sorted(), "ordered, seed \(seed)")
    // The values at regular distances are all alike; the others are not.
    let hidden = (0..<70_000).map { $0 % 2 == 0 ? 1.0 : 1000 + reference[$0] }
    try expectEqual(hidden, hidden.map { $0 * 1.001 }, "alike at regular distances, seed \(seed)")
  }

  @Test("takes two passes to look and to count, and further ones only for values that must be looked at")
  func passes() throws {
    var random = SplitMix64(seed: 221)
    let normal = (0..<30_000).map { _ in random.normal() }
    let moved = normal.map { $0 + 3 }
    #expect(try streamed(normal, moved, describes: false).passes == 3)
    #expect(try streamed(normal, moved).passes == 4)
    // Few values, and few different ones, are compared while they are looked at.
    #expect(try streamed(Array(normal.prefix(4096)), Array(moved.prefix(4096))).passes == 1)
    #expect(try streamed(Array(normal.prefix(4096)), Array(moved.prefix(4097))).passes > 1)
    let digits = (0..<30_000).map { _ in Double(random.below(10)) }
    #expect(try streamed(digits, digits.map { $0 * 2 }).passes == 1)
    // The same values in another order are all looked at, 4,096 different ones at a time at the most.
    let passes = try streamed(normal, normal.shuffled(using: &random), describes: false).passes
    #expect(passes > 8 && passes < 24, "\(passes)")
  }

  @Test("has none when a sample has no values")
  func empty() throws {
    let one = try streamed([], [1, 2]).comparison
    #expect(one.test == nil && one.change == nil)
    #expect(try streamed([], []).comparison.test == nil)
    #expect(try streamed([1], []).comparison.test == nil)
  }

  @Test("refuses NaN, and samples that change between the passes")
  func refusals() throws {
    #expect(throws: StatisticsError.notANumber(what: "sample", position: 1001)) {
      try streamed((0..<2000).map { $0 == 1001 ? .nan : Double($0) }, [1, 2])
    }
    let comparison = StreamedKolmogorovSmirnov(expected: (1 << 20, 1 << 20), capacity: 0, describes: false)
    let values = (0..<100).map(Double.init)
    try values.withUnsafeBufferPointer { values in
      try comparison.add(values, to: .reference)
      try comparison.add(values, to: .current)
      try comparison.finishPass()
      try comparison.add(values, to: .reference)
    }
    #expect(
      throws: StatisticsError.undefined(
        "the samples changed while they were read: 100 and 100 values at first, then 100 and 0")
    ) { try comparison.finishPass() }
  }

  @Test("an outline bounds the distance from below", arguments: Shape.allCases, [231] as [UInt64])
  func outlines(shape: Shape, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let reference = (0..<3000).map { shape.draw($0, isCurrent: false, &random) }
    let current = (0..<2000).map { shape.draw($0, isCurrent: true, &random) }
    let one = try streamed(reference, current).comparison
    let bound = try #require(one.outline(.reference)).distanceBound(to: try #require(one.outline(.current)))
    let distance = try #require(one.test).statistic
    #expect(bound <= distance + 1e-12, "\(shape), seed \(seed)")
    // Distances that are wide are seen.
    if distance > 0.9 { #expect(bound > 0.5, "\(shape), seed \(seed)") }
    #expect(DistributionOutline().distanceBound(to: try #require(one.outline(.current))) == 0)
  }
}
