import AssayGate

/// The names of the cases of a merge: unique, in memory that grows only with those that come more than once.
struct MergedNames {
  /// A case's class name and name as they are written.
  struct Name: Hashable {
    var className: String
    var name: String

    /// A name can hold anything but a newline.
    var key: String { className + "\n" + name }
  }

  /// What is known of a name that comes more than once.
  struct Attempts {
    /// How many there are in all files.
    var expected = 0
    /// How many came so far.
    var taken = 0
    /// Those that did not pass.
    var failed: [JUnitAttempt] = []
    /// The last one that has not passed, when later ones were only skipped.
    var lastJudged: JUnitCase?
  }

  private var census: NameCensus
  /// Names that may come more than once, each with how often it has come: exact, since these are compared by their text.
  private var counts: [String: Int] = [:]
  private(set) var attempts: [String: Attempts] = [:]

  init(expected: Int) { census = NameCensus(expected: expected) }

  /// The name of a case as it is written, before it is made unique.
  static func name(of testCase: JUnitCase, in suite: String) -> Name {
    let className = JUnitFormat.line(testCase.className)
    return Name(
      className: className.isEmpty ? JUnitFormat.caseName(suite) : className,
      name: JUnitFormat.caseName(testCase.name))
  }

  mutating func expect(_ testCase: JUnitCase, in suite: String) {
    census.insert(Self.name(of: testCase, in: suite).key)
  }

  /// Ends the first pass.
  mutating func beginWriting() { counts = [:] }

  mutating func countAttempt(_ testCase: JUnitCase, in suite: String) {
    let key = Self.name(of: testCase, in: suite).key
    if census.mayRepeat(key) { attempts[key, default: Attempts()].expected += 1 }
  }

  /// Whether the name comes more than once in the files; known after ``countAttempt(_:in:)`` saw all.
  func isRepeated(_ name: Name) -> Bool { (attempts[name.key]?.expected ?? 0) > 1 }

  mutating func update<Result>(_ name: Name, _ body: (inout Attempts) -> Result) -> Result {
    body(&attempts[name.key, default: Attempts()])
  }

  /// Takes a name for writing; returns it, or the first free one made of it: `name #2`.
  mutating func unique(_ name: Name) -> Name {
    guard census.mayRepeat(name.key) else { return name }
    guard counts[name.key] != nil else {
      counts[name.key] = 1
      return name
    }
    return numbered(name)
  }

  /// Makes a name unique that no file has brought.
  mutating func uniqueNew(_ name: Name) -> Name {
    if !census.mayContain(name.key), counts[name.key] == nil {
      counts[name.key] = 1
      return name
    }
    return numbered(name)
  }

  private mutating func numbered(_ name: Name) -> Name {
    var number = (counts[name.key] ?? 1) + 1
    var candidate = name
    while true {
      candidate.name = ReportText.clip(name.name, maximumBytes: JUnitFormat.lineBytes - 12, mark: "…") + " #\(number)"
      // A name that some file has already, or may have, is passed over.
      if !census.mayContain(candidate.key), counts[candidate.key] == nil { break }
      number += 1
    }
    counts[name.key] = number
    counts[candidate.key] = 1
    return candidate
  }
}
