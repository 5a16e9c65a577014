import AssayEngine

extension TableJudge {
  /// The fewest rows for which more than one engine thread pays: below, threads mostly wait for each other.
  private static let rowsForThreads = 250_000
  /// The memory for values of rows, in bytes, unless the options say otherwise. Reading a few columns at a time is as
  /// fast as reading all, and new memory is dear.
  static let defaultValueMemory = 64 << 20

  /// More memory than any machine has, of which some multiples are still numbers.
  private static let mostValueMemory = Int.max >> 8

  /// The memory for values of rows, in bytes.
  var valueMemory: Int { min(max(0, options.valueMemory ?? Self.defaultValueMemory), Self.mostValueMemory) }

  /// Measures the table and, side by side, what is not known yet of the reference's table; judges in rounds the cases
  /// that need a value for every row.
  ///
  /// Only then do the engine's threads work together: see `FixtureRun`. Users' queries come after that.
  func measure(
    _ requests: [Scope: Set<Measurement>], reference: (table: Replay.Made, requests: [Scope: Set<Measurement>])?,
    hasReference: Bool, previous: PreviousVersion?, for prepared: [Prepared], into known: inout Measurements
  ) async throws(GateStop) -> Measuring {
    let memory = ValueMemory()
    let wanted = comparisons(requests)
    let sides = Sides(
      current: measurer(
        of: made, memory, goldenRows: options.recordMode.replaces ? nil : baseline?.tables[table]?.golden),
      reference: reference.map { measurer(of: $0.table, memory) },
      keepsReference: keepsValues(of: reference, for: wanted), budget: valueMemory)
    let rounds = JudgingRound.plan(
      prepared, comparisons: wanted.filter { !isStreamed($0, sides) }, rows: sides.rows, budget: valueMemory / 2)
    let later = rounds.dropFirst()
    let first = Self.with(rounds[0].current, Self.without(later.map(\.current), requests))
    let firstReference = Self.open(
      Self.with(rounds[0].reference, Self.without(later.map(\.reference), reference?.requests ?? [:])), known)
    let rows = max(made.rows, firstReference.isEmpty && later.isEmpty ? 0 : reference?.table.rows ?? 0)
    let threads = rows < Self.rowsForThreads ? 1 : options.threads
    if threads != 1 { try await useThreads(threads, streams: reference == nil ? 1 : 2) }
    var measuring = Measuring(hasReference: hasReference, previous: previous)
    var values: BothMeasurements? = try await both(sides.current, first, sides.reference, firstReference)
    if let values {
      measuring.measured = values.current.withoutValues
      known.merge(sides.keepsReference ? values.reference : values.reference.withoutValues)
    }
    measuring.reference = known
    try await run(rounds, &values, prepared, sides, &measuring)
    try await stream(wanted.filter { isStreamed($0, sides) }, sides, threads, &measuring)
    // What the comparisons tell may ask for further ones; each is taken once, so that this ends.
    while true {
      let further = furtherComparisons(prepared, measuring)
      if further.isEmpty { break }
      let held = further.filter { !isStreamed($0, sides) }
      let rounds =
        held.isEmpty
        ? []
        : JudgingRound.plan(
          [], comparisons: held, rows: sides.rows, budget: valueMemory / 2)
      try await run(rounds, &values, prepared, sides, &measuring)
      try await stream(further.filter { isStreamed($0, sides) }, sides, threads, &measuring)
    }
    known = measuring.reference
    if threads != 1 { try await useThreads(1) }
    if options.recordMode.replaces { measuring.approvedRows = try await lookUpApproved(requests, measuring.measured) }
    try await sides.current.measureQueries(requests, into: &measuring.measured)
    try await RelationMeasurer(
      engine: engine, table: made.table, schema: made.schema, visible: visible, reference: reference?.table.table
    ).measure(requests, into: &measuring.measured)
    return measuring
  }

  /// What measures a table and its reference.
  struct Sides {
    var current: TableMeasurer
    var reference: TableMeasurer?
    /// Whether the reference's values are kept for the next version.
    var keepsReference: Bool
    var budget: Int

