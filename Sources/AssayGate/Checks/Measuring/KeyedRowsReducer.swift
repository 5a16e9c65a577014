import AssayTable

/// The rows that have one of some keys, in memory that does not grow with the table.
///
/// Of rows that share a key one is kept, the first by the bytes of its text, and the others are counted: the result
/// depends neither on the order of the rows nor on how they are cut into batches.
final class KeyedRowsReducer: Reducer {
  private struct Candidate {
    var row: [String?]
    /// The further rows with the same key.
    var repeats = 0
  }

  private let wanted: KeyedRows
  private let columns: [Field]
  private let identities: [UInt64: Set<[[UInt8]?]>]
  /// Whether some wanted key's hash ends with these 16 bits: most rows need no closer look.
  private var endings = [Bool](repeating: false, count: 1 << 16)
  /// The largest hash of a row that the sample would hold; `nil` when it cannot be told.
  private let threshold: UInt64?
  private var found: [[[UInt8]?]: Candidate] = [:]
  private var newRows = 0

  /// - Parameters:
  ///   - wanted: the rows whose keys are looked up; their other columns do not matter.
  ///   - limit: how many rows with the smallest hashes are among the wanted ones, unless they say so themselves.
  init(
    of wanted: KeyedRows, limit: Int, schema: Schema, privateColumns: Set<String>
  ) throws(TableError) {
    self.wanted = wanted
    columns = schema.fields.filter { wanted.key.contains($0.name) || !privateColumns.contains($0.name) }
    let types = wanted.key.map { schema[$0]?.type ?? .null }
    let hashes = try KeyHash.hashes(of: wanted.rows.map(wanted.key(of:)), types: types)
    var identities: [UInt64: Set<[[UInt8]?]>] = [:]
    for (row, hash) in zip(wanted.rows, hashes) {
      guard let hash else { continue }
      identities[hash, default: []].insert(wanted.identity(of: row))
      endings[Int(truncatingIfNeeded: hash & 0xFFFF)] = true
    }
    self.identities = identities
    let known = zip(wanted.keyIndices, types).allSatisfy { KeyHash.isSame(wanted.types[$0], $1) }
    let sample = wanted.sample ?? limit
    threshold = known ? hashes.compactMap(\.self).sorted()[checked: sample - 1] ?? UInt64.max : nil
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let hashes = try KeyHash.hashes(of: batch, key: wanted.key)
    let sources = columns.map { batch.column($0.name) }
    let keySources = wanted.key.map { batch.column($0) }
    func text(_ column: Column?, _ row: Int) -> String? {
      column.flatMap { $0.isNull(row) ? nil : $0.value(at: row).description }
    }
    for row in hashes.indices {
      let isNear = threshold.map { hashes[row] <= $0 } ?? false
      guard isNear || endings[Int(truncatingIfNeeded: hashes[row] & 0xFFFF)] else { continue }
      guard let candidates = identities[hashes[row]] else {
        newRows += isNear ? 1 : 0
        continue
      }
      let identity = keySources.map { text($0, row).map { Array($0.utf8) } }
      guard candidates.contains(identity) else {
        newRows += isNear ? 1 : 0
        continue
      }
      let cells = sources.map { text($0, row) }
      guard var known = found[identity] else {
        found[identity] = Candidate(row: cells)
        continue
      }
      known.repeats += 1
      if Self.precedes(cells, known.row, at: columns.indices) { known.row = cells }
      found[identity] = known
    }
  }

  func result(slice: Int) -> Measured {
    let names = columns.map(\.name)
    let order = wanted.key.compactMap { names.firstIndex(of: $0) } + Array(names.indices)
    return .keyedRows(
      KeyedRows(
        key: wanted.key, columns: names, types: columns.map(\.type.description),
        rows: found.values.map(\.row).sorted { Self.precedes($0, $1, at: order) },
        repeatedKeys: found.values.reduce(0) { $0 + $1.repeats }, sample: wanted.sample, newRows: newRows))
  }

  /// Compares rows by the bytes of some of their columns; null comes first.
  private static func precedes(_ left: [String?], _ right: [String?], at columns: some Sequence<Int>) -> Bool {
    for index in columns where !KeyedRows.isSame(left[index], right[index]) {
      guard let other = right[index] else { return false }
      return left[index].map { $0.utf8.lexicographicallyPrecedes(other.utf8) } ?? true
    }
    return false
  }
}
