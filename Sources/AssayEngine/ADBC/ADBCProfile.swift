/// What one engine needs beyond ADBC: its name, its SQL and the meaning of its errors.
struct ADBCProfile: Sendable {
  var name: String
  var dialect: any Dialect
  /// Gives a driver's failure a kind; called for everything but cancellation by the caller.
  var classify: @Sendable (_ failure: ADBCFailure, _ sql: String?) -> EngineError
  /// Sees each SQL text before the driver gets it.
  var observer: StatementObserver?

  /// By ADBC status and SQLSTATE, for drivers that are true to them.
  static func generic(name: String, dialect: any Dialect, observer: StatementObserver? = nil) -> ADBCProfile {
    ADBCProfile(
      name: name, dialect: dialect,
      classify: { failure, sql in
        EngineError(
          kind: kind(status: failure.status, sqlState: failure.sqlState), message: failure.message, engine: name,
          sql: sql)
      }, observer: observer)
  }

  static func kind(status: UInt8, sqlState: String) -> EngineError.Kind {
    switch sqlState.prefix(2) {
    case "08": return .connection
    case "22": return sqlState == "22003" ? .outOfRange : .conversion
    case "23": return .constraint
    case "25", "40": return .transaction
    case "28": return .permission
    case "42":
      switch sqlState {
      case "42601": return .syntax
      case "42501": return .permission
      case "42P01", "42883", "42P07", "3F000": return .catalog
      default: return .binder
      }
    case "53": return sqlState == "53200" ? .outOfMemory : .io
    case "57": return sqlState == "57014" ? .cancelled : .connection
    case "58": return .io
    default: break
    }
    switch status {
    case 2: return .notImplemented
    case 3, 4: return .catalog
    case 5, 7: return .invalidInput
    case 6: return .transaction
    case 8: return .constraint
    case 9: return .internal
    case 10: return .io
    case 11: return .cancelled
    case 12: return .timeout
    case 13, 14: return .permission
    default: return .other
    }
  }
}
