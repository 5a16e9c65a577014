import Testing

@testable import AssayStatistics

@Suite("A profile of clustered rows")
struct ClusteredProfileTests {
  @Test("is the same for any order of the rows and any numbers of the clusters", arguments: [71, 72, 73] as [UInt64])
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rows = (0..<400).map { _ in (cell: Int32(random.below(9)), cluster: Int32(random.below(30))) }
    let missing = (0..<33).map { _ in random.below(3) }
    let whole = try ClusteredProfile(
      cells: rows.map(\.cell), clusters: rows.map(\.cluster), missing: missing, cellCount: 9)
    let renamed = Array(0..<33).shuffled(using: &random)
    let shuffled = rows.shuffled(using: &random)
    var moved = [Int](repeating: 0, count: 33)
    for cluster in 0..<33 { moved[renamed[cluster]] = missing[cluster] }
    let other = try ClusteredProfile(
      cells: shuffled.map(\.cell), clusters: shuffled.map { Int32(renamed[Int($0.cluster)]) }, missing: moved,
      cellCount: 9)
    #expect(other == whole, "seed \(seed)")
    #expect(other.bytes == whole.bytes)
    #expect(whole.rows == 400 + missing.reduce(0, +))
    #expect(whole.missing == missing.reduce(0, +))
    #expect(try ClusteredProfile(bytes: whole.bytes) == whole)
  }

  @Test("leaves out clusters without rows, and holds those with missing values alone")
  func empty() throws {
    let profile = try ClusteredProfile(cells: [1], clusters: [4], missing: [0, 2], cellCount: 2)
    #expect(profile.clusters.count == 2)
    #expect(profile.clusters[0] == .init(cells: [], counts: [], missing: 2))
    let none = try ClusteredProfile(cells: [], clusters: [], missing: [], cellCount: 0)
    #expect(none.clusters.isEmpty && none.rows == 0)
    #expect(try ClusteredProfile(bytes: none.bytes) == none)
  }

  @Test("refuses what is out of range, and bytes that are not a profile's")
  func errors() throws {
    #expect(throws: StatisticsError.self) {
      try ClusteredProfile(cells: [1], clusters: [], missing: [], cellCount: 2)
    }
    #expect(throws: StatisticsError.self) {
      try ClusteredProfile(cells: [2], clusters: [0], missing: [], cellCount: 2)
    }
    #expect(throws: StatisticsError.self) {
      try ClusteredProfile(cells: [0], clusters: [-1], missing: [], cellCount: 2)
    }
    #expect(throws: StatisticsError.self) {
      try ClusteredProfile(cells: [0], clusters: [0], missing: [-1], cellCount: 2)
    }
    var random = SplitMix64(seed: 74)
    let bytes = try ClusteredProfile(
      cells: [0, 1, 1, 5], clusters: [0, 0, 1, 2], missing: [0, 3], cellCount: 6
    ).bytes
    for end in 0..<bytes.count {
      #expect(throws: ProfileError.self) { try ClusteredProfile(bytes: Array(bytes[..<end])) }
    }
    #expect(throws: ProfileError.self) { try ClusteredProfile(bytes: bytes + [0]) }
    for _ in 0..<2_000 {
      var changed = bytes
      changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
      if let read = try? ClusteredProfile(bytes: changed) { #expect(read.bytes == changed) }
    }
  }
}
