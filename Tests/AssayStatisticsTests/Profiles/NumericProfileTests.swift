import Testing

@testable import AssayStatistics

@Suite("A profile of numbers")
struct NumericProfileTests {
  @Test(
    "has the same bytes for any split of the rows, in any order and grouping", arguments: ProfileData.allCases,
    [1, 2] as [UInt64])
  func splits(kind: ProfileData, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for limit in [1, 2, 7, 64] {
      let values = kind.values(1 + random.below(600), &random) + [Double](repeating: .nan, count: random.below(4))
      let whole = NumericProfile(values, limit: limit)
      for _ in 0..<4 {
        let shuffled = values.shuffled(using: &random)
        var parts: [NumericProfile] = []
        var start = 0
        while start < shuffled.count {
          let end = min(shuffled.count, start + 1 + random.below(200))
          parts.append(NumericProfile(Array(shuffled[start..<end]), limit: limit))
          start = end
        }
        // Any tree of merges, not only one after the other.
        while parts.count > 1 {
          var first = parts.remove(at: random.below(parts.count))
          try first.merge(parts.remove(at: random.below(parts.count)))
          parts.insert(first, at: random.below(parts.count + 1))
        }
        #expect(parts[0] == whole, "\(kind) limit \(limit) seed \(seed)")
        #expect(parts[0].bytes == whole.bytes, "\(kind) limit \(limit) seed \(seed)")
      }
    }
  }

  @Test(
    "has the same bytes for any split at its real limit", arguments: [ProfileData.normal, .allExponents, .integers])
  func realLimit(kind: ProfileData) throws {
    var random = SplitMix64(seed: 77)
    let values = kind.values(20_000, &random)
    let whole = NumericProfile(values)
    var merged = NumericProfile(Array(values[15_000...]))
    try merged.merge(NumericProfile(Array(values[..<3_000])))
    try merged.merge(NumericProfile())
    try merged.merge(NumericProfile(Array(values[3_000..<15_000])))
    #expect(merged.bytes == whole.bytes)
    #expect(whole.shift > 0)
    #expect(whole.cellCount <= NumericProfile.cellLimit)
    #expect(whole.cellCount > NumericProfile.cellLimit / 4)
  }

  @Test("is what its bytes say", arguments: ProfileData.allCases)
  func bytes(kind: ProfileData) throws {
    var random = SplitMix64(seed: 5)
    for count in [0, 1, 2, 3, 500] {
      let profile = NumericProfile(kind.values(count, &random) + [.nan])
      let read = try NumericProfile(bytes: profile.bytes)
      #expect(read == profile)
      #expect(read.mean?.bitPattern == profile.mean?.bitPattern)
      let blurred = profile.blurred()
      #expect(try NumericProfile(bytes: blurred.bytes) == blurred)
    }
  }

  @Test("counts, and knows ends and mean exactly")
  func moments() throws {
    let profile = NumericProfile([3, -1, .nan, 0.1, 0.2])
    #expect(profile.count == 4)
    #expect(profile.missing == 1)
    #expect(profile.minimum == -1)
    #expect(profile.maximum == 3)
    #expect(profile.mean == ExactSum([3, -1, 0.1, 0.2]).mean)
    #expect(profile.coarseness == 0)
    let empty = NumericProfile([.nan])
    #expect(empty.count == 0)
    #expect(empty.minimum == nil)
    #expect(empty.mean == nil)
    #expect(empty.coarseness == 0)
    #expect(NumericProfile([-0.0]).bytes == NumericProfile([0.0]).bytes)
    let infinite = NumericProfile([-.infinity, .infinity, 1])
    #expect(infinite.minimum == -.infinity)
    #expect(infinite.maximum == .infinity)
    #expect(infinite.mean?.isNaN == true)
  }

  @Test("keeps every different value apart up to its limit, and goes to the next grid beyond")
  func limit() throws {
    let values = (0..<NumericProfile.cellLimit).map { Double($0) }
    #expect(NumericProfile(values).shift == 0)
    #expect(NumericProfile(values).coarseness == 0)
    let more = NumericProfile(values + [8000])
    #expect(more.shift > 0)
    // Whole numbers near 8,000 are 2^40 keys apart; the first grid that joins two of them halves their number.
    #expect(more.shift == 41)
    #expect(more.coarseness == 2.0 / 8001)
  }

  @Test("takes less than 256 KB as base64, whatever the data")
  func size() throws {
    var random = SplitMix64(seed: 9)
    // The longest bytes: cells all over the range of keys, each with ends far apart and a large count.
    let top = OrderedKey.key(of: Double.infinity.bitPattern)
    let bottom = OrderedKey.key(of: (-Double.infinity).bitPattern)
    let width = (top - bottom) / UInt64(NumericProfile.cellLimit)
    var worst = NumericProfile(ProfileData.allExponents.values(2_000, &random))
    worst.cells = (0..<NumericProfile.cellLimit).map { index in
      let start = bottom + UInt64(index) * width
      return NumericProfile.Cell(
        lowest: start + width / 2, highest: start + width - 1, count: NumericProfile.largestCount / 8_000)
    }
    for profile in [worst, NumericProfile(ProfileData.allExponents.values(20_000, &random))] {
      #expect((profile.bytes.count + 2) / 3 * 4 < 256 * 1024)
    }
  }

  @Test("refuses bytes that are not a profile's", arguments: [11, 12, 13] as [UInt64])
  func damage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let profile = NumericProfile(ProfileData.special.values(60, &random), limit: NumericProfile.cellLimit)
    let bytes = profile.bytes
    for end in 0..<bytes.count {
      #expect(throws: ProfileError.self) { try NumericProfile(bytes: Array(bytes[..<end])) }
    }
    #expect(throws: ProfileError.self) { try NumericProfile(bytes: bytes + [0]) }
    for _ in 0..<2_000 {
      var changed = bytes
      changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
      // Whatever is read says of itself what was read; nothing traps.
      if let read = try? NumericProfile(bytes: changed) {
        #expect(read.bytes == changed, "seed \(seed)")
        _ = read.mean
        _ = try? read.quantile(0.5)
        _ = read.coarseness
      }
    }
  }

  @Test("says which version of bytes it cannot read")
  func version() {
    let error = #expect(throws: ProfileError.self) { try NumericProfile(bytes: [9, 0, 0, 0, 0]) }
    #expect(error?.message.contains("version 9, expected 1") == true)
  }

  @Test("cannot be merged when it is blurred, nor with more than it can count")
  func mergeErrors() throws {
    var profile = NumericProfile([1, 2])
    #expect(throws: ProfileError.self) { try profile.merge(NumericProfile([1]).blurred()) }
    var blurred = profile.blurred()
    #expect(throws: ProfileError.self) { try blurred.merge(profile) }
    let sample = try SortedSample([1])
    #expect(throws: ProfileError.self) { try NumericProfile(sample, missing: -1) }
    var full = try NumericProfile(sample, missing: NumericProfile.largestCount)
    #expect(throws: ProfileError.self) { try full.merge(full) }
    #expect(profile == NumericProfile([1, 2]))
  }
}
