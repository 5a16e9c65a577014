import Foundation
import Testing

@testable import AssayStatistics

@Suite("What a drift comparison could have shown")
struct DetectabilityTests {
  /// The same answers by finding every bound, without the shortcuts.
  private struct EagerSearch {
    let rule: DriftVerdictRule
    let share: Double
    let n: Double
    let m: Double
    let onlyRises: Bool

    private var starts: [Double] { onlyRises ? [share] : [share, 1 - share] }

    private func upperBound(_ share: Double, _ n: Double) -> Double {
      share >= 1
        ? 1 : BetaDistribution.inverse(rule.significance / 2, n * share + 1, n * (1 - share), upperTail: true)
    }

    private func isShown(_ rise: Double, from share: Double, _ n: Double, _ m: Double) -> Bool {
      let target = min(1, share + rise)
      let error = (share * (1 - share) / n + target * (1 - target) / m).squareRoot()
      let seen = target - rule.powerQuantile * error
      guard seen > share else { return false }
      let lower = BetaDistribution.inverse(rule.significance / 2, m * seen, m * (1 - seen) + 1)
      let (x, y) = (seen - lower, upperBound(share, n) - share)
      return seen - share > (x * x + y * y).squareRoot()
    }

    func showsLimit(_ n: Double, _ m: Double) -> Bool {
      starts.allSatisfy { $0 + rule.limit > 1 || isShown(rule.limit, from: $0, n, m) }
    }

    var smallestEffect: Double {
      let found = starts.filter { $0 + rule.limit <= 1 }.map(smallestRise).max() ?? 0
      return showsLimit(n, m) ? min(found, rule.limit) : max(found, rule.limit.nextUp)
    }

    private func smallestRise(from share: Double) -> Double {
      let largest = 1 - share
      guard isShown(largest, from: share, n, m) else { return 1 }
      let depth = log(2 / rule.significance)
      var high = 0.0
      for _ in 0..<3 {
        let target = min(1, share + high)
        high =
          ((2 * depth).squareRoot() + rule.powerQuantile)
          * (share * (1 - share) / n + target * (1 - target) / m).squareRoot() + depth / m
      }
      high = min(high, largest)
      var low = high
      while !isShown(high, from: share, n, m) {
        low = high
        high = min(largest, 1.3 * high)
      }
      if low == high {
        repeat { low /= 1.3 } while low > 1e-12 && isShown(low, from: share, n, m)
        high = min(high, 1.3 * low)
      }
      while high - low > 0.01 * high {
        let middle = 0.5 * (low + high)
        if isShown(middle, from: share, n, m) { high = middle } else { low = middle }
      }
      return high
    }

    func requiredSize(reliability: Double) -> (current: Int?, each: Int?) {
      (size { showsLimit(n, $0) }, size { showsLimit($0 * reliability, $0) })
    }

    private func size(_ isEnough: (Double) -> Bool) -> Int? {
      let largest = min(0x1p32, 0x1p14 / (rule.limit * rule.limit))
      guard isEnough(largest) else { return nil }
      var high = 2.0
      while high < largest && !isEnough(high) { high *= 2 }
      var low = high / 2
      while high - low > max(1, 0.02 * high) {
        let middle = ((low + high) / 2).rounded()
        if isEnough(middle) { high = middle } else { low = middle }
      }
      return Int(high)
    }
  }

