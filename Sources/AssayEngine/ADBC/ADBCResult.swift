import AssayTable
import CArrow
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The stream of arrays that a statement yields; it retains the statement. Serialised use only.
///
/// Sendable by proof: the session's executor runs all calls one after the other; `close` runs once behind `isClosed`.
final class ADBCResult: @unchecked Sendable {
  let statement: ADBCStatement
  let stream: UnsafeMutablePointer<ArrowArrayStream>
  private let isClosed = Atomic<Bool>(false)

  /// An empty stream for the driver to fill.
  init(_ statement: ADBCStatement) {
    self.statement = statement
    stream = .allocate(capacity: 1)
    stream.initialize(to: ArrowArrayStream())
  }

  /// The schema of the arrays; the caller must release it.
  func schema() throws(ADBCFailure) -> ArrowSchema {
    guard stream.pointee.release != nil, let read = stream.pointee.get_schema else {
      throw ADBCFailure(
        operation: "get_schema", status: ADBCFailure.invalidState, message: "the statement gave no result stream")
    }
    var schema = ArrowSchema()
    let code = read(stream, &schema)
    if code != 0 { throw failure("get_schema", code) }
    return schema
  }

  /// The next array, which the caller must release; nil at the end.
  func next() throws(ADBCFailure) -> ArrowArray? {
    guard let read = stream.pointee.get_next else { return nil }
    var array = ArrowArray()
    let code = read(stream, &array)
    if code != 0 { throw failure("get_next", code) }
    return array.release == nil ? nil : array
  }

  /// Releases the stream.
  func close() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    stream.pointee.release?(stream)
    stream.deallocate()
  }

  deinit { close() }

  /// The driver's own error where it keeps one for the stream, its last message otherwise.
  private func failure(_ operation: String, _ code: Int32) -> ADBCFailure {
    let functions = statement.connection.driver.functions
    var status: AdbcStatusCode = 0
    if let find = functions.ErrorFromArrayStream, let error = find(stream, &status), error.pointee.message != nil {
      let known = status == 0 ? ADBCFailure.internal : status
      return ADBCFailure(operation, status: known, error: error, functions: functions)
    }
    let message = stream.pointee.get_last_error.flatMap { $0(stream) }.map { String(cString: $0) }
    let fallback = code == ECANCELED ? ADBCFailure.cancelled : ADBCFailure.io
    return ADBCFailure(operation: operation, status: fallback, message: message ?? "error \(code) without a message")
  }
}
