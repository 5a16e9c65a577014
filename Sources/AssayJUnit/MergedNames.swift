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
    var expected: UInt32 = 0
    /// How many came so far.
    var taken: UInt32 = 0
    /// The number of the one that counts, from 1: the last that was not skipped, or the last of all.
    var decisive: UInt32 = 0
    /// The one that counts was skipped, as all others were.
    var isSkipped = true
  }

  private var census: NameCensus
  /// How often names came that may come more than once.
  private var counts = NameTable<UInt32>()
  private var attempts = NameTable<Attempts>()
  /// Names that come more than once are attempts: all others are unique.
  private var isCounted = false

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

  /// Ends the pass of ``expect(_:in:)``; what comes next has about so many names to remember.
  mutating func endExpecting(retries: Bool) {
    if retries {
      attempts = NameTable(expected: census.repeated)
    } else {
      counts = NameTable(expected: census.repeated)
    }
  }

  mutating func countAttempt(_ testCase: JUnitCase, in suite: String) {
    let name = Self.name(of: testCase, in: suite).key
    guard census.mayRepeat(name) else { return }
    let key = NameTable<Attempts>.Key(name)
    var known = attempts[key] ?? Attempts()
    known.expected += 1
    let isSkipped = !testCase.results.isEmpty && testCase.results.allSatisfy { $0.kind == .skipped }
    // One that was skipped says nothing about the case: the one before it counts.
    if !isSkipped || known.isSkipped {
      known.decisive = known.expected
      known.isSkipped = isSkipped
    }
    attempts.set(key, known)
  }

  /// Ends the pass of ``countAttempt(_:in:)``; what came once needs no place any more.
  mutating func endCounting() {
    attempts.keepIfFew { $0.expected > 1 }
    isCounted = true
  }

  /// Takes an attempt when the name comes more than once in the files, which is known after ``countAttempt(_:in:)``.
  ///
  /// - Returns: what is known of the name, this attempt included; `nil` when it is the only one.
  mutating func takeAttempt(_ name: Name) -> Attempts? {
    let key = name.key
    guard census.mayRepeat(key) else { return nil }
    let hash = NameTable<Attempts>.Key(key)
    guard var known = attempts[hash], known.expected > 1 else { return nil }
    known.taken += 1
    attempts.set(hash, known)
    return known
  }

  /// Takes a name for writing; returns it, or the first free one made of it: `name #2`.
  mutating func unique(_ name: Name) -> Name {
    guard !isCounted, census.mayRepeat(name.key) else { return name }
    let key = NameTable<UInt32>.Key(name.key)
    guard counts[key] != nil else {
      counts.set(key, 1)
      return name
    }
    return numbered(name)
  }

  /// Makes a name unique that no file has brought.
  mutating func uniqueNew(_ name: Name) -> Name {
    let key = NameTable<UInt32>.Key(name.key)
    if !census.mayContain(name.key), counts[key] == nil {
      counts.set(key, 1)
      return name
    }
    return numbered(name)
  }

  private mutating func numbered(_ name: Name) -> Name {
    let key = NameTable<UInt32>.Key(name.key)
    var number = (counts[key] ?? 1) + 1
    var candidate = name
    while true {
      candidate.name = ReportText.clip(name.name, maximumBytes: JUnitFormat.lineBytes - 12, mark: "…") + " #\(number)"
      // A name that some file has already, or may have, is passed over.
      if !census.mayContain(candidate.key), counts[NameTable.Key(candidate.key)] == nil { break }
      number += 1
    }
    counts.set(key, number)
    counts.set(NameTable.Key(candidate.key), 1)
    return candidate
  }
}
