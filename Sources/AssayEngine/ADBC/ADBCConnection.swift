import CArrow
import Synchronization

/// A connection to a database. Serialised use only: it belongs to one `ADBCSession`.
///
/// Sendable by proof: the session's executor runs all calls one after the other; `close` runs once behind `isClosed`.
final class ADBCConnection: @unchecked Sendable {
  let database: ADBCDatabase
  let handle: UnsafeMutablePointer<AdbcConnection>
  private let isClosed = Atomic<Bool>(false)

  var driver: ADBCDriver { database.driver }

  init(_ database: ADBCDatabase) throws(ADBCFailure) {
    self.database = database
    handle = .allocate(capacity: 1)
    handle.initialize(to: AdbcConnection())
    let driver = database.driver
    handle.pointee.private_driver = driver.table
    do throws(ADBCFailure) {
      try driver.check("ConnectionNew") { driver.functions.ConnectionNew?(handle, $0) }
      try driver.check("ConnectionInit") { driver.functions.ConnectionInit?(handle, database.handle, $0) }
    } catch {
      close()
      throw error
    }
  }

  /// Releases the connection; its statements must be closed before.
  func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    if handle.pointee.private_data != nil {
      try? driver.check("ConnectionRelease") { driver.functions.ConnectionRelease?(handle, $0) }
    }
    handle.deallocate()
  }

  deinit { close() }
}
