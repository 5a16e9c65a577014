/// How often each level of a category column occurs.
///
/// Levels are texts that are equal when their UTF-8 bytes are. Merging adds counts, so that any split of the rows in any
/// order gives the same profile. All levels are kept: a column with so many of them that `encodedSize` exceeds
/// `sizeLimit` is refused, also as part of a larger one, since levels and counts only become more.
public struct LevelProfile: Sendable, Hashable {
  /// The most bytes that the levels of a column may take: 256 KB.
  public static let sizeLimit = 262_144

  /// A level by its bytes: Swift's own equality would take some texts of different bytes for the same.
  struct Level: Sendable, Hashable, Comparable {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.utf8) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func < (first: Level, second: Level) -> Bool { first.bytes.lexicographicallyPrecedes(second.bytes) }
  }

  private var counts: [Level: Int] = [:]
  /// The number of values, those that are missing left out.
  public private(set) var count = 0
  /// How many values were missing.
  public private(set) var missing: Int

  /// The profile of levels and their counts; a level may come more than once.
  ///
  /// - Throws: `ProfileError` for a negative count, more than 2^61 rows, and too many levels.
  public init(
    _ levels: some Sequence<(String, Int)> = [(String, Int)](), missing: Int = 0
  ) throws(ProfileError) {
    self.missing = 0
    try add(missing: missing)
    for (level, count) in levels { try add(Level(level), count) }
    try checkSize()
  }

  /// Adds everything that another profile holds: the result is the profile of the rows of both.
  ///
  /// - Throws: `ProfileError` for more than 2^61 rows, and too many levels.
  public mutating func merge(_ other: LevelProfile) throws(ProfileError) {
    try add(missing: other.missing)
    for (level, count) in other.counts { try add(level, count) }
    try checkSize()
  }

  private mutating func add(_ level: Level, _ added: Int) throws(ProfileError) {
    guard added >= 0 else { throw ProfileError("level '\(level.text)' has the count \(added), expected 0 or more") }
    guard added > 0 else { return }
    let (sum, overflow) = count.addingReportingOverflow(added)
    guard !overflow, sum <= NumericProfile.largestCount else {
      throw ProfileError("the levels have more than 2^61 rows together")
    }
    count = sum
    counts[level, default: 0] += added
  }

  private mutating func add(missing added: Int) throws(ProfileError) {
    let (sum, overflow) = missing.addingReportingOverflow(added)
    guard added >= 0, !overflow, sum <= NumericProfile.largestCount else {
      throw ProfileError("the number of missing values is \(added), expected 0 … 2^61")
    }
    missing = sum
  }

  /// The levels with their counts, at least 1 each, in the order of their bytes.
  public var levels: [(level: String, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { (level: $0.key.text, count: $0.value) }
  }

  /// How many different levels there are.
  public var levelCount: Int { counts.count }

  /// How often a level occurs.
  public subscript(level: String) -> Int { counts[Level(level)] ?? 0 }

  /// The bytes that the levels take as JSON, each a list of text and count on a line of its own.
  public var encodedSize: Int {
    counts.reduce(0) { size, entry in
      // Brackets, quotes, comma, space, line feed and indentation take 16.
      size + 16 + String(entry.value).utf8.count + entry.key.bytes.reduce(0) { $0 + Self.escapedSize($1) }
    }
  }

  private static func escapedSize(_ byte: UInt8) -> Int {
    switch byte {
    case 0x22, 0x5C: 2
    case 0..<0x20, 0x7F: 6
    default: 1
    }
  }

  /// Whether a level comes before another one: by their bytes.
  public static func isBefore(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  private func checkSize() throws(ProfileError) {
    let size = encodedSize
    guard size <= Self.sizeLimit else {
      throw ProfileError(
        "its \(levelCount) levels take \(size) bytes, and a profile keeps at most \(Self.sizeLimit) of a column")
    }
  }
}
