extension Column {
  /// Calls `body` with the row and the UTF-8 bytes of each cell, in order; nil for null. O(bytes).
  ///
  /// The bytes are valid during the call only. Throws `TableError.unsuitable` when the column is not text.
  public func forEachText(_ body: (Int, UnsafeBufferPointer<UInt8>?) -> Void) throws(TableError) {
    if node.layout.storage == .null {
      for row in 0..<count { body(row, nil) }
      return
    }
    guard type.isText else { throw unsuitable("text") }
    if nullCount == 0 {
      for row in 0..<count { body(row, node.bytes(start + row)) }
    } else {
      for row in 0..<count { body(row, node.isNull(start + row) ? nil : node.bytes(start + row)) }
    }
  }

  /// The text of a cell; nil when it is null or the column is not text.
  public func text(at row: Int) -> String? {
    guard type.isText, !isNull(row) else { return nil }
    return String(decoding: node.bytes(start + row), as: UTF8.self)
  }

  /// Appends the text of each cell, nil for null.
  ///
  /// Throws `TableError.unsuitable` when the column is not text.
  public func appendTexts(to texts: inout [String?]) throws(TableError) {
    try forEachText { _, bytes in texts.append(bytes.map { String(decoding: $0, as: UTF8.self) }) }
  }
}
