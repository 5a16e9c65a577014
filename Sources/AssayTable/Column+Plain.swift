extension Column {
  /// Whether the cells, or cells inside of them, are keys of a dictionary.
  var hasDictionary: Bool { node.layout.hasDictionary }

  /// The same cells without a dictionary; the column itself when it has none. O(bytes) otherwise.
  ///
  /// Throws `TableError.unsuitable` for a dictionary that does not hold text, or that lies inside of a list or struct.
  func plain() throws(TableError) -> Column {
    guard hasDictionary else { return self }
    guard node.dictionary != nil, type.isText else { throw unsuitable("cells without a dictionary") }
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    var validity: [Bool] = []
    ends.reserveCapacity(count)
    validity.reserveCapacity(count)
    try forEachText { _, text in
      if let text { bytes.append(contentsOf: text) }
      ends.append(Int64(bytes.count))
      validity.append(text != nil)
    }
    return Column(name: name, utf8: bytes, ends: ends, validity: validity)
  }
}

extension ArrowLayout {
  fileprivate var hasDictionary: Bool { dictionary != nil || children.contains(where: \.hasDictionary) }
}

extension RecordBatch {
  /// The same rows with dictionary-encoded text written out; columns without a dictionary are not copied.
  ///
  /// For consumers that read dictionaries wrongly: DuckDB's ingest forgets which keys are null. Throws
  /// `TableError.unsuitable` for a dictionary that does not hold text, or that lies inside of a list or struct.
  public func withoutDictionaries() throws(TableError) -> RecordBatch {
    guard columns.contains(where: \.hasDictionary) else { return self }
    var plain: [Column] = []
    for column in columns { plain.append(try column.plain()) }
    return RecordBatch(schema: schema, rowCount: rowCount, columns: plain)
  }
}
