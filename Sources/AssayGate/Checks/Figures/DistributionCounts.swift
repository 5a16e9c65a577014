import AssayStatistics

/// What a distribution figure is made of: rows by bin or level, before missing values and shares are known.
struct DistributionCounts {
  /// What is distributed.
  var subject: String
  /// The bins' edges; empty for levels.
  var edges: [Double] = []
  /// The levels; empty for bins.
  var levels: [String] = []
  /// How many further levels the last count sums up.
  var otherLevels = 0
  /// The reference's rows in each bin.
  var reference: [Double]
  /// The current rows in each bin.
  var current: [Double]

  /// The most levels with a place of their own.
  private static let maximumLevels = 20

  /// Numbers in order: their values when there are few of them, else bins; nil when there is nothing to draw.
  init?(_ subject: String, _ reference: SortedSample, _ current: SortedSample) {
    if let before = SampleChange.runs(reference), let now = SampleChange.runs(current),
      let few = DistributionCounts(subject, before, now)
    {
      self = few
      return
    }
    guard let bins = SharedBins(reference, current) else { return nil }
    self.subject = subject
    edges = bins.edges
    self.reference = bins.counts(reference)
    self.current = bins.counts(current)
  }

  /// Numbers of few different values, with how often each occurs; nil when they are too many together to be named.
  init?(_ subject: String, _ reference: [SampleChange.Level], _ current: [SampleChange.Level]) {
    let values = Set(reference.map(\.value)).union(current.map(\.value)).sorted()
    guard values.count <= SampleChange.fewValues else { return nil }
    let first = Dictionary(uniqueKeysWithValues: reference.map { ($0.value, $0.count) })
    let second = Dictionary(uniqueKeysWithValues: current.map { ($0.value, $0.count) })
    self.subject = subject
    levels = values.map(Format.number)
    self.reference = values.map { Double(first[$0] ?? 0) }
    self.current = values.map { Double(second[$0] ?? 0) }
  }

  /// Numbers that were counted by segments; nil when there is nothing to draw, or the segments are too wide to see it.
  init?(_ subject: String, _ samples: BucketSegments) {
    guard let bins = SharedBins(samples), bins.areFine(samples) else { return nil }
    self.subject = subject
    edges = bins.edges
    reference = bins.counts(samples, \.reference)
    current = bins.counts(samples, \.current)
  }

  /// Numbers in any order; where the segments of their comparison do not tell enough, some of them are read again.
  init?(_ subject: String, _ samples: BucketSegments?, _ reference: ColumnValues, _ current: ColumnValues) {
    if let samples, let counted = DistributionCounts(subject, samples) {
      self = counted
      return
    }
    guard let bins = SharedBins(samples, reference, current) else { return nil }
    self.subject = subject
    edges = bins.edges
    self.reference = bins.counts(reference)
    self.current = bins.counts(current)
  }

  /// Numbers in order, against a stored profile of the reference.
  init?(_ subject: String, _ reference: NumericProfile, _ current: SortedSample) {
    guard let low = try? reference.quantile(0.01).lower, let high = try? reference.quantile(0.99).upper,
      let below = try? current.quantile(0.01, .element), let above = try? current.quantile(0.99, .element),
      let bins = SharedBins(from: min(low, below), to: max(high, above)),
      let counts = try? bins.counts(reference)
    else { return nil }
    self.subject = subject
    edges = bins.edges
    self.reference = counts
    self.current = bins.counts(current)
  }

  /// Values that come with the number of rows that have them.
  init?(_ subject: String, values: [Double], reference: [Int], current: [Int]) {
    guard let low = values.min(), let high = values.max(), let bins = SharedBins(from: low, to: high) else {
      return nil
    }
    self.subject = subject
    edges = bins.edges
    self.reference = bins.counts(values, rows: reference)
    self.current = bins.counts(values, rows: current)
  }

  /// Levels: in their own order when they have one, else the most frequent first; rare ones become one.
  init(_ subject: String, levels names: [String], reference: [Int], current: [Int], keepsOrder: Bool) {
    self.subject = subject
    let totals = (reference: reference.reduce(0, +), current: current.reduce(0, +))
    var order = Array(names.indices)
    if !keepsOrder || order.count > Self.maximumLevels + 4 {
      let n = Double(max(1, totals.reference))
      let m = Double(max(1, totals.current))
      order = Self.largest(names.count) { max(Double(reference[$0]) / n, Double(current[$0]) / m) }
      otherLevels = names.count - order.count
    }
    levels = order.map { LevelName.shown(names[$0]) }
    self.reference = order.map { Double(reference[$0]) }
    self.current = order.map { Double(current[$0]) }
    if otherLevels > 0 {
      self.reference.append(Double(totals.reference) - self.reference.reduce(0, +))
      self.current.append(Double(totals.current) - self.current.reduce(0, +))
    }
  }

  /// The levels with the largest shares, the largest first; all of them when they have room, else one fewer than there
  /// are places. O(levels), but for the few that are among the largest so far.
  private static func largest(_ count: Int, _ share: (Int) -> Double) -> [Int] {
    let room = count > maximumLevels ? maximumLevels - 1 : count
    var best: [(share: Double, level: Int)] = []
    for level in 0..<count {
      let one = share(level)
      if best.count == room, let last = best.last, one <= last.share { continue }
      let place = best.firstIndex { $0.share < one } ?? best.count
      best.insert((one, level), at: place)
      if best.count > room { best.removeLast() }
    }
    return best.map(\.level)
  }

  /// The figure, with missing values as a bin of their own; nil when a side has no rows.
  ///
  /// - Parameters:
  ///   - reference: the reference's missing rows, and all of its rows.
  ///   - current: the same of the current rows.
  func figure(reference missing: (missing: Int, rows: Int), current: (missing: Int, rows: Int)) -> Figure? {
    guard missing.rows > 0, current.rows > 0 else { return nil }
    func shares(_ counts: [Double], _ rows: Int) -> [Double] { counts.map { Figure.rounded($0 / Double(rows)) } }
    return .distribution(
      Figure.Distribution(
        subject: subject, edges: edges, levels: levels, otherLevels: otherLevels,
        reference: shares(self.reference, missing.rows), current: shares(self.current, current.rows),
        referenceMissing: Figure.rounded(Double(missing.missing) / Double(missing.rows)),
        currentMissing: Figure.rounded(Double(current.missing) / Double(current.rows))))
  }
}

extension Figure {
  /// To five digits after the point: more cannot be seen, and costs space.
  static func rounded(_ share: Double) -> Double { (share * 1e5).rounded() / 1e5 }
}
