import AssayStatistics
import AssayTable

/// Some rows of a table, chosen by what they hold, so that the choice depends neither on the order of the rows nor on how
/// they are cut into batches.
public struct RowSample: Sendable {
  /// The values of each column that was asked for, by its name.
  var columns: [String: DomainClassifier.Values] = [:]
  /// What each row belongs to: its cluster, or itself.
  var groups: [UInt64] = []
  /// All rows of the table.
  var rows = 0

  /// The number of rows that were chosen.
  public var count: Int { groups.count }
}

/// Samples rows while they stream by, in memory that does not grow with the table.
///
/// Rows that hold the same are counted, not kept twice. While there are few different rows, all are known with their
/// counts, and the sample is drawn from their occurrences; of many, those with the smallest hashes stay, with exact counts.
/// Then rows that hold the same were chosen together, and belong together.
final class RowSampleReducer: Reducer {
  private let names: [String]
  private let areLevels: [Bool]
  private let clusters: [String]
  private let limit: Int
  private var slices: [CountedRows]

  /// - Parameters:
  ///   - columns: columns of numbers, booleans or text.
  ///   - limit: the most rows of a sample.
  init(columns: [String], clusters: [String], limit: Int, schema: Schema, slices: Int) {
    names = columns
    areLevels = columns.map { schema[$0]?.type.isText ?? false }
    self.clusters = clusters
    self.limit = limit
    self.slices = Array(repeating: CountedRows(columns: columns.count, capacity: 2 * limit), count: slices)
  }

  func add(_ batch: PulledBatch, slices assignment: SliceAssignment) throws(TableError) {
    var keys = [UInt64](repeating: 0, count: batch.rowCount)
    var hashes: [UInt64] = []
    for name in clusters {
      try batch.column(name)?.hashes(into: &hashes, seed: 0)
      for row in hashes.indices { keys[row] = CellHash.combine(keys[row], hashes[row]) }
    }
    let groups = keys
    var cells: [RowCells] = []
    for (name, isLevel) in zip(names, areLevels) {
      try batch.column(name)?.hashes(into: &hashes, seed: 0)
      for row in hashes.indices { keys[row] = CellHash.combine(keys[row], hashes[row]) }
      cells.append(isLevel ? .levels(hashes) : .numbers(try batch.doubles(name)))
    }
    switch assignment {
    case .all:
      for row in keys.indices { slices[0].add(keys[row], group: groups[row], row, cells) }
    case .indexed(let indices):
      for row in keys.indices where indices[row] >= 0 {
        slices[Int(indices[row])].add(keys[row], group: groups[row], row, cells)
      }
    }
  }

  func result(slice: Int) -> Measured {
    var rows = CountedRows(columns: 0, capacity: 0)
    swap(&rows, &slices[slice])
    let drawn = rows.draw(limit)
    var sample = RowSample(rows: rows.total)
    sample.groups = drawn.map { row in
      // Rows of one cluster belong together; so do rows that could only be chosen together.
      if !clusters.isEmpty { return rows.groups[row.slot] }
      return rows.isThinned ? rows.keys[row.slot] : row.key
    }
    for (position, name) in names.enumerated() {
      let cells = rows.cells[position]
      sample.columns[name] =
        areLevels[position]
        ? .levels(drawn.map { cells[$0.slot] }) : .numbers(drawn.map { Double(bitPattern: cells[$0.slot]) })
    }
    return .rowSample(sample)
  }
}

/// The cells of a column of a batch.
private enum RowCells {
  case numbers([Double])
  case levels([UInt64])

  @inline(__always)
  subscript(row: Int) -> UInt64 {
    switch self {
    case .numbers(let values): values[row].bitPattern
    case .levels(let hashes): hashes[row]
    }
  }
}

/// Different rows with the number of their occurrences; of too many, those with the smallest hashes.
private struct CountedRows {
  /// The hash of each row that is kept.
  private(set) var keys: [UInt64] = []
  /// The hash of its cluster.
  private(set) var groups: [UInt64] = []
  /// Its cells, column by column.
  private(set) var cells: [[UInt64]]
  /// Whether some rows were let go of.
  private(set) var isThinned = false
  /// All rows that were seen.
  private(set) var total = 0
  private var counts: [Int] = []
  private var slots: [UInt64: Int] = [:]
  private var threshold = UInt64.max
  private let capacity: Int

  init(columns: Int, capacity: Int) {
    cells = Array(repeating: [], count: columns)
    self.capacity = capacity
  }

  mutating func add(_ key: UInt64, group: UInt64, _ row: Int, _ batch: [RowCells]) {
    total += 1
    guard key <= threshold else { return }
    if let slot = slots[key] {
      counts[slot] += 1
      return
    }
    slots[key] = keys.count
    keys.append(key)
    groups.append(group)
    counts.append(1)
    for column in batch.indices { cells[column].append(batch[column][row]) }
    if keys.count > 2 * capacity { prune() }
  }

  /// Keeps the rows with the smallest hashes. Whatever is among the smallest at the end was never let go of, so that its
  /// count is exact.
  private mutating func prune() {
    guard keys.count > capacity else { return }
    isThinned = true
    threshold = keys.sorted()[capacity - 1]
    let kept = keys.indices.filter { keys[$0] <= threshold }
    keys = kept.map { keys[$0] }
    groups = kept.map { groups[$0] }
    counts = kept.map { counts[$0] }
    for column in cells.indices { cells[column] = kept.map { cells[column][$0] } }
    slots = [:]
    for (slot, key) in keys.enumerated() { slots[key] = slot }
  }

  /// At most `limit` of the occurrences, each with a key of its own, in the order of these keys. O(occurrences).
  mutating func draw(_ limit: Int) -> [(key: UInt64, slot: Int)] {
    // Rows were counted exactly only when all were kept, or when this leaves the smallest ones.
    if isThinned { prune() }
    let occurrences = counts.reduce(0, +)
    var share = occurrences <= limit ? 1 : min(1, 1.1 * Double(limit) / Double(occurrences))
    var drawn: [(key: UInt64, slot: Int)] = []
    while true {
      let highest = share < 1 ? UInt64(share * 0x1p64) : UInt64.max
      drawn = []
      for slot in keys.indices {
        for number in 0..<counts[slot] {
          let key = FingerprintReducer.scrambled(keys[slot] &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03)
          if key <= highest { drawn.append((key, slot)) }
        }
      }
      if share == 1 || drawn.count >= limit { break }
      share = min(1, 2 * share)
    }
    drawn.sort { ($0.key, keys[$0.slot]) < ($1.key, keys[$1.slot]) }
    return Array(drawn.prefix(limit))
  }
}
