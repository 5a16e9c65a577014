import AssayEngine
import AssayTable
import Foundation

/// Whether a query's result is decided by the tables that it names: only then can it be kept.
///
/// The engine's own parser says what a query calls and reads. Functions of chance and time, of settings and of files,
/// tables that are not handed over, and samples make it another query every time. What the parser does not tell of is
/// taken for such a query.
struct QueryStability {
  let engine: any Engine

  /// Functions of tables that read nothing but their arguments.
  private static let pureTables: Set<String> = ["range", "generate_series", "unnest", "repeat"]
  /// Functions that the engine calls constant, and that settings decide.
  private static let ofSettings: Set<String> = ["current_setting", "getvariable", "getenv", "version"]
  /// Words without parentheses that the engine takes for a function when no column has their name.
  private static let ofTime: Set<String> = [
    "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user",
    "user", "current_role", "current_catalog", "current_schema", "current_database",
  ]
  /// Macros that are made of pure functions; others ask for the catalogue, the user or the day.
  private static let pureMacros: Set<String> = [
    "date_add", "days_in_month", "fdiv", "fmod", "generate_subscripts", "geomean", "geometric_mean", "json",
    "json_group_array", "json_group_object", "json_group_structure", "map_contains_entry", "map_contains_value",
    "md5_number_lower", "md5_number_upper", "nullif", "regexp_split_to_table", "round_even", "roundbankers",
    "split_part",
    "wavg", "weighted_avg",
  ]

  /// Why a query's result may be another one the next time; `nil` when it cannot be.
  ///
  /// - Parameters:
  ///   - query: one statement.
  ///   - tables: the tables that it may read.
  func fault(_ query: String, tables: [String]) async -> String? {
    let literal = engine.dialect.textLiteral(StageQuery.body(query))
    let parsed = try? await engine.rows("SELECT json_serialize_sql(\(literal)::VARCHAR)", limit: 1).first?.first?.text
    guard let text = parsed, let tree = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
      tree["error"] as? Bool == false
    else { return "the engine does not tell what the query calls" }
    var content = QueryContent()
    content.take(tree)
    let known = Set((tables + content.commonTables).map { $0.lowercased() })
    if let table = content.tables.first(where: { !known.contains($0.lowercased()) }) {
      return "the query reads \(MessageText.quoted(table)), which is no table that it is given"
    }
    if content.hasSample { return "the query takes a sample" }
    if let name = content.columns.first(where: { Self.ofTime.contains($0.lowercased()) }) {
      return "the query may call \(name)"
    }
    if let name = content.tableFunctions.first(where: { !Self.pureTables.contains($0.lowercased()) }) {
      return "the query calls \(name)"
    }
    return await fault(of: content.functions.union(content.tableFunctions))
  }

  private func fault(of functions: Set<String>) async -> String? {
    let names = Set(functions.map { $0.lowercased() }).sorted()
    guard !names.isEmpty else { return nil }
    if let name = names.first(where: Self.ofSettings.contains) { return "the query calls \(name)" }
    let list = names.map(engine.dialect.textLiteral).joined(separator: ", ")
    let rows = try? await engine.rows(
      "SELECT DISTINCT lower(function_name), function_type, stability FROM duckdb_functions() "
        + "WHERE lower(function_name) IN (\(list)) ORDER BY ALL")
    guard let rows else { return "the engine does not tell what the query calls" }
    for row in rows {
      guard row.count == 3, let name = row[0].text, let kind = row[1].text else { continue }
      let isPure =
        switch kind {
        case "scalar", "aggregate": row[2].text == "CONSISTENT"
        case "macro": Self.pureMacros.contains(name) || name.hasPrefix("list_") || name.hasPrefix("array_")
        case "table": Self.pureTables.contains(name)
        case "pragma": true
        default: false
        }
      if !isPure { return "the query calls \(name)" }
    }
    return nil
  }
}

/// What stands in a query, from the engine's tree of it.
private struct QueryContent {
  var tables: [String] = []
  var commonTables: [String] = []
  var functions: Set<String> = []
  var tableFunctions: Set<String> = []
  /// Columns that are named without a table.
  var columns: [String] = []
  var hasSample = false

  mutating func take(_ value: Any) {
    switch value {
    case let list as [Any]: for item in list { take(item) }
    case let node as [String: Any]: take(node: node)
    default: break
    }
  }

  private mutating func take(node: [String: Any]) {
    switch node["type"] as? String {
    case "BASE_TABLE":
      let place = [node["catalog_name"], node["schema_name"], node["table_name"]].compactMap { $0 as? String }
      tables.append(place.filter { !$0.isEmpty }.joined(separator: "."))
    case "TABLE_FUNCTION":
      if let function = node["function"] as? [String: Any], let name = function["function_name"] as? String {
        tableFunctions.insert(name)
        take(function["children"] ?? [])
      }
      take(node["sample"] ?? [])
      if let sample = node["sample"], !(sample is NSNull) { hasSample = true }
      return
    case "COLUMN_REF":
      if let names = node["column_names"] as? [String], names.count == 1 { columns += names }
    default: break
    }
    if let name = node["function_name"] as? String { functions.insert(name) }
    if let sample = node["sample"], !(sample is NSNull) { hasSample = true }
    if let map = (node["cte_map"] as? [String: Any])?["map"] as? [[String: Any]] {
      commonTables += map.compactMap { $0["key"] as? String }
    }
    for value in node.values { take(value) }
  }
}
