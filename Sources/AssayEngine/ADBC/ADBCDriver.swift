import CArrow
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A driver library in this process. It is never unloaded: drivers keep threads and static state.
///
/// Sendable by proof: the function table is filled in `init` and only read afterwards.
final class ADBCDriver: @unchecked Sendable {
  let path: String
  /// A copy of the table, for the calls.
  let functions: AdbcDriver
  /// The table itself, at the address that the driver knows.
  let table: UnsafeMutablePointer<AdbcDriver>

  /// Loads a library and asks it for its functions.
  ///
  /// Throws when the library does not load, is no driver, or lacks a function that no engine can do without.
  init(path: String, entryPoint: String = "AdbcDriverInit") throws(ADBCFailure) {
    func failure(_ message: String) -> ADBCFailure {
      ADBCFailure(operation: "load", status: ADBCFailure.io, message: "\(path): \(message)")
    }
    // Lazy: a large library has tens of thousands of functions, most of which are never called.
    guard let library = dlopen(path, RTLD_LAZY | RTLD_LOCAL) else {
      throw failure(dlerror().map { String(cString: $0) } ?? "cannot be loaded")
    }
    guard let symbol = dlsym(library, entryPoint) else {
      throw failure("is not an ADBC driver: it has no function \(entryPoint)")
    }
    let initialise = unsafeBitCast(symbol, to: AdbcDriverInitFunc.self)
    // Drivers leave functions that they do not have untouched, so the table must start with NULLs.
    let table = UnsafeMutablePointer<AdbcDriver>.allocate(capacity: 1)
    table.initialize(to: AdbcDriver())
    do throws(ADBCFailure) {
      try ADBCDriver.check("load", functions: nil, table: nil) { error in
        initialise(Int32(ADBC_VERSION_1_1_0), UnsafeMutableRawPointer(table), error)
      }
    } catch {
      table.deallocate()
      throw error
    }
    let functions = table.pointee
    let isComplete =
      functions.DatabaseNew != nil && functions.DatabaseInit != nil && functions.DatabaseRelease != nil
      && functions.DatabaseSetOption != nil && functions.ConnectionNew != nil && functions.ConnectionInit != nil
      && functions.ConnectionRelease != nil && functions.StatementNew != nil && functions.StatementRelease != nil
      && functions.StatementSetSqlQuery != nil && functions.StatementExecuteQuery != nil
    guard isComplete else {
      table.deallocate()
      throw failure("the driver lacks functions that every ADBC driver must have")
    }
    self.path = path
    self.functions = functions
    self.table = table
  }

  /// Every handle retains its driver, so nobody uses the table any more.
  deinit { table.deallocate() }

  /// Calls a driver function; nil from `body` means that the driver does not have it.
  func check(
    _ operation: String, _ body: (UnsafeMutablePointer<AdbcError>) -> AdbcStatusCode?
  ) throws(ADBCFailure) {
    try ADBCDriver.check(operation, functions: functions, table: table, body)
  }

  private static func check(
    _ operation: String, functions: AdbcDriver?, table: UnsafeMutablePointer<AdbcDriver>?,
    _ body: (UnsafeMutablePointer<AdbcError>) -> AdbcStatusCode?
  ) throws(ADBCFailure) {
    var error = AdbcError()
    error.vendor_code = .min
    error.private_driver = table
    let status = body(&error)
    defer { error.release?(&error) }
    guard let status else {
      throw ADBCFailure(
        operation: operation, status: ADBCFailure.notImplemented, message: "the driver has no function for it")
    }
    if status != 0 { throw ADBCFailure(operation, status: status, error: &error, functions: functions) }
  }
}
