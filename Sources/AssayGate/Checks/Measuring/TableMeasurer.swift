import AssayEngine
import AssayTable

/// Takes every measurement that the checks of one table ask for, with as few scans as they allow.
///
/// All aggregates without slices share one query; so do all aggregates of one `by`; everything that is computed from
/// streamed columns shares one pass; counts of values and duplicates take a query per group of columns. None
/// of them depends on the order of the rows, so that they may run on several threads of the engine.
/// When a fused query fails, its parts are asked one by one, so that one bad pattern does not take the others down.
struct TableMeasurer {
  let engine: any Engine
  let table: TableName
  let schema: Schema
  /// The tables that queries of `sql` checks may see, by name.
  let visible: [String: TableName]
  let privateColumns: Set<String>
  /// Where the memory for values of columns comes from.
  var memory = ValueMemory()
  /// The number of rows of the table, as far as is known.
  var rows = 0
  /// The fewest rows for which it pays to find out which text columns have few values.
  var rowsForGrouping = 100_000
  /// The fewest rows for which it pays to stream columns beside the engine's aggregates, and to take quantiles from them.
  var rowsForStreams = 100_000
  /// The golden rows that were approved, to be looked up; `nil` to choose new ones.
  var goldenRows: KeyedRows?

  /// The most slices that a `by` may make.
  static let sliceLimit = 100
  /// The most expressions of one query.
  private static let expressionLimit = 250

  /// The words of the engine.
  var sql: MeasurementSQL {
    MeasurementSQL(
      dialect: engine.dialect, textColumns: Set(schema.fields.lazy.filter(\.type.isText).map(\.name)))
  }
  /// The table as queries name it.
  var source: String { engine.dialect.tableReference(table) }

  /// Takes measurements, all but those that are users' queries.
  func measure(_ requests: [Scope: Set<Measurement>]) async throws(GateStop) -> Measurements {
    var result = Measurements()
    let scopes = requests.keys.sorted { ($0.by.joined(), $0.filter ?? "") < ($1.by.joined(), $1.filter ?? "") }
    if scopes == [Scope()], engine.dialect.isInProcess, rows >= rowsForStreams {
      // Neither needs the other, and each has a part that runs on one thread.
      async let streamed = streamWhole(requests)
      try await aggregate(scopes, requests, into: &result)
      result.merge(try await streamed.get())
    } else {
      try await aggregate(scopes.filter(\.by.isEmpty), requests, into: &result)
      for scope in scopes where !scope.by.isEmpty { try await aggregateSlices(scope, requests, into: &result) }
      try await stream(scopes, requests, into: &result)
    }
    for scope in scopes where result.failures[scope] == nil {
      for measurement in Self.ordered(requests[scope] ?? [])
      where result.values[scope]?.values.allSatisfy({ $0[measurement] == nil }) ?? true {
        try await group(measurement, scope, into: &result)
      }
    }
    return result
  }

  /// Runs users' queries, whose rows and sums the engine repeats on one thread only.
  func measureQueries(
    _ requests: [Scope: Set<Measurement>], into result: inout Measurements
  ) async throws(GateStop) {
    for (scope, measurements) in requests where result.failures[scope] == nil {
      for measurement in Self.ordered(measurements) {
        guard case .query(let text, let from, let limit) = measurement else { continue }
        try await query(measurement, text.text, from: from, limit: limit, scope, into: &result)
      }
    }
  }

