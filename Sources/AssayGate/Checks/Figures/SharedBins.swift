import AssayStatistics

/// Bins of equal width between round numbers, for two samples together.
struct SharedBins {
  /// In ascending order, one more than there are bins; the outer bins take what lies beyond as well.
  let edges: [Double]

  /// About how many bins there are; never more than this and two.
  private static let wanted = 20

  /// Bins for values between two bounds; nil when these are equal or not finite.
  init?(from low: Double, to high: Double) {
    let span = high - low
    guard low.isFinite, high.isFinite, span > 0, span.isFinite else { return nil }
    guard let step = Self.roundStep(atLeast: span / Double(Self.wanted)) else { return nil }
    let first = (low / step.width).rounded(.down)
    let last = (high / step.width).rounded(.up)
    // Where values lie closer together than their own precision there is nothing to draw.
    guard last - first >= 1, last - first <= Double(Self.wanted + 2), abs(first) < 1e15, abs(last) < 1e15 else {
      return nil
    }
    let edges = (0...Int(last - first)).map { step.times(first + Double($0)) }
    guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }), edges.allSatisfy(\.isFinite) else { return nil }
    self.edges = edges
  }

  /// Bins for two ordered samples: between the outermost of their 1st and 99th percentiles, so that single values far
  /// away do not make all others one bin.
  init?(_ first: SortedSample, _ second: SortedSample) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for sample in [first, second] {
      guard let below = try? sample.quantile(0.01, .element), let above = try? sample.quantile(0.99, .element) else {
        return nil
      }
      low = min(low, below)
      high = max(high, above)
    }
    if low == high { (low, high) = (min(first.minimum, second.minimum), max(first.maximum, second.maximum)) }
    self.init(from: low, to: high)
  }

  /// Bins for two samples that were counted by segments: between the same percentiles, to the segment.
  init?(_ samples: BucketSegments) {
    let (low, high) = Self.span(samples)
    self.init(from: low, to: high)
  }

  /// Bins for two samples in any order; the segments, where there are some, say which values are far away.
  init?(_ samples: BucketSegments?, _ reference: ColumnValues, _ current: ColumnValues) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for values in [reference, current] {
      Self.forEach(values) { value in
        low = value < low ? value : low
        high = value > high ? value : high
      }
    }
    if let samples {
      let span = Self.span(samples)
      (low, high) = (max(low, span.low), min(high, span.high))
    }
    self.init(from: low, to: high)
  }

  private static func span(_ samples: BucketSegments) -> (low: Double, high: Double) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for side in [\BucketSegments.Segment.reference, \.current] {
      let count = samples.segments.reduce(0) { $0 + $1[keyPath: side] }
      let (below, above) = (Double(count) * 0.01, Double(count) * 0.99)
      var before = 0
      for segment in samples.segments {
        let after = before + segment[keyPath: side]
        if after > before, Double(after) > below { low = min(low, segment.low) }
        if after > before, Double(before) < above { high = max(high, segment.high) }
        before = after
      }
    }
    return (low, high)
  }

  /// Whether no segment with more than a few of the values is wider than a bin, so that all can be told apart.
  func areFine(_ samples: BucketSegments) -> Bool {
    let width = edges[1] - edges[0]
    for side in [\BucketSegments.Segment.reference, \.current] {
      let count = Double(samples.segments.reduce(0) { $0 + $1[keyPath: side] })
      for segment in samples.segments where Double(segment[keyPath: side]) > 0.05 * count {
        if segment.high - segment.low > width { return false }
      }
    }
    return true
  }

  /// How many values fall into each bin; of very many values about, by some of them.
  func counts(_ values: ColumnValues) -> [Double] {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    let (first, factor) = (edges[0], 1 / (edges[1] - edges[0]))
    let last = Double(counts.count - 1)
    var seen = 0
    Self.forEach(values) { value in
      let place = (value - first) * factor
      counts[place > 0 ? Int(min(place, last)) : 0] += 1
      seen += 1
    }
    let weight = Double(values.count) / Double(max(1, seen))
    return counts.map { Double($0) * weight }
  }

  /// Calls a body with every value, or with so many at a regular distance that a picture does not change:
  /// at least 2¹⁷, which puts the share of a bin right to about 0.1 points of a hundred.
  private static func forEach(_ values: ColumnValues, _ body: (Double) -> Void) {
    // An odd distance, so that what comes in twos, fours or tens is met in all its places.
    let distance = (values.count >> 18) | 1
    values.withBlocks { blocks in
      for block in blocks {
        var index = 0
        while index < block.count {
          body(block[index])
          index += distance
        }
      }
    }
  }

  /// About how many values of a side fall into each bin: those of a segment lie evenly between its ends.
  func counts(_ samples: BucketSegments, _ side: KeyPath<BucketSegments.Segment, Int>) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count - 1)
    for segment in samples.segments {
      let rows = Double(segment[keyPath: side])
      guard rows > 0 else { continue }
      let (first, last) = (bin(of: segment.low), bin(of: segment.high))
      guard first < last, segment.high - segment.low < .infinity else {
        counts[first] += rows
        continue
      }
      var before = 0.0
      for bin in first..<last {
        let share = min(1, max(before, (edges[bin + 1] - segment.low) / (segment.high - segment.low)))
        counts[bin] += rows * (share - before)
        before = share
      }
      counts[last] += rows * (1 - before)
    }
    return counts
  }

  /// 1, 2 or 5 times a power of ten, or divided by one, so that edges are as round as can be.
  private struct Step {
    var factor: Double
    var power: Double
    var divides: Bool

    var width: Double { times(1) }
    func times(_ count: Double) -> Double { divides ? count * factor / power : count * factor * power }
  }

  private static func roundStep(atLeast wanted: Double) -> Step? {
    guard wanted > 1e-280, wanted < 1e280 else { return nil }
    var power = 1.0
    let divides = wanted < 1
    if divides {
      while 1 / power > wanted { power *= 10 }
    } else {
      while power * 10 <= wanted { power *= 10 }
    }
    return [1.0, 2, 5, 10].lazy.map { Step(factor: $0, power: power, divides: divides) }.first { $0.width >= wanted }
  }

  /// How many values fall into each bin; O(bins · log n).
  func counts(_ sample: SortedSample) -> [Double] {
    var counts: [Double] = []
    var before = 0
    for edge in edges.dropFirst().dropLast() {
      let below = Self.countBelow(edge, sample.values)
      counts.append(Double(below - before))
      before = below
    }
    return counts + [Double(sample.count - before)]
  }

  /// How many values a profile has in each bin, about.
  func counts(_ profile: NumericProfile) throws(StatisticsError) -> [Double] {
    var counts: [Double] = []
    var before = 0.0
    for edge in edges.dropFirst().dropLast() {
      let share = try profile.share(below: edge)
      let below = max(before, (share.lower + share.upper) / 2 * Double(profile.count))
      counts.append(below - before)
      before = below
    }
    return counts + [Double(profile.count) - before]
  }

  /// How many rows fall into each bin when values come with counts.
  func counts(_ values: [Double], rows: [Int]) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count - 1)
    for (value, rows) in zip(values, rows) where rows > 0 {
      counts[bin(of: value)] += Double(rows)
    }
    return counts
  }

  private func bin(of value: Double) -> Int {
    let width = edges[1] - edges[0]
    let place = ((value - edges[0]) / width).rounded(.down)
    return place > 0 ? Int(min(place, Double(edges.count - 2))) : 0
  }

  private static func countBelow(_ edge: Double, _ values: [Double]) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < edge { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
