import Testing

@testable import AssayStatistics

@Suite("The distance of large samples, by buckets")
struct BucketedKolmogorovSmirnovTests {
  /// The numerator of samples that are cut into blocks, by buckets, whatever their size.
  private func bucketed(_ reference: [Double], _ current: [Double], blocks: Int = 1) throws -> Int {
    try reference.withUnsafeBufferPointer { a in
      try current.withUnsafeBufferPointer { b in
        try BucketedKolmogorovSmirnov(reference: cut(a, blocks), current: cut(b, blocks)).numerator
      }
    }
  }

  private func cut(_ values: UnsafeBufferPointer<Double>, _ blocks: Int) -> [UnsafeBufferPointer<Double>] {
    (0..<blocks).map { block in
      UnsafeBufferPointer(rebasing: values[(values.count * block / blocks)..<(values.count * (block + 1) / blocks)])
    }
  }

  private func sorted(_ reference: [Double], _ current: [Double]) throws -> Int {
    try KolmogorovSmirnov(reference: SortedSample(reference), current: SortedSample(current)).numerator
  }

  /// How samples are drawn: the second one differs from the first by a little, or not at all.
  enum Shape: String, CaseIterable, CustomTestStringConvertible {
    case normal, shifted, identical, shuffled, constant, twoConstants, fewValues, ties, cauchy, infinities, zeros
    case anyBits, ordered, disjoint, tiny, spike, steps

    var testDescription: String { rawValue }

    func draw(_ n: Int, isCurrent: Bool, _ random: inout SplitMix64) -> Double {
      switch self {
      case .normal, .identical, .shuffled: return 10 + 2 * random.normal()
      case .shifted: return random.normal() + (isCurrent ? 0.3 : 0)
      case .constant: return 4.25
      case .twoConstants: return isCurrent ? 1 : -1
      case .fewValues: return Double(random.below(isCurrent ? 7 : 6))
      case .ties: return (random.normal() * 20).rounded() / 4
      case .cauchy: return random.normal() / random.normal()
      case .infinities:
        let value = random.normal() * 0x1p1000
        return random.below(10) == 0 ? (random.below(2) == 0 ? .infinity : -.infinity) : value
      case .zeros: return [0.0, -0.0, 0x1p-1074, -0x1p-1074, 1][random.below(5)]
      case .anyBits: return random.anyFinite()
      case .ordered: return Double(n) + (isCurrent ? 0.5 : 0)
      case .disjoint: return Double(n) + (isCurrent ? 1e6 : 0)
      case .tiny: return random.normal() * 0x1p-1060
      case .spike: return random.below(3) == 0 ? 0 : random.normal()
      case .steps: return 1 + Double(random.below(1000)) * 0x1p-52
      }
    }
  }

  @Test("is that of the ordered samples, to the last unit", arguments: Shape.allCases, [101, 102] as [UInt64])
  func equalsSorted(shape: Shape, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for (n, m) in [(1, 1), (2, 300), (700, 500), (4000, 4000), (9000, 1500)] {
      let reference = (0..<n).map { shape.draw($0, isCurrent: false, &random) }
      var current = (0..<m).map { shape.draw($0, isCurrent: true, &random) }
      if shape == .identical || shape == .shuffled { current = reference }
      if shape == .shuffled { current.shuffle(using: &random) }
      let expected = try sorted(reference, current)
      #expect(try bucketed(reference, current) == expected, "\(shape) \(n) \(m), seed \(seed)")
      #expect(try bucketed(current, reference) == expected, "\(shape) \(n) \(m) the other way, seed \(seed)")
      #expect(try bucketed(reference, current, blocks: 3) == expected, "\(shape) \(n) \(m) in blocks, seed \(seed)")
    }
  }

  @Test("does not depend on the part of the values that the buckets are made from", arguments: [111] as [UInt64])
  func misleadingSample(seed: UInt64) throws {
    // The values at regular distances are all alike; the others are not.
    var random = SplitMix64(seed: seed)
    let n = 200_000
    let stride = n / 32_768
    let reference = (0..<n).map { $0 % stride == 0 ? 1.0 : 1000 + random.normal() }
    let current = (0..<n).map { $0 % stride == 0 ? 1.0 : 1000.1 + random.normal() }
    #expect(try bucketed(reference, current) == sorted(reference, current), "seed \(seed)")
  }

