/// How an embedded DuckDB is opened.
public struct DuckDBConfiguration: Sendable {
  /// Path of the DuckDB library; nil = where `NativeLibrary.duckdb` finds it.
  public var library: String?
  /// Folder in which the scratch folder is made; nil = the user's temporary folder.
  public var scratchParent: String?
  /// Bytes of memory that DuckDB may use before it spills to the scratch folder; nil = DuckDB's own limit.
  public var memoryLimit: Int?
  /// Threads that DuckDB may use; nil = one for each core.
  public var threads: Int?
  /// Sees every SQL text.
  public var observer: StatementObserver?

  /// Describes an engine; the defaults suit one process on one machine.
  public init(
    library: String? = nil, scratchParent: String? = nil, memoryLimit: Int? = nil, threads: Int? = nil,
    observer: StatementObserver? = nil
  ) {
    self.library = library
    self.scratchParent = scratchParent
    self.memoryLimit = memoryLimit
    self.threads = threads
    self.observer = observer
  }
}
