import AssayTable

/// How one engine's SQL is written. Pure text: nothing here runs anything.
///
/// Expressions and queries go in as SQL of the same dialect; names and values go in unquoted and come out quoted.
public protocol Dialect: Sendable {
  /// What the dialect is called.
  var name: String { get }

  /// A name between quotes, whatever is in it.
  func quote(_ identifier: String) -> String
  /// A text between quotes, whatever is in it.
  func textLiteral(_ text: String) -> String
  /// The engine's type for a column of a new table; nil when it has none.
  func typeName(_ type: DataType) -> String?

  /// The condition that a regular expression occurs somewhere in the text; null for null.
  func matches(_ expression: String, pattern: String) -> String
  /// The condition that a regular expression covers the whole text; null for null.
  func fullyMatches(_ expression: String, pattern: String) -> String
  /// The condition that a floating-point value is NaN; null for null.
  func isNaN(_ expression: String) -> String
  /// ISO 8601 text as a moment of UTC: an offset from UTC counts, and text without one is UTC. Where the engine can say so,
  /// `NULL` for text that is no time; else the query fails there.
  func instant(ofText expression: String) -> String
  /// The condition that a floating-point value is neither NaN nor infinite; null for null.
  func isFinite(_ expression: String) -> String
  /// The condition that an expression of text equals one of some literals of text; null for null.
  func isAmong(_ expression: String, texts literals: [String]) -> String
  /// Whether comparisons take NaN for greater than every other number, infinity included.
  var ordersNaNLast: Bool { get }
  /// Whether grouping the rows by a text column of few values costs little, because the engine groups by the places of a
  /// dictionary.
  var groupsByDictionary: Bool { get }
  /// Whether the engine works inside this process, so that to read a column takes less time than to group by it.
  var isInProcess: Bool { get }
  /// An exact quantile over a group, null left out.
  func quantile(_ expression: String, _ probability: Double, _ method: QuantileMethod) -> String

  /// `name AS (query)` for a `WITH` clause whose query is not computed on its own where the engine lets one say so.
  func commonTable(_ name: String, as query: String) -> String
  /// The statement that creates a table from a query.
  func createTable(_ table: TableName, as query: String) -> String
  /// A table expression over Parquet files of equal columns, by literal paths; nil when the engine cannot.
  func readParquet(_ paths: [String]) -> String?
  /// A table expression over CSV files, by literal paths, where a malformed row is an error of the query; nil when the
  /// engine cannot.
  func readCSV(_ paths: [String], _ options: CSVOptions) -> String?
  /// The statement that writes a query's rows to a Parquet file; nil when the engine cannot.
  func copyToParquet(_ query: String, path: String) -> String?
  /// The statement that writes a query's rows to a CSV file with a header; nil when the engine cannot.
  func copyToCSV(_ query: String, path: String) -> String?
  /// The statement that sets how many threads all connections of the engine share from now on, or, for nil, leaves it
  /// to the engine; nil when the engine cannot be told.
  func setThreads(_ count: Int?) -> String?
  /// A query for the number of threads that all queries share now; nil when `setThreads` has no statement.
  var threadCountQuery: String? { get }
}

/// Which number between two elements of a sample is its quantile.
public enum QuantileMethod: Hashable, Sendable {
  /// The smallest element with at least this share of the sample at or below it (Hyndman and Fan's type 1).
  case element
  /// Linear between the two nearest elements (Hyndman and Fan's type 7).
  case interpolated
}

/// How a CSV file is to be read.
public struct CSVOptions: Hashable, Sendable {
  /// Where the columns' names and types come from.
  public enum Columns: Hashable, Sendable {
    /// Names from the header, types found by looking at every row.
    case detected
    /// Names from the header, all columns text.
    case text
    /// These names, all columns text. Nothing is guessed, and every error names file and line.
    case named([String])
  }

  /// Whether the first line holds the columns' names.
  public var hasHeader: Bool
  /// The character between two fields.
  public var separator: Character
  /// The texts that mean null. Without the empty text, DuckDB drops blank lines of files with one column.
  public var nullTexts: [String]
  /// Where names and types come from.
  public var columns: Columns

