/// The edges of the bins of a histogram, ascending, and the counting of values between them.
///
/// As in NumPy's `histogram`, a bin takes values from its lower edge on and below its upper edge, and the last bin takes
/// its upper edge as well. Values outside all bins are counted apart.
public struct BinEdges: Sendable, Hashable {
  /// The edges, ascending without equal neighbours, one more than there are bins; the outer ones may be infinite.
  public let edges: [Double]

  /// The number of bins, at least 1.
  public var count: Int { edges.count - 1 }

  /// Takes edges in strictly ascending order.
  ///
  /// - Throws: `StatisticsError` for fewer than 2 edges, NaN, or an edge not above the one before.
  public init(_ edges: [Double]) throws(StatisticsError) {
    guard edges.count > 1 else { throw .tooFewValues(what: "edges of a histogram", count: edges.count, minimum: 2) }
    for (position, edge) in edges.enumerated() {
      if edge.isNaN { throw .notANumber(what: "edge of a histogram", position: position) }
      guard position == 0 || edge > edges[position - 1] else {
        throw .valueOutOfRange(
          what: "edge of a histogram", position: position, found: edge, expected: "more than the edge before")
      }
    }
    self.edges = edges
  }

  /// Bins of equal width from a minimum to a maximum; a range of width 0 is widened by ½ on both sides, as NumPy does.
  ///
  /// - Throws: `StatisticsError` for bounds that are not finite or not ascending, fewer than 1 bin, more than 2^31 bins,
  ///   and more bins than there are doubles in the range.
  public static func equalWidth(
    _ count: Int, minimum: Double, maximum: Double
  ) throws(StatisticsError) -> BinEdges {
    guard minimum.isFinite, maximum.isFinite, minimum <= maximum else {
      throw .undefined("bins cannot span \(minimum) to \(maximum), expected finite bounds in ascending order")
    }
    guard count >= 1, count <= 1 << 31 else {
      throw .outOfRange(what: "number of bins", found: Double(count), expected: "1 … 2^31")
    }
    let (first, last) = outer(minimum, maximum)
    let edges = linearSpace(from: first, to: last, count: count + 1)
    for (position, edge) in edges.enumerated() where position > 0 && edge <= edges[position - 1] {
      throw .undefined("\(count) bins do not fit between \(first) and \(last), which are too close; ask for fewer bins")
    }
    return try BinEdges(edges)
  }

  /// Bins of equal width on the joint range of two samples of finite values.
  ///
  /// - Throws: `StatisticsError` as `equalWidth(_:minimum:maximum:)`.
  public static func equalWidth(
    _ count: Int, reference: SortedSample, current: SortedSample
  ) throws(StatisticsError) -> BinEdges {
    try equalWidth(
      count, minimum: min(reference.minimum, current.minimum), maximum: max(reference.maximum, current.maximum))
  }

  /// Bins with equal shares of a reference: its quantiles (linear interpolation), with the outer edges at ±infinity.
  ///
  /// Equal quantiles, which ties cause, are one edge, so there can be fewer bins than asked for.
  ///
  /// - Throws: `StatisticsError` for fewer than 1 bin, and where a quantile lies between −infinity and +infinity.
  public static func referenceQuantiles(_ count: Int, _ reference: SortedSample) throws(StatisticsError) -> BinEdges {
    guard count >= 1, count <= 1 << 31 else {
      throw .outOfRange(what: "number of bins", found: Double(count), expected: "1 … 2^31")
    }
    var edges = [-Double.infinity]
    let step = 1 / Double(count)
    for index in stride(from: 1, to: count, by: 1) {
      // Multiplied out like NumPy's linspace(0, 1, count + 1).
      let edge = try reference.quantile(min(1, Double(index) * step))
      if edge > (edges.last ?? edge), edge < .infinity { edges.append(edge) }
    }
    edges.append(.infinity)
    return try BinEdges(edges)
  }

  /// The counts of a sample in the bins.
  public struct Counts: Sendable, Hashable {
    /// The number of values in each bin.
    public let bins: [Int]
    /// The number of values below the first edge.
    public let below: Int
    /// The number of values above the last edge.
    public let above: Int
  }

  /// Counts the values of a sample in O(k·log n) for k bins.
  public func counts(_ sample: SortedSample) -> Counts {
    var bins = [Int](repeating: 0, count: count)
    let below = Self.position(of: edges[0], in: sample.values, from: 0, including: false)
    var start = below
    for bin in bins.indices {
      let end = Self.position(of: edges[bin + 1], in: sample.values, from: start, including: bin == count - 1)
      bins[bin] = end - start
      start = end
    }
    return Counts(bins: bins, below: below, above: sample.count - start)
  }

  /// The counts of two samples as a table of one cell for each bin.
  ///
  /// - Throws: `StatisticsError.undefined` when values lie outside the bins, and as `CountTable` when a side is empty.
  public func table(reference: SortedSample, current: SortedSample) throws(StatisticsError) -> CountTable {
    let first = counts(reference)
    let second = counts(current)
    let outside = first.below + first.above + second.below + second.above
    guard outside == 0 else {
      throw .undefined(
        "\(outside) values lie outside the bins from \(edges[0]) to \(edges[count]), expected all of them inside")
    }
    return try CountTable(reference: first.bins, current: second.bins)
  }

  /// How many values are below an edge, or at most equal to it when `including`.
  private static func position(of edge: Double, in values: [Double], from start: Int, including: Bool) -> Int {
    var low = start
    var high = values.count
    while low < high {
      let middle = low + (high - low) / 2
      if values[middle] < edge || (including && values[middle] == edge) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A range of width 0 widened by ½ on both sides.
  static func outer(_ minimum: Double, _ maximum: Double) -> (first: Double, last: Double) {
    minimum == maximum ? (minimum - 0.5, maximum + 0.5) : (minimum, maximum)
  }

  /// `count` numbers from `first` to `last` in equal steps, to the bit as NumPy's `linspace`.
  static func linearSpace(from first: Double, to last: Double, count: Int) -> [Double] {
    let parts = Double(count - 1)
    let delta = last - first
    let step = delta / parts
    var result: [Double] = []
    result.reserveCapacity(count)
    for index in 0..<count {
      // Without a fused multiply-add, which would round once less.
      let offset = step == 0 ? Double(index) / parts * delta : Double(index) * step
      result.append(offset + first)
    }
    if count > 1 { result[count - 1] = last }
    return result
  }
}
