import AssayTable

/// The SQL of DuckDB 1.5.
public struct DuckDBDialect: Dialect {
  /// There is only one.
  public init() {}

  /// The name that manifests use.
  public var name: String { "duckdb" }

  /// Double quotes, doubled inside. DuckDB has no empty names.
  public func quote(_ identifier: String) -> String { "\"" + identifier.replacing(scalar: "\"", with: "\"\"") + "\"" }

  /// Doubles quotes; a NUL character becomes `chr(0)`.
  public func textLiteral(_ text: String) -> String {
    // A text with a NUL character is legal, but SQL with one is not.
    let parts = text.split(separator: "\0", omittingEmptySubsequences: false)
    let quoted = parts.map { "'" + $0.replacing(scalar: "'", with: "''") + "'" }
    return quoted.count == 1 ? quoted[0] : "(" + quoted.joined(separator: " || chr(0) || ") + ")"
  }

  /// Takes effect at once, also for queries that are under way.
  public func setThreads(_ count: Int?) -> String? {
    count.map { "SET GLOBAL threads = \($0)" } ?? "RESET GLOBAL threads"
  }

  /// The setting's value.
  public var threadCountQuery: String? { "SELECT current_setting('threads')" }

  /// The narrowest type that holds every value of the column.
  public func typeName(_ type: DataType) -> String? {
    switch type {
    case .null: "INTEGER"
    case .boolean: "BOOLEAN"
    case .int8: "TINYINT"
    case .int16: "SMALLINT"
    case .int32: "INTEGER"
    case .int64: "BIGINT"
    case .uint8: "UTINYINT"
    case .uint16: "USMALLINT"
    case .uint32: "UINTEGER"
    case .uint64: "UBIGINT"
    case .float32: "FLOAT"
    case .float64: "DOUBLE"
    case .decimal(let precision, let scale):
      precision <= 38 && scale >= 0 && scale <= precision ? "DECIMAL(\(precision),\(scale))" : nil
    case .text: "VARCHAR"
    case .binary: "BLOB"
    case .date: "DATE"
    case .time: "TIME"
    case .timestamp(_, .some): "TIMESTAMP WITH TIME ZONE"
    case .timestamp(.second, nil): "TIMESTAMP_S"
    case .timestamp(.millisecond, nil): "TIMESTAMP_MS"
    case .timestamp(.microsecond, nil): "TIMESTAMP"
    case .timestamp(.nanosecond, nil): "TIMESTAMP_NS"
    case .duration, .interval: "INTERVAL"
    case .list(let element): typeName(element).map { $0 + "[]" }
    case .structure(let fields): structName(fields)
    case .other: nil
    }
  }

  private func structName(_ fields: [Field]) -> String? {
    let parts = fields.map { field in typeName(field.type).map { "\(quote(field.name)) \($0)" } }
    guard !parts.isEmpty, !parts.contains(nil) else { return nil }
    return "STRUCT(" + parts.compactMap { $0 }.joined(separator: ", ") + ")"
  }

  /// A list of constants is compared one by one, for every row; the rows of a query are looked up by their hash, but not
  /// converted.
  public func isAmong(_ expression: String, texts literals: [String]) -> String {
    let list = literals.joined(separator: ", ")
    return literals.count < 4 ? "\(expression) IN (\(list))" : "\(expression) IN (SELECT unnest([\(list)]))"
  }

  /// Also greater than infinity, and equal to itself.
  public var ordersNaNLast: Bool { true }

  /// Those of Parquet files.
  public var groupsByDictionary: Bool { true }

  /// It is a library.
  public var isInProcess: Bool { true }

  /// RE2 syntax; `.` and `$` do not pass line ends.
  public func matches(_ expression: String, pattern: String) -> String {
    "regexp_matches(\(expression), \(textLiteral(pattern)))"
  }

  /// RE2 syntax.
  public func fullyMatches(_ expression: String, pattern: String) -> String {
    "regexp_full_match(\(expression), \(textLiteral(pattern)))"
  }

  /// `NULL` for text that is no time. DuckDB reads an offset behind seconds only, so they are put in where they are left out.
  public func instant(ofText expression: String) -> String {
    let pattern = textLiteral(#"([T ]\d{2}:\d{2})(Z|[+-]\d{2}(?::?\d{2})?)$"#)
    // Not `epoch`, `infinity`, or years before the first: DuckDB takes them for times, and ISO 8601 does not know them.
    let form = textLiteral(#"^\s*\d[^()]*$"#)
    let cast = "TRY_CAST(regexp_replace(\(expression), \(pattern), '\\1:00\\2') AS TIMESTAMP WITH TIME ZONE)"
    return "CASE WHEN regexp_matches(\(expression), \(form)) THEN \(cast) END"
  }

  /// False for infinities.
  public func isNaN(_ expression: String) -> String { "isnan(\(expression))" }

  /// False for NaN and infinities.
  public func isFinite(_ expression: String) -> String { "isfinite(\(expression))" }

  /// NaN sorts above all numbers and takes part; leave it out with a filter.
  public func quantile(_ expression: String, _ probability: Double, _ method: QuantileMethod) -> String {
    "\(method == .element ? "quantile_disc" : "quantile_cont")(\(expression), \(literal(.number(probability))))"
  }

  /// By default DuckDB computes a common table on its own as soon as it is named twice.
  public func commonTable(_ name: String, as query: String) -> String {
    "\(quote(name)) AS NOT MATERIALIZED (\(query))"
  }

  /// A path with glob characters is taken literally when such a file exists.
  public func readParquet(_ paths: [String]) -> String? { "read_parquet(\(list(paths)))" }

  /// `skip` and `comment` are fixed, since the detection would otherwise skip leading rows that do not fit the rest.
  public func readCSV(_ paths: [String], _ options: CSVOptions) -> String? {
    var arguments = [
      list(paths), "delim = \(textLiteral(String(options.separator)))", "quote = '\"'", "escape = '\"'",
      "header = \(options.hasHeader)", "skip = 0", "comment = ''", "strict_mode = true", "null_padding = false",
      "ignore_errors = false", "nullstr = \(list(options.nullTexts))",
    ]
    switch options.columns {
    case .detected: arguments.append("sample_size = -1")
    case .text: arguments.append("all_varchar = true")
    case .named(let names):
      let columns = names.map { "\(textLiteral($0)): 'VARCHAR'" }.joined(separator: ", ")
      arguments += ["auto_detect = false", "columns = {\(columns)}"]
    }
    return "read_csv(\(arguments.joined(separator: ", ")))"
  }

  /// Compressed with zstd.
  public func copyToParquet(_ query: String, path: String) -> String? {
    "COPY (\(query)) TO \(textLiteral(path)) (FORMAT parquet, COMPRESSION zstd)"
  }

  /// With a header; null is empty.
  public func copyToCSV(_ query: String, path: String) -> String? {
    "COPY (\(query)) TO \(textLiteral(path)) (FORMAT csv, HEADER)"
  }

  private func list(_ texts: [String]) -> String { "[" + texts.map(textLiteral).joined(separator: ", ") + "]" }
}
