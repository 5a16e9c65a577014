import AssayTable

/// The rows with the smallest hashes of their key, in constant memory.
final class KeyedRowsReducer: Reducer {
  private struct Candidate {
    var hash: UInt64
    var row: [String?]
  }

  private let key: [String]
  private let limit: Int
  private let columns: [Field]
  private var candidates: [Candidate] = []
  private var threshold = UInt64.max

  init(key: [String], limit: Int, schema: Schema, privateColumns: Set<String>) {
    self.key = key
    self.limit = limit
    columns = schema.fields.filter { key.contains($0.name) || !privateColumns.contains($0.name) }
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    var keyHashes = [UInt64](repeating: 0, count: batch.rowCount)
    var hashes: [UInt64] = []
    for name in key {
      try batch.column(name)?.hashes(into: &hashes, seed: 0)
      for row in keyHashes.indices where row < hashes.count {
        keyHashes[row] = FingerprintReducer.scrambled(keyHashes[row] &+ hashes[row])
      }
    }
    let sources = columns.map { batch.column($0.name) }
    for row in keyHashes.indices where keyHashes[row] <= threshold {
      candidates.append(
        Candidate(
          hash: keyHashes[row],
          row: sources.map { column in
            guard let column, !column.isNull(row) else { return nil }
            return column.value(at: row).description
          }))
    }
    if candidates.count > 4 * limit + 1024 { prune() }
  }

  /// Keeps the smallest hashes, and every row that shares the largest of them.
  private func prune() {
    guard candidates.count > limit else { return }
    candidates.sort { $0.hash < $1.hash }
    threshold = candidates[limit - 1].hash
    candidates.removeAll { $0.hash > threshold }
  }

  func result(slice: Int) -> Measured {
    prune()
    var rows = candidates.map(\.row)
    let names = columns.map(\.name)
    let keyIndices = key.compactMap { names.firstIndex(of: $0) }
    rows.sort { left, right in
      for index in keyIndices + Array(names.indices) where left[index] != right[index] {
        return (left[index] ?? "") < (right[index] ?? "")
      }
      return false
    }
    var kept = KeyedRows(
      key: key, columns: names, types: columns.map(\.type.description), rows: rows, repeatedKeys: 0)
    kept.repeatedKeys = rows.count - Set(rows.map(kept.identity(of:))).count
    return .keyedRows(kept)
  }
}
