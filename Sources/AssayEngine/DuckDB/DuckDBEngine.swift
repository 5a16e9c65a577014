import AssayConcurrency
import AssayLibraries
import AssayTable
import Foundation

/// DuckDB inside this process, on a scratch database on disk that is removed with it.
///
/// The time zone is UTC; extensions are neither installed nor loaded by themselves.
public final class DuckDBEngine: Engine {
  private let engine: ADBCEngine
  /// The folder that holds the scratch database and what DuckDB spills.
  public let scratchFolder: String

  /// What messages and baselines call it.
  public var name: String { engine.name }
  /// What the database answered when it was opened.
  public var version: String { engine.version }
  /// How its SQL is written.
  public var dialect: any Dialect { engine.dialect }

  private init(engine: ADBCEngine, scratchFolder: String) {
    self.engine = engine
    self.scratchFolder = scratchFolder
  }

  /// Loads the library and opens an empty database in a new scratch folder.
  ///
  /// Removes scratch folders of processes that are gone. Throws `.connection` when the library is missing or does not
  /// load, `.io` when the scratch folder cannot be made, `.invalidInput` when DuckDB refuses a setting.
  public static func open(_ configuration: DuckDBConfiguration = DuckDBConfiguration()) async throws(EngineError)
    -> DuckDBEngine
  {
    let profile = ADBCProfile(
      name: "duckdb", dialect: DuckDBDialect(), classify: { DuckDBErrors.classify($0, sql: $1) },
      observer: configuration.observer)
    let (database, folder) = try await OwnThread.run { () throws(EngineError) in
      try openDatabase(configuration)
    }
    let engine = try await ADBCEngine(database: database, profile: profile)
    do throws(EngineError) {
      try await engine.execute("SET GLOBAL TimeZone = 'UTC'")
    } catch {
      await engine.close()
      throw error
    }
    return DuckDBEngine(engine: engine, scratchFolder: folder)
  }

  private static func openDatabase(
    _ configuration: DuckDBConfiguration
  ) throws(EngineError) -> (ADBCDatabase, String) {
    var library = configuration.library
    if library == nil {
      do throws(LibraryError) {
        library = try NativeLibrary.duckdb.locate()
      } catch {
        throw EngineError(kind: .connection, message: "\(error)", engine: "duckdb")
      }
    }
    let driver: ADBCDriver
    do throws(ADBCFailure) {
      driver = try ADBCDriver(path: library ?? "", entryPoint: "duckdb_adbc_init")
    } catch {
      throw EngineError(kind: .connection, message: "\(error.message); see: assay doctor", engine: "duckdb")
    }
    let parent = configuration.scratchParent ?? FileManager.default.temporaryDirectory.path
    let scratch = try ScratchFolder(in: parent)
    var options: [(key: String, value: String)] = [
      ("path", scratch.path + "/scratch.duckdb"),
      ("temp_directory", scratch.path + "/spill"),
      ("autoinstall_known_extensions", "false"),
      ("autoload_known_extensions", "false"),
      ("allow_community_extensions", "false"),
    ]
    if let limit = configuration.memoryLimit { options.append(("memory_limit", "\(limit)B")) }
    if let threads = configuration.threads { options.append(("threads", "\(threads)")) }
    do throws(ADBCFailure) {
      return (try ADBCDatabase(driver, options: options, onClose: { scratch.remove() }), scratch.path)
    } catch {
      throw DuckDBErrors.classify(error, sql: nil)
    }
  }

  /// Lets SQL touch only these files and folders, and the engine's own scratch folder, until the engine is closed.
  ///
  /// Files can be read and written by their exact path; globs work below the given folders only. Links are not followed
  /// before paths are compared. It cannot be undone or widened: DuckDB refuses that from then on, and also `ATTACH`,
  /// `INSTALL` and `LOAD` of anything else.
  ///
  /// - Parameter paths: absolute paths; what is a folder now counts as one, anything else as a file.
  public func restrictFileAccess(to paths: [String]) async throws(EngineError) {
    var folders: [String] = []
    var files: [String] = []
    for path in paths {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if exists, isFolder.boolValue { folders.append(path) } else { files.append(path) }
    }
    func list(_ paths: [String]) -> String { paths.map { dialect.literal(.text($0)) }.joined(separator: ", ") }
    try await engine.execute(
      """
      SET GLOBAL allowed_directories = [\(list(folders))];
      SET GLOBAL allowed_paths = [\(list(files))];
      SET GLOBAL enable_external_access = false
      """)
  }

  /// Starts a query on a connection of its own; see `Engine.query(_:)`.
  public func query(_ sql: String) async throws(EngineError) -> BatchStream {
    do throws(EngineError) {
      return try await engine.query(sql)
    } catch {
      throw await CSVDiagnosis.explain(error, engine: engine)
    }
  }

  /// Runs statements; a connection that may hold an open transaction is closed afterwards.
  public func execute(_ sql: String) async throws(EngineError) {
    do throws(EngineError) {
      try await engine.execute(sql)
    } catch {
      throw await CSVDiagnosis.explain(error, engine: engine)
    }
  }

  /// Prepares the query only; see `Engine.schema(of:)`.
  public func schema(of sql: String) async throws(EngineError) -> Schema {
    do throws(EngineError) {
      return try await engine.schema(of: sql)
    } catch {
      throw await CSVDiagnosis.explain(error, engine: engine)
    }
  }

  /// Creates the table at once; see `Engine.writer(to:schema:)`.
  public func writer(to table: TableName, schema: Schema) async throws(EngineError) -> any TableWriter {
    try await engine.writer(to: table, schema: schema)
  }

  /// Reaches every connection that is busy now.
  public func cancelAll() { engine.cancelAll() }

  /// Waits until all connections and the database are closed.
  public func close() async { await engine.close() }
}