    var rows: (current: Int, reference: Int) { (current.rows, reference?.rows ?? 0) }
  }

  /// What takes long to read again is kept for the next version while it is not too large.
  ///
  /// - Parameter comparisons: what is compared; its values are not among the requests.
  private func keepsValues(
    of reference: (table: Replay.Made, requests: [Scope: Set<Measurement>])?, for comparisons: [JudgingRound.Comparison]
  ) -> Bool {
    guard let reference else { return false }
    var requests = reference.requests
    for one in comparisons { requests[one.scope, default: []].insert(.sample(one.other)) }
    return plan.versions.count > 1 && Self.bytes(requests) * reference.table.rows <= 4 * valueMemory
  }

  /// Judges rounds one after the other. While the cases of one are judged, the values of the next are read, as long as
  /// both fit.
  ///
  /// - Parameter values: what the first round needs, when it was measured already. Nobody else may hold it, so that its
  ///   memory is free when it was judged; `nil` afterwards.
  private func run(
    _ rounds: [JudgingRound], _ values: inout BothMeasurements?, _ prepared: [Prepared], _ sides: Sides,
    _ measuring: inout Measuring
  ) async throws(GateStop) {
    for (number, round) in rounds.enumerated() {
      try stop.check()
      if values == nil { values = try await measure(round, sides, measuring) }
      if sides.keepsReference, let values { measuring.reference.merge(values.reference) }
      let next = number + 1 < rounds.count ? rounds[number + 1] : nil
      if let next, round.bytes + next.bytes <= sides.budget {
        let base = measuring
        async let following = outcome { () async throws(GateStop) in try await measure(next, sides, base) }
        await conclude(round, prepared, &values, &measuring)
        values = try await following.get()
      } else {
        // The next values come into the same memory.
        await conclude(round, prepared, &values, &measuring)
      }
    }
  }

  /// Takes the values of a round.
  private func measure(
    _ round: JudgingRound, _ sides: Sides, _ measuring: Measuring
  ) async throws(GateStop) -> BothMeasurements {
    try await both(
      sides.current, round.current, sides.reference, Self.open(round.reference, measuring.reference),
      known: (measuring.measured, measuring.reference))
  }

  /// Judges the cases of a round and takes its comparisons, several at a time; lets go of the values.
  private func conclude(
    _ round: JudgingRound, _ prepared: [Prepared], _ values: inout BothMeasurements?,
    _ measuring: inout Measuring
  ) async {
    guard let now = values.map(measuring.adding) else { return }
    values = nil
    measuring.judged.merge(await judge(round, prepared, now)) { $1 }
    for (one, slice, compared) in await compare(round.comparisons, now) {
      measuring.measured.values[one.scope]?[slice]?[one.measurement] = compared
    }
  }

  /// Judges the cases of a round, several at a time.
  private func judge(
    _ round: JudgingRound, _ prepared: [Prepared], _ measuring: Measuring
  ) async -> [JudgingRound.Key: JudgedCase] {
    await withTaskGroup(of: (JudgingRound.Key, JudgedCase).self) { group in
      for (item, index) in round.cases {
        let check = prepared[item]
        for (slice, values) in measuring.measured.values[check.scope] ?? [:] {
          let one = check.cases[index]
          guard one.judgesSmallSlices || check.scope.by.isEmpty || !Self.isSmall(values) else { continue }
          let evidence = evidence(check, one, slice, measuring)
          group.addTask {
            let started = ContinuousClock.now
            let judgement = Self.judge(one, evidence)
            return (
              JudgingRound.Key(item: item, index: index, slice: slice),
              JudgedCase(judgement: judgement, seconds: (ContinuousClock.now - started).seconds)
            )
          }
        }
      }
      var judged: [JudgingRound.Key: JudgedCase] = [:]
      for await (key, one) in group { judged[key] = one }
      return judged
    }
  }

