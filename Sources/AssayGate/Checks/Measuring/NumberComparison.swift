import AssayStatistics

/// How the numbers of a column differ from those of a column of the reference.
public struct NumberComparison: Sendable {
  /// What is known of the numbers of one side.
  struct Side: Sendable {
    /// All rows.
    var rows: Int
    /// The rows without a number: null or NaN.
    var missing: Int
    /// Where the numbers lie, roughly.
    var outline: DistributionOutline
  }

  /// The distance of the two; nil when a side has no numbers.
  let test: KolmogorovSmirnov?
  /// What moved; nil unless it was asked for.
  let change: SampleChange?
  /// What both sides can be drawn from; nil where that is not known.
  var counts: DistributionCounts?
  let reference: Side
  let current: Side

  init(test: KolmogorovSmirnov?, change: SampleChange?, reference: Side, current: Side) {
    self.test = test
    self.change = change
    self.reference = reference
    self.current = current
  }

  /// Compares values that are held; O(n + m), or O(n log n + m log m) when what moved is asked for.
  init(reference: ColumnSample, current: ColumnSample, describes: Bool) throws(StatisticsError) {
    func side(_ sample: ColumnSample) -> Side {
      var outline = DistributionOutline.Builder()
      sample.values?.withBlocks { blocks in for block in blocks { outline.add(block) } }
      return Side(rows: sample.rows, missing: sample.missing, outline: outline.outline)
    }
    var test: KolmogorovSmirnov?
    var change: SampleChange?
    var counts: DistributionCounts?
    if let before = reference.values, let now = current.values {
      test = try KolmogorovSmirnov(reference: before, current: now)
      if describes {
        let (first, second) = (try before.sorted(), try now.sorted())
        change = SampleChange(reference: first, current: second)
        counts = DistributionCounts("", first, second)
      }
    }
    self.init(test: test, change: change, reference: side(reference), current: side(current))
    self.counts = counts
  }
}
