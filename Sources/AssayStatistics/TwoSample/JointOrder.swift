/// The distinct values of two ordered samples together.
enum JointOrder {
  /// Calls `body` for every distinct value, ascending, with how many values of each sample lie below it and equal it.
  ///
  /// O(n + m); the arrays are ascending and free of NaN.
  @inline(__always)
  static func forEachValue(
    _ first: [Double], _ second: [Double],
    _ body: (_ firstBelow: Int, _ firstEqual: Int, _ secondBelow: Int, _ secondEqual: Int) -> Void
  ) {
    first.withUnsafeBufferPointer { a in
      second.withUnsafeBufferPointer { b in
        var i = 0
        var j = 0
        while i < a.count || j < b.count {
          let value = j == b.count || (i < a.count && a[i] <= b[j]) ? a[i] : b[j]
          let startOfFirst = i
          let startOfSecond = j
          while i < a.count && a[i] == value { i &+= 1 }
          while j < b.count && b[j] == value { j &+= 1 }
          body(startOfFirst, i &- startOfFirst, startOfSecond, j &- startOfSecond)
        }
      }
    }
  }

  /// Refuses samples whose product of sizes would leave the whole numbers that rank statistics are computed in.
  static func checkSizes(_ n: Int, _ m: Int) throws(StatisticsError) {
    let (product, overflow) = n.multipliedReportingOverflow(by: m)
    guard !overflow, product < 1 << 60, n < 1 << 31, m < 1 << 31 else {
      throw .tooLarge(what: "product of the sample sizes", found: "\(n) × \(m)", maximum: "2^60")
    }
  }
}
