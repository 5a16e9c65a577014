import AssayStatistics
import AssayTable
import Testing

@testable import AssayGate

/// The values of a column, collected from batches.
@Suite struct ColumnValuesTests {
  private static func collected(_ values: [Double], batch: Int, expected: Int) throws -> (ColumnValues?, missing: Int) {
    var builder = ColumnValuesBuilder(expected: expected, memory: ValueMemory())
    var missing = 0
    for start in stride(from: 0, to: values.count, by: batch) {
      let part = Array(values[start..<min(values.count, start + batch)])
      missing += try builder.append(Column(name: "x", doubles: part))
    }
    return (builder.finish(), missing)
  }

  @Test func holdEveryValueThatIsThere() throws {
    let values = (0..<5000).map { $0 % 7 == 0 ? .nan : Double(($0 * 7919) % 5003) }
    let present = values.filter { !$0.isNaN }
    for expected in [0, 1, 100, 5000, 300_000] {
      let (collected, missing) = try Self.collected(values, batch: 999, expected: expected)
      #expect(collected?.count == present.count)
      #expect(missing == values.count - present.count)
      #expect(try collected?.sorted().values == present.sorted())
      // In the order in which they came, too.
      #expect(collected?.withBlocks { $0.flatMap(Array.init) } == present)
    }
  }

  @Test func fillSeveralBlocks() throws {
    let values = (0..<600_000).map { Double($0 % 1000) }
    let (collected, _) = try Self.collected(values, batch: 50_000, expected: values.count)
    #expect(collected?.count == values.count)
    #expect(collected?.withBlocks { $0.count } ?? 0 > 1)
    #expect(try collected?.quantile(0.5) == 499.5)
  }

  @Test func areNothingWhenAllAreMissing() throws {
    let (collected, missing) = try Self.collected([.nan, .nan], batch: 1, expected: 2)
    #expect(collected == nil)
    #expect(missing == 2)
    var builder = ColumnValuesBuilder(expected: 0, memory: ValueMemory())
    #expect(builder.finish() == nil)
    for value in [3.0, 1, 2] { builder.append(value) }
    #expect(try builder.finish()?.sorted().values == [1, 2, 3])
    #expect(builder.finish() == nil)
  }

  @Test func haveTheDistanceOfTheirOrderedValues() throws {
    let first = (0..<9000).map { Double(($0 * 7919) % 10_007) }
    let second = (0..<8000).map { Double(($0 * 6007) % 10_007) + 300 }
    let (a, _) = try Self.collected(first, batch: 1024, expected: first.count)
    let (b, _) = try Self.collected(second, batch: 777, expected: 10)
    let (reference, current) = (try #require(a), try #require(b))
    #expect(
      try KolmogorovSmirnov(reference: reference, current: current)
        == KolmogorovSmirnov(reference: SortedSample(first), current: SortedSample(second)))
  }

  @Test func memoryIsUsedAgain() throws {
    let memory = ValueMemory()
    func address() throws -> UnsafePointer<Double>? {
      var builder = ColumnValuesBuilder(expected: ValueMemory.valuesPerBlock, memory: memory)
      builder.append(1)
      return builder.finish()?.withBlocks { $0[0].baseAddress }
    }
    let first = try address()
    #expect(try address() == first)
  }
}
