/// A numeric column in ascending order: ordered once, then asked for quantiles, range and two-sample statistics.
///
/// Infinities are values like others; −0 is stored as +0, so that both are one value; NaN is refused, because it has no
/// place in an order (callers count it and leave it out). Takes 8 bytes for each value, and as much again while sorting.
public struct SortedSample: Sendable, Equatable {
  /// The values in ascending order, at least one.
  public let values: [Double]

  /// Sorts values of any order in O(n) (a radix sort); in their own memory when the caller hands over the only copy.
  ///
  /// - Throws: `StatisticsError` for no values or NaN.
  public init(_ values: consuming [Double]) throws(StatisticsError) {
    guard !values.isEmpty else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    let wrong = values.withUnsafeMutableBufferPointer { Self.sort($0) }
    guard wrong < 0 else { throw .notANumber(what: "sample", position: wrong) }
    self.values = values
  }

  /// Sorts values of any order from memory that is only borrowed, such as a column of a record batch.
  ///
  /// - Throws: `StatisticsError` for no values or NaN.
  public init(_ values: UnsafeBufferPointer<Double>) throws(StatisticsError) {
    try self.init(Array(values))
  }

  /// Takes values that are in ascending order already, in O(n) for the check.
  ///
  /// - Throws: `StatisticsError` for no values, NaN, or a value smaller than the one before.
  public init(sorted values: [Double]) throws(StatisticsError) {
    guard !values.isEmpty else { throw .tooFewValues(what: "sample", count: 0, minimum: 1) }
    var normalised = values
    var wrong = -1
    normalised.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var before = -Double.infinity
      var index = 0
      while index < buffer.count {
        let value = base[index] + 0.0
        // Also true for NaN.
        if !(value >= before) {
          wrong = index
          return
        }
        base[index] = value
        before = value
        index &+= 1
      }
    }
    guard wrong < 0 else {
      throw values[wrong].isNaN ? .notANumber(what: "sample", position: wrong) : .notSorted(position: wrong)
    }
    self.values = normalised
  }

  /// How many values there are, at least 1.
  public var count: Int { values.count }

  /// The smallest value.
  public var minimum: Double { values[0] }

  /// The largest value.
  public var maximum: Double { values[values.count - 1] }

  /// How many different values there are, in O(n).
  public var distinctCount: Int {
    var distinct = 1
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var index = 1
      while index < buffer.count {
        if base[index] != base[index &- 1] { distinct &+= 1 }
        index &+= 1
      }
    }
    return distinct
  }

  /// Sorts in place; returns the position of the first NaN, which leaves the memory unfit for use, or −1.
  private static func sort(_ buffer: UnsafeMutableBufferPointer<Double>) -> Int {
    guard let values = buffer.baseAddress else { return -1 }
    let count = buffer.count
    // Doubles and their keys have one size and alignment and are both trivial; the memory is bound back below.
    let keys = UnsafeMutableRawPointer(values).bindMemory(to: UInt64.self, capacity: count)
    defer { UnsafeMutableRawPointer(keys).bindMemory(to: Double.self, capacity: count) }
    var index = 0
    while index < count {
      let value = Double(bitPattern: keys[index]) + 0.0
      if value != value { return index }
      keys[index] = OrderedKey.key(of: value.bitPattern)
      index &+= 1
    }
    let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    OrderedKey.sort(keys, scratch, count: count)
    scratch.deallocate()
    index = 0
    while index < count {
      keys[index] = OrderedKey.bits(of: keys[index])
      index &+= 1
    }
    return -1
  }
}
