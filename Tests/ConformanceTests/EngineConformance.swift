import AssayEngine
import AssayTable
import Foundation
import Testing

/// What any engine must do. A new engine joins by an `EngineCandidate`.
@Suite("Any engine", .timeLimit(.minutes(10)))
struct EngineConformance {
  // MARK: Values

  @Test("literals come back as the values they were made from", arguments: EngineCandidate.all)
  func literals(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let values: [Value] = [
        .null, .boolean(true), .boolean(false), .integer(0), .integer(.min), .integer(.max), .integer(-5),
        .number(0.1), .number(-0.0), .number(1e300), .number(Double(5).ulp), .number(.leastNonzeroMagnitude),
        .number(.greatestFiniteMagnitude), .number(.nan), .number(.infinity), .number(-.infinity),
        .number(0.123456789012345678), .decimal("12.30"), .decimal("-0.001"), .decimal("12345678901234567890.5"),
        .text(""), .text("it's \"quoted\" \\ \n\t -- ; é€😀"), .text(String(repeating: "x", count: 100_000)),
        .date("2013-04-03"), .date("0001-01-01"), .timestamp("2013-04-03 09:00:00Z"),
        .timestamp("1969-12-31 23:59:59.999999"), .time("09:00:00.25"),
      ]
      let columns = values.enumerated().map { "\(engine.dialect.literal($0.element)) AS c\($0.offset)" }
      let row = try #require(try await engine.rows("SELECT " + columns.joined(separator: ", ")).first)
      #expect(row == values)
      guard case .number(let zero) = row[8] else {
        Issue.record("-0.0 came back as \(row[8])")
        return
      }
      #expect(zero.sign == .minus)
    }
  }

  @Test("built columns survive the way into a table and back", arguments: EngineCandidate.all)
  func roundTrip(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let doubles: [Double] = [
        1.5, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      ]
      let count = doubles.count
      let batch = try RecordBatch(columns: [
        Column(name: "d", doubles: doubles),
        Column(name: "f", floats: doubles.map { Float($0) }),
        Column(
          name: "i", integers: [.min, 0, 1, .max, 5, 6, 7], validity: [true, false, true, true, true, true, true]),
        Column(name: "b", booleans: [true, false, nil, true, true, false, nil]),
        Column(name: "t", texts: ["", nil, "é€😀", "a text that is longer than twelve bytes", "x", "y", nil]),
      ])
      let writer = try await engine.writer(to: TableName(name: "t"), schema: batch.schema)
      try await writer.write(batch.sliced(0..<3))
      try await writer.write(batch.sliced(3..<count))
      #expect(try await writer.finish() == count)
      let rows = try await engine.rows("SELECT * FROM t")
      // The order of rows is not promised, so they are found by their content.
      #expect(Set(rows) == Set((0..<count).map { batch.row($0) }))
      let schema = try await engine.schema(of: "SELECT * FROM t")
      #expect(schema.fields.map(\.type) == batch.schema.fields.map(\.type))
      #expect(schema.names == batch.schema.names)
    }
  }

  @Test("a result's batches can be written as they are, also slices of them", arguments: EngineCandidate.all)
  func queryToWriter(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let stream = try await engine.query(candidate.integers(10_000))
      let writer = try await engine.writer(to: TableName(name: "copy"), schema: stream.schema)
      while let batch = try await stream.next() {
        let middle = batch.rowCount / 3
        try await writer.write(batch.sliced(0..<middle))
        try await writer.write(batch.sliced(middle..<batch.rowCount))
      }
      #expect(try await writer.finish() == 10_000)
      #expect(
        try await engine.rows("SELECT sum(i), count(DISTINCT i) FROM copy") == [
          [.integer(49_995_000), .integer(10_000)]
        ])
    }
  }

  @Test("names may hold quotes, spaces, SQL and emoji", arguments: EngineCandidate.all)
  func hostileNames(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let names = ["select", "a \"b\" c", "x'; DROP TABLE t; --", "é€😀", " ", "A.B", "%s\\n"]
      let dialect = engine.dialect
      for (number, name) in names.enumerated() {
        try await engine.execute(dialect.createSchema(name))
        let table = TableName(schema: name, name: name)
        let writer = try await engine.writer(to: table, schema: Schema([Field(name: name, type: .int64)]))
        try await writer.write(RecordBatch(columns: [Column(name: name, integers: [Int64(number)])]))
        #expect(try await writer.finish() == 1)
        let query = "SELECT \(dialect.quote(name)) FROM \(dialect.tableReference(table))"
        #expect(try await engine.rows(query) == [[.integer(Int64(number))]])
        #expect(try await engine.schema(of: query).names == [name])
        let copy = TableName(schema: name, name: name + "2")
        try await engine.execute(dialect.createTable(copy, as: query))
        try await engine.execute(dialect.dropTable(copy))
        try await engine.execute(dialect.dropSchema(name))
      }
    }
  }

  @Test("an empty result has its columns and no batch", arguments: EngineCandidate.all)
  func emptyResult(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let stream = try await engine.query("SELECT * FROM (\(candidate.integers(10))) x WHERE i > 100")
      #expect(stream.schema.names == ["i"])
      #expect(try await stream.next() == nil)
      #expect(try await stream.next() == nil)
      let writer = try await engine.writer(to: TableName(name: "nothing"), schema: stream.schema)
      #expect(try await writer.finish() == 0)
      #expect(try await engine.rows("SELECT count(*) FROM nothing") == [[.integer(0)]])
    }
  }

  @Test("rows stops at its limit", arguments: EngineCandidate.all)
  func limit(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let endless = try await engine.rows(candidate.endlessQuery, limit: 3)
      let exact = try await engine.rows(candidate.integers(3), limit: 3)
      let none = try await engine.rows(candidate.integers(2), limit: 0)
      #expect(endless.count == 3 && exact.count == 3 && none.isEmpty)
    }
  }

  // MARK: Errors

  @Test("errors have a kind, the engine's text and the SQL", arguments: EngineCandidate.all)
  func errors(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let cases: [(EngineError.Kind, String)] = [
        (.catalog, "SELECT * FROM no_such_table"), (.syntax, "SELEC 1"),
        (.conversion, "SELECT CAST('x' AS INTEGER)"),
        (
          .conversion,
          "SELECT CAST(CASE WHEN i = 9000 THEN 'x' ELSE '1' END AS INTEGER) FROM (\(candidate.integers(10_000))) t"
        ),
      ]
      for (kind, sql) in cases {
        let error = await failure { _ = try await engine.rows(sql) }
        #expect(error?.kind == kind, "\(sql): \(String(describing: error))")
        #expect(error?.sql == sql)
        #expect(error?.message.isEmpty == false)
        #expect(error?.engine == engine.name)
      }
      #expect(await failure { try await engine.execute("DROP TABLE no_such_table") }?.kind == .catalog)
      #expect(await failure { _ = try await engine.schema(of: "SELECT * FROM no_such_table") }?.kind == .catalog)
      #expect(await failure { try await engine.execute("SELECT 1 -- \0 DROP") }?.kind == .syntax)
      let answer = try await engine.rows("SELECT 42")
      #expect(answer == [[Value.integer(42)]])
    }
  }

  @Test("a script that fails in a transaction leaves nothing behind", arguments: EngineCandidate.all)
  func transactions(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      try await engine.execute("CREATE TABLE t (i BIGINT)")
      let error = await failure {
        try await engine.execute("BEGIN; INSERT INTO t VALUES (1); INSERT INTO no_such_table VALUES (1); COMMIT")
      }
      #expect(error?.kind == .catalog)
      try await engine.execute("BEGIN; INSERT INTO t VALUES (2)")
      for _ in 0..<3 { #expect(try await engine.rows("SELECT count(*) FROM t") == [[.integer(0)]]) }
      try await engine.execute("BEGIN; INSERT INTO t VALUES (3); COMMIT; INSERT INTO t VALUES (4)")
      #expect(try await engine.rows("SELECT sum(i) FROM t") == [[.integer(7)]])
    }
  }

  @Test("what belongs to a connection ends with the call", arguments: EngineCandidate.all)
  func connectionState(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      for _ in 0..<3 {
        try await engine.execute("CREATE TEMPORARY TABLE mine AS SELECT 1 AS i; INSERT INTO mine VALUES (2)")
        #expect(await failure { _ = try await engine.rows("SELECT * FROM mine") }?.kind == .catalog)
        let rows = try await engine.rows("CREATE TEMPORARY TABLE mine AS SELECT 1 AS i; SELECT i FROM mine")
        #expect(rows == [[Value.integer(1)]])
      }
    }
  }

  @Test("a schema is known without running the query", arguments: EngineCandidate.all)
  func schemaOnly(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let start = ContinuousClock.now
      let schema = try await engine.schema(of: candidate.slowQuery)
      #expect(schema.fields.map(\.type) == [.int64])
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  // MARK: Writing

  @Test("rows that the driver loses without an error are found by the count", arguments: EngineCandidate.all)
  func lostRows(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let schema = Schema([Field(name: "k", type: .int64)])
      let writer = try await engine.writer(to: TableName(name: "keyed"), schema: schema)
      try await engine.execute(candidate.addPrimaryKey("keyed", "k"))
      try await writer.write(RecordBatch(columns: [Column(name: "k", integers: [1, 2, 2])]))
      let error = await failure { _ = try await writer.finish() }
      // An engine that reports the loss itself is right too.
      #expect(error?.kind == .lostRows || error?.kind == .constraint, "\(String(describing: error))")
      if error?.kind == .lostRows {
        #expect(error?.message.hasPrefix("3 rows were written to keyed, but it has 0") == true)
        #expect(await failure { _ = try await engine.rows("SELECT * FROM keyed") }?.kind == .catalog)
      }
    }
  }

  @Test("a writer refuses other columns, a table that exists, and rows after its end", arguments: EngineCandidate.all)
  func writerMisuse(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let schema = Schema([Field(name: "x", type: .float64)])
      let table = TableName(name: "t")
      let batch = try RecordBatch(columns: [Column(name: "x", doubles: [1])])
      let writer = try await engine.writer(to: table, schema: schema)
      let other = try RecordBatch(columns: [Column(name: "x", floats: [1])])
      #expect(await failure { try await writer.write(other) }?.kind == .invalidInput)
      #expect(await failure { try await writer.write(batch.renaming(["x": "y"])) }?.kind == .invalidInput)
      #expect(await failure { _ = try await engine.writer(to: table, schema: schema) }?.kind == .catalog)
      try await writer.write(batch)
      #expect(try await writer.finish() == 1)
      #expect(await failure { try await writer.write(batch) }?.kind == .transaction)
      #expect(await failure { _ = try await writer.finish() }?.kind == .transaction)
      await writer.abort()
      #expect(try await engine.rows("SELECT count(*) FROM t") == [[.integer(1)]])

      let aborted = try await engine.writer(to: TableName(name: "u"), schema: schema)
      try await aborted.write(batch)
      await aborted.abort()
      #expect(await failure { _ = try await engine.rows("SELECT * FROM u") }?.kind == .catalog)
      let unknown = Schema([Field(name: "x", type: .other(format: "?"))])
      #expect(
        await failure { _ = try await engine.writer(to: TableName(name: "v"), schema: unknown) }?.kind
          == .notImplemented)
    }
  }

  @Test("large and mixed batches are written completely", arguments: EngineCandidate.all)
  func largeWrites(_ candidate: EngineCandidate) async throws {
    try await withEngine(candidate) { engine in
      let batch = try RecordBatch(columns: [
        Column(name: "i", integers: (0..<300_000).map { Int64($0) }),
        Column(name: "t", texts: (0..<300_000).map { $0 % 7 == 0 ? nil : "row \($0)" }),
      ])
      let writer = try await engine.writer(to: TableName(name: "large"), schema: batch.schema)
      try await writer.write(batch)
      for start in stride(from: 0, to: 10_000, by: 100) { try await writer.write(batch.sliced(start..<(start + 100))) }
      #expect(try await writer.finish() == 310_000)
      let sums = try await engine.rows("SELECT sum(i), count(t), count(*) FROM large")
      // The integers below 300,000 and once more those below 10,000; of each, every seventh text is null.
      let sum: Int64 = 44_999_850_000 + 49_995_000
      #expect(sums == [[.integer(sum), .integer(257_142 + 8_571), .integer(310_000)]])
    }
  }
}
