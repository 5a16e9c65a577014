import AssayConcurrency
import AssayGate
import AssayJUnit
import Foundation
import Testing

/// The JUnit report of the expectations that are written by hand, one for each test process.
///
/// From the first expectation on the file says "did not finish". When the process ends in order, the report of all
/// expectations takes its place; a process that crashes or is killed leaves nothing that reads as a pass.
final class ExpectationReport: Sendable {
  private let host: TestHost
  private let state: Locked<State>

  private struct State {
    let writer: JUnitWriter
    var suites: [String: Int] = [:]
    /// What made writing fail; the report is not complete from then on.
    var failure: (any Error)?
    let date = Date()
    let started = ContinuousClock.now
  }

  private static let reports = Locked<[TestHost: ExpectationReport]>([:])

  /// Adds a result to the report of a framework.
  ///
  /// - Throws: what made writing fail, each time anew.
  static func add(_ result: ExpectationResult, of host: TestHost, at location: CallerLocation) throws {
    // An exit test runs in a process of its own; the report is that of the process which waits for it.
    if ExitTest.current != nil { return }
    let report = reports.withLock { reports in
      if let report = reports[host] { return report }
      let report = ExpectationReport(host, folder: TestFolders.reports(of: host, from: location.filePath))
      reports[host] = report
      if reports.count == 1 { atexit { ExpectationReport.finishAll() } }
      return report
    }
    try report.add(result, at: location)
  }

  private init(_ host: TestHost, folder: String) {
    self.host = host
    let test = host == .xctest ? Self.selectedTest(CommandLine.arguments) : nil
    let path = "\(folder)/\(Self.fileName(host, test: test))"
    var state = State(
      writer: JUnitWriter(output: path, workingDirectory: FileManager.default.currentDirectoryPath))
    do {
      try Self.removeOther(host, test: test, in: folder)
      try state.writer.invalidate()
    } catch {
      state.failure = error
    }
    self.state = Locked(state)
  }

  private func add(_ result: ExpectationResult, at location: CallerLocation) throws {
    let name = "\(host.rawValue).\(location.module).\(location.file)"
    let testCase = result.junitCase(at: location, test: Test.current?.id.description)
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      do {
        let suite = state.suites[name] ?? state.writer.open(JUnitSuite(name: name, package: location.module))
        state.suites[name] = suite
        try state.writer.append(testCase, to: suite)
      } catch {
        state.failure = error
        throw error
      }
    }
  }

  /// Puts the report in its place.
  private func finish() throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      try state.writer.finish(started: state.date, seconds: (ContinuousClock.now - state.started) / .seconds(1))
    }
  }

  /// Called when the process ends.
  private static func finishAll() {
    for report in reports.withLock({ Array($0.values) }) {
      do {
        try report.finish()
      } catch {
        // Too late for a test to fail, and the exit status is chosen already: replace it.
        TestHost.write("error: the report of the expectations could not be written: \(error)")
        fflush(nil)
        _exit(ExitCode.notEvaluated.rawValue)
      }
    }
  }

  // MARK: Files

  /// The one test that the process runs: `swift test --parallel` runs a process for each XCTest, all at the same time,
  /// and names the test in the arguments.
  static func selectedTest(_ arguments: [String]) -> String? {
    guard let last = arguments.dropFirst().last, last.contains("/"), !last.hasPrefix("-"), !last.hasPrefix("/"),
      !last.contains(",")
    else { return nil }
    return last
  }

  static func fileName(_ host: TestHost, test: String?) -> String {
    let name = test.map { TestFolders.fileName($0.replacing(".", with: "/")) }
    return ["TEST", host.rawValue, name].compactMap(\.self).joined(separator: "-") + ".xml"
  }

  /// Removes what an earlier run of the other kind, all tests in one process or one in each, has left behind: it would
  /// read as a result of this run.
  private static func removeOther(_ host: TestHost, test: String?, in folder: String) throws {
    let common = fileName(host, test: nil)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let old = names.filter { name in
      test == nil ? name.hasPrefix(common.dropLast(4) + "-") && name.hasSuffix(".xml") : name == common
    }
    for name in old {
      do {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      } catch CocoaError.fileNoSuchFile {
        // Another process was faster.
      }
    }
  }
}
