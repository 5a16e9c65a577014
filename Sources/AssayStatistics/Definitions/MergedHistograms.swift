/// The shares of two samples in the cells that TFDV compares numbers by.
///
/// Each side has a histogram of its own, ten bins of equal width on its own range. Both are cut at the edges of either,
/// and what a bin holds is spread evenly over its parts. A side with one value only has no bins: its value is a cell
/// apart, which the other side's bins do not share. TFDV takes the counts of its bins from a sketch of the quantiles, so
/// that it can differ from these exact ones by the sketch's error.
struct MergedHistograms {
  /// The share of each cell in the reference.
  let reference: [Double]
  /// The share of each cell in the current data.
  let current: [Double]

  /// - Throws: `StatisticsError` for infinite values, and for a range that ten bins do not fit into.
  init(_ reference: SortedSample, _ current: SortedSample) throws(StatisticsError) {
    try DistributionSweep.checkFinite("reference", reference)
    try DistributionSweep.checkFinite("current", current)
    let first = try Side(reference)
    let second = try Side(current)
    let edges = Self.unique((first.bins?.edges ?? []) + (second.bins?.edges ?? []))
    let points = Self.unique([first, second].filter { $0.bins == nil }.map(\.sample.minimum))
    self.reference = first.shares(edges, points)
    self.current = second.shares(edges, points)
  }

  private static func unique(_ values: [Double]) -> [Double] {
    var unique: [Double] = []
    for value in values.sorted() where value != unique.last { unique.append(value) }
    return unique
  }

  private struct Side {
    let sample: SortedSample
    /// The side's own bins; nil for a side with one value.
    let bins: BinEdges?

    init(_ sample: SortedSample) throws(StatisticsError) {
      self.sample = sample
      bins =
        sample.minimum < sample.maximum
        ? try BinEdges.equalWidth(10, minimum: sample.minimum, maximum: sample.maximum) : nil
    }

    /// - Parameters:
    ///   - edges: the edges of both sides, ascending.
    ///   - points: the values that are cells of their own.
    func shares(_ edges: [Double], _ points: [Double]) -> [Double] {
      var shares = [Double](repeating: 0, count: max(0, edges.count - 1))
      guard let bins else { return shares + points.map { $0 == sample.minimum ? 1 : 0 } }
      let counts = bins.counts(sample).bins
      var bin = 0
      for cell in shares.indices where edges[cell] >= bins.edges[0] && edges[cell + 1] <= bins.edges[bins.count] {
        while bins.edges[bin + 1] <= edges[cell] { bin += 1 }
        let part = (edges[cell + 1] - edges[cell]) / (bins.edges[bin + 1] - bins.edges[bin])
        shares[cell] = Double(counts[bin]) / Double(sample.count) * part
      }
      return shares + points.map { _ in 0 }
    }
  }
}
