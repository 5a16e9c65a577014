/// Some rows of a table: columns of equal length over immutable memory.
///
/// Sendable by proof: a batch is a value over columns, and their memory is never written after import; it is released
/// once, when the last column that views it is gone.
public struct RecordBatch: Sendable {
  /// Names and types of the columns.
  public let schema: Schema
  /// Number of rows.
  public let rowCount: Int
  /// One column for each field of the schema, in order.
  public let columns: [Column]

  /// Combines columns of equal length, wherever their memory comes from, without copying cells.
  ///
  /// Without columns the batch has no rows. Throws `TableError.mismatch` when the lengths differ.
  public init(columns: [Column]) throws(TableError) {
    let rows = columns.first?.count ?? 0
    for column in columns where column.count != rows {
      throw .mismatch(
        "column '\(column.name)' has \(column.count) rows, column '\(columns[0].name)' has \(rows); "
          + "the columns of a batch must have equal lengths")
    }
    self.init(schema: Schema(columns.map(\.field)), rowCount: rows, columns: columns)
  }

  init(schema: Schema, rowCount: Int, columns: [Column]) {
    self.schema = schema
    self.rowCount = rowCount
    self.columns = columns
  }

  /// The first column of that exact name, or nil.
  public subscript(name: String) -> Column? { schema.index(of: name).map { columns[$0] } }

  /// The named columns in the given order, without copying cells.
  ///
  /// Throws `TableError.mismatch` when a name is missing.
  public func selecting(_ names: [String]) throws(TableError) -> RecordBatch {
    var selected: [Column] = []
    for name in names {
      guard let column = self[name] else {
        throw .mismatch("there is no column '\(name)'; the columns are \(schema.names.joined(separator: ", "))")
      }
      selected.append(column)
    }
    return RecordBatch(schema: Schema(selected.map(\.field)), rowCount: rowCount, columns: selected)
  }

  /// The same rows with other names for some columns, without copying cells. Names that do not occur are ignored.
  public func renaming(_ names: [String: String]) -> RecordBatch {
    let renamed = columns.map { column in names[column.name].map(column.renamed) ?? column }
    return RecordBatch(schema: Schema(renamed.map(\.field)), rowCount: rowCount, columns: renamed)
  }

  /// Some of the rows, without copying cells.
  public func sliced(_ rows: Range<Int>) -> RecordBatch {
    RecordBatch(schema: schema, rowCount: rows.count, columns: columns.map { $0.sliced(rows) })
  }

  /// The cells of a row, one value for each column; for messages and tests, not for loops over data.
  public func row(_ row: Int) -> [Value] { columns.map { $0.value(at: row) } }
}
