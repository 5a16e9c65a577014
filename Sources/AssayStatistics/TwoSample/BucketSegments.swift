/// How two samples are distributed, in some hundred segments between their buckets: enough to draw them, and no more.
package struct BucketSegments: Sendable {
  /// Neighbouring buckets.
  package struct Segment: Sendable {
    /// Where the first bucket with values begins.
    package let low: Double
    /// Where the last bucket ends; not below `low`.
    package let high: Double
    /// The values of the reference.
    package let reference: Int
    /// The values of the current sample.
    package let current: Int
  }

  /// In ascending order; between two of them there are no values.
  package let segments: [Segment]

  /// About how many segments share the values.
  private static let wanted = 160

  /// Collects buckets until each segment has its share; O(buckets).
  init(_ counts: BucketCounts, _ n: Int, _ m: Int) {
    var segments: [Segment] = []
    let share = max(1, Double(n + m) / Double(Self.wanted))
    let map = counts.map
    var start = 0
    var (reference, current) = (0, 0)
    for bucket in 0..<map.bucketCount {
      let (first, second) = (Int(counts.reference[bucket]), Int(counts.current[bucket]))
      if first + second == 0, reference + current == 0 { continue }
      if reference + current == 0 { start = bucket }
      reference += first
      current += second
      // An empty bucket parts values that lie far from each other, when they are enough to be seen.
      let size = Double(reference + current)
      guard size >= share || (first + second == 0 && size >= share / 8) || bucket == map.bucketCount - 1 else {
        continue
      }
      segments.append(
        Segment(
          low: Self.value(map.lowestKey(of: max(1, start))),
          high: Self.value(map.lowestKey(of: min(map.bucketCount - 1, bucket + 1))), reference: reference,
          current: current))
      (reference, current) = (0, 0)
    }
    self.segments = segments
  }

  private static func value(_ key: UInt64) -> Double { Double(bitPattern: OrderedKey.bits(of: key)) }
}
