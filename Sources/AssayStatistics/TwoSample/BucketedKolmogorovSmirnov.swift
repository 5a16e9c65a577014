/// The numerator n·m·D of the two-sample Kolmogorov–Smirnov distance, exactly, without sorting the samples.
///
/// Write d(v) = i(v)·m − j(v)·n, with i and j the numbers of reference and current values at or below v; the numerator is
/// the largest |d|. A monotone map puts every value into one of many narrow buckets; counts alone give d at every
/// bucket's edge, and with it a lower bound of the numerator. Within a bucket that starts at d and holds x reference and y
/// current values, d stays between d − y·n and d + x·m: where that cannot exceed the lower bound, nothing needs to be
/// looked at. What survives, mostly a few buckets around the largest difference, is sorted and walked value by value.
///
/// The map is made from a part of the values, on which only the speed depends. The worst case, samples that hold the same
/// values in another order, costs as much as sorting them by buckets.
struct BucketedKolmogorovSmirnov {
  /// The numerator n·m·D.
  let numerator: Int
  /// How the samples are distributed; nil where that was not asked for, and for samples that are the same.
  private(set) var segments: BucketSegments?

  /// Compares two samples in any order; O(n + m).
  ///
  /// - Parameters:
  ///   - reference: the reference values in blocks of memory, at least one value.
  ///   - current: the current values, at least one.
  ///   n·m must not exceed 2^63 − 1.
  ///   - describes: whether `segments` are wanted, which take a walk through the buckets.
  /// - Throws: `StatisticsError.notANumber` for NaN, with its position in the concatenated blocks.
  init(
    reference: [UnsafeBufferPointer<Double>], current: [UnsafeBufferPointer<Double>], describes: Bool = false
  ) throws(StatisticsError) {
    let n = reference.reduce(0) { $0 + $1.count }
    let m = current.reduce(0) { $0 + $1.count }
    if Self.isSame(reference, current) {
      numerator = 0
      return
    }
    let map = BucketMap(reference, current, rows: n + m)
    let counts = BucketCounts(map)
    defer { counts.deallocate() }
    guard counts.add(reference, to: counts.reference), counts.add(current, to: counts.current) else {
      throw .notANumber(what: "sample", position: Self.firstNaN(reference) ?? Self.firstNaN(current) ?? 0)
    }
    var walk = BucketWalk(counts: counts, n: n, m: m)
    walk.prune()
    if walk.survivingRows > (n + m) / 16 { walk.pruneSingleValues(reference, current) }
    walk.refine(reference, current)
    numerator = walk.largest
    if describes { segments = BucketSegments(counts, n, m) }
  }

  /// Whether both hold the same values in the same order, none of them NaN; stops at the first difference.
  private static func isSame(
    _ reference: [UnsafeBufferPointer<Double>], _ current: [UnsafeBufferPointer<Double>]
  ) -> Bool {
    guard reference.map(\.count) == current.map(\.count) else { return false }
    for (a, b) in zip(reference, current) {
      guard let first = a.baseAddress, let second = b.baseAddress else { continue }
      var index = 0
      while index < a.count {
        if first[index] != second[index] { return false }
        index &+= 1
      }
    }
    return true
  }

  private static func firstNaN(_ blocks: [UnsafeBufferPointer<Double>]) -> Int? {
    var position = 0
    for block in blocks {
      if let index = block.firstIndex(where: \.isNaN) { return position + index }
      position += block.count
    }
    return nil
  }
}
