import CArrow

/// What an ADBC driver said when a call failed, before an engine gives it a meaning.
struct ADBCFailure: Error, Hashable, Sendable {
  /// The function that failed.
  var operation: String
  /// The ADBC status; drivers use it loosely.
  var status: UInt8
  var message: String
  var vendorCode: Int32 = 0
  /// Five characters of SQLSTATE, or empty.
  var sqlState: String = ""
  /// Details of a 1.1 driver, as text.
  var details: [String: String] = [:]

  static let notImplemented: UInt8 = 2
  static let invalidState: UInt8 = 6
  static let `internal`: UInt8 = 9
  static let io: UInt8 = 10
  static let cancelled: UInt8 = 11
}

extension ADBCFailure: CustomStringConvertible {
  var description: String { "\(operation): status \(status): \(message)" }
}

extension ADBCFailure {
  /// Copies an error that a driver filled; it stays the caller's to release.
  init(_ operation: String, status: UInt8, error: UnsafePointer<AdbcError>, functions: AdbcDriver?) {
    self.operation = operation
    self.status = status
    message = error.pointee.message.map { String(cString: $0) } ?? "status \(status) without a message"
    vendorCode = error.pointee.vendor_code == .min ? 0 : error.pointee.vendor_code
    sqlState = withUnsafeBytes(of: error.pointee.sqlstate) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    // A driver may crash when it is asked for the details of an error that it never filled.
    guard let functions, error.pointee.vendor_code == .min, error.pointee.private_data != nil,
      let count = functions.ErrorGetDetailCount, let detail = functions.ErrorGetDetail
    else { return }
    for index in 0..<max(0, count(error)) {
      let found = detail(error, index)
      guard let key = found.key else { continue }
      let bytes = UnsafeBufferPointer(start: found.value, count: found.value_length)
      details[String(cString: key)] = String(decoding: bytes, as: UTF8.self)
    }
  }
}
