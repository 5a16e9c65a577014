/// A sum of doubles held without any rounding, whatever the order, the grouping or the number of values.
///
/// The sum is a wide integer in units of 2^-1075, kept as signed 64-bit limbs of 32 bits each, so that every finite
/// double falls on two or three neighbouring limbs (a "small superaccumulator", after R. Neal, *Fast exact summation
/// using small and large superaccumulators*, 2015). Limbs absorb 2,047 additions before carries must move on.
///
/// Merging the accumulators of several threads or files gives the same accumulator as one pass over all values, and
/// `sum` and `mean` are the doubles nearest to the true values. Up to 2^62 values can be added.
///
/// Infinities and NaN are counted apart: any NaN, or infinities of both signs, give NaN; infinities of one sign give
/// that infinity. An exact zero is +0, also for no values and for sums of −0.
public struct ExactSum: Sendable {
  /// Enough for the largest exponent (limb 65 is the last one a product of bits can touch) and for carries above it.
  static let limbCount = 68
  /// Additions of less than 2^52 that a limb takes between two moves of carries.
  static let additionsPerCarry = 2047

  var limbs: [Int64]
  var additionsLeft: Int
  var positiveInfinities: Int
  var negativeInfinities: Int
  var notNumbers: Int

  /// How many values were added, infinities and NaN included.
  public internal(set) var count: Int

  /// A sum of no values.
  public init() {
    limbs = [Int64](repeating: 0, count: Self.limbCount)
    additionsLeft = Self.additionsPerCarry
    positiveInfinities = 0
    negativeInfinities = 0
    notNumbers = 0
    count = 0
  }

  /// The sum of the given values.
  public init(_ values: [Double]) {
    self.init()
    add(values)
  }

  /// Adds one value; a batch is several times faster.
  public mutating func add(_ value: Double) {
    withUnsafePointer(to: value) { add(contentsOf: UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Adds all values of an array.
  public mutating func add(_ values: [Double]) {
    values.withUnsafeBufferPointer { add(contentsOf: $0) }
  }

  /// Adds all values of a buffer, in O(n) with a few nanoseconds for each in optimised builds.
  public mutating func add(contentsOf values: UnsafeBufferPointer<Double>) {
    guard let base = values.baseAddress, !values.isEmpty else { return }
    let total = values.count
    var done = 0
    while done < total {
      if additionsLeft == 0 { moveCarries() }
      let step = min(additionsLeft, total - done)
      let special = limbs.withUnsafeMutableBufferPointer { buffer -> Bool in
        guard let limb = buffer.baseAddress else { return false }
        return Self.accumulate(base + done, step, into: limb)
      }
      if special { countSpecial(base + done, step) }
      additionsLeft -= step
      done += step
    }
    count += total
  }

  /// Adds everything that another accumulator holds, as if its values had been added here.
  public mutating func merge(_ other: ExactSum) {
    moveCarries()
    var carried = other
    carried.moveCarries()
    for index in 0..<Self.limbCount { limbs[index] += carried.limbs[index] }
    additionsLeft -= 1
    positiveInfinities += other.positiveInfinities
    negativeInfinities += other.negativeInfinities
    notNumbers += other.notNumbers
    count += other.count
  }

  /// The double nearest to the true sum, ties to even; ±infinity where the true sum rounds beyond the largest double.
  public var sum: Double {
    if let special = specialResult { return special }
    return magnitude.rounded()
  }

  /// The double nearest to the true sum divided by `count`; nil for no values.
  ///
  /// The division is exact too: the mean of equal values is that value, and no sum overflows on the way.
  public var mean: Double? {
    guard count > 0 else { return nil }
    if let special = specialResult { return special }
    return magnitude.dividing(by: UInt64(count)).rounded()
  }

  private var specialResult: Double? {
    if notNumbers > 0 || (positiveInfinities > 0 && negativeInfinities > 0) { return .nan }
    if positiveInfinities > 0 { return .infinity }
    if negativeInfinities > 0 { return -.infinity }
    return nil
  }

  /// The adding loop: true when infinities or NaN were met, which it leaves to `countSpecial`.
  ///
  /// Written with pointers and `while`, since iterators and generic subscripts cost ten times as much in debug builds.
  private static func accumulate(
    _ values: UnsafePointer<Double>, _ count: Int, into limbs: UnsafeMutablePointer<Int64>
  ) -> Bool {
    var special = false
    var index = 0
    while index < count {
      let bits = values[index].bitPattern
      index &+= 1
      let biased = Int(truncatingIfNeeded: (bits &>> 52) & 0x7ff)
      if biased == 0x7ff {
        special = true
        continue
      }
      var mantissa = Int64(truncatingIfNeeded: bits & 0xf_ffff_ffff_ffff)
      var position = biased
      if biased == 0 { position = 1 } else { mantissa |= 0x10_0000_0000_0000 }
      let shift = Int64(truncatingIfNeeded: position & 31)
      let low = (mantissa &<< shift) & 0xffff_ffff
      let high = mantissa &>> (32 &- shift)
      // All ones for a negative value: (x ^ sign) − sign negates without a branch.
      let sign = Int64(bitPattern: bits) &>> 63
      let limb = limbs + (position &>> 5)
      limb[0] = limb[0] &+ ((low ^ sign) &- sign)
      limb[1] = limb[1] &+ ((high ^ sign) &- sign)
    }
    return special
  }

  private mutating func countSpecial(_ values: UnsafePointer<Double>, _ count: Int) {
    for index in 0..<count {
      let value = values[index]
      if value.isNaN {
        notNumbers += 1
      } else if value == .infinity {
        positiveInfinities += 1
      } else if value == -.infinity {
        negativeInfinities += 1
      }
    }
  }

  /// Brings all limbs but the last, which keeps the sign, into 0 ..< 2^32: the one form of a sum.
  mutating func moveCarries() {
    var carry: Int64 = 0
    for index in 0..<(Self.limbCount - 1) {
      let limb = limbs[index] + carry
      carry = limb >> 32
      limbs[index] = limb & 0xffff_ffff
    }
    limbs[Self.limbCount - 1] += carry
    additionsLeft = Self.additionsPerCarry
  }

  /// The sum as sign and magnitude.
  private var magnitude: ExactMagnitude {
    var copy = self
    copy.moveCarries()
    let negative = copy.limbs[Self.limbCount - 1] < 0
    if negative {
      for index in 0..<Self.limbCount { copy.limbs[index] = -copy.limbs[index] }
      copy.moveCarries()
    }
    return ExactMagnitude(isNegative: negative, limbs: copy.limbs)
  }
}

extension ExactSum: Equatable {
  /// True when both hold the same exact sum, count, infinities and NaN, however they came to it.
  public static func == (first: ExactSum, second: ExactSum) -> Bool {
    var first = first
    var second = second
    first.moveCarries()
    second.moveCarries()
    return first.limbs == second.limbs && first.count == second.count
      && first.positiveInfinities == second.positiveInfinities
      && first.negativeInfinities == second.negativeInfinities && first.notNumbers == second.notNumbers
  }
}
