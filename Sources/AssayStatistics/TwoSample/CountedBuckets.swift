/// How many values of two samples fall into each bucket, and what that tells of the largest difference.
final class CountedBuckets {
  /// A bucket within which the difference may be larger than is known.
  struct Open {
    let bucket: Int
    /// The values of both samples in lower buckets.
    let reference: Int
    let current: Int
  }

  let map: BucketMap
  private let counts: BucketCounts
  /// The largest |i·m − j·n| so far.
  private(set) var largest = 0
  private(set) var open: [Open] = []

  init(_ map: BucketMap) {
    self.map = map
    counts = BucketCounts(map)
  }

  deinit { counts.deallocate() }

  /// Counts values.
  func add(
    _ values: UnsafeBufferPointer<Double>, to side: StreamedKolmogorovSmirnov.Side
  ) throws(StatisticsError) {
    guard counts.add([values], to: side == .reference ? counts.reference : counts.current) else {
      throw .notANumber(what: "sample", position: values.firstIndex(where: \.isNaN) ?? 0)
    }
  }

  /// The values of a sample in all buckets.
  func count(_ side: StreamedKolmogorovSmirnov.Side) -> Int {
    let values = side == .reference ? counts.reference : counts.current
    return (0..<map.bucketCount).reduce(0) { $0 + Int(values[$1]) }
  }

  /// How the samples are distributed.
  func segments(_ n: Int, _ m: Int) -> BucketSegments { BucketSegments(counts, n, m) }

  /// Calls `body` for each bucket with the numbers of values in lower ones.
  private func walk(_ body: (_ bucket: Int, _ reference: Int, _ current: Int) -> Void) {
    var (i, j) = (0, 0)
    for bucket in 0..<map.bucketCount {
      body(bucket, i, j)
      i += Int(counts.reference[bucket])
      j += Int(counts.current[bucket])
    }
  }

  /// How far the difference may go inside of a bucket: all values of one sample first. 0 where one sample has none, and
  /// the difference is largest at an edge.
  private func reach(_ bucket: Int, _ i: Int, _ j: Int, _ n: Int, _ m: Int) -> Int {
    let (x, y) = (Int(counts.reference[bucket]), Int(counts.current[bucket]))
    return x > 0 && y > 0 ? max((i + x) * m - j * n, (j + y) * n - i * m) : 0
  }

  /// Takes the difference at every bucket's edge, and keeps the buckets within which it may be larger.
  func prune(_ n: Int, _ m: Int) {
    walk { bucket, i, j in largest = max(largest, abs(i * m - j * n)) }
    walk { bucket, i, j in
      if reach(bucket, i, j, n, m) > largest { open.append(Open(bucket: bucket, reference: i, current: j)) }
    }
  }

  /// Takes the difference at every value of the buckets that were looked into.
  func refine(_ values: BucketValues, _ n: Int, _ m: Int) {
    values.flush()
    for one in open where one.bucket < values.end {
      RunWalk.walk(
        values.reference, values.current, from: (one.reference, one.current), values.runs(of: one.bucket)
      ) { _, i, j in largest = max(largest, abs(i * m - j * n)) }
    }
    open.removeAll { $0.bucket < values.end || reach($0.bucket, $0.reference, $0.current, n, m) <= largest }
  }

  /// The buckets that hold the values at some quantiles, and those in which the largest difference may be reached first.
  func describing(_ n: Int, _ m: Int, shares: [Double]) -> [Int] {
    let positions = (Self.positions(n, shares), Self.positions(m, shares))
    var wanted: [Int] = []
    var isReached = false
    walk { bucket, i, j in
      let (x, y) = (Int(counts.reference[bucket]), Int(counts.current[bucket]))
      let holdsPosition =
        positions.0.contains { $0 >= i && $0 < i + x } || positions.1.contains { $0 >= j && $0 < j + y }
      let atEdge = abs((i + x) * m - (j + y) * n) == largest
      if holdsPosition || (!isReached && largest > 0 && (atEdge || reach(bucket, i, j, n, m) >= largest)) {
        wanted.append(bucket)
      }
      isReached = isReached || atEdge
    }
    return wanted
  }

  /// The positions of the values that quantiles of n values lie between.
  private static func positions(_ n: Int, _ shares: [Double]) -> [Int] {
    shares.flatMap { share -> [Int] in
      let below = min(Int(Double(n - 1) * share), n - 1)
      return [below, min(below + 1, n - 1)]
    }
  }

  /// What moved, from the values of `describing`.
  func change(_ values: BucketValues, _ n: Int, _ m: Int) -> SampleChange {
    values.flush()
    var widest: (key: UInt64, reference: Int, current: Int)?
    var found: [StreamedKolmogorovSmirnov.Side: [Int: Double]] = [:]
    walk { bucket, i, j in
      let runs = values.runs(of: bucket)
      guard !runs.reference.isEmpty || !runs.current.isEmpty else { return }
      if widest == nil, largest > 0 {
        RunWalk.walk(values.reference, values.current, from: (i, j), runs) { key, i, j in
          if widest == nil, abs(i * m - j * n) == largest { widest = (key, i, j) }
        }
      }
      for (side, all, range, start, count) in [
        (StreamedKolmogorovSmirnov.Side.reference, values.reference, runs.reference, i, n),
        (.current, values.current, runs.current, j, m),
      ] {
        var before = start
        for index in range {
          let next = before + all.counts[index]
          for position in Self.positions(count, SampleChange.shares) where position >= before && position < next {
            found[side, default: [:]][position] = ValueRuns.value(all.keys[index])
          }
          before = next
        }
      }
    }
    return SampleChange(
      quantiles: (
        SampleChange.quantiles(count: n) { found[.reference]?[$0] },
        SampleChange.quantiles(count: m) { found[.current]?[$0] }
      ),
      widest: widest.map { SampleChange.Place($0, n, m) }, few: nil)
  }
}
