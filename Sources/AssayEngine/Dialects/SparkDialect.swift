import AssayTable

/// The SQL of Spark 4 in its ANSI mode.
public struct SparkDialect: Dialect {
  /// There is only one.
  public init() {}

  /// The name that manifests use.
  public var name: String { "spark" }

  /// Backticks, doubled inside.
  public func quote(_ identifier: String) -> String { "`" + identifier.replacing(scalar: "`", with: "``") + "`" }

  /// Spark reads a backslash as an escape.
  public func textLiteral(_ text: String) -> String {
    "'" + text.replacing(scalar: "\\", with: "\\\\").replacing(scalar: "'", with: "\\'") + "'"
  }

  /// The narrowest type that holds every value of the column.
  public func typeName(_ type: DataType) -> String? {
    switch type {
    case .null, .text: "STRING"
    case .boolean: "BOOLEAN"
    case .int8: "TINYINT"
    case .int16, .uint8: "SMALLINT"
    case .int32, .uint16: "INT"
    case .int64, .uint32: "BIGINT"
    case .uint64: "DECIMAL(20,0)"
    case .float32: "FLOAT"
    case .float64: "DOUBLE"
    case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
    case .binary: "BINARY"
    case .date: "DATE"
    case .timestamp(_, .some): "TIMESTAMP"
    case .timestamp(_, nil): "TIMESTAMP_NTZ"
    case .list(let element): typeName(element).map { "ARRAY<\($0)>" }
    case .time, .duration, .interval, .structure, .other: nil
    }
  }

  /// Java syntax.
  public func matches(_ expression: String, pattern: String) -> String {
    "(\(expression)) RLIKE \(textLiteral(pattern))"
  }

  /// Java syntax, anchored.
  public func fullyMatches(_ expression: String, pattern: String) -> String {
    "(\(expression)) RLIKE \(textLiteral("\\A(?:\(pattern))\\z"))"
  }

  /// Spark's own `isnan` says false for null.
  public func isNaN(_ expression: String) -> String { "(\(expression)) = \(literal(.number(.nan)))" }

  /// Null for null.
  public func isFinite(_ expression: String) -> String {
    let ends = [Double.nan, .infinity, -.infinity].map { literal(.number($0)) }.joined(separator: ", ")
    return "(\(expression)) NOT IN (\(ends))"
  }

  /// Exact, as an ordered-set aggregate.
  public func quantile(_ expression: String, _ probability: Double, _ method: QuantileMethod) -> String {
    let function = method == .element ? "percentile_disc" : "percentile_cont"
    return "\(function)(\(literal(.number(probability)))) WITHIN GROUP (ORDER BY \(expression))"
  }

  /// Spark never computes a common table on its own.
  public func commonTable(_ name: String, as query: String) -> String { "\(quote(name)) AS (\(query))" }

  /// A union of all files; each path must be visible to the driver and all workers.
  public func readParquet(_ paths: [String]) -> String? {
    let parts = paths.map { "SELECT * FROM parquet.\(quote($0))" }
    return "(" + parts.joined(separator: " UNION ALL ") + ")"
  }

  /// Spark's SQL cannot give options to a CSV file within a query, only to a temporary view of one session.
  public func readCSV(_ paths: [String], _ options: CSVOptions) -> String? { nil }

  /// Writes a folder of that path.
  public func copyToParquet(_ query: String, path: String) -> String? {
    "INSERT OVERWRITE DIRECTORY \(textLiteral(path)) USING parquet \(query)"
  }

  /// Writes a folder of that path.
  public func copyToCSV(_ query: String, path: String) -> String? {
    "INSERT OVERWRITE DIRECTORY \(textLiteral(path)) USING csv OPTIONS (header = 'true') \(query)"
  }
}
