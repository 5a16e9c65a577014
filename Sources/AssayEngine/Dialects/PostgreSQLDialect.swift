import AssayTable

/// The SQL of PostgreSQL 12 and later. It cannot read files of the client; such tables must be loaded first.
public struct PostgreSQLDialect: Dialect {
  /// There is only one.
  public init() {}

  /// The name that manifests use.
  public var name: String { "postgresql" }

  /// Double quotes, doubled inside.
  public func quote(_ identifier: String) -> String { "\"" + identifier.replacing(scalar: "\"", with: "\"\"") + "\"" }

  /// The narrowest type that holds every value of the column.
  public func typeName(_ type: DataType) -> String? {
    switch type {
    case .null, .text: "text"
    case .boolean: "boolean"
    case .int8, .uint8, .int16: "smallint"
    case .uint16, .int32: "integer"
    case .uint32, .int64: "bigint"
    case .uint64: "numeric(20,0)"
    case .float32: "real"
    case .float64: "double precision"
    case .decimal(let precision, let scale): "numeric(\(precision),\(scale))"
    case .binary: "bytea"
    case .date: "date"
    case .time: "time"
    case .timestamp(_, .some): "timestamptz"
    case .timestamp(_, nil): "timestamp"
    case .duration, .interval: "interval"
    case .list(let element): typeName(element).map { $0 + "[]" }
    case .structure, .other: nil
    }
  }

  /// Advanced regular expressions of PostgreSQL.
  public func matches(_ expression: String, pattern: String) -> String { "(\(expression)) ~ \(textLiteral(pattern))" }

  /// Advanced regular expressions of PostgreSQL, anchored.
  public func fullyMatches(_ expression: String, pattern: String) -> String {
    "(\(expression)) ~ \(textLiteral("^(?:\(pattern))$"))"
  }

  /// Null for null.
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

  /// PostgreSQL 12 computes a common table on its own when it is named twice, unless told not to.
  public func commonTable(_ name: String, as query: String) -> String {
    "\(quote(name)) AS NOT MATERIALIZED (\(query))"
  }

  /// PostgreSQL cannot.
  public func readParquet(_ paths: [String]) -> String? { nil }

  /// PostgreSQL cannot read files of the client in a query.
  public func readCSV(_ paths: [String], _ options: CSVOptions) -> String? { nil }

  /// PostgreSQL cannot.
  public func copyToParquet(_ query: String, path: String) -> String? { nil }

  /// PostgreSQL cannot write files of the client.
  public func copyToCSV(_ query: String, path: String) -> String? { nil }
}
