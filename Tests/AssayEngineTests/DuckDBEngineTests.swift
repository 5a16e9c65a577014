import AssayLibraries
import AssayTable
import Foundation
import Testing

@testable import AssayEngine

@Suite("DuckDB", .timeLimit(.minutes(10)))
struct DuckDBEngineTests {
  /// A folder that a test has for itself.
  static func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("assay test '\(UUID().uuidString)' é").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  static func with(
    memoryLimit: Int? = nil, _ body: (DuckDBEngine, String) async throws -> Void
  ) async throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let engine = try await DuckDBEngine.open(
      DuckDBConfiguration(scratchParent: folder, memoryLimit: memoryLimit, threads: 2))
    do {
      try await body(engine, folder)
    } catch {
      await engine.close()
      throw error
    }
    await engine.close()
  }

  func failure(_ body: () async throws -> Void, at location: SourceLocation = #_sourceLocation) async -> EngineError? {
    do {
      try await body()
      Issue.record("no error was thrown", sourceLocation: location)
    } catch let error as EngineError {
      return error
    } catch {
      Issue.record("not an EngineError: \(error)", sourceLocation: location)
    }
    return nil
  }

  @Test("it is DuckDB, in UTC, with its limits, and without extensions that load by themselves")
  func settings() async throws {
    try await Self.with(memoryLimit: 300_000_000) { engine, folder in
      #expect(engine.name == "duckdb")
      #expect(engine.version.hasPrefix("v1."))
      let settings = try await engine.rows(
        """
        SELECT current_setting('TimeZone'), current_setting('threads'), current_setting('memory_limit'),
          current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')
        """)
      #expect(settings == [[.text("UTC"), .integer(2), .text("286.1 MiB"), .boolean(false), .boolean(false)]])
      #expect(engine.scratchFolder.hasPrefix(folder))
      // Also on connections that are opened later.
      let streams = try await [engine.query("SELECT 1"), engine.query("SELECT current_setting('TimeZone')")]
      #expect(try await streams[1].rows() == [[.text("UTC")]])
    }
  }

  @Test("the scratch folder is private, and gone after close")
  func scratch() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
    let attributes = try FileManager.default.attributesOfItem(atPath: engine.scratchFolder)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    try await engine.execute("CREATE TABLE t AS SELECT range FROM range(100000)")
    await engine.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test("the scratch folder goes with the last user of an engine that nobody closed")
  func scratchWithoutClose() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let engine = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
      _ = try await engine.rows("SELECT 1")
    }
    for _ in 0..<500 where try FileManager.default.contentsOfDirectory(atPath: folder) != [] {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test("scratch folders of dead processes are removed, those in use and other folders are not")
  func staleScratch() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // No process has the largest id.
    let stale = "assay-duckdb-\(Int32.max)-12345"
    let names = [
      stale, "assay-duckdb-\(Int32.max)-other-1", "assay-duckdb-notes", "assay-duckdb-\(getpid())-7", "other",
    ]
    for name in names {
      try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: folder + "/" + name + "/lock"))
    }
    // Processes that were killed before the lock's file was made, and by mistake something that is not a scratch folder.
    let unlocked = "assay-duckdb-\(Int32.max)-12346"
    let filled = "assay-duckdb-\(Int32.max)-12347"
    for name in [unlocked, filled] {
      try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
    }
    try Data().write(to: URL(fileURLWithPath: folder + "/" + filled + "/notes"))
    let first = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
    let second = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
    #expect(try await first.rows("SELECT 1") == [[.integer(1)]])
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    #expect(!left.contains(stale) && !left.contains(unlocked))
    #expect(left.isSuperset(of: names.dropFirst()) && left.contains(filled))
    #expect(left.count == names.count - 1 + 1 + 2)
    await first.close()
    await second.close()
  }

  @Test("what cannot be opened says why")
  func cannotOpen() async throws {
    let missing = await failure { _ = try await DuckDBEngine.open(DuckDBConfiguration(library: "/no/such/library.so")) }
    #expect(missing?.kind == .connection)
    #expect(missing?.message.contains("/no/such/library.so") == true)
    let parent = await failure {
      _ = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: "/no/such/folder"))
    }
    #expect(parent?.kind == .io)
    #expect(parent?.message.contains("/no/such/folder") == true)
    let limit = await failure { _ = try await DuckDBEngine.open(DuckDBConfiguration(threads: -1)) }
    #expect(limit != nil)
  }

  @Test("a result larger than the memory limit spills to the scratch folder")
  func spills() async throws {
    try await Self.with(memoryLimit: 120_000_000) { engine, _ in
      try await engine.execute(
        "CREATE TABLE big AS SELECT hash(range) AS h, 'text number ' || hash(range * 7) AS t FROM range(3000000)")
      let rows = try await engine.rows(
        "SELECT count(*), count(DISTINCT n) FROM (SELECT row_number() OVER (ORDER BY t, h) AS n FROM big)")
      #expect(rows == [[.integer(3_000_000), .integer(3_000_000)]])
    }
  }

  @Test("too little memory is an error of that kind")
  func outOfMemory() async throws {
    try await Self.with(memoryLimit: 20_000_000) { engine, _ in
      let error = await failure {
        _ = try await engine.rows("SELECT length(string_agg(repeat('x', 1000000), '')) FROM range(1000)")
      }
      #expect(error?.kind == .outOfMemory, "\(String(describing: error))")
    }
  }

  @Test("restricted, it reads and writes what was listed, spills, and nothing else")
  func restricted() async throws {
    try await Self.with(memoryLimit: 120_000_000) { engine, folder in
      let inside = folder + "/in", outside = folder + "/out", tables = folder + "/tables"
      for path in [inside, outside, tables] {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      }
      let dialect = DuckDBDialect()
      func copy(_ path: String, csv: Bool = false) async throws {
        let query = "SELECT range AS i, 'x' || range AS t FROM range(100)"
        try await engine.execute(
          try #require(csv ? dialect.copyToCSV(query, path: path) : dialect.copyToParquet(query, path: path)))
      }
      func count(_ source: String?) async throws -> Value? {
        try await engine.rows("SELECT count(*) FROM \(try #require(source))").first?.first
      }
      let strange = inside + "/it's [1] *?.parquet"
      for path in [
        inside + "/a.parquet", inside + "/b.parquet", strange, outside + "/secret.parquet", tables + "/1.parquet",
      ] {
        try await copy(path)
      }
      try await copy(inside + "/a.csv", csv: true)
      try await engine.restrictFileAccess(to: [inside + "/a.parquet", inside + "/a.csv", strange, tables])

      #expect(try await count(dialect.readParquet([inside + "/a.parquet", strange])) == .integer(200))
      #expect(try await count(dialect.readCSV([inside + "/a.csv"], CSVOptions())) == .integer(100))
      try await copy(tables + "/2.parquet")
      try await copy(tables + "/3.csv", csv: true)
      #expect(try await count(dialect.readParquet([tables + "/*.parquet"])) == .integer(200))
      for path in [
        inside + "/b.parquet", outside + "/secret.parquet", inside + "/*.parquet", tables + "/../out/secret.parquet",
      ] {
        let error = await failure { _ = try await count(dialect.readParquet([path])) }
        #expect(error?.kind == .permission, "\(path): \(String(describing: error))")
      }
      #expect(await failure { try await copy(outside + "/new.parquet") }?.kind == .permission)
      #expect(await failure { try await engine.execute("ATTACH '\(inside)/x.db'") }?.kind != nil)
      #expect(await failure { try await engine.execute("SET GLOBAL enable_external_access = true") } != nil)
      #expect(await failure { try await engine.restrictFileAccess(to: [outside]) } != nil)
      try await engine.execute("CREATE TABLE big AS SELECT 'text number ' || hash(range) AS t FROM range(3000000)")
      #expect(
        try await engine.rows("SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY t) AS n FROM big)") == [
          [.integer(3_000_000)]
        ])
    }
  }
}

