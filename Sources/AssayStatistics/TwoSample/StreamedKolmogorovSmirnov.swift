/// The Kolmogorov–Smirnov comparison of two samples that are too many values to hold: they stream by a few times instead.
///
/// As long as `isFinished` is false, hand every value of both samples to `add`, in any order but the same values each time,
/// and call `finishPass`. The numerator is the one of `KolmogorovSmirnov`, to the unit. The passes:
///
/// 1. a part of the values at regular distances, from which a map to buckets is made; samples of few values, or of few
///    different ones, are compared here already;
/// 2. how many values of each sample fall into each bucket, which gives the difference at every bucket's edge;
/// 3. the values of those buckets in which the difference may be larger, counted by value; once more for what did not fit;
/// 4. where asked, the values around quantiles and the first one at which the largest difference is reached.
///
/// Takes memory for `capacity` values of each sample, and for the different values of one bucket if these are more.
package final class StreamedKolmogorovSmirnov {
  /// Which sample values belong to.
  package enum Side: CaseIterable {
    case reference, current
  }

  private enum Pass {
    case sample, counts, values, description, finished
  }

  private var pass = Pass.sample
  private let capacity: Int
  private let describes: Bool
  private var parts: [Side: SamplePart]
  private var n = 0
  private var m = 0
  private var buckets: CountedBuckets?
  private var search: BucketValues?

  /// Whether the comparison is known.
  package var isFinished: Bool { pass == .finished }
  /// The comparison, once finished; nil when a sample has no values.
  package private(set) var test: KolmogorovSmirnov?
  /// What moved, once finished; nil unless asked for.
  package private(set) var change: SampleChange?
  /// How the samples are distributed; nil unless `change` is asked for, and for samples of few different values, which it
  /// tells one by one.
  package private(set) var segments: BucketSegments?

  /// - Parameters:
  ///   - expected: how many values each sample has, about.
  ///   - capacity: the different values of a sample that may be held, at least 4,096.
  ///   - describes: whether `change` is wanted.
  package init(expected: (reference: Int, current: Int), capacity: Int, describes: Bool) {
    self.capacity = max(4096, capacity)
    self.describes = describes
    parts = [.reference: SamplePart(expected: expected.reference), .current: SamplePart(expected: expected.current)]
  }

  /// How many values of a sample there were in the first pass.
  package func count(_ side: Side) -> Int { parts[side]?.count ?? 0 }

  /// The shape of a sample, known after the first pass.
  package func outline(_ side: Side) -> DistributionOutline? { parts[side]?.outline }

  /// Takes the next values of a sample.
  ///
  /// - Throws: `StatisticsError.notANumber` for NaN, with its position in the sample.
  package func add(_ values: UnsafeBufferPointer<Double>, to side: Side) throws(StatisticsError) {
    switch pass {
    case .sample:
      if let position = values.firstIndex(where: \.isNaN) {
        throw .notANumber(what: "sample", position: count(side) + position)
      }
      parts[side]?.add(values)
    case .counts: try buckets?.add(values, to: side)
    case .values, .description: search?.add(values, to: side)
    case .finished: break
    }
  }

  /// Ends a pass, after every value of both samples.
  ///
  /// - Throws: `StatisticsError.tooLarge` when n·m exceeds 2^63 − 1 or a sample has more than 2^32 − 1 values, and
  ///   `undefined` when the passes saw different numbers of values.
  package func finishPass() throws(StatisticsError) {
    switch pass {
    case .sample: try finishSample()
    case .counts: try finishCounts()
    case .values: finishValues()
    case .description: finishDescription()
    case .finished: break
    }
  }

  private func finishSample() throws(StatisticsError) {
    for side in Side.allCases { parts[side]?.finish() }
    (n, m) = (count(.reference), count(.current))
    guard n > 0, m > 0, let before = parts[.reference], let now = parts[.current] else {
      pass = .finished
      return
    }
    try KolmogorovSmirnov.refuseProduct(n, m)
    guard max(n, m) <= Int(UInt32.max) else {
      throw .tooLarge(what: "sample", found: "\(max(n, m)) values", maximum: "\(UInt32.max)")
    }
    if let reference = before.few, let current = now.few {
      let all = RunComparison(reference: reference, current: current)
      finish(numerator: all.numerator)
      if describes { change = SampleChange(reference: reference, current: current) }
      return
    }
    // Nothing was left out.
    if before.values.count == n, now.values.count == m, max(n, m) <= capacity {
      let (reference, current) = (try SortedSample(before.values), try SortedSample(now.values))
      finish(numerator: try KolmogorovSmirnov(reference: reference, current: current).numerator)
      if describes { change = SampleChange(reference: reference, current: current) }
      return
    }
    let map = before.values.withUnsafeBufferPointer { a in
      now.values.withUnsafeBufferPointer { b in BucketMap([a], [b], rows: n + m) }
    }
    parts[.reference]?.forgetValues()
    parts[.current]?.forgetValues()
    buckets = CountedBuckets(map)
    pass = .counts
  }

  private func finishCounts() throws(StatisticsError) {
    guard let buckets else { return }
    guard buckets.count(.reference) == n, buckets.count(.current) == m else {
      throw .undefined(
        "the samples changed while they were read: \(n) and \(m) values at first, then \(buckets.count(.reference)) and "
          + "\(buckets.count(.current))")
    }
    if describes { segments = buckets.segments(n, m) }
    buckets.prune(n, m)
    proceed()
  }

  /// Looks into the buckets that are open still, or finishes.
  private func proceed() {
    guard let buckets else { return }
    if !buckets.open.isEmpty {
      search = BucketValues(buckets.map, wanted: buckets.open.map(\.bucket), capacity: capacity)
      pass = .values
    } else if describes {
      search = BucketValues(
        buckets.map, wanted: buckets.describing(n, m, shares: SampleChange.shares), capacity: .max)
      pass = .description
    } else {
      finish(numerator: buckets.largest)
    }
  }

  private func finishValues() {
    guard let buckets, let search else { return }
    buckets.refine(search, n, m)
    proceed()
  }

  private func finishDescription() {
    guard let buckets, let search else { return }
    change = buckets.change(search, n, m)
    finish(numerator: buckets.largest)
  }

  private func finish(numerator: Int) {
    test = KolmogorovSmirnov(referenceCount: n, currentCount: m, numerator: numerator)
    pass = .finished
    (buckets, search) = (nil, nil)
  }
}
