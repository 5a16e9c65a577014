import AssayGate

/// The writing pass of a merge: events of one file after another, on their way into the parts.
struct MergeSession {
  var report = JUnitMerger.Report()

  private var names: MergedNames
  private let parts: JUnitParts
  private let retries: Bool
  private let root: String
  private var suiteNames: [String: Int] = [:]
  /// Attempts that failed, until the one comes that counts.
  private var failedAttempts: [MergedNames.Name: [JUnitAttempt]] = [:]
  /// The open suites of the current file, the innermost last.
  private var open: [OpenSuite] = []
  private var file = ""
  private var fallbackTime = ""
  /// What the file's root states, and what its cases are.
  private var stated = JUnitTotals()
  private var counted = JUnitTotals()
  private var errorSuite: OpenSuite?
  /// The current file has an error for failures that no case shows.
  private var lossIsTold = false

  private struct OpenSuite {
    /// The suite with its final name.
    var suite: JUnitSuite
    /// The name of it in its file, and with those of the suites around it.
    var ownName: String
    var name: String
    /// Where it is written: in which part, and its number there.
    var place: (part: Int, number: Int)?
    /// What its cases are, with those of the suites inside it.
    var counted = JUnitTotals()
    var output: String?
    var errorOutput: String?
  }

  init(names: MergedNames, parts: JUnitParts, retries: Bool, root: String) {
    self.names = names
    self.parts = parts
    self.retries = retries
    self.root = root
  }

  /// Begins a file.
  mutating func start(_ path: String, fallbackTime: String) {
    file = path
    self.fallbackTime = fallbackTime
    open = []
    stated = JUnitTotals()
    counted = JUnitTotals()
    lossIsTold = false
  }

  mutating func take(_ event: JUnitReader.Event) throws {
    switch event {
    case .report(_, let totals, _): stated = totals
    case .suite(let suite, _, _): start(suite)
    case .testCase(let testCase, _): try take(testCase)
    case .suiteOutput(let text, let isError):
      if isError {
        open[open.count - 1].errorOutput = text
      } else {
        open[open.count - 1].output = text
      }
    case .suiteEnd: try endSuite()
    }
  }

  /// Ends a file, which may have ended in the middle.
  mutating func end(_ failure: JUnitError?) throws {
    while !open.isEmpty { try endSuite(isCutOff: failure != nil) }
    if let failure {
      report.errors.append("\(failure)")
      try appendError("\(failure)", name: file, type: "Unreadable")
    } else {
      try compare(stated, counted, of: "the report")
    }
  }

  /// Writes what is left.
  mutating func finish() throws -> JUnitMerger.Report {
    if parts.totals.tests == 0 {
      let message = "none of the files has a case: nothing was merged, which is not a pass"
      report.errors.append(message)
      try appendError(message, name: "nothing merged", type: "NothingMerged")
    }
    (report.outputs, report.removed) = try parts.finish()
    report.totals = parts.totals
    return report
  }

  /// Writes an error that no file has.
  mutating func appendError(_ message: String, name: String, type: String) throws {
    let line = JUnitFormat.line(message)
    let suite = errorSuite ?? OpenSuite(suite: JUnitSuite(name: uniqueSuiteName("assay.merge")), ownName: "", name: "")
    var testCase = JUnitCase(
      className: suite.suite.name, name: name,
      results: [JUnitResult(.error, type: type, message: line, text: line == message ? line : line + "\n" + message)])
    let known = names.uniqueNew(MergedNames.name(of: testCase, in: ""))
    (testCase.className, testCase.name) = (known.className, known.name)
    errorSuite = try write(testCase, to: suite)
  }

  // MARK: Suites

  private mutating func start(_ suite: JUnitSuite) {
    var out = suite
    let own = JUnitFormat.line(suite.name)
    let outer = open.last?.name ?? ""
    let name = outer.isEmpty || own.hasPrefix(outer) ? own : own.isEmpty ? outer : "\(outer).\(own)"
    out.name = uniqueSuiteName(JUnitFormat.caseName(name))
    out.timestamp = suite.timestamp.flatMap { JUnitFormat.timestamp(reading: $0) } ?? fallbackTime
    out.file = suite.file.flatMap { $0.isEmpty ? nil : relativePath($0) }
    out.package = suite.package.flatMap { $0.isEmpty ? nil : $0 }
    out.hostname = suite.hostname.flatMap { $0.isEmpty ? nil : $0 }
    out.properties = JUnitProperty.unique(suite.properties)
    open.append(OpenSuite(suite: out, ownName: suite.name, name: name))
  }

  private mutating func uniqueSuiteName(_ name: String) -> String {
    guard var number = suiteNames[name] else {
      suiteNames[name] = 1
      return name
    }
    while true {
      number += 1
      let candidate = ReportText.clip(name, maximumBytes: JUnitFormat.lineBytes - 12, mark: "…") + " #\(number)"
      if suiteNames[candidate] == nil {
        suiteNames[name] = number
        suiteNames[candidate] = 1
        return candidate
      }
    }
  }

