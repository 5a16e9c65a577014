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
    var expected: Int32 = 0
    /// How many came so far.
    var taken: Int32 = 0
    /// Those that did not pass, and the last that was not skipped, in a place of their own: most names have none.
    var earlier: Earlier?

    /// What came before the last attempt.
    final class Earlier {
      var failed: [JUnitAttempt] = []
      var lastJudged: JUnitCase?
    }
  }

  private var census: NameCensus
  /// How often names came that may come more than once, by a second hash. Were two of them taken for one, which has a
  /// probability of n²/2⁸⁸, the second would get a number that it did not need.
  private var counts: [UInt64: Int] = [:]
  /// By the whole text: two cases are never taken for attempts at one.
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

  mutating func countAttempt(_ testCase: JUnitCase, in suite: String) {
    let key = Self.name(of: testCase, in: suite).key
    if census.mayRepeat(key) { attempts[key, default: Attempts()].expected += 1 }
  }

  /// Ends the counting of attempts.
  mutating func endCounting() { attempts = attempts.filter { $0.value.expected > 1 } }

  /// Whether the name comes more than once in the files; known after ``endCounting()``.
  func isRepeated(_ name: Name) -> Bool { attempts[name.key] != nil }

  mutating func update<Result>(_ name: Name, _ body: (inout Attempts) -> Result) -> Result {
    body(&attempts[name.key, default: Attempts()])
  }

  /// Takes a name for writing; returns it, or the first free one made of it: `name #2`.
  mutating func unique(_ name: Name) -> Name {
    guard census.mayRepeat(name.key) else { return name }
    guard counts[UniqueNames.otherHash(name.key)] != nil else {
      counts[UniqueNames.otherHash(name.key)] = 1
      return name
    }
    return numbered(name)
  }

  /// Makes a name unique that no file has brought.
  mutating func uniqueNew(_ name: Name) -> Name {
    if !census.mayContain(name.key), counts[UniqueNames.otherHash(name.key)] == nil {
      counts[UniqueNames.otherHash(name.key)] = 1
      return name
    }
    return numbered(name)
  }

  private mutating func numbered(_ name: Name) -> Name {
    var number = (counts[UniqueNames.otherHash(name.key)] ?? 1) + 1
    var candidate = name
    while true {
      candidate.name = ReportText.clip(name.name, maximumBytes: JUnitFormat.lineBytes - 12, mark: "…") + " #\(number)"
      // A name that some file has already, or may have, is passed over.
      if !census.mayContain(candidate.key), counts[UniqueNames.otherHash(candidate.key)] == nil { break }
      number += 1
    }
    counts[UniqueNames.otherHash(name.key)] = number
    counts[UniqueNames.otherHash(candidate.key)] = 1
    return candidate
  }
}
