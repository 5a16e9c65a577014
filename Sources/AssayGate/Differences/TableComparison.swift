import AssayEngine
import AssayTable

/// Compares two states of a table by key.
struct TableComparison {
  let engine: any Engine
  let table: String
  let old: Replay.Made
  let new: Replay.Made
  let key: [String]
  let privateColumns: Set<String>

  /// How many values that moved are told of each column.
  static let largestChanges = 5
  /// How many rows that moved most are told.
  static let movedRows = 10
  /// How many keys of rows that came, and that went, are told.
  static let exampleKeys = 5
  /// The most pairs of columns that one query measures.
  private static let pairsAtOnce = 60
  /// The engine's schema for the tables of the comparison.
  private static let schema = "difference"

  /// What differs; hands the query of the differing rows to `write`, as long as their table is there.
  ///
  /// Reads both tables once, and the rows that may differ a second time; where none differs the memory is that of two
  /// hashes a key. The engine moves to disk what does not fit its memory.
  func run(write: (String) async throws(DifferenceFailure) -> Void) async throws(DifferenceFailure) -> TableDifference {
    let sql = try makeSQL()
    do throws(EngineError) { try await engine.createSchema(Self.schema) } catch { throw failure(error) }
    let outcome: Result<TableDifference, DifferenceFailure>
    do throws(DifferenceFailure) {
      outcome = .success(try await compare(sql, write))
    } catch {
      outcome = .failure(error)
    }
    await engine.dropSchema(Self.schema)
    return try outcome.get()
  }

  private func failure(_ error: EngineError) -> DifferenceFailure {
    DifferenceFailure("table '\(table)': \(error.message)")
  }

  // MARK: Columns