  /// Describes a file; the defaults are RFC 4180 with a header and empty fields as nulls.
  public init(
    hasHeader: Bool = true, separator: Character = ",", nullTexts: [String] = [""], columns: Columns = .detected
  ) {
    self.hasHeader = hasHeader
    self.separator = separator
    self.nullTexts = nullTexts
    self.columns = columns
  }
}

// What the dialects have in common.
extension Dialect {
  /// A text between single quotes, with quotes doubled.
  public func textLiteral(_ text: String) -> String { "'" + text.replacing(scalar: "'", with: "''") + "'" }

  /// A table with its schema, quoted.
  public func tableReference(_ table: TableName) -> String {
    table.schema.map { "\(quote($0)).\(quote(table.name))" } ?? quote(table.name)
  }

  /// A value as an expression of its type; numbers keep every bit.
  public func literal(_ value: Value) -> String {
    switch value {
    case .null: "NULL"
    case .boolean(let value): value ? "TRUE" : "FALSE"
    case .integer(let value): value < 0 ? cast("'\(value)'", .int64) : "\(value)"
    case .number(let value):
      cast(
        textLiteral(value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"),
        .float64)
    case .decimal(let digits): decimalLiteral(digits)
    case .text(let text), .other(let text): textLiteral(text)
    case .date(let text): cast(textLiteral(text), .date)
    case .time(let text): cast(textLiteral(text), .time(.microsecond))
    case .timestamp(let text):
      cast(textLiteral(text), .timestamp(.microsecond, timeZone: text.hasSuffix("Z") ? "UTC" : nil))
    }
  }

  /// An expression converted to a type; a type that the engine does not have leaves the expression as it is.
  public func cast(_ expression: String, _ type: DataType) -> String {
    typeName(type).map { "CAST(\(expression) AS \($0))" } ?? expression
  }

  /// As the engine reads text.
  public func instant(ofText expression: String) -> String {
    cast(expression, .timestamp(.microsecond, timeZone: "UTC"))
  }

  /// An expression converted to a double-precision number.
  public func castToDouble(_ expression: String) -> String { cast(expression, .float64) }

  /// An expression converted to text.
  public func castToText(_ expression: String) -> String { cast(expression, .text) }

  /// The number of rows of a group that meet a condition. As an argument a condition costs less than as a `FILTER`.
  public func count(where condition: String) -> String { "count(CASE WHEN \(condition) THEN 1 END)" }

  /// The plain way.
  public func isAmong(_ expression: String, texts literals: [String]) -> String {
    "\(expression) IN (\(literals.joined(separator: ", ")))"
  }

  /// Not to be relied on.
  public var ordersNaNLast: Bool { false }

  /// Most engines do not.
  public var groupsByDictionary: Bool { false }

  /// Most are servers.
  public var isInProcess: Bool { false }

  /// The statement that creates a table from a query.
  public func createTable(_ table: TableName, as query: String) -> String {
    "CREATE TABLE \(tableReference(table)) AS \(query)"
  }

  /// The statement that creates a view of a query.
  public func createView(_ table: TableName, as query: String) -> String {
    "CREATE VIEW \(tableReference(table)) AS \(query)"
  }

  /// The statement that drops a table if it is there.
  public func dropTable(_ table: TableName) -> String { "DROP TABLE IF EXISTS \(tableReference(table))" }

  /// The statement that creates a schema if it is not there.
  public func createSchema(_ name: String) -> String { "CREATE SCHEMA IF NOT EXISTS \(quote(name))" }

  /// The statement that drops a schema with all that is in it, if it is there.
  public func dropSchema(_ name: String) -> String { "DROP SCHEMA IF EXISTS \(quote(name)) CASCADE" }

  /// Most engines cannot be told.
  public func setThreads(_ count: Int?) -> String? { nil }

  /// Most engines are servers and choose for themselves.
  public var threadCountQuery: String? { nil }

  /// The statement that shows how a query would be run.
  public func explain(_ query: String) -> String { "EXPLAIN \(query)" }

  /// All digits of a decimal, in the narrowest type that holds them.
  private func decimalLiteral(_ digits: String) -> String {
    let count = digits.count { $0.isNumber }
    let scale = digits.firstIndex(of: ".").map { digits.distance(from: $0, to: digits.endIndex) - 1 } ?? 0
    return cast(textLiteral(digits), .decimal(precision: max(count, scale, 1), scale: scale))
  }
}
