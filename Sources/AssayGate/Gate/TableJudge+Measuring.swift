import AssayEngine

extension TableJudge {
  /// The fewest rows for which more than one engine thread pays: below, threads mostly wait for each other.
  private static let rowsForThreads = 250_000

  /// Measures the table and, side by side, what is not known yet of the reference's table.
  ///
  /// Only then do the engine's threads work together: see `FixtureRun`. Users' queries come after that.
  func measure(
    _ requests: [Scope: Set<Measurement>], reference: (table: Replay.Made, requests: [Scope: Set<Measurement>])?,
    into known: inout Measurements
  ) async throws(GateStop) -> Measurements {
    let open = reference.map { Self.open($0.requests, known) } ?? [:]
    let current = measurer(of: made)
    let rows = max(made.rows, open.isEmpty ? 0 : reference?.table.rows ?? 0)
    let threads = rows < Self.rowsForThreads ? 1 : options.threads
    if threads != 1 { try await useThreads(threads) }
    var measured: Measurements
    if let table = reference?.table, !open.isEmpty {
      let other = measurer(of: table)
      async let new = outcome { () async throws(GateStop) in try await other.measure(open) }
      let outcome = await outcome { () async throws(GateStop) in try await current.measure(requests) }
      known.merge(try await new.get())
      measured = try outcome.get()
    } else {
      measured = try await current.measure(requests)
    }
    if threads != 1 { try await useThreads(1) }
    try await current.measureQueries(requests, into: &measured)
    try await RelationMeasurer(
      engine: engine, table: made.table, schema: made.schema, visible: visible, reference: reference?.table.table
    ).measure(requests, into: &measured)
    return measured
  }

  private func measurer(of table: Replay.Made) -> TableMeasurer {
    TableMeasurer(
      engine: engine, table: table.table, schema: table.schema, visible: visible, privateColumns: privateColumns)
  }

  /// The requests that are not answered yet.
  private static func open(
    _ requests: [Scope: Set<Measurement>], _ known: Measurements
  ) -> [Scope: Set<Measurement>] {
    var open: [Scope: Set<Measurement>] = [:]
    for (scope, measurements) in requests where !measurements.isEmpty {
      let there = known.values[scope]?.values.first.map { Set($0.keys) } ?? []
      let rest = measurements.subtracting(there)
      if !rest.isEmpty { open[scope] = rest }
    }
    return open
  }

  private func useThreads(_ count: Int?) async throws(GateStop) {
    guard let statement = engine.dialect.setThreads(count) else { return }
    do throws(EngineError) { try await engine.execute(statement) } catch { throw GateStop.current }
  }
}

/// What comes of work that may be stopped, as a value: typed errors do not pass `async let`.
private func outcome<Success: Sendable>(
  _ work: @Sendable () async throws(GateStop) -> Success
) async -> Result<Success, GateStop> {
  do throws(GateStop) { return .success(try await work()) } catch { return .failure(error) }
}

extension Measurements {
  /// Adds what was measured of the same table.
  mutating func merge(_ new: Measurements) {
    for (scope, slices) in new.values {
      for (slice, values) in slices { self.values[scope, default: [:]][slice, default: [:]].merge(values) { $1 } }
    }
    self.slices.merge(new.slices) { $1 }
    failures.merge(new.failures) { $1 }
  }
}