  private func makeSQL() throws(DifferenceFailure) -> DifferenceSQL {
    func places(_ schema: Schema) -> [String: (place: Int, type: DataType)] {
      Dictionary(uniqueKeysWithValues: schema.fields.enumerated().map { ($1.name, ($0, $1.type)) })
    }
    let (before, after) = (places(old.schema), places(new.schema))
    for (state, schema, known) in [("old", old.schema, before), ("new", new.schema, after)] {
      for name in key where known[name] == nil {
        let hint = Suggestion.clause(for: name, among: schema.names)
        throw DifferenceFailure(
          "the \(state) table '\(table)' has no column '\(name)' for the key\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")"
            + schema.names.joined(separator: ", "), isUsageError: true)
      }
    }
    if let twice = key.first(where: { name in key.count { $0 == name } > 1 }) {
      throw DifferenceFailure("the key names column '\(twice)' twice", isUsageError: true)
    }
    func pair(_ name: String) -> ComparedPair? {
      guard let old = before[name], let new = after[name] else { return nil }
      return ComparedPair(name: name, old: old, new: new)
    }
    return DifferenceSQL(
      dialect: engine.dialect, old: old.table, new: new.table, oldSchema: old.schema, newSchema: new.schema,
      key: key.compactMap(pair), values: old.schema.names.filter { !key.contains($0) }.compactMap(pair),
      schema: Self.schema)
  }

  // MARK: Rows

  private func compare(
    _ sql: DifferenceSQL, _ write: (String) async throws(DifferenceFailure) -> Void
  ) async throws(DifferenceFailure) -> TableDifference {
    try await execute(sql.findCandidates)
    try await execute(sql.takeRows(.old))
    try await execute(sql.takeRows(.new))
    try await execute(sql.findRepeated)
    let counts = try await integers(sql.countRepeated)
    let repeated = TableDifference.RepeatedKeys(keys: counts[0], oldRows: counts[1], newRows: counts[2])
    try await execute(sql.findChanges(hasRepeated: repeated.keys > 0))
    if repeated.keys > 0 {
      try await execute(sql.addRepeated(.old))
      try await execute(sql.addRepeated(.new))
    }
    let kinds = try await integers(sql.countKinds)
    let nulls = (try await integers(sql.countNullKeys(.old)), try await integers(sql.countNullKeys(.new)))
    let shown = sql.key.indices.filter { !privateColumns.contains(sql.key[$0].name) }
    let columns = try await self.columns(sql, shown, hasChanges: kinds[0] > 0)
    let oldNames = Set(old.schema.names)
    let newNames = Set(new.schema.names)
    let difference = TableDifference(
      table: table, key: key,
      rows: TableDifference.Rows(
        old: old.rows, new: new.rows, unchanged: old.rows - kinds[0] - kinds[1], changed: kinds[0], added: kinds[2],
        removed: kinds[1], oldWithNullKey: nulls.0[0], newWithNullKey: nulls.1[0]),
      repeatedKeys: repeated,
      addedColumns: new.schema.fields.filter { !oldNames.contains($0.name) }.map(Self.named),
      removedColumns: old.schema.fields.filter { !newNames.contains($0.name) }.map(Self.named),
      retypedColumns: (sql.key + sql.values).filter { $0.oldType != $0.newType }.sorted { $0.old < $1.old }.map {
        TableDifference.RetypedColumn(name: $0.name, old: "\($0.oldType)", new: "\($0.newType)")
      },
      isReordered: old.schema.names.filter(newNames.contains) != new.schema.names.filter(oldNames.contains),
      columns: columns.map(Self.withLargest), moved: Self.moved(columns),
      examples: TableDifference.Examples(
        added: try await examples(sql, 2, shown, kinds[2]), removed: try await examples(sql, 1, shown, kinds[1])))
    try await write(sql.rowsThatDiffer(hiding: privateColumns, hasRepeated: repeated.keys > 0))
    return difference
  }

  private static func named(_ field: Field) -> TableDifference.NamedType {
    TableDifference.NamedType(name: field.name, type: "\(field.type)")
  }

  private func examples(
    _ sql: DifferenceSQL, _ kind: Int, _ shown: [Int], _ count: Int
  ) async throws(DifferenceFailure) -> [[String?]] {
    guard count > 0, !shown.isEmpty else { return [] }
    return try await rows(sql.exampleKeys(kind: kind, shownKey: shown, limit: Self.exampleKeys)).map { $0.map(\.text) }
  }

  // MARK: Values

  private func columns(
    _ sql: DifferenceSQL, _ shown: [Int], hasChanges: Bool
  ) async throws(DifferenceFailure) -> [ColumnDifference] {
    var columns = sql.values.map { pair in
      ColumnDifference(
        name: pair.name, type: "\(pair.newType)", isPrivate: privateColumns.contains(pair.name), changed: 0,
        missingOld: 0, missingNew: 0, largest: [])
    }
    for start in stride(from: 0, to: columns.count, by: Self.pairsAtOnce) {
      let places = start..<min(columns.count, start + Self.pairsAtOnce)
      let changes = try await integers(sql.countChanges(places))
      for (index, place) in places.enumerated() { columns[place].changed = changes[3 * index] }
      let measured = Set(places.filter { sql.values[$0].isNumeric && columns[$0].changed > 0 })
      let known = try await describe(sql, places, measured)
      for (index, place) in places.enumerated() {
        columns[place].missingOld = known[2 * index].integer ?? 0
        // What is not among the changes is the same on both sides.
        columns[place].missingNew = columns[place].missingOld - changes[3 * index + 1] + changes[3 * index + 2]
        guard let deviation = known[2 * index + 1].double, deviation.isFinite, deviation > 0 else { continue }
        columns[place].deviation = Self.rounded(deviation)
      }
    }
    for place in columns.indices where columns[place].changed > 0 && !columns[place].isPrivate {
      if sql.values[place].isNumeric {
        let deviation = columns[place].deviation
        let name = columns[place].name
        columns[place].largest = try await rows(
          sql.largestChanges(place, shownKey: shown, limit: max(Self.largestChanges, Self.movedRows))
        ).map { row in
          let change = row[shown.count + 2].double ?? 0
          return MovedValue(
            key: row.prefix(shown.count).map(\.text), column: name, old: row[shown.count].text,
            new: row[shown.count + 1].text, change: change, scaled: deviation.map { Self.rounded(change / $0) })
        }
      } else if let row = try await rows(sql.mostFrequentChange(place)).first {
        columns[place].mostFrequent = ColumnDifference.FrequentChange(
          old: row[0].text, new: row[1].text, rows: row[2].integer ?? 0)
      }
    }
    return columns
  }

  /// Six digits: the last bits of a sum depend on how threads shared the rows.
  private static func rounded(_ value: Double) -> Double { Rounding.significant(value, digits: 6) }

  /// The missing values and the deviations of the old table; without deviations when values are too large for them.
  private func describe(
    _ sql: DifferenceSQL, _ places: Range<Int>, _ deviations: Set<Int>
  ) async throws(DifferenceFailure) -> [Value] {
    do throws(EngineError) {
      return try await engine.rows(sql.describeOld(places, deviations: deviations), limit: 1).first ?? []
    } catch {
      guard error.kind == .outOfRange else { throw failure(error) }
      return try await row(sql.describeOld(places, deviations: []))
    }
  }

  /// The rows with the largest scaled changes; of each row its largest. Numbers that tell no scale come last.
  static func moved(_ columns: [ColumnDifference]) -> [MovedValue] {
    func weight(_ value: MovedValue) -> Double { abs(value.scaled ?? 0) }
    let sorted = columns.flatMap(\.largest).enumerated().sorted {
      (weight($1.element), $0.offset) < (weight($0.element), $1.offset)
    }
    var seen: Set<[String?]> = []
    var moved: [MovedValue] = []
    for (_, value) in sorted where moved.count < movedRows {
      // Without a key to show, rows cannot be told apart.
      if value.key.isEmpty || seen.insert(value.key).inserted { moved.append(value) }
    }
    return moved
  }

  private static func withLargest(_ column: ColumnDifference) -> ColumnDifference {
    var column = column
    column.largest = Array(column.largest.prefix(largestChanges))
    return column
  }

  // MARK: Queries

  private func execute(_ statement: String) async throws(DifferenceFailure) {
    do throws(EngineError) { try await engine.execute(statement) } catch { throw failure(error) }
  }

  private func rows(_ query: String) async throws(DifferenceFailure) -> [[Value]] {
    do throws(EngineError) { return try await engine.rows(query) } catch { throw failure(error) }
  }

  private func row(_ query: String) async throws(DifferenceFailure) -> [Value] {
    guard let row = try await rows(query).first else {
      throw DifferenceFailure("table '\(table)': the engine gave no row for an aggregate")
    }
    return row
  }

  private func integers(_ query: String) async throws(DifferenceFailure) -> [Int] {
    var numbers: [Int] = []
    for value in try await row(query) {
      guard let number = value.integer else {
        throw DifferenceFailure("table '\(table)': a count came out as \(value)")
      }
      numbers.append(number)
    }
    return numbers
  }
}
