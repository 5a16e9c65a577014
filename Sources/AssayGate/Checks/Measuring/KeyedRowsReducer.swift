import AssayTable

/// The rows with the smallest hashes of their key, in memory that does not grow with the table.
///
/// Of rows that share a key one is kept, the first by the bytes of its text, and the others are counted: the result
/// depends neither on the order of the rows nor on how they are cut into batches.
final class KeyedRowsReducer: Reducer {
  private struct Candidate {
    var row: [String?]
    /// The further rows with the same key.
    var repeats = 0
  }

  private let key: [String]
  private let limit: Int
  private let columns: [Field]
  private var candidates: [UInt64: Candidate] = [:]
  private var threshold = UInt64.max

  init(key: [String], limit: Int, schema: Schema, privateColumns: Set<String>) {
    self.key = key
    self.limit = limit
    columns = schema.fields.filter { key.contains($0.name) || !privateColumns.contains($0.name) }
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let hashes = try keyHashes(batch)
    var rows = hashes.indices.filter { hashes[$0] <= threshold }
    // Which rows stay is known by their hashes, before any text is made of them.
    if candidates.count + rows.count > 2 * limit {
      prune(Set(candidates.keys).union(rows.lazy.map { hashes[$0] }))
      rows.removeAll { hashes[$0] > threshold }
    }
    let sources = columns.map { batch.column($0.name) }
    for row in rows {
      let text = sources.map { column -> String? in
        guard let column, !column.isNull(row) else { return nil }
        return column.value(at: row).description
      }
      guard var known = candidates[hashes[row]] else {
        candidates[hashes[row]] = Candidate(row: text)
        continue
      }
      known.repeats += 1
      if Self.precedes(text, known.row, at: columns.indices) { known.row = text }
      candidates[hashes[row]] = known
    }
  }

  private func keyHashes(_ batch: PulledBatch) throws(TableError) -> [UInt64] {
    var keyHashes = [UInt64](repeating: 0, count: batch.rowCount)
    var hashes: [UInt64] = []
    for name in key {
      try batch.column(name)?.hashes(into: &hashes, seed: 0)
      for row in keyHashes.indices where row < hashes.count {
        keyHashes[row] = FingerprintReducer.scrambled(keyHashes[row] &+ hashes[row])
      }
    }
    return keyHashes
  }

  /// Lets go of all but the rows with the smallest hashes.
  private func prune(_ hashes: Set<UInt64>) {
    guard hashes.count > limit else { return }
    threshold = hashes.sorted()[limit - 1]
    candidates = candidates.filter { $0.key <= threshold }
  }

  func result(slice: Int) -> Measured {
    prune(Set(candidates.keys))
    let names = columns.map(\.name)
    let order = key.compactMap { names.firstIndex(of: $0) } + Array(names.indices)
    return .keyedRows(
      KeyedRows(
        key: key, columns: names, types: columns.map(\.type.description),
        rows: candidates.values.map(\.row).sorted { Self.precedes($0, $1, at: order) },
        repeatedKeys: candidates.values.reduce(0) { $0 + $1.repeats }))
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
