import AssayConcurrency
import AssayTestEvents
import CTestObserver
import Foundation
import XCTest

/// Tells `assay test` what XCTest does: an event on a line of the file that it names.
///
/// What XCTest prints says the same, but mixed with what the tests print, and so a reader has to guess where a message of
/// several lines ends. Events say it, and how much was printed before.
final class XCTestRecorder: NSObject, XCTestObservation, Sendable {
  /// The recorder of this process; `nil` when nobody asked for it. Asked for first when the program is loaded.
  static let shared = open()

  private struct State {
    var file: Int32
    /// A copy of standard output, which a test may replace.
    var output: Int32
    /// The tests that run, the inner ones last.
    var running: [String] = []
  }

  private let state: Locked<State>

  private init(_ state: State) {
    self.state = Locked(state)
    super.init()
    XCTestObservationCenter.shared.addTestObserver(self)
    write(XCTestEvent(.registered))
  }

  private static func open() -> XCTestRecorder? {
    guard let path = assay_take_record_path() else { return nil }
    defer { free(path) }
    let file = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { return nil }
    return XCTestRecorder(State(file: file, output: fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)))
  }

  // MARK: What happens

  func testCaseWillStart(_ testCase: XCTestCase) {
    let name = Self.name(of: testCase)
    state.withLock { $0.running.append(name) }
    write(event(.started, testCase))
  }

  func testCase(
    _ testCase: XCTestCase, didFailWithDescription description: String, inFile filePath: String?, atLine lineNumber: Int
  ) {
    write(event(.failed, testCase), text: description, file: filePath, line: lineNumber)
  }

  func testSuite(
    _ testSuite: XCTestSuite, didFailWithDescription description: String, inFile filePath: String?,
    atLine lineNumber: Int
  ) {
    write(XCTestEvent(.failed), text: "\(testSuite.name): \(description)", file: filePath, line: lineNumber)
  }

  func testCaseDidFinish(_ testCase: XCTestCase) {
    var event = event(.finished, testCase)
    event.isSkipped = testCase.testRun?.hasBeenSkipped ?? false
    event.seconds = testCase.testRun?.testDuration
    if event.isSkipped == true { event.text = Self.skipSummary(of: testCase) }
    write(event)
    let name = event.test
    state.withLock { state in
      if let index = state.running.lastIndex(where: { $0 == name }) { state.running.remove(at: index) }
    }
  }

  /// Puts a warning down to the test that runs.
  func warn(_ message: String, at location: CallerLocation) {
    let event = XCTestEvent(.warned, test: state.withLock(\.running.last))
    write(event, text: message, file: "\(location.filePath)", line: Int(location.line))
  }

  /// Puts numbers down to the test that runs.
  func measure(_ metrics: [String: Double]) {
    var event = XCTestEvent(.measured, test: state.withLock(\.running.last))
    event.metrics = metrics
    write(event)
  }

  // MARK: Lines

  private func event(_ kind: XCTestEvent.Kind, _ testCase: XCTestCase) -> XCTestEvent {
    var event = XCTestEvent(kind, test: Self.name(of: testCase))
    event.className = String(reflecting: type(of: testCase))
    return event
  }

  /// `Class.testMethod`, also of `-[Module.Class testMethod]`.
  private static func name(of testCase: XCTestCase) -> String {
    let name = testCase.name
    guard name.hasPrefix("-["), name.hasSuffix("]"), let space = name.firstIndex(of: " ") else { return name }
    let className = name[..<space].dropFirst(2).split(separator: ".").last ?? ""
    return "\(className).\(name[space...].dropFirst().dropLast())"
  }

  /// `Test skipped - reason` as XCTest prints it, of which it tells observers nothing.
  private static func skipSummary(of testCase: XCTestCase) -> String? {
    var mirror: Mirror? = Mirror(reflecting: testCase)
    while let one = mirror {
      if let skip = one.descendant("skip", "some") { return Mirror(reflecting: skip).descendant("summary") as? String }
      mirror = one.superclassMirror
    }
    return nil
  }

  private func write(_ event: XCTestEvent, text: String, file: String?, line: Int) {
    var event = event
    event.text = text
    event.file = file
    event.line = line
    write(event)
  }

  /// Writes a line, whole, so that it stands when the process crashes next.
  private func write(_ event: XCTestEvent) {
    assay_flush_output()
    state.withLock { state in
      var event = event
      var status = stat()
      if fstat(state.output, &status) == 0, status.st_mode & S_IFMT == S_IFREG { event.offset = Int(status.st_size) }
      guard var bytes = try? JSONEncoder().encode(event) else { return }
      bytes.append(UInt8(ascii: "\n"))
      bytes.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
          let buffer = UnsafeRawBufferPointer(rebasing: rest)
          let count = Foundation.write(state.file, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return }
          rest = rest.dropFirst(count)
        }
      }
    }
  }
}

/// Called when the program is loaded, if `assay test` has started it.
@_cdecl("assay_observe_xctest")
func observeXCTest() { _ = XCTestRecorder.shared }