@Suite("DuckDB's types", .timeLimit(.minutes(10)))
struct DuckDBTypesTests {
  static let types: [(name: String, value: String)] = [
    ("b", "i % 2 = 0"), ("i1", "(i % 100)::TINYINT"), ("i2", "i::SMALLINT"), ("i4", "(-i)::INTEGER"),
    ("i8", "i * 10000000000"),
    ("u1", "(i % 250)::UTINYINT"), ("u2", "i::USMALLINT"), ("u4", "i::UINTEGER"),
    ("u8", "(18446744073709551615 - i)::UBIGINT"),
    ("f4", "(i / 8)::FLOAT"), ("f8", "i / 7"), ("d0", "(i % 90)::DECIMAL(4,2)"), ("d1", "(i * 1.5)::DECIMAL(9,2)"),
    ("d2", "(i * -1.25)::DECIMAL(18,3)"), ("h", "170141183460469231731687303715884105::HUGEINT + i"),
    ("t", "repeat('é' || i, 1 + i % 5)"), ("z", "(i || 'x')::BLOB"), ("d", "DATE '2013-04-03' + i::INTEGER"),
    ("c", "TIME '01:00:00.25' + to_seconds(i)"), ("ts", "TIMESTAMP '1969-12-31 23:00:00.000001' + to_seconds(i)"),
    ("tss", "(TIMESTAMP '2013-04-03 09:00:00' + to_seconds(i))::TIMESTAMP_S"),
    ("tsm", "(TIMESTAMP '2013-04-03 09:00:00.5' + to_seconds(i))::TIMESTAMP_MS"),
    ("tsn", "make_timestamp_ns(1364979600123456789 + i)"), ("tz", "TIMESTAMPTZ '2013-04-03 09:00:00Z' + to_seconds(i)"),
    ("v", "to_months(i::INTEGER) + to_days(3)"), ("e", "(CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END)::ENUM('a', 'b')"),
    ("l", "[i, NULL, i + 1]"), ("s", "{'a': i, 'b': 'x' || i}"), ("n", "[{'a': [i], 'b': NULL}]"), ("nothing", "NULL"),
  ]

