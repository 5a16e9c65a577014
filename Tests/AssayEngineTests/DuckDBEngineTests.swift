import AssayTable
import Foundation
import Testing

@testable import AssayEngine

@Suite("DuckDB", .timeLimit(.minutes(5)))
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
    let first = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
    let second = try await DuckDBEngine.open(DuckDBConfiguration(scratchParent: folder))
    #expect(try await first.rows("SELECT 1") == [[.integer(1)]])
    let left = Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    #expect(!left.contains(stale))
    #expect(left.isSuperset(of: names.dropFirst()))
    #expect(left.count == names.count - 1 + 2)
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