  @Test("is the same, found when asked for, as found always", arguments: [2013] as [UInt64])
  func lazyAndEager(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var verdicts: [DriftVerdict: Int] = [:]
    for limit in [0.02, 0.05, 0.3] {
      for significance in [0.005, 5e-4, 6.25e-6] {
        let rule = try DriftVerdictRule(limit: limit, significance: significance)
        for _ in 0..<12 {
          let n = 1 << (1 + random.below(14)) + random.below(5)
          let m = 1 << (1 + random.below(14)) + random.below(5)
          let k = [0, n, random.below(n + 1), random.below(max(1, n / 10)), n - random.below(max(1, n / 50))][
            random.below(5)]
          let l = min(m, max(0, Int((Double(k) / Double(n) * Double(m)).rounded()) + random.below(7) - 3))
          let assessment = try rule.assess(reference: (k, n), current: (l, m))
          let search = EagerSearch(
            rule: rule, share: Double(k) / Double(n), n: Double(n), m: Double(m), onlyRises: false)
          let comment: Comment = "\(k)/\(n) \(l)/\(m) limit \(limit) α \(significance) seed \(seed)"
          #expect(assessment.minimumDetectableEffect == search.smallestEffect, comment)
          if assessment.interval.lower <= limit, !(assessment.isSignificant && assessment.estimate > limit) {
            #expect((assessment.verdict == .pass) == search.showsLimit(Double(n), Double(m)), comment)
          }
          if assessment.verdict == .inconclusive {
            let sizes = search.requiredSize(reliability: 1)
            #expect(assessment.requiredSize?.current == sizes.current, comment)
            #expect(assessment.requiredSize?.each == sizes.each, comment)
          } else {
            #expect(assessment.requiredSize == nil, comment)
          }
          verdicts[assessment.verdict, default: 0] += 1
        }
      }
    }
    // The grid reaches both sides of the question.
    #expect((verdicts[.pass] ?? 0) > 15 && (verdicts[.inconclusive] ?? 0) > 15, "\(verdicts) seed \(seed)")
  }

  @Test("is the same for levels that only one side has, of which only a rise counts", arguments: [7] as [UInt64])
  func newLevels(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rule = try DriftVerdictRule(limit: 0.05, significance: 5e-5)
    for _ in 0..<12 {
      let rows = 20 << random.below(8)
      var known = [Int](repeating: 0, count: 40)
      var judged = known
      for _ in 0..<rows { known[random.below(30)] += 1 }
      for _ in 0..<rows { judged[random.below(31)] += 1 }
      let assessment = try rule.assessNewLevels(known: known, judged: judged)
      let alone = known.count { $0 == 1 }
      let paired = 2 * known.count { $0 == 2 }
      let once = Double(max(alone, 1))
      let reliability = once / (once + Double(paired))
      let search = EagerSearch(
        rule: rule, share: Double(alone) / Double(rows), n: max(1, Double(rows) * reliability), m: Double(rows),
        onlyRises: true)
      #expect(assessment.minimumDetectableEffect == search.smallestEffect, "\(rows) seed \(seed)")
      if assessment.verdict == .inconclusive {
        let sizes = search.requiredSize(reliability: reliability)
        #expect(assessment.requiredSize?.current == sizes.current, "\(rows) seed \(seed)")
        #expect(assessment.requiredSize?.each == sizes.each, "\(rows) seed \(seed)")
      }
    }
  }

  @Test("counts the orders of two samples exactly, also where only some points are within the distance")
  func exactDistance() throws {
    // All points of the lattice, one by one.
    func everyPoint(_ n: Int, _ m: Int, _ bound: Int) -> Double {
      var row = (0...m).map { $0 * n >= bound ? 1.0 : 0 }
      for i in 1...n {
        if i * m >= bound { row[0] = 1 }
        for j in 1...m {
          if abs(i * m - j * n) >= bound {
            row[j] = 1
          } else {
            row[j] =
              row[j] == row[j - 1]
              ? row[j] : (row[j] * Double(i) + row[j - 1] * Double(j)) / Double(i + j)
          }
        }
      }
      return min(1, row[m])
    }
    for (n, m) in [(1, 1), (1, 7), (5, 3), (20, 20), (40, 31), (13, 90)] {
      for shift in stride(from: 0, through: 2 * max(n, m), by: 3) {
        let distance = try KolmogorovSmirnov(
          reference: (0..<n).map { Double($0 * m) }, current: (0..<m).map { Double($0 * n + shift * n) + 0.5 })
        if distance.numerator > 0 {
          #expect(distance.exactPValue() == everyPoint(n, m, distance.numerator), "\(n) \(m) \(shift)")
        }
      }
    }
  }
}