  /// The hashes of each column's cells, rows in the order of `id`.
  func digests(_ engine: DuckDBEngine, _ table: String) async throws -> [String: [UInt64]] {
    var digests: [String: [UInt64]] = [:]
    let stream = try await engine.query("SELECT * FROM \(table) ORDER BY id")
    while let batch = try await stream.next() {
      for column in batch.columns {
        var hashes: [UInt64] = []
        try column.hashes(into: &hashes, seed: 1)
        digests[column.name, default: []] += hashes
      }
    }
    return digests
  }

  @Test("every type with nulls anywhere is written back in odd slices without a change", arguments: [2, 3, 1_000])
  func everyType(nullEvery: Int) async throws {
    try await DuckDBEngineTests.with { engine, _ in
      let columns = Self.types.enumerated().map { number, type in
        "CASE WHEN hash(i * 100 + \(number)) % \(nullEvery) = 0 THEN NULL ELSE \(type.value) END AS \(type.name)"
      }
      try await engine.execute(
        "CREATE TABLE source AS SELECT i AS id, \(columns.joined(separator: ", ")) FROM range(6000) r(i)")
      let stream = try await engine.query("SELECT * FROM source")
      #expect(Set(stream.schema.fields.map(\.type)).count >= 25)
      let writer = try await engine.writer(to: TableName(name: "copy"), schema: stream.schema)
      var generator = SystemRandomNumberGenerator()
      while let batch = try await stream.next() {
        var start = 0
        while start < batch.rowCount {
          let end = min(batch.rowCount, start + Int.random(in: 1...300, using: &generator))
          try await writer.write(batch.sliced(start..<end))
          start = end
        }
      }
      #expect(try await writer.finish() == 6_000)
      let (before, after) = (try await digests(engine, "source"), try await digests(engine, "copy"))
      for (name, _) in Self.types { #expect(before[name]?.count == 6_000 && before[name] == after[name], "\(name)") }
    }
  }

  @Test("text in small, large, view and dictionary form is the same text")
  func textLayouts() async throws {
    try await DuckDBEngineTests.with { engine, _ in
      let query =
        "SELECT CASE WHEN range % 5 = 0 THEN NULL ELSE repeat('é' || range, 1 + range % 9) END AS t FROM range(5000)"
      var expected: [String?] = []
      var digests: [[UInt64]] = []
      for settings in [
        "", "SET arrow_large_buffer_size = true; ",
        "SET arrow_output_version = '1.4'; SET produce_arrow_string_view = true; ",
      ] {
        let stream = try await engine.query(settings + query)
        var texts: [String?] = []
        var digest: [UInt64] = []
        while let batch = try await stream.next() {
          var hashes: [UInt64] = []
          try batch.columns[0].appendTexts(to: &texts)
          try batch.columns[0].hashes(into: &hashes, seed: 9)
          digest += hashes
        }
        if expected.isEmpty { expected = texts }
        #expect(texts == expected)
        digests.append(digest)
      }
      #expect(expected.count == 5_000 && expected.count { $0 == nil } == 1_000)
      #expect(digests[0] == digests[1] && digests[0] == digests[2])
    }
  }
}

@Suite("A generic ADBC engine", .timeLimit(.minutes(10)))
struct ADBCEngineTests {
  @Test("any driver opens by its library and options")
  func generic() async throws {
    let library = try NativeLibrary.duckdb.locate()
    let engine = try await ADBCEngine.open(
      name: "other", driver: library, entryPoint: "duckdb_adbc_init", options: ["path": ":memory:"],
      dialect: DuckDBDialect())
    #expect(engine.name == "other")
    #expect(engine.version.hasPrefix("v"))
    try await engine.execute("CREATE TABLE t AS SELECT 42 AS i")
    #expect(try await engine.rows("SELECT i FROM t") == [[.integer(42)]])
    await engine.close()
  }

  @Test("a driver that is missing, is none, or refuses its options is a connection error")
  func refused() async throws {
    let library = try NativeLibrary.duckdb.locate()
    let attempts: [(String, String, [String: String])] = [
      ("/no/such/driver.so", "AdbcDriverInit", [:]), (library, "NoSuchFunction", [:]),
      (library, "duckdb_adbc_init", ["no_such_option": "1"]),
    ]
    for (driver, entryPoint, options) in attempts {
      do throws(EngineError) {
        _ = try await ADBCEngine.open(
          name: "other", driver: driver, entryPoint: entryPoint, options: options, dialect: DuckDBDialect())
        Issue.record("it opened")
      } catch {
        #expect(error.kind == .connection)
        #expect(!error.message.isEmpty)
      }
    }
  }
}
