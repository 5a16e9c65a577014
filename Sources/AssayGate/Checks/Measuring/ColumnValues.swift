import AssayConcurrency
import AssayStatistics
import AssayTable

/// The values of a numeric column, without those that are missing, in no particular order; at least one.
///
/// Takes 8 bytes for each value. The Kolmogorov–Smirnov distance needs no order; what does need one gets it from
/// `sorted()`, which takes as much memory again.
public final class ColumnValues: Sendable {
  /// How many values there are, at least 1.
  public let count: Int
  private let blocks: [ValueBlock]
  private let ordered = Locked<SortedSample?>(nil)

  fileprivate init(_ blocks: [ValueBlock]) {
    self.blocks = blocks
    count = blocks.reduce(0) { $0 + $1.count }
  }

  /// Takes values that are in order already.
  package init(_ sample: SortedSample) {
    blocks = []
    count = sample.count
    ordered.withLock { $0 = sample }
  }

  /// Whether the values have been ordered already.
  var isOrdered: Bool { known != nil }

  /// The values in order if they have been ordered already.
  fileprivate var known: SortedSample? { ordered.withLock { $0 } }

  /// The values in order: O(n) the first time, then kept as long as the values are.
  ///
  /// - Throws: what `SortedSample` throws.
  public func sorted() throws(StatisticsError) -> SortedSample {
    try ordered.withLock { known throws(StatisticsError) in
      if let known { return known }
      var values: [Double] = []
      values.reserveCapacity(count)
      withBlocks { for block in $0 { values.append(contentsOf: block) } }
      let sample = try SortedSample(values)
      known = sample
      return sample
    }
  }

  /// The value below which a share `p` of the values lies; orders them the first time.
  ///
  /// - Throws: what `SortedSample.quantile` throws.
  public func quantile(_ p: Double, _ definition: QuantileDefinition = .linear) throws(StatisticsError) -> Double {
    try sorted().quantile(p, definition)
  }

  /// Calls `body` with the blocks of memory that hold the values; they are valid during the call only.
  func withBlocks<Success, Failure: Error>(
    _ body: ([UnsafeBufferPointer<Double>]) throws(Failure) -> Success
  ) throws(Failure) -> Success {
    if blocks.isEmpty, let sample = ordered.withLock({ $0 }) {
      return try sample.values.withUnsafeBufferPointer { values throws(Failure) in try body([values]) }
    }
    return try withExtendedLifetime(blocks) { () throws(Failure) in try body(blocks.map(\.values)) }
  }
}

/// Collects the values of a column.
struct ColumnValuesBuilder {
  private var blocks: [ValueBlock] = []
  private var expected: Int
  private let memory: ValueMemory

  /// - Parameter expected: how many values will come, as far as is known.
  init(expected: Int, memory: ValueMemory) {
    self.expected = expected
    self.memory = memory
  }

  /// How many values there are so far.
  private(set) var count = 0

  /// Appends the numbers of the cells that have one; returns how many have none.
  mutating func append(_ column: Column) throws(TableError) -> Int {
    let before = count
    try block(for: column.count).append { target throws(TableError) in
      let written = try column.copyPresentDoubles(to: target)
      count += written
      return written
    }
    return column.count - (count - before)
  }

  /// Appends a value, which must not be NaN.
  mutating func append(_ value: Double) {
    block(for: 1).append { target in
      target.initialize(to: value)
      return 1
    }
    count += 1
  }

  /// A block that has room for some values.
  private mutating func block(for rows: Int) -> ValueBlock {
    if let last = blocks.last, last.room >= rows { return last }
    let next = ValueBlock(memory, expected: expected - count, atLeast: rows)
    blocks.append(next)
    return next
  }

  /// The values; `nil` when there are none. The builder starts anew.
  mutating func finish() -> ColumnValues? {
    defer {
      blocks = []
      count = 0
    }
    return count == 0 ? nil : ColumnValues(blocks)
  }
}

extension KolmogorovSmirnov {
  /// Compares two columns in O(n + m), mostly without ordering them.
  ///
  /// - Throws: `StatisticsError.tooLarge` when n·m exceeds 2^63 − 1 (about 3·10⁹ rows on each side).
  public init(reference: ColumnValues, current: ColumnValues) throws(StatisticsError) {
    var segments: BucketSegments?
    try self.init(reference: reference, current: current, describes: false, segments: &segments)
  }

  /// As above; on the way it learns how the columns are distributed, where that is asked for and comes without further
  /// work.
  init(
    reference: ColumnValues, current: ColumnValues, describes: Bool, segments: inout BucketSegments?
  ) throws(StatisticsError) {
    if let first = reference.known, let second = current.known {
      self = try KolmogorovSmirnov(reference: first, current: second)
      return
    }
    self = try reference.withBlocks { a throws(StatisticsError) in
      try current.withBlocks { b throws(StatisticsError) in
        try KolmogorovSmirnov(reference: a, current: b, describes: describes, segments: &segments)
      }
    }
  }
}
