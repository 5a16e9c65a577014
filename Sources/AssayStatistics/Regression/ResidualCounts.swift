/// How the errors of predictions are distributed for low and for high predictions, counted in one pass within bounded
/// memory: cells of predictions by cells of errors.
///
/// With up to 512 different predictions and 2,048 different errors all is exact; beyond, neighbouring values share a cell,
/// and quantiles are interpolated within it. What comes out does not depend on the order of the rows. Takes memory
/// for the pairs of cells that occur, up to 32 megabytes where predictions and errors are spread over many orders of magnitude.
public struct ResidualCounts: Sendable {
  /// The errors of rows with similar predictions.
  public struct Band: Sendable, Hashable {
    /// The median of the predictions.
    public let prediction: Double
    /// The number of rows.
    public let count: Int
    /// The quantiles of the errors at `shares`.
    public let quantiles: [Double]
  }

  /// The shares of the quantiles.
  public static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

  private var predictions = KeyCells(capacity: 512)
  private var errors = KeyCells(capacity: 2048)
  /// Pairs of numbers of cells, as `pair`, by their hashes; 0 where there is none.
  private var pairs = [UInt64](repeating: 0, count: 16)
  private var counts = [Int](repeating: 0, count: 16)
  private var used = 0

  /// The number of rows.
  public private(set) var count = 0

  /// No rows.
  public init() {}

  /// Adds a row; amortised O(1).
  ///
  /// - Parameters:
  ///   - prediction: what was predicted; finite.
  ///   - error: the prediction less the true value; finite.
  /// - Throws: `StatisticsError.undefined` for numbers that are not finite.
  public mutating func add(prediction: Double, error: Double) throws(StatisticsError) {
    guard prediction.isFinite, error.isFinite else {
      throw .undefined(
        "the prediction \(prediction) with the error \(error) cannot be counted, expected finite numbers")
    }
    var row = predictions.number(of: prediction)
    if row == nil {
      let numbers = predictions.coarsen(for: prediction)
      renumber { Self.pair(numbers[Self.parts($0).row], Self.parts($0).column) }
      row = predictions.number(of: prediction)
    }
    var column = errors.number(of: error)
    if column == nil {
      let numbers = errors.coarsen(for: error)
      renumber { Self.pair(Self.parts($0).row, numbers[Self.parts($0).column]) }
      column = errors.number(of: error)
    }
    guard let row, let column else { throw .undefined("internal error: cells that were made wider have no room") }
    add(Self.pair(row, column), 1)
    count += 1
  }

  /// At most some bands of about equal numbers of rows, in the order of their predictions. Rows of a cell of predictions
  /// stay together.
  public func bands(maximumCount: Int = 20) -> [Band] {
    let order = predictions.cells.indices.sorted { predictions.cells[$0] < predictions.cells[$1] }
    var rows: [[(column: Int, count: Int)]] = Array(repeating: [], count: order.count)
    for (pair, count) in zip(pairs, counts) where pair != 0 {
      let (row, column) = Self.parts(pair)
      rows[row].append((column, count))
    }
    var bands: [Band] = []
    var open: [Int] = []
    var before = 0
    var done = 0
    for (place, row) in order.enumerated() {
      open.append(row)
      done += rows[row].reduce(0) { $0 + $1.count }
      // As many bands as there are cells, when these have room.
      let isFull =
        order.count <= maximumCount
        || Double(done) >= Double(bands.count + 1) * Double(count) / Double(max(1, maximumCount))
      guard isFull || place == order.count - 1 else { continue }
      bands.append(band(open, rows, count: done - before))
      (open, before) = ([], done)
    }
    return bands
  }

  private func band(_ open: [Int], _ rows: [[(column: Int, count: Int)]], count: Int) -> Band {
    var byColumn: [Int: Int] = [:]
    for row in open { for one in rows[row] { byColumn[one.column, default: 0] += one.count } }
    let columns = byColumn.keys.sorted { errors.cells[$0] < errors.cells[$1] }
    let counted = columns.map { (cell: $0, count: byColumn[$0] ?? 0) }
    let cells = open.map { row in (cell: row, count: rows[row].reduce(0) { $0 + $1.count }) }
    return Band(
      prediction: Self.quantile(0.5, predictions, cells, count), count: count,
      quantiles: Self.shares.map { Self.quantile($0, errors, counted, count) })
  }

  /// The quantile of counted cells in ascending order, interpolated between values and within cells.
  private static func quantile(
    _ share: Double, _ axis: KeyCells, _ cells: [(cell: Int, count: Int)], _ count: Int
  ) -> Double {
    let position = Double(count - 1) * share
    let low = Int(position.rounded(.down))
    func value(at place: Int) -> Double {
      var before = 0
      for one in cells {
        if place < before + one.count {
          return axis.value(one.cell, share: (Double(place - before) + 0.5) / Double(one.count))
        }
        before += one.count
      }
      return 0
    }
    let first = value(at: low)
    let rest = position - Double(low)
    if rest == 0 { return first }
    // In this form also where the difference of the two is no double.
    return first * (1 - rest) + value(at: min(low + 1, count - 1)) * rest
  }

  private static func pair(_ row: Int, _ column: Int) -> UInt64 {
    (UInt64(truncatingIfNeeded: row) << 32 | UInt64(truncatingIfNeeded: column)) + 1
  }

  private static func parts(_ pair: UInt64) -> (row: Int, column: Int) {
    (Int((pair - 1) >> 32), Int((pair - 1) & 0xFFFF_FFFF))
  }

  private mutating func renumber(_ renumbered: (UInt64) -> UInt64) { rebuild(size: pairs.count, renumbered) }

  private mutating func rebuild(size: Int, _ renumbered: (UInt64) -> UInt64) {
    let (oldPairs, oldCounts) = (pairs, counts)
    pairs = [UInt64](repeating: 0, count: size)
    counts = [Int](repeating: 0, count: size)
    used = 0
    for (pair, count) in zip(oldPairs, oldCounts) where pair != 0 { add(renumbered(pair), count) }
  }

  private mutating func add(_ pair: UInt64, _ rows: Int) {
    if 2 * used >= pairs.count { rebuild(size: 2 * pairs.count) { $0 } }
    let mask = pairs.count - 1
    var slot = KeyCells.hash(pair) & mask
    while pairs[slot] != 0, pairs[slot] != pair { slot = (slot + 1) & mask }
    if pairs[slot] == 0 {
      pairs[slot] = pair
      used += 1
    }
    counts[slot] += rows
  }
}
