import AssayTable

/// The keys of golden rows: the rows with the smallest hashes of their key, and for each column beside the key the rows
/// where it is special, in memory that does not grow with the table.
///
/// Special are two rows without a value, and of a numeric column the rows of its minimum and its maximum; of several such
/// rows, the ones with the smallest hashes. So the keys depend neither on the order of the rows nor on how they are cut
/// into batches.
final class GoldenKeysReducer: Reducer {
  /// The most rows without a value that are taken for each column.
  static let missingRows = 2

  private let key: [String]
  private let types: [String]
  private let limit: Int
  private var keys: [UInt64: [String?]] = [:]
  private var threshold = UInt64.max
  private var columns: [SpecialRows]

  init(key: [String], limit: Int, schema: Schema, privateColumns: Set<String>) {
    self.key = key
    self.limit = limit
    types = key.map { schema[$0]?.type.description ?? "" }
    columns = schema.fields.filter { !key.contains($0.name) && !privateColumns.contains($0.name) }
      .map { SpecialRows(name: $0.name, isNumeric: $0.type.isNumeric) }
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let hashes = try KeyHash.hashes(of: batch, key: key)
    let sources = key.map { batch.column($0) }
    func text(_ row: Int) -> [String?] {
      sources.map { column in
        column.flatMap { $0.isNull(row) ? nil : $0.value(at: row).description }
      }
    }
    var rows = hashes.indices.filter { hashes[$0] <= threshold }
    // Which rows stay is known by their hashes, before any text is made of them.
    if keys.count + rows.count > 2 * limit {
      prune(Set(keys.keys).union(rows.lazy.map { hashes[$0] }))
      rows.removeAll { hashes[$0] > threshold }
    }
    for row in rows where keys[hashes[row]] == nil { keys[hashes[row]] = text(row) }
    for index in columns.indices { try columns[index].add(batch, hashes, text) }
  }

  /// Lets go of all but the rows with the smallest hashes.
  private func prune(_ hashes: Set<UInt64>) {
    guard hashes.count > limit else { return }
    threshold = hashes.sorted()[limit - 1]
    keys = keys.filter { $0.key <= threshold }
  }

  func result(slice: Int) -> Measured {
    prune(Set(keys.keys))
    var all = keys
    for column in columns { all.merge(column.keys) { known, _ in known } }
    return .keyedRows(
      KeyedRows(key: key, columns: key, types: types, rows: Array(all.values), repeatedKeys: 0, sample: limit))
  }
}

/// The keys of the rows where a column is special.
private struct SpecialRows {
  let name: String
  let isNumeric: Bool
  private var missing: [(hash: UInt64, key: [String?])] = []
  private var minimum: (value: Double, hash: UInt64, key: [String?])?
  private var maximum: (value: Double, hash: UInt64, key: [String?])?

  init(name: String, isNumeric: Bool) {
    self.name = name
    self.isNumeric = isNumeric
  }

  var keys: [UInt64: [String?]] {
    let rows = missing + [minimum, maximum].compactMap(\.self).map { ($0.hash, $0.key) }
    return Dictionary(rows.map { ($0.hash, $0.key) }) { known, _ in known }
  }

  mutating func add(_ batch: PulledBatch, _ hashes: [UInt64], _ key: (Int) -> [String?]) throws(TableError) {
    guard let column = batch.column(name) else { return }
    guard isNumeric else {
      guard column.nullCount > 0 else { return }
      for row in hashes.indices where column.isNull(row) { addMissing(row, hashes, key) }
      return
    }
    let values = try batch.doubles(name)
    var low: Int?
    var high: Int?
    for row in hashes.indices {
      let value = values[row]
      if value.isNaN {
        addMissing(row, hashes, key)
        continue
      }
      if low.map({ (value, hashes[row]) < (values[$0], hashes[$0]) }) ?? true { low = row }
      if high.map({ (-value, hashes[row]) < (-values[$0], hashes[$0]) }) ?? true { high = row }
    }
    if let low, minimum.map({ (values[low], hashes[low]) < ($0.value, $0.hash) }) ?? true {
      minimum = (values[low], hashes[low], key(low))
    }
    if let high, maximum.map({ (-values[high], hashes[high]) < (-$0.value, $0.hash) }) ?? true {
      maximum = (values[high], hashes[high], key(high))
    }
  }

  private mutating func addMissing(_ row: Int, _ hashes: [UInt64], _ key: (Int) -> [String?]) {
    let hash = hashes[row]
    if missing.count == GoldenKeysReducer.missingRows, let last = missing.last, last.hash <= hash { return }
    if missing.contains(where: { $0.hash == hash }) { return }
    missing.append((hash, key(row)))
    missing.sort { $0.hash < $1.hash }
    missing.removeLast(max(0, missing.count - GoldenKeysReducer.missingRows))
  }
}