  /// In an order that does not change from run to run.
  static func ordered(_ measurements: Set<Measurement>) -> [Measurement] {
    measurements.map { (String(describing: $0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  // MARK: Aggregates

  /// An aggregate that a query takes.
  struct Item {
    var scope: Scope
    var measurement: Measurement
    var expressions: [String]
    /// The whole query, when the item has one of its own; its expression is then this query between parentheses.
    var query: String?
  }

  /// The aggregates of a scope.
  ///
  /// - Parameter grouped: the text columns of few values.
  func items(
    _ scope: Scope, _ requests: [Scope: Set<Measurement>], filter: String?, grouped: Set<String> = []
  ) -> [Item] {
    let streamed = scope == Scope() ? quantileColumns(requests[scope] ?? []) : []
    return Self.ordered((requests[scope] ?? []).union([.rows])).compactMap { measurement in
      if case .quantile(let column, _, _) = measurement, streamed.contains(column) { return nil }
      if let column = sql.patternColumn(measurement), grouped.contains(column),
        let query = sql.groupedQuery(measurement, filter: filter, from: source)
      {
        return Item(scope: scope, measurement: measurement, expressions: ["(\(query))"], query: query)
      }
      return sql.aggregates(measurement, filter: filter).map {
        Item(scope: scope, measurement: measurement, expressions: $0)
      }
    }
  }

  private func aggregate(
    _ scopes: [Scope], _ requests: [Scope: Set<Measurement>], into result: inout Measurements
  ) async throws(GateStop) {
    let grouped = try await columnsOfFewValues(scopes, requests)
    for items in Self.parts(scopes.flatMap { self.items($0, requests, filter: $0.filter, grouped: grouped) }) {
      do throws(EngineError) {
        // A part without an aggregate of its own would give a row for each row of the table.
        let expressions = ["count(*)"] + items.flatMap(\.expressions)
        let row = try await firstRow("SELECT \(expressions.joined(separator: ", ")) FROM \(source)").dropFirst()
        Self.take(items, from: row) {
          result.values[$0.scope, default: [:]]["", default: [:]][$0.measurement] = $1
        }
      } catch {
        if error.kind == .cancelled { throw GateStop.current }
        for item in items {
          result.values[item.scope, default: [:]]["", default: [:]][item.measurement] = try await alone(item)
        }
      }
    }
  }

  /// The text columns that patterns are compared with and that have few different values among their first rows. What
  /// the choice is changes the time that the measurements take, and nothing else.
  private func columnsOfFewValues(
    _ scopes: [Scope], _ requests: [Scope: Set<Measurement>]
  ) async throws(GateStop) -> Set<String> {
    guard engine.dialect.groupsByDictionary, rows >= rowsForGrouping else { return [] }
    let names = Set(scopes.flatMap { requests[$0] ?? [] }.compactMap(sql.patternColumn)).sorted()
    if names.isEmpty { return [] }
    let columns = names.map(engine.dialect.quote)
    let counts = columns.map { "count(DISTINCT \($0))" }.joined(separator: ", ")
    let first = 16_384
    do throws(EngineError) {
      let row = try await firstRow(
        "SELECT \(counts) FROM (SELECT \(columns.joined(separator: ", ")) FROM \(source) LIMIT \(first)) AS f")
      return Set(zip(names, row).filter { ($0.1.integer ?? first) <= first / 2 }.map(\.0))
    } catch {
      if error.kind == .cancelled { throw GateStop.current }
      // The measurement itself will tell what is wrong.
      return []
    }
  }

  /// The items cut into parts that one query takes: engines need time and memory for the product of their expressions.
  static func parts(_ items: [Item]) -> [[Item]] {
    var parts: [[Item]] = []
    var size = expressionLimit
    for item in items {
      if size + item.expressions.count > expressionLimit {
        parts.append([])
        size = 0
      }
      parts[parts.count - 1].append(item)
      size += item.expressions.count
    }
    return parts
  }

  /// Hands out the values of a row to the items that asked for them.
  static func take(_ items: [Item], from row: ArraySlice<Value>, _ body: (Item, Measured) -> Void) {
    var rest = row
    for item in items {
      body(item, decode(item.measurement, Array(rest.prefix(item.expressions.count))))
      rest = rest.dropFirst(item.expressions.count)
    }
  }

  private func alone(_ item: Item) async throws(GateStop) -> Measured {
    do throws(EngineError) {
      let row = try await firstRow(
        item.query ?? "SELECT \(item.expressions.joined(separator: ", ")) FROM \(source)")
      return Self.decode(item.measurement, row)
    } catch {
      return try failed(error)
    }
  }

  private func firstRow(_ query: String) async throws(EngineError) -> [Value] {
    let rows = try await engine.query(query).rows(limit: 1)
    guard let row = rows.first else {
      throw EngineError(
        kind: .internal, message: "no row was returned for an aggregate", engine: engine.name, sql: query)
    }
    return row
  }

  private static func decode(_ measurement: Measurement, _ values: [Value]) -> Measured {
    switch measurement {
    case .quantile:
      let n = values.last?.integer ?? 0
      return .number(n == 0 ? nil : values.first?.double, n: n)
    case .notTimes(let name):
      let count = values.first?.integer ?? 0
      return .rows(QueryRows(count: count, columns: [name], first: count == 0 ? [] : [Array(values.suffix(1))]))
    default: return .count(values.first?.integer ?? 0)
    }
  }

  /// What an error of the engine makes of a measurement.
  func failed(_ error: EngineError) throws(GateStop) -> Measured {
    if error.kind == .cancelled { throw GateStop.current }
    return .failed(CheckError(error.message))
  }

  // MARK: Groups

  private func group(
    _ measurement: Measurement, _ scope: Scope, into result: inout Measurements
  ) async throws(GateStop) {
    let slices = sql.sliceColumns(scope.by)
    let filter = sql.whereClause(scope.filter)
    let keyCount = scope.by.count
    let query: String
    switch measurement {
    case .duplicates(let columns):
      let inner = slices.enumerated().map { "\($1) AS s\($0)" } + ["count(*) AS n"]
      let outer = (0..<keyCount).map { "s\($0)" }
      let groups = (slices + columns.map(engine.dialect.quote)).joined(separator: ", ")
      query =
        "SELECT \((outer + ["sum(n - 1)"]).joined(separator: ", ")) FROM (SELECT \(inner.joined(separator: ", ")) "
        + "FROM \(source)\(filter) GROUP BY \(groups)) AS g"
        + (outer.isEmpty ? "" : " GROUP BY \(outer.joined(separator: ", "))")
    case .counts(let column):
      // Values are grouped as they are, and made text of once for each: DuckDB groups by their places in a dictionary.
      let names = (0...keyCount).map { "k\($0)" }
      let inner = zip(slices + [engine.dialect.quote(column)], names).map { "\($0) AS \($1)" } + ["count(*) AS n"]
      let positions = (1...keyCount + 1).map(String.init).joined(separator: ", ")
      let outer = names.dropLast() + [engine.dialect.castToText("k\(keyCount)"), "n"]
      query =
        "SELECT \(outer.joined(separator: ", ")) FROM (SELECT \(inner.joined(separator: ", ")) "
        + "FROM \(source)\(filter) GROUP BY \(positions)) AS g"
    default: return
    }
    do throws(EngineError) {
      var found: [String: [[Value]]] = [:]
      for row in try await engine.query(query).rows() {
        let name = SliceName.make(scope.by, row.prefix(keyCount).map(\.text))
        found[name, default: []].append(Array(row.dropFirst(keyCount)))
      }
      for slice in result.values[scope, default: [:]].keys {
        result.values[scope]?[slice]?[measurement] = Self.decodeGroups(measurement, found[slice] ?? [])
      }
    } catch {
      let failure = try failed(error)
      for slice in result.values[scope, default: [:]].keys { result.values[scope]?[slice]?[measurement] = failure }
    }
  }

  private static func decodeGroups(_ measurement: Measurement, _ rows: [[Value]]) -> Measured {
    switch measurement {
    case .duplicates: return .count(rows.first?.first?.integer ?? 0)
    default:
      var counts = LevelCounts(counts: [:], missing: 0)
      for row in rows where row.count == 2 {
        let count = row[1].integer ?? 0
        if let level = row[0].text {
          counts.counts[ExactText(level), default: 0] += count
        } else {
          counts.missing += count
        }
      }
      return .counts(counts)
    }
  }

  private func query(
    _ measurement: Measurement, _ text: String, from: [String], limit: Int, _ scope: Scope,
    into result: inout Measurements
  ) async throws(GateStop) {
    var measured: Measured
    do throws(EngineError) {
      guard scope == Scope() else {
        throw EngineError(
          kind: .binder, message: "a query chooses its own rows: 'where' and 'by' do not apply", engine: engine.name)
      }
      var tables: [(name: String, table: TableName)] = []
      for name in from {
        guard let table = visible[name] else {
          throw EngineError(
            kind: .catalog, message: "the query wants table '\(name)', which is not there", engine: engine.name)
        }
        tables.append((name, table))
      }
      let wrapped = StageQuery(dialect: engine.dialect, tables: tables)
      let count = try await firstRow("SELECT count(*) FROM (\(wrapped.select(text))) AS q").first?.integer ?? 0
      var found = QueryRows(count: count, columns: [], first: [])
      if count > 0 {
        // Engines return rows in any order, and which are the first must not change from run to run.
        let columns = try await engine.schema(of: wrapped.select(text)).names
        let stream = try await engine.query(wrapped.select(text, orderedBy: columns.count, limit: limit))
        found.columns = columns
        found.first = try await stream.rows(limit: limit)
      }
      measured = .rows(found)
    } catch {
      measured = try failed(error)
    }
    result.values[scope, default: [:]]["", default: [:]][measurement] = measured
  }
}
