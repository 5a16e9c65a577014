/// Why an engine could not do what it was asked: one kind to act on, and the engine's own words.
public struct EngineError: Error, Hashable, Sendable {
  /// What went wrong, as far as the engine tells.
  public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
    /// The SQL text does not parse.
    case syntax
    /// A table, column, function or schema does not exist, or exists already.
    case catalog
    /// Names exist but do not fit together: unknown column, wrong argument types.
    case binder
    /// A value cannot be converted to the type that is asked for.
    case conversion
    /// A value is beyond the range of its type.
    case outOfRange
    /// The engine refuses an input: a broken file, a ragged CSV row, an `error(…)` in the SQL.
    case invalidInput
    /// A file cannot be found, read or written.
    case io
    /// The engine may not touch a file, or a user not a table.
    case permission
    /// A constraint of a table would be broken.
    case constraint
    /// Rows that were written are not in the table.
    case lostRows
    /// The memory limit does not suffice, nor does the disk for spilling.
    case outOfMemory
    /// The engine or its driver does not have the feature.
    case notImplemented
    /// The task or the engine's calls were cancelled.
    case cancelled
    /// The engine gave up after its own time limit.
    case timeout
    /// There is no engine: the library does not load, the server does not answer, the engine is closed.
    case connection
    /// A transaction conflict or a transaction in the wrong state.
    case transaction
    /// The engine's fault, or memory from it that breaks the Arrow rules.
    case `internal`
    /// Anything else.
    case other
  }

  /// A place in the SQL text; both count from 1, columns in characters.
  public struct Position: Hashable, Sendable {
    /// The line of the SQL text.
    public var line: Int
    /// The column in that line, when it is known.
    public var column: Int?

    /// Names a place.
    public init(line: Int, column: Int? = nil) {
      self.line = line
      self.column = column
    }
  }

  /// What went wrong.
  public var kind: Kind
  /// The engine's own text, without its prefix and without the copy of the SQL.
  public var message: String
  /// Which engine says so.
  public var engine: String
  /// The SQL text, when there was one.
  public var sql: String?
  /// Where in the SQL text, when the engine says it.
  public var position: Position?

  /// Describes a failure.
  public init(kind: Kind, message: String, engine: String, sql: String? = nil, position: Position? = nil) {
    self.kind = kind
    self.message = message
    self.engine = engine
    self.sql = sql
    self.position = position
  }
}

extension EngineError: CustomStringConvertible {
  /// `duckdb: catalog error at line 1, column 15 of the SQL: Table with name nope does not exist!`
  public var description: String {
    var place = ""
    if let position {
      place = " at line \(position.line)" + (position.column.map { ", column \($0)" } ?? "") + " of the SQL"
    }
    let name = kind == .cancelled ? "cancelled" : "\(kind.title) error"
    return "\(engine): \(name)\(place): \(message)"
  }

  static func cancelled(engine: String, sql: String? = nil) -> EngineError {
    EngineError(kind: .cancelled, message: "the query was cancelled", engine: engine, sql: sql)
  }

  static func closed(engine: String) -> EngineError {
    EngineError(kind: .connection, message: "the engine is closed; open a new one", engine: engine)
  }
}

extension EngineError.Kind {
  /// The kind in words.
  var title: String {
    switch self {
    case .outOfRange: "out of range"
    case .invalidInput: "invalid input"
    case .io: "input/output"
    case .lostRows: "lost rows"
    case .outOfMemory: "out of memory"
    case .notImplemented: "not implemented"
    case .timeout: "time-out"
    default: rawValue
    }
  }
}