  @Test("takes the path of its size, with one result")
  func sizes() throws {
    var random = SplitMix64(seed: 121)
    for size in [KolmogorovSmirnov.smallestBucketedSize / 2 - 1, KolmogorovSmirnov.smallestBucketedSize / 2] {
      let a = (0..<size).map { _ in random.normal() }
      let b = (0..<size).map { _ in random.normal() + 0.05 }
      let distance = try KolmogorovSmirnov(reference: a, current: b)
      #expect(try distance == KolmogorovSmirnov(reference: SortedSample(a), current: SortedSample(b)))
    }
  }

  @Test("refuses NaN by its position", arguments: [0, 4999, 7999])
  func refusesNaN(position: Int) {
    var values = (0..<8000).map { Double($0) }
    values[position] = .nan
    #expect(throws: StatisticsError.notANumber(what: "sample", position: position)) {
      try KolmogorovSmirnov(reference: values, current: (0..<8000).map { Double($0) })
    }
    #expect(throws: StatisticsError.notANumber(what: "sample", position: position)) {
      try KolmogorovSmirnov(reference: (0..<8000).map { Double($0) }, current: values)
    }
    // NaN is not equal to itself: samples that are the same bits are refused too.
    #expect(throws: StatisticsError.notANumber(what: "sample", position: position)) {
      try KolmogorovSmirnov(reference: values, current: values)
    }
  }

  @Test("a map is monotone, and its edges are the lowest keys of its buckets", arguments: Shape.allCases)
  func map(shape: Shape) {
    var random = SplitMix64(seed: 131)
    let values = (0..<3000).map { shape.draw($0, isCurrent: false, &random) }
    values.withUnsafeBufferPointer { buffer in
      let map = BucketMap([buffer], [buffer], rows: 6000)
      let keys = values.map(BucketMap.key).sorted()
      let buckets = keys.map(map.bucket)
      #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(buckets.allSatisfy { $0 >= 0 && $0 < map.bucketCount })
      #expect(map.bucket(of: 0) == 0)
      #expect(map.bucket(of: .max) == map.bucketCount - 1)
      for bucket in Set(buckets) where bucket > 0 {
        let edge = map.lowestKey(of: bucket)
        #expect(map.bucket(of: edge) == bucket)
        #expect(map.bucket(of: edge - 1) < bucket)
      }
    }
  }

  @Test("values are counted in the buckets of their keys", arguments: Shape.allCases)
  func buckets(shape: Shape) {
    var random = SplitMix64(seed: 77)
    let values =
      (0..<4003).map { shape.draw($0, isCurrent: $0 % 2 == 0, &random) } + [0.0, -0.0, .infinity, -.infinity]
    values.withUnsafeBufferPointer { all in
      let map = BucketMap([all], [all], rows: 10_000_000)
      var expected = [UInt32](repeating: 0, count: map.bucketCount)
      for value in values { expected[map.bucket(of: BucketMap.key(value))] += 1 }
      let counts = BucketCounts(map)
      defer { counts.deallocate() }
      #expect(counts.add([all], to: counts.reference))
      #expect(Array(UnsafeBufferPointer(start: counts.reference, count: map.bucketCount)) == expected)
    }
  }

  @Test("NaN is found at every place of a block", arguments: [1, 2, 3, 4, 5, 1023, 1024, 1025, 1030])
  func notANumber(size: Int) {
    var values = (0..<size).map(Double.init)
    let map = values.withUnsafeBufferPointer { BucketMap([$0], [$0], rows: size) }
    for place in Set([0, size / 2, size - 1]) {
      let before = values[place]
      values[place] = .nan
      let counts = BucketCounts(map)
      defer { counts.deallocate() }
      values.withUnsafeBufferPointer { #expect(!counts.add([$0], to: counts.reference), "place \(place)") }
      values[place] = before
    }
  }
}
