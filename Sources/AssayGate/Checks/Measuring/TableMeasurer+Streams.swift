import AssayConcurrency
import AssayEngine
import AssayTable

/// What is computed from columns that stream by.
extension TableMeasurer {
  /// Takes further measurements of the kind that is computed from streamed columns, in one pass.
  ///
  /// - Parameter known: what was measured before, with the number of rows of every slice.
  /// - Returns: the new measurements only.
  func measureStreamed(
    _ requests: [Scope: Set<Measurement>], known: Measurements
  ) async throws(GateStop) -> Measurements {
    var result = Measurements()
    for scope in requests.keys {
      if let failure = known.failures[scope] { result.failures[scope] = failure }
      result.values[scope] = known.values[scope, default: [:]].mapValues { values in
        values.filter { $0.key == .rows }
      }
    }
    let scopes = requests.keys.sorted { ($0.by.joined(), $0.filter ?? "") < ($1.by.joined(), $1.filter ?? "") }
    try await stream(scopes, requests, into: &result)
    return result
  }

  /// Takes what is computed from streamed columns of the whole table, without waiting for anything else.
  func streamWhole(_ requests: [Scope: Set<Measurement>]) async -> Result<Measurements, GateStop> {
    let known = Measurements(values: [Scope(): ["": [.rows: .count(rows)]]])
    do throws(GateStop) {
      return .success(try await measureStreamed(requests, known: known))
    } catch {
      return .failure(error)
    }
  }

  /// The columns whose quantiles are taken from values that stream by, not by the engine: all or none.
  func quantileColumns(_ measurements: some Sequence<Measurement>) -> Set<String> {
    guard engine.dialect.isInProcess, rows >= rowsForStreams else { return [] }
    let names = Set(measurements.compactMap { if case .quantile(let name, _, _) = $0 { name } else { nil } })
    return QuantileReducer.takes(names.map { schema[$0]?.type }, rows: rows) ? names : []
  }

  /// The values of a column, and those that make the slices as text, batch by batch.
  func values(of column: String, scope: Scope) async throws(EngineError) -> BatchStream {
    let columns = [engine.dialect.quote(column)] + sql.sliceColumns(scope.by)
    return try await engine.query(
      "SELECT \(columns.joined(separator: ", ")) FROM \(source)\(sql.whereClause(scope.filter))")
  }

  /// Takes what is computed from streamed columns, in one pass.
  func stream(
    _ scopes: [Scope], _ requests: [Scope: Set<Measurement>], into result: inout Measurements
  ) async throws(GateStop) {
    var wanted: [(scope: Scope, measurement: Measurement)] = []
    for scope in scopes where result.failures[scope] == nil {
      wanted += Self.ordered(requests[scope] ?? []).map { (scope, $0) }
    }
    if try await !pass(wanted, into: &result) {
      // One of them cannot be measured; the others can.
      for one in wanted { _ = try await pass([one], into: &result) }
    }
    for one in wanted { try await takeRows(one.scope, one.measurement, into: &result) }
  }

  /// Takes the golden rows whose keys were chosen: only a second pass sees all rows that have one of them.
  private func takeRows(
    _ scope: Scope, _ measurement: Measurement, into result: inout Measurements
  ) async throws(GateStop) {
    guard case .keyedRows(let key, _) = measurement, goldenRows?.key != key,
      case .keyedRows(let chosen)? = result.values[scope]?[""]?[measurement]
    else { return }
    var second = self
    second.goldenRows = chosen
    _ = try await second.pass([(scope, measurement)], into: &result)
  }

  /// Streams the columns that measurements need once; says whether it worked. What failed alone is filed as failed.
  private func pass(
    _ wanted: [(scope: Scope, measurement: Measurement)], into result: inout Measurements
  ) async throws(GateStop) -> Bool {
    var pass = StreamedPass(
      sql: sql, schema: schema, privateColumns: privateColumns, memory: memory, goldenRows: goldenRows,
      quantileColumns: quantileColumns(wanted.lazy.filter { $0.scope == Scope() }.map(\.measurement)))
    for (scope, measurement) in wanted {
      let values = result.values[scope] ?? [:]
      let slices = values.keys.sorted()
      let rows = slices.map { slice in
        if case .count(let rows)? = values[slice]?[.rows] { rows } else { 0 }
      }
      do throws(TableError) {
        try pass.add(measurement, scope: scope, slices: slices, rows: rows)
      } catch {
        for slice in slices { result.values[scope]?[slice]?[measurement] = .failed(CheckError("\(error)")) }
      }
    }
    guard !pass.isEmpty else { return true }
    let (query, count) = (pass.query(from: source), pass.count)
    // The batches arrive on the thread that reads.
    let shared = Locked<(pass: StreamedPass, fault: TableError?)>((pass, nil))
    let failure: Measured
    do throws(EngineError) {
      let stream = try await engine.query(query)
      try await stream.forEach { batch in
        shared.withLock { state in
          do throws(TableError) { try state.pass.consume(batch) } catch { state.fault = error }
          return state.fault == nil
        }
      }
      guard let fault = shared.withLock({ $0.fault }) else {
        shared.withLock { $0.pass.finish(into: &result) }
        return true
      }
      stream.cancel()
      failure = .failed(CheckError("\(fault)"))
    } catch {
      failure = try failed(error)
    }
    shared.withLock { $0.pass.fail(failure, into: &result) }
    return count == 1
  }
}