  private mutating func endSuite(isCutOff: Bool = false) throws {
    guard let suite = open.popLast() else { return }
    if let last = open.indices.last { open[last].counted.add(suite.counted) } else { counted.add(suite.counted) }
    for (text, isError) in [(suite.output, false), (suite.errorOutput, true)] {
      guard let text, !text.isEmpty else { continue }
      if let place = suite.place, place.part == parts.part {
        try parts.append(output: text, isError: isError, to: place.number)
      } else if text.contains(where: { !$0.isWhitespace }) {
        // It would need a case beside it.
        report.notes.append("\(file): suite '\(suite.name)' has output and no case of its own: left out")
      }
    }
    if !isCutOff { try compare(suite.suite.totals, suite.counted, of: "suite '\(suite.name)'") }
  }

  /// Says where stated totals are not what the cases add up to; failures that no case shows are an error.
  private mutating func compare(_ stated: JUnitTotals, _ counted: JUnitTotals, of what: String) throws {
    let bad = (stated: stated.failures + stated.errors, counted: counted.failures + counted.errors)
    if stated.tests > 0, stated.tests != counted.tests || bad.stated != bad.counted {
      report.notes.append(
        "\(file): \(what) states \(stated.tests) tests, \(bad.stated) of them failures or errors; its cases are "
          + "\(counted.tests) and \(bad.counted)")
    }
    guard bad.counted == 0, !lossIsTold else { return }
    let message: String
    let lost = stated.casesLost(in: counted)
    if bad.stated > 0 {
      message = "\(file): \(what) states \(bad.stated) failures or errors, and none of its cases has one"
    } else if lost > 0 {
      message = "\(file): \(what) states \(stated.tests) tests, \(lost) of them without a case"
    } else {
      return
    }
    lossIsTold = true
    report.errors.append(message)
    try appendError(message, name: file, type: bad.stated > 0 ? "LostFailures" : "LostCases")
  }

  // MARK: Cases

  private mutating func take(_ testCase: JUnitCase) throws {
    var testCase = testCase.normalized { relativePath($0) }
    let name = MergedNames.name(of: testCase, in: open.last?.ownName ?? "")
    if let last = open.indices.last { open[last].counted.add(testCase) } else { counted.add(testCase) }
    if retries, let attempts = names.takeAttempt(name) {
      guard let whole = join(testCase, name, attempts) else { return }
      testCase = whole
      (testCase.className, testCase.name) = (name.className, name.name)
    } else {
      let unique = names.unique(name)
      if unique != name {
        report.renamed.count += 1
        if report.renamed.count == 1 { report.renamed.first = "\(name.className) \(name.name)" }
      }
      (testCase.className, testCase.name) = (unique.className, unique.name)
    }
    if !testCase.attempts.isEmpty, testCase.results.isEmpty { report.flaky += 1 }
    let suite = open.popLast() ?? looseSuite()
    open.append(try write(testCase, to: suite))
  }

  /// Cases that are in no suite.
  private mutating func looseSuite() -> OpenSuite {
    let suite = JUnitSuite(name: uniqueSuiteName(JUnitFormat.caseName(file)), timestamp: fallbackTime)
    return OpenSuite(suite: suite, ownName: "", name: "")
  }

  /// Takes an attempt at a case; returns the case at the one that counts.
  ///
  /// Only what failed waits for it: of attempts that passed nothing is kept.
  private mutating func join(
    _ testCase: JUnitCase, _ name: MergedNames.Name, _ attempts: MergedNames.Attempts
  ) -> JUnitCase? {
    guard attempts.taken >= attempts.decisive else {
      guard testCase.results.first?.kind != .skipped else { return nil }
      let failed = testCase.attempts + testCase.results.prefix(1).map { JUnitAttempt(testCase, $0) }
      if !failed.isEmpty { failedAttempts[name, default: []] += failed }
      return nil
    }
    // Those that come behind it were skipped.
    guard attempts.taken == attempts.decisive else { return nil }
    report.attempts += Int(attempts.expected) - 1
    var last = testCase
    last.attempts = ((failedAttempts.removeValue(forKey: name) ?? []) + last.attempts).map { attempt in
      var attempt = attempt
      attempt.kind = attempt.kind.after(passing: last.results.isEmpty)
      return attempt
    }
    return last
  }

  private mutating func write(_ testCase: JUnitCase, to suite: OpenSuite) throws -> OpenSuite {
    var suite = suite
    try parts.makeRoom(for: JUnitParts.bound(testCase))
    let place: Int
    if let known = suite.place, known.part == parts.part {
      place = known.number
    } else {
      place = parts.open(suite.suite)
      suite.place = (parts.part, place)
    }
    try parts.append(testCase, to: place)
    return suite
  }

  private func relativePath(_ path: String) -> String {
    JUnitFormat.line(JUnitFormat.relativePath(path, workingDirectory: root, root: root))
  }
}

extension JUnitAttempt {
  /// What an attempt at a case found, its texts cut: there may be many attempts, and they wait for the last one.
  fileprivate init(_ testCase: JUnitCase, _ result: JUnitResult) {
    func cut(_ text: String?) -> String? {
      text.map { ReportText.clip($0, maximumBytes: 4_096, mark: JUnitFormat.cutMark) }
    }
    self.init(
      result.kind == .error ? .rerunError : .rerunFailure, type: result.type, message: result.shownMessage,
      text: cut(result.text) ?? "", systemOut: cut(testCase.systemOut), systemError: cut(testCase.systemError))
  }
}
