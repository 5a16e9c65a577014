import AssayStatistics
import Foundation
import Testing

@testable import AssayGate

/// The computations behind the checks for silent failures.
@Suite struct SilentStatisticsTests {
  /// Uniform numbers from a seed (SplitMix64).
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return FingerprintReducer.scrambled(state)
    }

    /// A number of an exponential distribution.
    mutating func exponential() -> Double { -log(1 - Double.random(in: 0..<1, using: &self)) }
  }

  private func sorted(_ values: [Double]) throws -> SortedSample { try SortedSample(values) }

  // MARK: Units

  @Test(
    "every conversion of the catalogue is found, and named, on values measured in tenths",
    arguments: UnitConversion.catalogue)
  func conversions(_ conversion: UnitConversion) throws {
    var generator = Generator(state: 7)
    // Shares for the one that is only looked for there; otherwise skewed values, so that a flipped sign shows.
    let scale = conversion.isForShares ? 0.001 : 0.1
    func draw() -> Double {
      let first = Double.random(in: 0..<1, using: &generator)
      let second = Double.random(in: 0..<1, using: &generator)
      return (first * second * 900).rounded() * scale
    }
    let reference = try sorted((0..<4000).map { _ in draw() })
    let today = try sorted((0..<4000).map { _ in Double(Float(draw() * conversion.factor + conversion.offset)) })
    let found = try #require(try UnitConversion.best(reference, today, limit: 0.05))
    #expect(abs(found.conversion.factor / conversion.factor - 1) < 1e-9, "\(found.conversion.name)")
    #expect(found.conversion.offset == conversion.offset)
    #expect(found.distance < 0.05)
    #expect(abs(conversion.undone(12.5 * conversion.factor + conversion.offset) - 12.5) < 1e-9)
  }

  @Test("growth of a continuous column by less than ten is no unit, whatever the factor", arguments: 1...40)
  func growth(_ step: Int) throws {
    var generator = Generator(state: UInt64(step))
    let factor = 1 + 0.2 * Double(step)
    let reference = try sorted((0..<1500).map { _ in generator.exponential() })
    let today = try sorted((0..<1500).map { _ in generator.exponential() * factor })
    if let found = try UnitConversion.best(reference, today, limit: 0.05) {
      Issue.record("factor \(factor) was taken for \(found.conversion.name)")
    }
  }

  @Test(
    "a conversion that was rounded is found, where the rounding is finer than the reference's grid",
    arguments: [("°C to °F", 0.1), ("°C to °F", 0.01), ("feet to metres", 0.01), ("miles to kilometres", 0.1)])
  func rounded(_ name: String, _ step: Double) throws {
    var generator = Generator(state: 11)
    let conversion = try #require(UnitConversion.catalogue.first { $0.name == name })
    let grid = name == "°C to °F" ? 0.1 : 1
    func draw() -> Double {
      let first = Double.random(in: 0..<1, using: &generator)
      let second = Double.random(in: 0..<1, using: &generator)
      return (first * second * 400).rounded() * grid
    }
    let reference = try sorted((0..<4000).map { _ in draw() })
    let today = try sorted(
      (0..<4000).map { _ in ((draw() * conversion.factor + conversion.offset) / step).rounded() * step })
    let found = try #require(try UnitConversion.best(reference, today, limit: 0.05))
    #expect(([found.conversion.name] + found.others).contains(name), "\(found)")
    #expect(found.conversion.name == name, "\(found)")
  }

  @Test("a linear relation that is no conversion is not reported, rounded or not", arguments: 1...60)
  func relations(_ seed: Int) throws {
    var generator = Generator(state: UInt64(1000 + seed))
    var factor = 1.0
    repeat {
      factor = exp(Double.random(in: log(0.11)...log(9.9), using: &generator))
    } while UnitConversion.catalogue.contains { abs(abs($0.factor) / factor - 1) < 0.005 }
    let offset = seed % 3 == 0 ? Double.random(in: -50...50, using: &generator) : 0
    func draw() -> Double {
      (generator.exponential() * 100).rounded() * 0.1
    }
    let reference = try sorted((0..<2000).map { _ in draw() })
    let values = (0..<2000).map { _ in draw() * factor + offset }
    for step in [0, 0.01, 0.1, 1] {
      let today = try sorted(step == 0 ? values : values.map { ($0 / step).rounded() * step })
      if let found = try UnitConversion.best(reference, today, limit: 0.05) {
        Issue.record("factor \(factor), offset \(offset), in steps of \(step), was taken for \(found)")
      }
    }
  }

  @Test("a power of ten is preferred to a factor near it that gives the reference's grid back no better")
  func powersOfTen() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var generator = Generator(state: seed)
      func draw() -> Double { (generator.exponential() * 500).rounded() }
      let reference = try sorted((0..<1000).map { _ in draw() })
      let today = try sorted((0..<1000).map { _ in draw() * 1000 })
      let found = try #require(try UnitConversion.best(reference, today, limit: 0.1))
      #expect(found.conversion.name.hasPrefix("× 1,000 "), "seed \(seed): \(found)")
    }
  }

  @Test("constants, infinities and single values make no conversion, and no trap")
  func strangeSamples() throws {
    let references: [[Double]] = [
      [5], [5, 5, 5], [-.infinity, 1, .infinity], [0, 0], [1e308, -1e308], [1e-300, 1],
    ]
    let currents: [[Double]] = [[1], [0, 0, 0], [.infinity], [1e300, 2e300], [-1e308, 1e308]]
    for values in references {
      for others in currents {
        _ = try UnitConversion.best(try sorted(values), try sorted(others), limit: 0.05)
        let side = ComparedColumn.Side(sample: try sorted(values), missing: 1, rows: values.count + 1)
        let today = ComparedColumn.Side(sample: try sorted(others), missing: 0, rows: others.count)
        #expect(!ModeSpike.candidates(side, today, limit: 0.05).isEmpty)
        let spread = OutputSpread(
          try sorted(others), range: OutputSpread.range(try sorted(others), reference: side.sample))
        #expect(spread.entropy.isFinite && spread.entropy >= 0 && spread.rows == others.count)
      }
    }
  }

  // MARK: Spikes

  @Test("the value that gained most comes first, with its neighbours' largest share")
  func spikes() throws {
    let before = ComparedColumn.Side(sample: try sorted((0..<100).map { Double($0 % 10) }), rows: 100)
    let today = ComparedColumn.Side(
      sample: try sorted((0..<60).map { Double($0 % 10) } + Array(repeating: 4.5, count: 30)), missing: 10, rows: 100)
    let spike = try #require(ModeSpike.candidates(before, today, limit: 0.05).first)
    #expect(spike.number == 4.5 && spike.today == 30 && spike.before == 0)
    #expect(spike.neighbours == 0.06)
    #expect(spike.standsOut(before, today, limit: 0.05))
  }

  // MARK: Power

  @Test("the area of groups is that of their shares, and groups that only remember know nothing")
  func groups() throws {
    var column = LabelledColumn()
    for level in 0..<20 as Range<UInt64> {
      column.groups[level &* 0x9E37_79B9] = .init(negatives: 1000, positives: 50 * Int(level))
    }
    let known = try PredictivePower.ofGroups(column, alpha: 0.01)
    // By hand: pairs of a positive and a negative row, ties counted half.
    var won = 0.0
    for level in 0..<20 { won += 50 * Double(level) * (1000 * Double(level) + 500) }
    #expect(abs(known.area - won / (9500 * 20_000)) < 0.02)
    #expect(known.interval.lower < known.area && known.interval.upper > known.area)

    var memory = LabelledColumn()
    for level in 0..<5000 as Range<UInt64> {
      memory.groups[level] = .init(negatives: level % 2 == 0 ? 1 : 0, positives: level % 2 == 0 ? 0 : 1)
    }
    #expect(try PredictivePower.ofGroups(memory, alpha: 0.01).area < 0.55)
  }

  @Test("whether a number is missing may tell more than the number")
  func missingness() throws {
    var column = LabelledColumn()
    column.positives = (0..<100).map { Double($0 % 10) }
    column.negatives = (0..<1000).map { Double($0 % 10) }
    column.missing = .init(negatives: 0, positives: 900)
    let power = try PredictivePower.ofNumbers(column, alpha: 0.01)
    #expect(abs(power.area - 0.95) < 1e-12 && power.rows == 2000)
    column.missing = .init()
    #expect(abs(try PredictivePower.ofNumbers(column, alpha: 0.01).area - 0.5) < 1e-12)
    column.negatives = []
    #expect(throws: StatisticsError.self) { try PredictivePower.ofNumbers(column, alpha: 0.01) }
  }

  // MARK: Spread

  @Test("entropy is that of the bins: 0 for one answer, 6 bits for an even spread over 64")
  func entropy() throws {
    let even = OutputSpread(try sorted((0..<6400).map { (Double($0 % 64) + 0.5) / 64 }), range: 0...1)
    #expect(abs(even.entropy - 6) < 1e-12 && even.distinct == 64 && even.modeRows == 100 && even.fullestBin == 100)
    let one = OutputSpread(try sorted(Array(repeating: 0.25, count: 10)), range: 0...1)
    #expect(one.entropy == 0 && one.modeShare == 1 && one.mode == "0.25")
    let levels = try #require(OutputSpread(["a": 2, "b": 1, "c": 1]))
    #expect(levels.entropy == 1.5 && levels.mode == "'a'" && levels.rows == 4)
    #expect(OutputSpread([:]) == nil)
  }
}
