/// What XCTest prints about one process's tests, which run one after the other.
///
/// It is all that there is when the package does not link `AssayTesting`; what a test prints in the form of the log cannot
/// be told from it for certain. What is doubtful does not pass: a failure counts wherever it comes from.
struct XCTestLog {
  /// Whether a test is among those that were asked for, by its name in the output.
  private let isListed: (String) -> Bool
  /// The result of a test by the name in the output: `Class.testMethod`.
  private(set) var finished: [(name: String, state: CaseState)] = []
  /// The tests that have begun and not ended, the inner ones last: a test can run others.
  private(set) var running: [(name: String, state: CaseState)] = []
  /// The lines with which they began.
  private var beginnings: [String] = []
  /// The line with which the last one ended.
  private var lastEnd = ""
  /// The number of lines so far that told of a test.
  private(set) var progress = 0
  /// What the line before told: further lines of it are indented, at least those of `AssayTesting`.
  private var last: WritableKeyPath<CaseState, [TestFinding]>?

  /// Creates a log of one process.
  init(isListed: @escaping (String) -> Bool = { _ in true }) { self.isListed = isListed }

  /// Takes a line of the output.
  mutating func take(_ line: String) {
    let before = last
    last = nil
    if let name = Self.name(startedIn: line) {
      progress += 1
      running.append((name, CaseState()))
      beginnings.append(line)
      return
    }
    reopen(line)
    // The end of an outer test: what seemed to begin inside it was printed by the test.
    if let outer = running.dropLast().lastIndex(where: { Self.result(of: $0.name, in: line) != nil }) {
      for index in running.indices.dropFirst(outer + 1) {
        let inner = running[index].state
        running[outer].state.failures += inner.failures
        running[outer].state.warnings += inner.warnings
        running[outer].state.append(output: beginnings[index] + "\n" + inner.output)
      }
      running.removeSubrange((outer + 1)...)
      beginnings.removeSubrange((outer + 1)...)
    }
    guard let current = running.last else { return }
    if let (result, seconds, printed) = Self.result(of: current.name, in: line) {
      progress += 1
      var (name, state) = running.removeLast()
      if !printed.isEmpty { state.append(output: printed + "\n") }
      state.started = 0
      state.ended = seconds
      if result == "skipped", state.skipped == nil { state.skipped = "skipped" }
      if result == "failed", state.failures.isEmpty {
        state.failures = [TestFinding(text: "XCTest says that it failed, and does not say why")]
      }
      let beginning = beginnings.removeLast()
      lastEnd = line
      // Nobody asked for it and nothing came of it: a test has printed it, or has run something of its own.
      if let outer = running.indices.last, result == "passed", state.failures.isEmpty, !isListed(name) {
        running[outer].state.append(output: "\(beginning)\n\(state.output)\(line)\n")
        running[outer].state.warnings += state.warnings
        return
      }
      finished.append((name, state))
    } else if let finding = Self.failure(of: current.name, in: line) {
      progress += 1
      running[running.count - 1].state.failures.append(finding)
      last = \.failures
    } else if let warning = Self.warning(in: line) {
      running[running.count - 1].state.warnings.append(warning)
      last = \.warnings
    } else if let reason = Self.skip(of: current.name, in: line) {
      running[running.count - 1].state.skipped = reason
    } else if let before, line.hasPrefix("  "), let index = running.last?.state[keyPath: before].indices.last {
      running[running.count - 1].state[keyPath: before][index].text += "\n" + line
      last = before
    } else {
      running[running.count - 1].state.append(output: line + "\n")
    }
  }

  /// A test that fails or ends once more without having begun again has itself printed what looked like its end.
  private mutating func reopen(_ line: String) {
    guard running.isEmpty, let last = finished.last,
      Self.result(of: last.name, in: line) != nil || Self.failure(of: last.name, in: line) != nil
    else { return }
    finished.removeLast()
    running.append(last)
    running[0].state.append(output: lastEnd + "\n")
    beginnings.append("")
  }

  /// `Test Case 'Class.test' started at …`; something that a program printed without a newline may stand before it.
  private static func name(startedIn line: String) -> String? {
    guard let start = line.firstRange(of: "Test Case '"), let end = line.firstRange(of: "' started at ", after: start)
    else { return nil }
    return String(line[start.upperBound..<end.lowerBound])
  }

  /// `Test Case 'Class.test' passed (0.002 seconds)`: the result, the seconds, and what stands before.
  private static func result(of name: String, in line: String) -> (String, Double, String)? {
    guard let start = line.firstRange(of: "Test Case '\(name)' "), line.hasSuffix(" seconds)") else { return nil }
    let words = line[start.upperBound...].dropLast(" seconds)".count).split(separator: " ")
    guard words.count == 2, ["passed", "failed", "skipped"].contains(words[0]),
      let seconds = Double(words[1].dropFirst())
    else { return nil }
    return (String(words[0]), seconds, String(line[..<start.lowerBound]))
  }

  /// `/path/File.swift:5: error: Class.test : message`.
  private static func failure(of name: String, in line: String) -> TestFinding? {
    guard let mark = line.firstRange(of: ": error: \(name) : ") else { return nil }
    return located(line[..<mark.lowerBound], text: line[mark.upperBound...])
  }

  /// `/path/File.swift:5: warning: message`, as `AssayTesting` writes it.
  private static func warning(in line: String) -> TestFinding? {
    guard line.hasPrefix("/"), let mark = line.firstRange(of: ": warning: ") else { return nil }
    let finding = located(line[..<mark.lowerBound], text: line[mark.upperBound...])
    return finding.line == nil ? nil : finding
  }

  /// `/path/File.swift:5: Class.test : Test skipped - reason`.
  private static func skip(of name: String, in line: String) -> String? {
    guard let mark = line.firstRange(of: ": \(name) : Test skipped") else { return nil }
    let rest = line[mark.upperBound...]
    return rest.hasPrefix(" - ") ? String(rest.dropFirst(3)) : rest.isEmpty ? "skipped" : String(rest.dropFirst(2))
  }

  private static func located(_ place: Substring, text: Substring) -> TestFinding {
    var text = text
    if text.hasPrefix("failed - ") { text = text.dropFirst("failed - ".count) }
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line > 0,
      place.first == "/"
    else { return TestFinding(text: String(text)) }
    return TestFinding(text: String(text), file: String(place[..<colon]), line: line)
  }
}

extension String {
  fileprivate func firstRange(of text: String, after range: Range<Index>) -> Range<Index>? {
    self[range.upperBound...].firstRange(of: text)
  }
}
