/// A sample of a table's rows that does not depend on their order: those with the smallest hashes of their key.
public struct KeyedRows: Sendable, Hashable {
  /// The columns of the key.
  public var key: [String]
  /// The names of all columns, in the table's order.
  public var columns: [String]
  /// The types of all columns, in words.
  public var types: [String]
  /// The rows as text, ordered by their key; `nil` is null.
  public var rows: [[String?]]
  /// Keys that occur in more than one row of the sample.
  public var repeatedKeys: Int

  /// The positions of the key's columns.
  var keyIndices: [Int] { key.compactMap { columns.firstIndex(of: $0) } }

  /// The key of a row.
  func key(of row: [String?]) -> [String?] { keyIndices.map { row[$0] } }
}
