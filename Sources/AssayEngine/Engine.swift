import AssayTable

/// SQL in, Arrow batches out: all that the rest of Assay needs of a database.
///
/// Every call may be made from any task at any time; calls run on threads of their own and never block Swift's
/// cooperative pool. Cancelling the task that waits for a call cancels the call in the engine, which then throws an
/// `EngineError` of kind `.cancelled`; the engine stays usable.
///
/// Each call uses a connection of a pool, and a stream keeps its connection to itself. What belongs to a connection ends
/// with the call: `SET` without `GLOBAL`, temporary tables, open transactions. One text may hold several statements.
public protocol Engine: Sendable {
  /// What the engine is called in messages and baselines, such as `duckdb`.
  var name: String { get }
  /// The version that the engine itself reports, such as `v1.5.5`.
  var version: String { get }
  /// How this engine's SQL is written.
  var dialect: any Dialect { get }

  /// Starts a query and streams its result. With several statements, all but the last are run first.
  func query(_ sql: String) async throws(EngineError) -> BatchStream

  /// Runs one or several statements whose results do not matter.
  ///
  /// A transaction that the text leaves open is rolled back.
  func execute(_ sql: String) async throws(EngineError)

  /// The columns that a query would have, without running it. Only for a single statement.
  func schema(of sql: String) async throws(EngineError) -> Schema

  /// Creates a table without constraints and opens it for appending; it must not exist yet.
  func writer(to table: TableName, schema: Schema) async throws(EngineError) -> any TableWriter

  /// Cancels every call and stream that is under way, from any thread, without waiting for them.
  func cancelAll()

  /// Cancels what is under way, closes all connections and removes the engine's scratch files.
  ///
  /// Later calls throw an `EngineError` of kind `.connection`. Batches that were handed out stay valid.
  func close() async
}

/// A table, and the schema that it is in when that is not the default one.
public struct TableName: Hashable, Sendable, CustomStringConvertible {
  /// The schema's name, unquoted; nil for the engine's default schema.
  public var schema: String?
  /// The table's name, unquoted; any text that the engine accepts between quotes.
  public var name: String

  /// Names a table; nothing is quoted yet.
  public init(schema: String? = nil, name: String) {
    self.schema = schema
    self.name = name
  }

  /// `schema.name`, for messages; `Dialect.tableReference` is for SQL.
  public var description: String { schema.map { "\($0).\(name)" } ?? name }
}

/// Appends batches to a table that it created.
///
/// Until `finish` has returned, the table may hold any part of the rows. Call `abort` when no more rows will come.
public protocol TableWriter: Sendable {
  /// Appends the rows of a batch. Its columns must have the names and types of the writer's schema, in its order.
  func write(_ batch: RecordBatch) async throws(EngineError)

  /// Writes what is left, counts the table's rows and returns their number.
  ///
  /// Throws an `EngineError` of kind `.lostRows` and drops the table when the count is not the number of rows written.
  func finish() async throws(EngineError) -> Int

  /// Drops the table. Does nothing after `finish`.
  func abort() async
}
