import Testing

@testable import AssayStatistics

@Suite("A blurred profile")
struct BlurredProfileTests {
  @Test("tells of no cell with fewer than ten rows, and of no value that ten rows do not share")
  func hides() throws {
    var random = SplitMix64(seed: 3)
    for kind in ProfileData.allCases {
      let values = kind.values(700, &random)
      var shares: [Double: Int] = [:]
      for value in values { shares[value + 0, default: 0] += 1 }
      let blurred = NumericProfile(values).blurred()
      #expect(blurred.isBlurred)
      #expect(blurred.count == 700)
      #expect(blurred.minimum == nil)
      #expect(blurred.maximum == nil)
      #expect(blurred.mean == nil)
      for cell in blurred.cells {
        #expect(cell.count >= 10, "\(kind)")
        if cell.lowest == cell.highest {
          let value = Double(bitPattern: OrderedKey.bits(of: cell.lowest))
          #expect((shares[value] ?? 0) >= 10, "\(kind)")
        } else {
          let inner = UInt64(1) << 40 - 1
          let isEnd = [cell.lowest, cell.highest].contains { $0 & inner != 0 && $0 & inner != inner }
          // The only ends off the grid are the infinities, beyond which there are no numbers.
          let ends = [Double.infinity, -.infinity].map { OrderedKey.key(of: $0.bitPattern) }
          #expect(!isEnd || ends.contains(cell.lowest) || ends.contains(cell.highest), "\(kind)")
        }
      }
    }
  }

  @Test("still bounds the distance, quantiles and shares of the rows", arguments: ProfileData.allCases)
  func bounds(kind: ProfileData) throws {
    var random = SplitMix64(seed: 8)
    let values = kind.values(900, &random)
    let sample = try SortedSample(values)
    let other = try SortedSample(kind.values(300, &random) + ProfileData.normal.values(40, &random))
    let blurred = NumericProfile(values).blurred()
    let exact = try KolmogorovSmirnov(reference: sample, current: other)
    let distance = try KolmogorovSmirnovBounds(reference: blurred, current: other)
    #expect(distance.lowerNumerator <= exact.numerator)
    #expect(exact.numerator <= distance.upperNumerator)
    for p in [0, 0.05, 0.31, 0.5, 0.95, 1] {
      #expect(try blurred.quantile(p, .element).contains(try sample.quantile(p, .element)))
      let share = Double(sample.values.count { $0 <= other.values[17] }) / 900
      #expect(try blurred.share(atOrBelow: other.values[17]).contains(share))
    }
  }

  @Test("holds all rows in one cell when there are fewer than ten")
  func few() throws {
    let blurred = NumericProfile([1, 5, 900]).blurred()
    #expect(blurred.cellCount == 1)
    #expect(blurred.count == 3)
    #expect(NumericProfile([]).blurred().cellCount == 0)
    #expect(blurred.blurred() == blurred)
  }
}
