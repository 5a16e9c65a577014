/// A sample of a table's rows that does not depend on their order: those with the smallest hashes of their key, and for
/// each column rows without a value, of its minimum and of its maximum.
public struct KeyedRows: Sendable, Hashable {
  /// The columns of the key.
  public var key: [String]
  /// The names of all columns, in the table's order.
  public var columns: [String]
  /// The types of all columns, in words.
  public var types: [String]
  /// The rows as text, ordered by their key; `nil` is null.
  public var rows: [[String?]]
  /// The rows of the table that have the key of one of these rows and are not among them.
  public var repeatedKeys: Int
  /// How many rows were taken for their hash, at most; `nil` where that was not noted.
  public var sample: Int?
  /// The rows of the table that are not among these, although their hashes are as small as those of the sample: rows
  /// that came since it was taken. Known of a table in which an earlier sample was looked up.
  public var newRows = 0

  /// A number of rows that stands for every row, whatever the table; small enough to be doubled.
  static let all = Int.max >> 2
  /// The most rows that may be kept when all are.
  static let mostRows = 100_000

  /// A size of a sample in words.
  static func words(sample: Int) -> String { sample == all ? "all" : Format.rows(sample) }

  /// The positions of the key's columns.
  var keyIndices: [Int] { key.compactMap { columns.firstIndex(of: $0) } }

  /// The key of a row.
  func key(of row: [String?]) -> [String?] { keyIndices.map { row[$0] } }

  /// The key of a row as bytes: texts of different characters that look alike are different.
  func identity(of row: [String?]) -> [[UInt8]?] { keyIndices.map { row[$0].map { Array($0.utf8) } } }

  /// Whether two values have the same bytes.
  static func isSame(_ left: String?, _ right: String?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.utf8.elementsEqual(right.utf8)
  }

  /// Rows are equal when their bytes are; the text's own equality would take some characters for others.
  public static func == (left: Self, right: Self) -> Bool {
    left.key == right.key && left.columns == right.columns && left.types == right.types
      && left.repeatedKeys == right.repeatedKeys && left.sample == right.sample
      && left.rows.elementsEqual(right.rows) { $0.elementsEqual($1, by: isSame) }
  }

  /// Consistent with `==`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(columns)
    hasher.combine(rows.count)
  }
}
