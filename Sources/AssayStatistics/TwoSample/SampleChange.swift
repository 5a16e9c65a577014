/// What moved between two samples of numbers, for people to read.
package struct SampleChange: Sendable {
  /// A value, and the shares of both samples at or below it.
  package struct Place: Sendable, Equatable {
    package let value: Double
    package let reference: Double
    package let current: Double

    init(_ place: (key: UInt64, reference: Int, current: Int), _ n: Int, _ m: Int) {
      value = ValueRuns.value(place.key)
      reference = Double(place.reference) / Double(n)
      current = Double(place.current) / Double(m)
    }
  }

  /// A value, and how often it occurs.
  package struct Level: Sendable, Equatable {
    package let value: Double
    package let count: Int
  }

  /// The quantiles of both samples at `shares`, interpolated; nil between −∞ and +∞.
  package let quantiles: (reference: [Double?], current: [Double?])
  /// The smallest value at which the distribution functions differ most; nil when they are equal.
  package let widest: Place?
  /// All values of both samples in order; nil when one has more than `fewValues` different ones.
  package let few: (reference: [Level], current: [Level])?

  /// The shares of the quantiles.
  package static let shares = [0.05, 0.5, 0.95]
  /// The different values that are few enough to be told one by one.
  package static let fewValues = 20

  init(
    quantiles: (reference: [Double?], current: [Double?]), widest: Place?,
    few: (reference: [Level], current: [Level])?
  ) {
    self.quantiles = quantiles
    self.widest = widest
    self.few = few
  }

  /// Compares all values of two samples of few different ones.
  init(reference: ValueRuns, current: ValueRuns) {
    let (n, m) = (reference.total, current.total)
    self.init(
      quantiles: (
        Self.quantiles(count: n, at: reference.value(at:)), Self.quantiles(count: m, at: current.value(at:))
      ),
      widest: RunComparison(reference: reference, current: current).widest.map { Place($0, n, m) },
      few: (Self.levels(reference), Self.levels(current)))
  }

  /// Compares two ordered samples; O(n + m).
  package init(reference: SortedSample, current: SortedSample) {
    var few: (reference: [Level], current: [Level])?
    if let before = Self.runs(reference), let now = Self.runs(current) { few = (before, now) }
    self.init(
      quantiles: (
        Self.quantiles(count: reference.count) { reference.values[$0] },
        Self.quantiles(count: current.count) { current.values[$0] }
      ), widest: Self.widest(reference, current), few: few)
  }

  /// The quantiles of n values.
  static func quantiles(count: Int, at value: (Int) -> Double?) -> [Double?] {
    shares.map { share in (try? SortedSample.linearQuantile(share, count: count, at: value)) ?? nil }
  }

  private static func levels(_ runs: ValueRuns) -> [Level] {
    zip(runs.keys, runs.counts).map { Level(value: ValueRuns.value($0), count: $1) }
  }

  /// The values with their counts; nil when there are more than a few.
  package static func runs(_ sample: SortedSample) -> [Level]? {
    var runs: [Level] = []
    var start = 0
    while start < sample.count {
      guard runs.count < fewValues else { return nil }
      let value = sample.values[start]
      // Doubling steps, then halving ones: few values have long runs.
      var (low, high) = (start, start + 1)
      while high < sample.count, sample.values[high] == value {
        low = high
        high = min(sample.count, high + (high - start))
      }
      while high - low > 1 {
        let middle = (low + high) / 2
        if sample.values[middle] == value { low = middle } else { high = middle }
      }
      runs.append(Level(value: value, count: high - start))
      start = high
    }
    return runs
  }

  private static func widest(_ reference: SortedSample, _ current: SortedSample) -> Place? {
    let (n, m) = (reference.count, current.count)
    var best: (key: UInt64, reference: Int, current: Int)?
    var largest = 0
    reference.values.withUnsafeBufferPointer { a in
      current.values.withUnsafeBufferPointer { b in
        var (i, j) = (0, 0)
        while i < n, j < m {
          let value = min(a[i], b[j])
          while i < n, a[i] == value { i += 1 }
          while j < m, b[j] == value { j += 1 }
          // Whole numbers, so that of equal differences the first is named. That n · m fits was checked for D.
          let difference = abs(i * m - j * n)
          if difference > largest {
            largest = difference
            best = (BucketMap.key(value), i, j)
          }
        }
      }
    }
    return best.map { Place($0, n, m) }
  }
}
