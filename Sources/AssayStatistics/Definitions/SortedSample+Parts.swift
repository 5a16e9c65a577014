extension SortedSample {
  /// The values without infinities.
  ///
  /// - Throws: `StatisticsError.tooFewValues` when nothing is left.
  func finite(_ what: String) throws(StatisticsError) -> SortedSample {
    if minimum > -.infinity && maximum < .infinity { return self }
    let kept = values.filter(\.isFinite)
    guard !kept.isEmpty else {
      throw .tooFewValues(what: "\(what) sample without infinities", count: 0, minimum: 1)
    }
    return try SortedSample(sorted: kept)
  }

  /// The values from the quantile of a share to the quantile of its complement (linear interpolation), both included.
  func withoutTails(share: Double) throws(StatisticsError) -> SortedSample {
    let lower = try quantile(share)
    let upper = try quantile(1 - share)
    return try SortedSample(sorted: values.filter { lower <= $0 && $0 <= upper })
  }

  /// How many different values two samples have together, in O(n + m).
  func distinctCount(with other: SortedSample) -> Int {
    values.withUnsafeBufferPointer { first in
      other.values.withUnsafeBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
        let (n, m) = (first.count, second.count)
        var (i, j, distinct) = (0, 0, 0)
        while i < n || j < m {
          let value = i < n ? (j < m ? min(a[i], b[j]) : a[i]) : b[j]
          while i < n && a[i] == value { i &+= 1 }
          while j < m && b[j] == value { j &+= 1 }
          distinct &+= 1
        }
        return distinct
      }
    }
  }
}
