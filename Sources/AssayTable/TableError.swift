/// What is wrong with Arrow memory, or with the way a column was asked for its cells.
public enum TableError: Error, Hashable, Sendable {
  /// The producer's memory breaks the Arrow layout. Nothing of the batch was read.
  case malformed(column: String, found: String)
  /// The column's type cannot be read in the requested way.
  case unsuitable(column: String, type: DataType, wanted: String)
  /// A cell has no exact value of the requested type. `row` counts from 0 within the batch.
  case inexact(column: String, row: Int, value: String, wanted: String)
  /// Columns or batches that should fit together do not.
  case mismatch(String)
}

extension TableError: CustomStringConvertible {
  /// What was found, what was expected and what to do about it.
  public var description: String {
    switch self {
    case .malformed(let column, let found):
      "column '\(column)': the engine handed out broken Arrow memory: \(found)"
    case .unsuitable(let column, let type, let wanted):
      "column '\(column)' is \(type), which cannot be read as \(wanted); cast it in SQL"
    case .inexact(let column, let row, let value, let wanted):
      "column '\(column)', row \(row) of the batch: \(value) is not \(wanted)"
    case .mismatch(let what): what
    }
  }
}
