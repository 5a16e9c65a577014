import AssayEngine
import AssayModels
import AssayTable
import Foundation

/// Finds what differs between two versions of a fixture's tables, or between two files: the work of `assay diff`.
public struct DifferenceFinder: Sendable {
  /// What is compared.
  public enum Subject: Sendable, Hashable {
    /// Two versions of a fixture, `reference` being one; of one table, or of every data table that has both.
    case versions(fixture: String, old: String, new: String, table: String?)
    /// Two files, Parquet or CSV.
    case files(old: String, new: String)
  }

  /// What to compare, and how.
  public struct Options: Sendable {
    /// What is compared.
    public var subject: Subject
    /// The columns that identify a row; when empty, those of a `unique` or `golden` check of the table.
    public var key: [String] = []
    /// The file for the rows that differ, `.parquet` or `.csv`; `nil` for none.
    public var rowsFile: String?
    /// The number of engine threads; `nil` for as many as there are cores. Stages run on one.
    public var threads: Int?
    /// The memory that the engine may use before it moves to disk what it holds, in bytes.
    public var memoryLimit = 2 << 30

    /// Options.
    public init(_ subject: Subject) { self.subject = subject }
  }

  private let options: Options
  private let stop: StopSwitch

  /// A finder.
  public init(_ options: Options, stop: StopSwitch = StopSwitch()) {
    self.options = options
    self.stop = stop
  }

  /// Compares, and writes the file of rows when one is asked for, whole or not at all.
  ///
  /// - Throws: `DifferenceFailure` for whatever keeps the tables from being compared.
  public func run() async throws(DifferenceFailure) -> DifferenceReport {
    if let file = options.rowsFile, Self.format(of: file) == nil {
      throw DifferenceFailure(
        "'\(file)': rows are written to a file that ends in .parquet or .csv", isUsageError: true)
    }
    // Found before the engine is opened: what is wrong with the command line is told at once.
    let request: VersionRequest?
    if case .versions(let fixture, let old, let new, let table) = options.subject {
      request = try VersionRequest(fixture: fixture, old: old, new: new, table: table, key: options.key)
      if let request, request.tables.count > 1, options.rowsFile != nil {
        throw DifferenceFailure(
          "a file of rows holds those of one table; name one with --table: "
            + request.tables.map(\.name).joined(separator: ", "), isUsageError: true)
      }
    } else {
      request = nil
    }
    let engine: DuckDBEngine
    let scratch: ScratchFolder
    do {
      engine = try await DuckDBEngine.open(DuckDBConfiguration(memoryLimit: options.memoryLimit, threads: 1))
      scratch = try ScratchFolder(in: engine.scratchFolder)
    } catch {
      throw DifferenceFailure("\(error)")
    }
    let registered = stop.onStop { engine.cancelAll() }
    let outcome: Result<DifferenceReport, DifferenceFailure>
    do throws(DifferenceFailure) {
      outcome = .success(try await report(request, engine, scratch))
    } catch {
      outcome = .failure(stop.reason.map { DifferenceFailure($0.description) } ?? error)
    }
    stop.forget(registered)
    scratch.remove()
    await engine.close()
    return try outcome.get()
  }

  private func report(
    _ request: VersionRequest?, _ engine: any Engine, _ scratch: ScratchFolder
  ) async throws(DifferenceFailure) -> DifferenceReport {
    switch options.subject {
    case .files(let old, let new):
      guard !options.key.isEmpty else {
        throw DifferenceFailure("name the columns that identify a row: --key COLUMNS", isUsageError: true)
      }
      let before = try await load(old, "old", engine)
      let after = try await load(new, "new", engine)
      try await prepare(engine)
      let name = URL(fileURLWithPath: new).deletingPathExtension().lastPathComponent
      let difference = try await compare(name, before, after, options.key, [], engine)
      return DifferenceReport(fixture: nil, old: old, new: new, tables: [difference])
    case .versions:
      guard let request else { throw DifferenceFailure("internal error: no versions were asked for") }
      let states = try await request.replay(engine, scratch, stop)
      try await prepare(engine)
      var report = DifferenceReport(
        fixture: request.manifest.fixture, old: request.old, new: request.new, tables: [])
      for (table, state) in zip(request.tables, states) {
        report.tables.append(
          try await compare(
            table.name, state.old, state.new, table.key, request.privateColumns(of: table.name), engine))
      }
      return report
    }
  }

  /// Lets the engine use its threads; no result depends on the order of rows.
  private func prepare(_ engine: any Engine) async throws(DifferenceFailure) {
    do throws(EngineError) {
      if let threads = engine.dialect.setThreads(options.threads) { try await engine.execute(threads) }
      try await engine.execute("SET GLOBAL preserve_insertion_order = false")
    } catch {
      throw DifferenceFailure("\(error)")
    }
  }

  private func compare(
    _ table: String, _ old: Replay.Made, _ new: Replay.Made, _ key: [String], _ hidden: Set<String>,
    _ engine: any Engine
  ) async throws(DifferenceFailure) -> TableDifference {
    let comparison = TableComparison(
      engine: engine, table: table, old: old, new: new, key: key, privateColumns: hidden)
    return try await comparison.run { query async throws(DifferenceFailure) in
      if let file = options.rowsFile { try await write(query, to: file, engine) }
    }
  }

  // MARK: Files

  static func format(of file: String) -> StageDeclaration.TableFormat? {
    let name = file.lowercased()
    return name.hasSuffix(".parquet") ? .parquet : name.hasSuffix(".csv") ? .csv : nil
  }

  private func load(
    _ path: String, _ schema: String, _ engine: any Engine
  ) async throws(DifferenceFailure) -> Replay.Made {
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    guard let stamp = FileHasher.stamp(absolute) else {
      throw DifferenceFailure("\(path) is not there, or cannot be read")
    }
    if stamp.size < 1_024, let head = FileManager.default.contents(atPath: absolute),
      GitLFSPointer(Array(head)) != nil
    {
      throw DifferenceFailure("\(path) is a Git LFS pointer, not the data. Run: git lfs pull --include \(path)")
    }
    let file = InputFile(
      digest: InputDigest(address: path, sha256: "", size: stamp.size), path: absolute,
      name: URL(fileURLWithPath: absolute).lastPathComponent, shown: path)
    let table = TableName(schema: "\(schema) file", name: "table")
    do {
      try await engine.createSchema("\(schema) file")
      try await TableLoader(engine: engine).load([file], as: table) { $0.path }
      let source = engine.dialect.tableReference(table)
      let columns = try await engine.schema(of: "SELECT * FROM \(source)")
      let rows = try await engine.rows("SELECT count(*) FROM \(source)", limit: 1).first?.first?.integer ?? 0
      return Replay.Made(table: table, schema: columns, rows: rows)
    } catch let failure as TableFailure {
      throw DifferenceFailure(failure.message)
    } catch {
      throw DifferenceFailure("\(path): \((error as? EngineError)?.message ?? "\(error)")")
    }
  }

  private func write(
    _ query: String, to file: String, _ engine: any Engine
  ) async throws(DifferenceFailure) {
    let target = URL(fileURLWithPath: file).standardizedFileURL
    let temporary = target.deletingLastPathComponent().appendingPathComponent(".\(UUID().uuidString).partial").path
    do {
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try await engine.copy(query, to: temporary, Self.format(of: file) ?? .parquet)
      guard rename(temporary, target.path) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      let reason = (error as? EngineError)?.message ?? error.localizedDescription
      throw DifferenceFailure("cannot write \(Display.path(target.path)): \(reason)")
    }
  }
}
