import Testing

@testable import AssayTable

@Suite("The hash of a cell")
struct CellHashTests {
  func hash(_ made: HandMade, seed: UInt64 = 7) throws -> [UInt64] {
    var result: [UInt64] = []
    try made.column().hashes(into: &result, seed: seed)
    return result
  }

  @Test("fixed values: the definition may not change, or every stored digest would")
  func fixedValues() throws {
    let integers = try hash(.fixed("l", [Int64(0), 1, -1]), seed: 0)
    let numbers = try hash(.fixed("g", [0.0, 1.5, .nan]), seed: 0)
    let texts = try hash(.text("u", ["", "a", "twelve bytes", nil]), seed: 42)
    #expect(integers.map(hex) == ["7b476c5a5333d0ec", "ae72313066e64cc0", "552a5016abba0df5"])
    #expect(numbers.map(hex) == ["39598f1a5f539b75", "b22c3b1be4fbdad8", "1b04428d16019257"])
    #expect(texts.map(hex) == ["32633aa91d983d19", "b640c5538e975986", "4925a79a74ce75df", "b29ed950786f5ae3"])
    let decimals = try hash(.fixed("d:38,3", [Int128(12_345)]), seed: 0)
    #expect(decimals.map(hex) == ["d0cfed50d1579bc1"])
    #expect(hex(CellHash.combine(1, 2)) == "975835de1c9756ce")
  }

  func hex(_ value: UInt64) -> String { String(value, radix: 16) }

  @Test("integers of every width, whole decimals and dictionaries of them agree")
  func integers() throws {
    let expected = try hash(.fixed("l", [Int64(-5), 7, 100], validity: "110"))
    #expect(try hash(.fixed("c", [Int8(-5), 7, 0], validity: "110")) == expected)
    #expect(try hash(.fixed("s", [Int16(-5), 7, 0], validity: "110")) == expected)
    #expect(try hash(.fixed("i", [Int32(-5), 7, 9], validity: "110")) == expected)
    #expect(try hash(.fixed("d:38,0", [Int128(-5), 7, 0], validity: "110")) == expected)
    #expect(try hash(.fixed("d:9,2,32", [Int32(-500), 700, 0], validity: "110")) == expected)
    var keyed = HandMade.fixed("C", [UInt8(1), 0, 1], validity: "110")
    keyed.dictionary = [.fixed("l", [Int64(7), -5])]
    #expect(try hash(keyed) == expected)
    #expect(try hash(.fixed("C", [UInt8(7)]))[0] == expected[1])
    #expect(try hash(.fixed("L", [UInt64(7)]))[0] == expected[1])
  }

  @Test("decimals do not depend on their scale or width; those too large for 64 bits agree with uint64")
  func decimals() throws {
    let expected = try hash(.fixed("d:38,4", [Int128(15_000), 12_345]))
    #expect(try hash(.fixed("d:9,1,32", [Int32(15)]))[0] == expected[0])
    #expect(try hash(.fixed("d:38,6", [Int128(1_500_000), 1_234_500])) == expected)
    #expect(try hash(.fixed("L", [UInt64.max])) == hash(.fixed("d:38,0", [Int128(UInt64.max)])))
    #expect(try hash(.fixed("d:38,1", [Int128(15)]))[0] != hash(.fixed("d:38,0", [Int128(15)]))[0])
  }

  @Test("numbers: a float as its exact double, one zero, one NaN")
  func numbers() throws {
    let doubles = try hash(.fixed("g", [0.5, -0.0, Double(Float(0.1)), .nan]))
    #expect(try hash(.fixed("f", [Float(0.5), 0, 0.1, -Float.nan])) == doubles)
    #expect(try hash(.fixed("g", [0.5, 0.0, Double(Float(0.1)), -Double.nan])) == doubles)
    #expect(Set(doubles).count == 4)
    #expect(try hash(.fixed("g", [0.1]))[0] != doubles[2])
  }

  @Test("text does not depend on its layout")
  func text() throws {
    let texts = ColumnTextTests.texts
    let expected = try hash(.text("u", texts))
    #expect(try hash(.text("U", texts)) == expected)
    #expect(try hash(.views(texts)) == expected)
    var keyed = HandMade.fixed("i", (0..<Int32(texts.count)).map { $0 })
    keyed.dictionary = [.text("u", texts)]
    #expect(try hash(keyed) == expected)
    // A dictionary larger than the batch takes the other path.
    var few = HandMade.fixed("i", [Int32(3), 2])
    few.dictionary = [.text("u", texts)]
    #expect(try hash(few) == [expected[3], expected[2]])
    #expect(try hash(.text("u", ["ab"])) != hash(.text("z", ["ab"])))
  }

  @Test("times do not depend on their unit, and keep nanoseconds")
  func times() throws {
    let expected = try hash(.fixed("tsu:UTC", [Int64(3_000_000), -2_000_000]))
    #expect(try hash(.fixed("tss:", [Int64(3), -2])) == expected)
    #expect(try hash(.fixed("tsm:Europe/Paris", [Int64(3_000), -2_000])) == expected)
    #expect(try hash(.fixed("tsn:", [Int64(3_000_000_000), -2_000_000_000])) == expected)
    #expect(try hash(.fixed("tsn:", [Int64(3_000_000_001)]))[0] != expected[0])
    #expect(try hash(.fixed("tss:", [Int64.max]))[0] != hash(.fixed("tss:", [Int64.max - 1]))[0])
    #expect(try hash(.fixed("tdD", [Int32(3)])) == hash(.fixed("tdm", [Int64(3 * 86_400_000)])))
    #expect(try hash(.fixed("ttm", [Int32(5)])) == hash(.fixed("ttu", [Int64(5_000)])))
    #expect(try hash(.fixed("tDu", [Int64(5)]))[0] != hash(.fixed("ttu", [Int64(5)]))[0])
  }