  func measurer(
    of table: Replay.Made, _ memory: ValueMemory, goldenRows: KeyedRows? = nil
  ) -> TableMeasurer {
    TableMeasurer(
      engine: engine, table: table.table, schema: table.schema, visible: visible, privateColumns: privateColumns,
      memory: memory, rows: table.rows, goldenRows: goldenRows)
  }

  /// The memory that a row takes of all values that are asked for.
  private static func bytes(_ requests: [Scope: Set<Measurement>]) -> Int {
    requests.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.bytesPerRow } }
  }

  /// The requests with those of a round.
  private static func with(
    _ round: [Scope: Set<Measurement>], _ requests: [Scope: Set<Measurement>]
  ) -> [Scope: Set<Measurement>] {
    requests.merging(round) { $0.union($1) }
  }

  /// The requests without those of later rounds.
  private static func without(
    _ later: [[Scope: Set<Measurement>]], _ requests: [Scope: Set<Measurement>]
  ) -> [Scope: Set<Measurement>] {
    later.reduce(requests) { rest, round in rest.merging(round) { $0.subtracting($1) } }
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

  /// - Parameters:
  ///   - count: the threads that work at the most; `nil` = as many as the engine finds right.
  ///   - streams: how many queries run side by side. The thread that pulls from a query works for it, so that of the
  ///     engine's threads, which count one such thread, all others are one too many.
  func useThreads(_ count: Int?, streams: Int = 1) async throws(GateStop) {
    do throws(EngineError) {
      var all = count
      if all == nil, streams > 1, let query = engine.dialect.threadCountQuery {
        if let reset = engine.dialect.setThreads(nil) { try await engine.execute(reset) }
        all = try await engine.rows(query, limit: 1).first?.first?.integer
      }
      guard let statement = engine.dialect.setThreads(all.map { max(1, $0 - (streams - 1)) }) else { return }
      try await engine.execute(statement)
    } catch {
      throw GateStop.current
    }
  }
}

/// What was measured of a table and of its reference.
private struct BothMeasurements: Sendable {
  var current: Measurements
  var reference: Measurements
}

/// Measures a table and its reference side by side: everything, or values of rows when the rest is known.
private func both(
  _ current: TableMeasurer, _ requests: [Scope: Set<Measurement>], _ reference: TableMeasurer?,
  _ referenceRequests: [Scope: Set<Measurement>], known: (current: Measurements, reference: Measurements)? = nil
) async throws(GateStop) -> BothMeasurements {
  guard let reference, !referenceRequests.isEmpty else {
    return BothMeasurements(current: try await one(current, requests, known?.current), reference: Measurements())
  }
  async let new = outcome { () async throws(GateStop) in
    try await one(reference, referenceRequests, known?.reference)
  }
  let measured = await outcome { () async throws(GateStop) in try await one(current, requests, known?.current) }
  let other = try await new.get()
  return BothMeasurements(current: try measured.get(), reference: other)
}

private func one(
  _ measurer: TableMeasurer, _ requests: [Scope: Set<Measurement>], _ known: Measurements?
) async throws(GateStop) -> Measurements {
  if let known { return try await measurer.measureStreamed(requests, known: known) }
  return try await measurer.measure(requests)
}

/// What comes of work that may be stopped, as a value: typed errors do not pass `async let`.
private func outcome<Success: Sendable>(
  _ work: @Sendable () async throws(GateStop) -> Success
) async -> Result<Success, GateStop> {
  do throws(GateStop) { return .success(try await work()) } catch { return .failure(error) }
}

extension TableJudge.Measuring {
  /// With the values of a round.
  fileprivate func adding(_ values: BothMeasurements) -> Self {
    var all = self
    all.measured.merge(values.current)
    all.reference.merge(values.reference)
    return all
  }
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

  /// All but the measurements that keep something for every row.
  fileprivate var withoutValues: Measurements {
    var rest = self
    rest.values = values.mapValues { slices in
      slices.mapValues { values in values.filter { $0.key.bytesPerRow == 0 } }
    }
    return rest
  }
}
