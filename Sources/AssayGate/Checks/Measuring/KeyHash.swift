import AssayTable

/// The 64-bit hash of a row's key, which orders the rows of a sample.
///
/// Integers, text and booleans are hashed as they are, values of all other types as the text that reports show. So the
/// hash of a key that is stored as text can be told, given the types of the columns.
enum KeyHash {
  /// The hash of each row's key.
  static func hashes(of batch: PulledBatch, key: [String]) throws(TableError) -> [UInt64] {
    try combine(key.compactMap { batch.column($0) }.map(hashed), rows: batch.rowCount)
  }

  /// The hash of each key that is stored as text; `nil` where a text is no value of its column's type.
  static func hashes(of keys: [[String?]], types: [DataType]) throws(TableError) -> [UInt64?] {
    var isKnown = [Bool](repeating: true, count: keys.count)
    var columns: [Column] = []
    for (position, type) in types.enumerated() {
      let texts = keys.map { $0[checked: position] ?? nil }
      switch Kind(type) {
      case .integer:
        let integers = texts.map { $0.flatMap { Int64($0) } }
        for (row, text) in texts.enumerated() where text != nil && integers[row] == nil { isKnown[row] = false }
        columns.append(Column(name: "", integers: integers.map { $0 ?? 0 }, validity: integers.map { $0 != nil }))
      case .boolean:
        let booleans = texts.map { $0.flatMap { Bool($0) } }
        for (row, text) in texts.enumerated() where text != nil && booleans[row] == nil { isKnown[row] = false }
        columns.append(Column(name: "", booleans: booleans))
      case .text, .other: columns.append(Column(name: "", texts: texts))
      }
    }
    return zip(try combine(columns, rows: keys.count), isKnown).map { $1 ? $0 : nil }
  }

  /// Whether keys of two types, the first given in words, have the same hashes.
  static func isSame(_ known: String, _ type: DataType) -> Bool {
    known == type.description || Kind(type) == .integer && integers.contains { $0.description == known }
  }

  private static let integers: [DataType] = [.int8, .int16, .int32, .int64, .uint8, .uint16, .uint32]

  private enum Kind {
    case integer, boolean, text, other

    init(_ type: DataType) {
      switch type {
      case .boolean: self = .boolean
      case .text: self = .text
      default: self = KeyHash.integers.contains(type) ? .integer : .other
      }
    }
  }

  /// The column whose cells are hashed.
  private static func hashed(_ column: Column) -> Column {
    guard Kind(column.field.type) == .other else { return column }
    return Column(
      name: "", texts: (0..<column.count).map { column.isNull($0) ? nil : column.value(at: $0).description })
  }

  private static func combine(_ columns: [Column], rows: Int) throws(TableError) -> [UInt64] {
    var keyHashes = [UInt64](repeating: 0, count: rows)
    var hashes: [UInt64] = []
    for column in columns {
      try column.hashes(into: &hashes, seed: 0)
      for row in keyHashes.indices where row < hashes.count {
        keyHashes[row] = FingerprintReducer.scrambled(keyHashes[row] &+ hashes[row])
      }
    }
    return keyHashes
  }
}