  @Test("kinds are told apart")
  func kinds() throws {
    let all = try [
      hash(.fixed("l", [Int64(1)])), hash(.fixed("g", [1.0])), hash(.text("u", ["1"])), hash(.text("z", ["1"])),
      hash(.fixed("tdD", [Int32(1)])), hash(.fixed("ttu", [Int64(1)])), hash(.fixed("tsu:", [Int64(1)])),
      hash(.fixed("tDu", [Int64(1)])), hash(HandMade(format: "b", length: 1, buffers: [nil, bits("1")])),
      hash(.fixed("l", [Int64(0)], validity: "0")), hash(HandMade(format: "n", length: 1, buffers: [])),
      hash(.fixed("d:9,1", [Int128(1)])),
    ].map { $0[0] }
    // A null is a null, whatever the type of its column.
    #expect(all[9] == all[10])
    #expect(Set(all).count == all.count - 1)
  }

  @Test("lists and structs are hashed by their elements")
  func nested() throws {
    func list(_ offsets: [Int32], _ values: [Int64]) -> HandMade {
      HandMade(
        format: "+l", length: offsets.count - 1, buffers: [nil, bytes(offsets)], children: [.fixed("l", values)])
    }
    let hashes = try hash(list([0, 2, 2, 4, 5], [1, 2, 1, 2, 2]))
    #expect(hashes[0] == hashes[2])
    #expect(Set(hashes).count == 3)
    var large = list([0, 2], [1, 2])
    large.format = "+L"
    large.buffers[1] = bytes([Int64(0), 2])
    #expect(try hash(large)[0] == hashes[0])
    func pair(_ offset: Int) -> HandMade {
      HandMade(
        format: "+s", length: 2 - offset, offset: offset, buffers: [nil],
        children: [.fixed("l", [Int64(1), 2]), .text("u", ["a", "b"])])
    }
    let pairs = try hash(pair(0))
    #expect(pairs[0] != pairs[1])
    #expect(try hash(pair(1)) == [pairs[1]])
  }

  @Test("the seed makes columns independent")
  func seeds() throws {
    let made = HandMade.fixed("l", (0..<100).map { Int64($0) })
    #expect(Set(try hash(made, seed: 1)).isDisjoint(with: try hash(made, seed: 2)))
  }

  @Test("a type that is not read is refused instead of hashed")
  func unreadable() throws {
    let made = HandMade(format: "+us:0,1", length: 1, buffers: [[0]], children: [])
    let column = try made.column()
    #expect(column.type == .other(format: "+us:0,1"))
    #expect(column.value(at: 0) == .other("<+us:0,1>"))
    var hashes: [UInt64] = []
    #expect(throws: TableError.unsuitable(column: "c", type: .other(format: "+us:0,1"), wanted: "a hash")) {
      try column.hashes(into: &hashes, seed: 0)
    }
  }

  @Test("one bit changed changes about half of the hash, for integers and for text")
  func avalanche() throws {
    var generator = SplitMix(state: 3)
    var flips = 0
    let trials = 64 * 200
    for _ in 0..<200 {
      let value = Int64(bitPattern: generator.next())
      let flipped = [value] + (0..<64).map { value ^ (1 << $0) }
      let hashes = try hash(.fixed("l", flipped))
      for other in hashes.dropFirst() {
        let changed = (other ^ hashes[0]).nonzeroBitCount
        #expect(changed >= 8)
        flips += changed
      }
    }
    #expect(abs(Double(flips) / Double(trials) - 32) < 0.5)

    var textFlips = 0
    var texts = 0
    for length in [1, 7, 8, 9, 31] {
      let base = (0..<length).map { _ in UInt8.random(in: 0...127, using: &generator) }
      let original = CellHash.hash(of: String(decoding: base, as: UTF8.self), seed: 5)
      for position in 0..<length {
        for bit in 0..<7 {
          var changed = base
          changed[position] ^= 1 << UInt8(bit)
          textFlips += (CellHash.hash(of: String(decoding: changed, as: UTF8.self), seed: 5) ^ original).nonzeroBitCount
          texts += 1
        }
      }
    }
    #expect(abs(Double(textFlips) / Double(texts) - 32) < 1.5)
  }

  @Test("neither integers nor short texts collide, and their lowest bits are spread evenly")
  func distinct() throws {
    let integers = try hash(.fixed("l", (0..<100_000).map { Int64($0) }))
    #expect(Set(integers).count == 100_000)
    var buckets = [Int](repeating: 0, count: 64)
    for hash in integers { buckets[Int(hash & 63)] += 1 }
    let expected = 100_000.0 / 64
    let chiSquare = buckets.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // 63 degrees of freedom: mean 63, standard deviation 11.2.
    #expect(chiSquare < 63 + 5 * 11.2)
    let texts = try hash(.text("u", (0..<50_000).map { "row \($0)" }))
    #expect(Set(texts).count == 50_000)
  }
}

/// A small generator with a fixed course.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return CellHash.mix(state)
  }
}
