/// A coarse distribution function: how many values lie at or below some fixed places. It tells quickly that two samples
/// differ by more than some distance, never that they do not.
///
/// The places are the ends of cells of the values' ordered keys: the sign, the exponent and six bits of the significand,
/// so that a cell spans at most 1/64 of its values.
package struct DistributionOutline: Sendable, Equatable {
  /// The cells that hold values, in ascending order.
  private let cells: [UInt32]
  /// The number of values in each of these cells and below.
  private let cumulative: [Int]

  private init(cells: [UInt32], cumulative: [Int]) {
    self.cells = cells
    self.cumulative = cumulative
  }

  /// No values.
  package init() { self.init(cells: [], cumulative: []) }

  /// The number of values.
  package var count: Int { cumulative.last ?? 0 }

  /// A lower bound of the Kolmogorov–Smirnov distance of two samples, up to rounding; 0 when one has no values. O(cells).
  package func distanceBound(to other: DistributionOutline) -> Double {
    let (n, m) = (Double(count), Double(other.count))
    guard n > 0, m > 0 else { return 0 }
    var (a, b) = (0, 0)
    var (i, j) = (0, 0)
    var largest = 0.0
    while a < cells.count || b < other.cells.count {
      let left = a < cells.count ? cells[a] : .max
      let right = b < other.cells.count ? other.cells[b] : .max
      if left <= right {
        i = cumulative[a]
        a += 1
      }
      if right <= left {
        j = other.cumulative[b]
        b += 1
      }
      largest = max(largest, abs(Double(i) / n - Double(j) / m))
    }
    return largest
  }

  /// Counts values.
  package struct Builder {
    private var counts = [Int](repeating: 0, count: 1 << (64 - Builder.shift))

    private static let shift = 46

    package init() {}

    /// Counts values, none of them NaN.
    package mutating func add(_ values: UnsafeBufferPointer<Double>) {
      counts.withUnsafeMutableBufferPointer { counts in
        for value in values { counts[Int(truncatingIfNeeded: BucketMap.key(value) &>> Self.shift)] &+= 1 }
      }
    }

    /// What was counted so far.
    package var outline: DistributionOutline {
      var cells: [UInt32] = []
      var cumulative: [Int] = []
      var total = 0
      counts.withUnsafeBufferPointer { counts in
        var cell = 0
        while cell < counts.count {
          if counts[cell] > 0 {
            total += counts[cell]
            cells.append(UInt32(cell))
            cumulative.append(total)
          }
          cell &+= 1
        }
      }
      return DistributionOutline(cells: cells, cumulative: cumulative)
    }
  }
}
