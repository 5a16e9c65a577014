import AssayTable

/// One pass over a table that feeds every reducer.
struct StreamedPass {
  private struct Entry {
    var scope: Scope
    var measurement: Measurement
    var reducer: any Reducer
  }

  private let sql: MeasurementSQL
  private let schema: Schema
  private let privateColumns: Set<String>
  private let memory: ValueMemory
  private let goldenRows: KeyedRows?
  private var columns: Set<String> = []
  private var entries: [Entry] = []
  private var slices: [Scope: [String]] = [:]
  private var sliceIndices: [Scope: SliceIndex] = [:]
  /// The clusters of rows by the columns that make them, numbered once for all reducers.
  private var clusterIndices: [[String]: ClusterIndex] = [:]
  /// The columns whose quantiles are taken from their values, and what holds these.
  private let quantileColumns: Set<String>
  private var quantileValues: [String: QuantileReducer.Values] = [:]

  /// - Parameters:
  ///   - goldenRows: the rows that golden rows are looked up by; `nil` to choose them.
  ///   - quantileColumns: the columns whose quantiles are not the engine's task.
  init(
    sql: MeasurementSQL, schema: Schema, privateColumns: Set<String>, memory: ValueMemory, goldenRows: KeyedRows?,
    quantileColumns: Set<String>
  ) {
    self.sql = sql
    self.schema = schema
    self.privateColumns = privateColumns
    self.memory = memory
    self.goldenRows = goldenRows
    self.quantileColumns = quantileColumns
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The number of measurements that the pass takes.
  var count: Int { entries.count }

  /// Adds a measurement when it is one that is computed from streamed columns.
  ///
  /// - Parameter rows: how many rows each slice has.
  mutating func add(
    _ measurement: Measurement, scope: Scope, slices names: [String], rows: [Int]
  ) throws(TableError) {
    let reducer: any Reducer
    switch measurement {
    case .mean(let column):
      reducer = MeanReducer(column: column, slices: names.count)
      columns.insert(column)
    case .sample(let column):
      reducer = SampleReducer(column: column, rows: rows, memory: memory)
      columns.insert(column)
    case .calendar(let column):
      reducer = CalendarReducer(column: column, type: schema[column]?.type, slices: names.count)
      columns.insert(column)
    case .clusteredSample(let column, let clusters):
      reducer = ClusteredSampleReducer(column: column, clusters: clusterIndex(clusters), slices: names.count)
      columns.formUnion([column] + clusters)
    case .clusteredLevels(let column, let clusters):
      reducer = ClusteredLevelsReducer(column: column, clusters: clusterIndex(clusters), slices: names.count)
      columns.formUnion([column] + clusters)
    case .scores(let score, let label):
      reducer = ScoresReducer(score: score, label: label, slices: names.count)
      columns.formUnion([score, label])
    case .predictions(let prediction, let label):
      reducer = PredictionsReducer(prediction: prediction, label: label, slices: names.count)
      columns.formUnion([prediction, label])
    case .fingerprint(let toleranceColumns):
      reducer = FingerprintReducer(schema: schema, toleranceColumns: toleranceColumns, privateColumns: privateColumns)
      columns.formUnion(schema.fields.map(\.name))
    case .keyedRows(let key, let rows):
      if let goldenRows, goldenRows.key == key {
        reducer = try KeyedRowsReducer(of: goldenRows, limit: rows, schema: schema, privateColumns: privateColumns)
      } else {
        reducer = GoldenKeysReducer(key: key, limit: rows, schema: schema, privateColumns: privateColumns)
      }
      columns.formUnion(schema.fields.map(\.name))
    case .labelled(let column, let label, let asGroups):
      reducer = LabelledColumnReducer(column: column, label: label, asGroups: asGroups, slices: names.count)
      columns.formUnion([column, label])
    case .duplicates(let names):
      guard sql.dialect.isInProcess, scope == Scope(), names.count == 1, DuplicatesReducer.takes(schema[names[0]]?.type)
      else { return }
      reducer = DuplicatesReducer(column: names[0], rows: rows.first ?? 0)
      columns.insert(names[0])
    case .quantile(let column, let p, _):
      guard scope == Scope(), quantileColumns.contains(column) else { return }
      let known = quantileValues[column]
      let values = known ?? QuantileReducer.Values(column: column, rows: rows.first ?? 0, memory: memory)
      quantileValues[column] = values
      reducer = QuantileReducer(values, p: p, reads: known == nil)
      columns.insert(column)
    case .columnDigests(let names):
      reducer = ColumnDigestsReducer(columns: names, schema: schema)
      columns.formUnion(names)
    case .rowSample(let sampled, let clusters, let limit):
      reducer = RowSampleReducer(
        columns: sampled, clusters: clusters, limit: limit, schema: schema, slices: names.count)
      columns.formUnion(sampled + clusters)
    default: return
    }
    if slices[scope] != names {
      slices[scope] = names
      sliceIndices[scope] = SliceIndex(by: scope.by, slices: names)
    }
    entries.append(Entry(scope: scope, measurement: measurement, reducer: reducer))
  }

  private mutating func clusterIndex(_ columns: [String]) -> ClusterIndex {
    if let known = clusterIndices[columns] { return known }
    let index = ClusterIndex(columns: columns)
    clusterIndices[columns] = index
    return index
  }

  private var scopes: [Scope] {
    Array(Set(entries.map(\.scope)).filter { $0 != Scope() })
      .sorted { ($0.by.joined(), $0.filter ?? "") < ($1.by.joined(), $1.filter ?? "") }
  }

  /// What the names of added columns start with: nothing that a column of the table starts with.
  private var prefix: String {
    var prefix = "assay_"
    while schema.names.contains(where: { $0.lowercased().hasPrefix(prefix) }) { prefix += "_" }
    return prefix
  }

  private func filterName(_ number: Int) -> String { "\(prefix)filter_\(number)" }

  private func sliceName(_ number: Int, _ position: Int) -> String { "\(prefix)slice_\(number)_\(position)" }

  /// The columns, then a flag and the slice columns of each scope that needs them.
  func query(from source: String) -> String {
    var list = schema.fields.map(\.name).filter(columns.contains).map(sql.dialect.quote)
    for (number, scope) in scopes.enumerated() {
      if let filter = scope.filter {
        // A number is taken for true or false as it is in a WHERE clause.
        let flag = sql.dialect.cast(RowFilter.parenthesised(filter), .boolean)
        list.append("coalesce(\(flag), FALSE) AS \(filterName(number))")
      }
      for (position, column) in sql.sliceColumns(scope.by).enumerated() {
        list.append("\(column) AS \(sliceName(number, position))")
      }
    }
    return "SELECT \(list.joined(separator: ", ")) FROM \(source)"
  }

  /// Hands a batch to every reducer.
  func consume(_ batch: RecordBatch) throws(TableError) {
    let pulled = PulledBatch(batch)
    var assignments: [Scope: SliceAssignment] = [Scope(): .all]
    for (number, scope) in scopes.enumerated() { assignments[scope] = try assignment(scope, number, pulled) }
    for entry in entries { try entry.reducer.add(pulled, slices: assignments[entry.scope] ?? .all) }
  }

  private func assignment(_ scope: Scope, _ number: Int, _ batch: PulledBatch) throws(TableError) -> SliceAssignment {
    var indices = [Int32](repeating: 0, count: batch.rowCount)
    if !scope.by.isEmpty {
      let parts = scope.by.indices.map { batch.column(sliceName(number, $0)) }
      indices = try sliceIndices[scope]?.places(parts, rows: batch.rowCount) ?? indices.map { _ in -1 }
    }
    if scope.filter != nil {
      let flags = try batch.doubles(filterName(number))
      for row in indices.indices where flags[row] != 1 { indices[row] = -1 }
    }
    return .indexed(indices)
  }

  /// Files what came of every reducer.
  func finish(into result: inout Measurements) {
    for entry in entries where entry.reducer.isComplete {
      for (index, slice) in (slices[entry.scope] ?? []).enumerated() {
        result.values[entry.scope]?[slice]?[entry.measurement] = entry.reducer.result(slice: index)
      }
    }
  }

  /// Files a failure for every measurement of the pass.
  func fail(_ failure: Measured, into result: inout Measurements) {
    for entry in entries {
      for slice in slices[entry.scope] ?? [] { result.values[entry.scope]?[slice]?[entry.measurement] = failure }
    }
  }
}
