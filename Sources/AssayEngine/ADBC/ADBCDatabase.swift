import CArrow
import Foundation
import Synchronization

/// A database that a driver has opened; connections retain it.
///
/// Sendable by proof: the handle is written only in `init` and in `close`, which runs once behind `isClosed`; between
/// them ADBC allows a database to be used from several threads.
final class ADBCDatabase: @unchecked Sendable {
  let driver: ADBCDriver
  let handle: UnsafeMutablePointer<AdbcDatabase>
  private let isClosed = Atomic<Bool>(false)
  private let onClose: @Sendable () -> Void

  /// Opens a database.
  ///
  /// - Parameter onClose: called once after the database was released, also when opening it fails.
  init(
    _ driver: ADBCDriver, options: [(key: String, value: String)], onClose: @escaping @Sendable () -> Void = {}
  ) throws(ADBCFailure) {
    self.driver = driver
    self.onClose = onClose
    handle = .allocate(capacity: 1)
    handle.initialize(to: AdbcDatabase())
    handle.pointee.private_driver = driver.table
    do throws(ADBCFailure) {
      try driver.check("DatabaseNew") { driver.functions.DatabaseNew?(handle, $0) }
      for (key, value) in options {
        try driver.check("DatabaseSetOption(\(key))") { driver.functions.DatabaseSetOption?(handle, key, value, $0) }
      }
      try driver.check("DatabaseInit") { driver.functions.DatabaseInit?(handle, $0) }
    } catch {
      close()
      throw error
    }
  }

  /// Releases the database; blocks. All connections must be closed before.
  func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    ADBCDatabase.release(handle, driver: driver, onClose: onClose)
  }

  private static func release(
    _ handle: UnsafeMutablePointer<AdbcDatabase>, driver: ADBCDriver, onClose: @Sendable () -> Void
  ) {
    if handle.pointee.private_data != nil {
      // There is nobody to tell.
      try? driver.check("DatabaseRelease") { driver.functions.DatabaseRelease?(handle, $0) }
    }
    handle.deallocate()
    onClose()
  }

  deinit {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // The last reference may go on the cooperative pool, and a release may take long.
    let address = UInt(bitPattern: handle)
    let (driver, onClose) = (driver, onClose)
    Thread.detachNewThread {
      guard let handle = UnsafeMutablePointer<AdbcDatabase>(bitPattern: address) else { return }
      ADBCDatabase.release(handle, driver: driver, onClose: onClose)
    }
  }
}
