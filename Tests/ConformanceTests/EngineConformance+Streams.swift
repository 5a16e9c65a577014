import AssayEngine
import AssayTable
import Foundation
import Synchronization
import Testing

/// Streams, cancellation and concurrency: what any engine must do.
@Suite("Any engine's streams", .timeLimit(.minutes(10)))
struct EngineStreamConformance {
  @Test("two streams of one engine are live at once", arguments: EngineCandidate.all)
  func twoStreams(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let first = try await engine.query(candidate.endlessQuery)
      let second = try await engine.query(candidate.endlessQuery)
      var rows = (0, 0)
      for _ in 0..<100 {
        rows.0 += try #require(try await first.next()).rowCount
        rows.1 += try #require(try await second.next()).rowCount
      }
      #expect(rows.0 > 0 && rows.1 > 0)
    }
  }

  @Test("a stream outlives the variable of its engine, and batches outlive everything", arguments: EngineCandidate.all)
  func outliving(_ candidate: EngineCandidate) async throws {
    var stream: BatchStream? = try await {
      let engine = try await candidate.open(nil)
      return try await engine.query(candidate.integers(100_000))
    }()
    var batches: [RecordBatch] = []
    while let batch = try await stream?.next() { batches.append(batch) }
    stream = nil
    var integers: [Int64] = []
    for batch in batches { try batch.columns[0].appendIntegers(to: &integers, null: -1) }
    #expect(integers == (0..<100_000).map { Int64($0) })
  }

  @Test("abandoned streams give their connections back", arguments: EngineCandidate.all)
  func abandoned(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      for round in 0..<30 {
        let stream = try await engine.query(candidate.endlessQuery)
        if round % 2 == 0 { _ = try await stream.next() }
      }
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("cancelling the task stops a query that has not answered yet", arguments: EngineCandidate.all)
  func cancelExecute(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      for delay in [0, 1, 200] {
        let start = ContinuousClock.now
        let task = Task { try await engine.rows(candidate.slowQuery) }
        try await Task.sleep(for: .milliseconds(delay))
        task.cancel()
        let error = await failure { _ = try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(60))
      }
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("cancelling the task stops a statement", arguments: EngineCandidate.all)
  func cancelStatement(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let task = Task { try await engine.execute("CREATE TABLE t AS \(candidate.slowQuery)") }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      #expect(await failure { try await task.value }?.kind == .cancelled)
      #expect(await failure { _ = try await engine.rows("SELECT * FROM t") }?.kind == .catalog)
    }
  }

  @Test("a stream can be cancelled between and within its batches", arguments: EngineCandidate.all)
  func cancelNext(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let between = try await engine.query(candidate.endlessQuery)
      _ = try await between.next()
      between.cancel()
      #expect(await failure { _ = try await between.next() }?.kind == .cancelled)
      #expect(await failure { _ = try await between.next() }?.kind == .cancelled)

      let within = try await engine.query(candidate.endlessQuery)
      let task = Task {
        var rows = 0
        while let batch = try await within.next() { rows += batch.rowCount }
        return rows
      }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      #expect(await failure { _ = try await task.value }?.kind == .cancelled)

      let finished = try await engine.query(candidate.integers(5))
      while try await finished.next() != nil {}
      finished.cancel()
      #expect(try await finished.next() == nil)
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("a stream that is gone through gives every row once and in order", arguments: EngineCandidate.all)
  func goThrough(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      // From its start, and after a batch that was taken by itself.
      for taken in [0, 1] {
        let stream = try await engine.query(candidate.integers(300_000))
        var start: [Int64] = []
        for _ in 0..<taken {
          try #require(try await stream.next()).columns[0].appendIntegers(to: &start, null: -1)
        }
        let seen = Mutex(start)
        try await stream.forEach { batch in
          seen.withLock { (try? batch.columns[0].appendIntegers(to: &$0, null: -1)) != nil }
        }
        #expect(seen.withLock { $0 } == (0..<300_000).map { Int64($0) })
        try await stream.forEach { _ in
          Issue.record("a batch behind the end")
          return false
        }
        #expect(try await stream.next() == nil)
      }
    }
  }

  @Test(
    "going through a stream ends where its body, a cancelled task or an error says so", arguments: EngineCandidate.all)
  func goThroughPart(_ candidate: EngineCandidate) async throws {
    // No closure here stands in an #expect: Swift 6.3 gives two nested ones the same symbol then, and runs the wrong one.
    try await withEngine(candidate) { engine in
      let batches = Mutex(0)
      let stopped = try await engine.query(candidate.endlessQuery)
      try await stopped.forEach { _ in
        batches.withLock {
          $0 += 1
          return $0 < 3
        }
      }
      let seen = batches.withLock { $0 }
      #expect(seen == 3)
      stopped.cancel()
      let behind = await failure { try await stopped.forEach { _ in true } }
      #expect(behind?.kind == .cancelled)

      let task = Task {
        let endless = try await engine.query(candidate.endlessQuery)
        try await endless.forEach { _ in true }
      }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      let cancelled = await failure { try await task.value }
      #expect(cancelled?.kind == .cancelled)

      let within = try await engine.query(candidate.endlessQuery)
      let own = await failure {
        try await within.forEach { _ in
          within.cancel()
          return true
        }
      }
      #expect(own?.kind == .cancelled)

      let rows = Mutex(0)
      let failing = try await engine.query(
        "SELECT CAST(CASE WHEN i = 4900000 THEN 'x' ELSE '1' END AS INTEGER) AS c FROM (\(candidate.integers(5_000_000)))"
      )
      let found = await failure {
        try await failing.forEach { batch in
          rows.withLock { $0 += batch.rowCount }
          return true
        }
      }
      let read = rows.withLock { $0 }
      #expect(found != nil && found?.kind != .cancelled && read <= 4_900_000)
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("cancelAll reaches every call, and later calls work", arguments: EngineCandidate.all)
  func cancelAll(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let stream = try await engine.query(candidate.endlessQuery)
      _ = try await stream.next()
      let tasks = (0..<3).map { _ in Task { try await engine.rows(candidate.slowQuery) } }
      try await Task.sleep(for: .milliseconds(300))
      engine.cancelAll()
      for task in tasks { #expect(await failure { _ = try await task.value }?.kind == .cancelled) }
      let late = await failure { while try await stream.next() != nil {} }
      #expect(late?.kind == .cancelled)
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("eight tasks stream at once and each gets its own rows", arguments: EngineCandidate.all)
  func concurrent(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
        for task in 0..<8 {
          group.addTask {
            var sum: Int64 = 0
            for _ in 0..<5 {
              let stream = try await engine.query(candidate.integers(10_000 * (task + 1)))
              var integers: [Int64] = []
              while let batch = try await stream.next() {
                try batch.columns[0].appendIntegers(to: &integers, null: 0)
                await Task.yield()
              }
              sum += integers.reduce(0, +)
            }
            return sum
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let expected = (1...8).map { task -> Int64 in
        let count = Int64(10_000 * task)
        return count * (count - 1) / 2 * 5
      }
      #expect(sums.sorted() == expected)
    }
  }

  @Test("a closed engine says so, stops its streams and keeps its batches", arguments: EngineCandidate.all)
  func closed(_ candidate: EngineCandidate) async throws {
    let engine = try await candidate.open(nil)
    let stream = try await engine.query(candidate.endlessQuery)
    let batch = try #require(try await stream.next())
    let running = Task { try await engine.rows(candidate.slowQuery) }
    try await Task.sleep(for: .milliseconds(100))
    await engine.close()
    #expect(await failure { _ = try await running.value }?.kind == .cancelled)
    #expect(await failure { while try await stream.next() != nil {} }?.kind == .cancelled)
    #expect(await failure { _ = try await engine.rows("SELECT 1") }?.kind == .connection)
    #expect(await failure { try await engine.execute("SELECT 1") }?.kind == .connection)
    var integers: [Int64] = []
    try batch.columns[0].appendIntegers(to: &integers, null: -1)
    #expect(integers.count == batch.rowCount)
    await engine.close()
  }

  @Test("every SQL text is seen by the observer", arguments: EngineCandidate.all)
  func observed(_ candidate: EngineCandidate) async throws {
    let log = StatementLog()
    try await withEngine(candidate, observer: log.observer) { engine in
      log.removeAll()
      _ = try await engine.rows("SELECT 1")
      try await engine.execute("CREATE TABLE t (i BIGINT)")
      _ = try await engine.schema(of: "SELECT 2")
      #expect(log.statements == ["SELECT 1", "CREATE TABLE t (i BIGINT)", "SELECT 2"])
      log.removeAll()
      let batch = try RecordBatch(columns: [Column(name: "x", integers: [1, 2])])
      let writer = try await engine.writer(to: TableName(name: "w"), schema: batch.schema)
      try await writer.write(batch)
      _ = try await writer.finish()
      #expect(log.statements.count == 3)
      #expect(log.statements[0].hasPrefix("CREATE TABLE "))
      #expect(log.statements[1] == "-- append 2 rows to w")
      #expect(log.statements[2].hasPrefix("SELECT count(*) FROM "))
    }
  }
}
