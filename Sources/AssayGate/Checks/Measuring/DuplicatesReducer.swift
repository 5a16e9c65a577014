import AssayTable

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The rows whose integer key occurred before, by a bitmap of the keys: a few times faster than grouping, for keys that lie
/// close together.
///
/// Keys further apart than a bitmap of `bitsPerRow` for each row reaches are left to the engine: see `isComplete`.
/// Null counts as one key.
final class DuplicatesReducer: Reducer {
  private let name: String
  /// How far keys may lie from the first one.
  private let reach: UInt64
  private var bitmap: KeyBitmap?
  private var keys: [Int64] = []
  private var duplicates = 0
  private var hasNull = false
  private(set) var isComplete = true

  private static let bitsPerRow = 16
  private static let fewestBits = 1 << 20
  private static let mostBits = 1 << 33

  /// - Parameter rows: how many rows there will be, about.
  init(column: String, rows: Int) {
    name = column
    let bits = rows.multipliedReportingOverflow(by: Self.bitsPerRow)
    reach = UInt64(bits.overflow ? Self.mostBits : min(Self.mostBits, max(Self.fewestBits, bits.partialValue)))
  }

  /// Whether a column's keys are integers that a bitmap may hold.
  static func takes(_ type: DataType?) -> Bool {
    switch type {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32: true
    default: false
    }
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    guard isComplete, let column = batch.column(name) else { return }
    keys.removeAll(keepingCapacity: true)
    try column.appendIntegers(to: &keys, null: 0)
    if column.nullCount > 0 {
      keys = keys.indices.lazy.filter { !column.isNull($0) }.map { self.keys[$0] }
      duplicates += column.nullCount - (hasNull ? 0 : 1)
      hasNull = true
    }
    guard let first = keys.first else { return }
    if bitmap == nil { bitmap = KeyBitmap(around: first, reach: reach) }
    guard let found = bitmap?.insert(keys) else {
      isComplete = false
      bitmap = nil
      return
    }
    duplicates += found
  }

  func result(slice: Int) -> Measured { .count(duplicates) }
}

/// A set of integers around one of them.
private final class KeyBitmap {
  private let words: UnsafeMutablePointer<UInt64>
  private let lowest: Int64
  private let size: UInt64

  /// Nil when there is no memory for it.
  init?(around key: Int64, reach: UInt64) {
    // Distances are taken modulo 2⁶⁴, in which different keys stay different.
    lowest = key &- Int64(bitPattern: reach)
    size = 2 * reach
    let count = Int(size / 64) + 1
    // The system provides zeros page by page when they are first written to, so that only keys take memory.
    guard let raw = calloc(count, MemoryLayout<UInt64>.stride) else { return nil }
    words = raw.bindMemory(to: UInt64.self, capacity: count)
  }

  /// Inserts keys and says how many were there already; nil when one lies too far away.
  func insert(_ keys: [Int64]) -> Int? {
    var found: UInt64 = 0
    for key in keys {
      let position = UInt64(bitPattern: key &- lowest)
      guard position < size else { return nil }
      let word = Int(truncatingIfNeeded: position &>> 6)
      let bits = words[word]
      let shift = position & 63
      found &+= bits &>> shift & 1
      words[word] = bits | 1 &<< shift
    }
    return Int(found)
  }

  deinit { free(words) }
}
