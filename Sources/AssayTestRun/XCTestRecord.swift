import AssayJUnit
import AssayTestEvents
import Foundation

/// What the observer of `AssayTesting` says about one process's tests of XCTest.
struct XCTestRecord {
  /// A test: its name, what is known of it, and where its output stands.
  struct Test {
    /// As XCTest prints it: `Class.testMethod`.
    var name: String
    /// As `swift test list` shows it: `Module.Class/testMethod`.
    var listed: String
    var state = CaseState()
    /// The parts of the process's output that were written while it ran, without those of tests inside it.
    var output: [OutputPart] = []
    /// What it said of its end, as XCTest prints it.
    var skipSummary: String?
    /// XCTest's own lines about what it reported.
    var printed: [String] = []
  }

  /// A part of the process's output, with the XCTest's lines that may stand at its ends.
  struct OutputPart: Hashable {
    var range: Range<Int>
    var first: Boundary?
    var last: Boundary?
  }

  /// A test's beginning or end, of which XCTest prints a line: just before the observer hears of it, or just after.
  enum Boundary: Hashable {
    case started(String)
    case finished(String)
  }

  /// The process has an observer: everything that happens is here.
  private(set) var isRegistered = false
  private(set) var finished: [Test] = []
  /// The tests that have begun and not ended, the inner ones last.
  private(set) var running: [Test] = []
  /// What belongs to no test.
  private(set) var strayFailures: [TestFinding] = []
  private(set) var strayWarnings: [TestFinding] = []
  /// Lines that could not be read; one that was cut off by a crash is among them.
  private(set) var unreadableLines = 0
  /// Where the current part of the output begins, and after what.
  private var partStart = 0
  private var partFirst: Boundary?

  private let decoder = JSONDecoder()

  /// Takes a line of the record.
  mutating func take(_ line: some Collection<UInt8>) {
    guard !line.isEmpty else { return }
    guard let event = try? decoder.decode(XCTestEvent.self, from: Data(line)) else {
      unreadableLines += 1
      return
    }
    let index = running.lastIndex { $0.name == event.test }
    let finding = TestFinding(
      text: Self.text(event.text), file: event.file == "<EXPR>" ? nil : event.file,
      line: event.line.flatMap { $0 > 0 ? $0 : nil })
    switch event.kind {
    case .registered: isRegistered = true
    case .started:
      let name = event.test ?? ""
      endPart(at: event.offset, with: .started(name))
      let method = name.firstIndex(of: ".").map { name[name.index(after: $0)...] } ?? name[...]
      running.append(Test(name: name, listed: "\(event.className ?? "")/\(method)"))
    case .failed:
      guard let index else { return strayFailures.append(finding) }
      running[index].state.failures.append(finding)
      let place = "\(event.file ?? "<unknown>"):\(event.line ?? 0)"
      running[index].printed.append("\(place): error: \(running[index].name) : \(event.text ?? "")\n")
    case .warned:
      guard let index else { return strayWarnings.append(finding) }
      running[index].state.warnings.append(finding)
      running[index].printed.append("\(event.file ?? ""):\(event.line ?? 0): warning: \(event.text ?? "")\n")
    case .measured:
      if let index { running[index].state.metrics.merge(event.metrics ?? [:]) { $1 } }
    case .finished:
      guard let index else { return }
      endPart(at: event.offset, with: .finished(running[index].name))
      // A test inside it that has not ended was left by its run.
      let inner = running[(index + 1)...]
      running.removeSubrange((index + 1)...)
      for test in inner { running[index].state.failures += test.state.failures }
      var test = running.removeLast()
      test.state.started = 0
      test.state.ended = event.seconds ?? 0
      if event.isSkipped == true {
        test.skipSummary = event.text
        test.state.skipped = Self.reason(event.text) ?? "skipped"
      }
      finished.append(test)
    }
  }

  /// Ends the record: what was printed up to the end belongs to the test that runs.
  mutating func finish(outputSize: Int) { endPart(at: outputSize, with: nil) }

  private mutating func endPart(at offset: Int?, with boundary: Boundary?) {
    guard let offset else { return }
    if let last = running.indices.last, offset > partStart {
      running[last].output.append(OutputPart(range: partStart..<offset, first: partFirst, last: boundary))
    }
    partStart = max(partStart, offset)
    partFirst = boundary
  }

  private static func text(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "a failure without a message" }
    return text.hasPrefix("failed - ") ? String(text.dropFirst("failed - ".count)) : text
  }

  /// The reason in `Test skipped - reason`.
  static func reason(_ summary: String?) -> String? {
    guard let summary, summary.hasPrefix("Test skipped") else { return summary }
    let rest = summary.dropFirst("Test skipped".count)
    return rest.hasPrefix(" - ") ? String(rest.dropFirst(3)) : rest.isEmpty ? nil : String(rest.dropFirst(2))
  }
}

extension XCTestRecord.Test {
  /// What the test itself wrote: the parts of the output without XCTest's lines.
  ///
  /// - Parameter read: reads a part of the output, or the beginning of a long one.
  func ownOutput(_ read: (Range<Int>) -> String) -> String {
    var text = output.map { part in
      var text = Substring(read(part.range))
      if let first = part.first { Self.removeLine(of: first, atStart: &text) }
      if let last = part.last { Self.removeLine(of: last, atEnd: &text) }
      return String(text)
    }.joined()
    for line in printed {
      if let range = text.firstRange(of: line) { text.removeSubrange(range) }
    }
    if let skipSummary, let range = text.firstRange(of: ": \(name) : \(skipSummary)\n") {
      let start = text[..<range.lowerBound].lastIndex(of: "\n").map { text.index(after: $0) } ?? text.startIndex
      text.removeSubrange(start..<range.upperBound)
    }
    return text
  }

  private static func removeLine(of boundary: XCTestRecord.Boundary, atStart text: inout Substring) {
    let mark = prefix(of: boundary)
    guard text.hasPrefix(mark) else { return }
    // Its name may hold newlines, what follows it does not.
    let rest = text.dropFirst(mark.count)
    text = rest.firstIndex(of: "\n").map { text[text.index(after: $0)...] } ?? ""
  }

  private static func removeLine(of boundary: XCTestRecord.Boundary, atEnd text: inout Substring) {
    let ranges = text.ranges(of: prefix(of: boundary))
    guard let last = ranges.last else { return }
    let rest = text[last.upperBound...]
    // It is the last line, or else something that a test has printed.
    if rest.dropLast().contains("\n") { return }
    text = text[..<last.lowerBound]
  }

  private static func prefix(of boundary: XCTestRecord.Boundary) -> String {
    switch boundary {
    case .started(let name): "Test Case '\(name)' started at "
    case .finished(let name): "Test Case '\(name)' "
    }
  }
}
