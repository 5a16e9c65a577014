import Testing

@testable import AssayStatistics

@Suite("A profile of levels")
struct LevelProfileTests {
  @Test("is the same for any split of the rows", arguments: [51, 52] as [UInt64])
  func splits(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let levels = ["a", "b", "", "é", "e\u{301}", "\u{0}", "zz"]
    let rows = (0..<500).map { _ in (levels[random.below(levels.count)], random.below(3)) }
    let whole = try LevelProfile(rows, missing: 7)
    let shuffled = rows.shuffled(using: &random)
    var merged = try LevelProfile(shuffled[300...], missing: 3)
    try merged.merge(LevelProfile(shuffled[..<10], missing: 4))
    try merged.merge(LevelProfile(shuffled[10..<300]))
    #expect(merged == whole)
    #expect(merged.levels.map(\.level).elementsEqual(whole.levels.map(\.level)) { $0.utf8.elementsEqual($1.utf8) })
    #expect(whole.count == rows.reduce(0) { $0 + $1.1 })
    #expect(whole.missing == 7)
  }

  @Test("takes texts of different bytes for different levels, in the order of their bytes")
  func bytes() throws {
    let profile = try LevelProfile([("é", 1), ("e\u{301}", 2), ("z", 3), ("é", 4), ("none", 0)])
    #expect(profile.levelCount == 3)
    #expect(profile["é"] == 5)
    #expect(profile["e\u{301}"] == 2)
    #expect(profile["none"] == 0)
    #expect(profile.levels.map(\.count) == [2, 3, 5])
  }

  @Test("refuses more levels than fit, in a part as in the whole")
  func size() throws {
    let many = (0..<20_000).map { ("customer \($0)", 1) }
    let error = #expect(throws: ProfileError.self) { try LevelProfile(many) }
    #expect(error?.message.contains("20000 levels") == true)
    var half = try LevelProfile(many[..<7_000])
    #expect(throws: ProfileError.self) { try half.merge(LevelProfile(many[7_000..<14_000])) }
    #expect(try LevelProfile([("\u{1}\"\\\u{7F}", 10)]).encodedSize == 16 + 2 + 6 + 2 + 2 + 6)
  }

  @Test("refuses counts that cannot be")
  func counts() throws {
    #expect(throws: ProfileError.self) { try LevelProfile([("a", -1)]) }
    #expect(throws: ProfileError.self) { try LevelProfile([("a", 1)], missing: -1) }
    #expect(throws: ProfileError.self) { try LevelProfile([("a", 1 << 61), ("b", 1)]) }
    #expect(throws: ProfileError.self) { try LevelProfile([("a", .max)]) }
  }
}
