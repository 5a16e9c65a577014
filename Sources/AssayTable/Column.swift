/// The cells of one column of a batch: a view that keeps the memory behind it alive.
///
/// A column is a value; copying it copies no cells. Rows count from 0 within the batch. The functions that read many
/// cells at once are the ones to use in loops over data; `value(at:)` and `text(at:)` are for single cells.
public struct Column: Sendable {
  /// Name, type and nullability.
  public let field: Field
  /// Number of cells.
  public let count: Int
  /// Number of null cells; NaN is not null.
  public let nullCount: Int

  let node: ArrowNode
  /// Index of the first cell in `node`.
  let start: Int

  init(node: ArrowNode, start: Int, count: Int, name: String? = nil) {
    self.node = node
    self.start = start
    self.count = count
    var field = node.layout.field
    if let name { field.name = name }
    self.field = field
    if let dictionary = node.dictionary, dictionary.nullCount > 0 {
      nullCount = (0..<count).count { node.isNull(start + $0) }
    } else if start == 0, count == node.length {
      nullCount = node.nullCount
    } else if node.layout.storage == .null {
      nullCount = count
    } else if let validity = node.validity {
      nullCount = Bitmap.countZeros(validity, from: node.offset + start, count: count)
    } else {
      nullCount = 0
    }
  }

  /// The column's name.
  public var name: String { field.name }

  /// The type of the cells.
  public var type: DataType { field.type }

  /// Whether a cell is null. O(1).
  public func isNull(_ row: Int) -> Bool {
    precondition(row >= 0 && row < count, "row \(row) of a column with \(count) cells")
    return nullCount > 0 && node.isNull(start + row)
  }

  /// The same cells under another name. O(1).
  public func renamed(_ name: String) -> Column { Column(node: node, start: start, count: count, name: name) }

  /// A part of the column, without copying cells.
  public func sliced(_ rows: Range<Int>) -> Column {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows \(rows) of a column with \(count) cells")
    return Column(node: node, start: start + rows.lowerBound, count: rows.count, name: name)
  }

  /// Appends one flag for each cell: true where it is null. O(count).
  public func appendNulls(to flags: inout [Bool]) {
    guard nullCount > 0 else {
      flags.append(contentsOf: repeatElement(false, count: count))
      return
    }
    for row in 0..<count { flags.append(node.isNull(start + row)) }
  }

  /// Calls `body` with the row of each null cell, in order.
  @inline(__always)
  func forEachNull(_ body: (Int) -> Void) {
    guard nullCount > 0 else { return }
    if node.dictionary == nil, let validity = node.validity {
      Bitmap.forEachZero(validity, from: node.offset + start, count: count, body)
    } else {
      for row in 0..<count where node.isNull(start + row) { body(row) }
    }
  }

  func unsuitable(_ wanted: String) -> TableError { .unsuitable(column: name, type: type, wanted: wanted) }
}
