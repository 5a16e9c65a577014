import AssayConcurrency
import AssayTable
import CArrow

/// A statement of a connection. Serialised use only, but for `cancel`, which any thread may call at any time.
///
/// Sendable by proof: the session's executor runs all calls but `cancel` one after the other; `cancel` and `close` hold
/// `isOpen`, so that no cancel can reach a released handle.
final class ADBCStatement: @unchecked Sendable {
  let connection: ADBCConnection
  private let handle: UnsafeMutablePointer<AdbcStatement>
  private let isOpen = Locked(true)

  private var driver: ADBCDriver { connection.driver }

  init(_ connection: ADBCConnection) throws(ADBCFailure) {
    self.connection = connection
    handle = .allocate(capacity: 1)
    handle.initialize(to: AdbcStatement())
    let driver = connection.driver
    handle.pointee.private_driver = driver.table
    do throws(ADBCFailure) {
      try driver.check("StatementNew") { driver.functions.StatementNew?(connection.handle, handle, $0) }
    } catch {
      close()
      throw error
    }
  }

  func setOption(_ key: String, _ value: String) throws(ADBCFailure) {
    try driver.check("StatementSetOption(\(key))") { driver.functions.StatementSetOption?(handle, key, value, $0) }
  }

  /// Sets the text; some drivers prepare it here, and run all statements but the last.
  func setSQL(_ sql: String) throws(ADBCFailure) {
    try driver.check("StatementSetSqlQuery") { driver.functions.StatementSetSqlQuery?(handle, sql, $0) }
  }

  func executeQuery() throws(ADBCFailure) -> ADBCResult {
    let result = ADBCResult(self)
    var affected: Int64 = -1
    try driver.check("StatementExecuteQuery") {
      driver.functions.StatementExecuteQuery?(handle, result.stream, &affected, $0)
    }
    return result
  }

  func executeUpdate() throws(ADBCFailure) {
    var affected: Int64 = -1
    try driver.check("StatementExecuteQuery") { driver.functions.StatementExecuteQuery?(handle, nil, &affected, $0) }
  }

  /// The schema of the result; the caller must release it.
  func executeSchema() throws(ADBCFailure) -> ArrowSchema {
    var schema = ArrowSchema()
    try driver.check("StatementExecuteSchema") { driver.functions.StatementExecuteSchema?(handle, &schema, $0) }
    return schema
  }

  /// Gives a stream of rows to the statement, which releases it.
  func bind(_ stream: inout ArrowArrayStream) throws(ADBCFailure) {
    try driver.check("StatementBindStream") { driver.functions.StatementBindStream?(handle, &stream, $0) }
  }

  /// Asks the driver to stop what this statement is doing; may come too early or too late to have an effect.
  func cancel() {
    isOpen.withLock { isOpen in
      guard isOpen else { return }
      try? driver.check("StatementCancel") { driver.functions.StatementCancel?(handle, $0) }
    }
  }

  /// Releases the statement; its result must be closed before.
  func close() {
    isOpen.withLock { isOpen in
      guard isOpen else { return }
      isOpen = false
      if handle.pointee.private_data != nil {
        try? driver.check("StatementRelease") { driver.functions.StatementRelease?(handle, $0) }
      }
      handle.deallocate()
    }
  }

  deinit { close() }
}
