/// A numeric column in ascending order: ordered once, then asked for quantiles, range and two-sample statistics.
///
/// Infinities are values like others; −0 is stored as +0, so that both are one value; NaN is refused, because it has no
/// place in an order (callers count it and leave it out). Takes 8 bytes for each value, and as much again while sorting.
public struct SortedSample: Sendable, Equatable {
  /// The values in ascending order, at least one.
  public let values: [Double]

  /// Sorts values of any order in O(n) (a radix sort).
  ///
  /// - Throws: `StatisticsError` for no values or NaN.
  public init(_ values: [Double]) throws(StatisticsError) {
    try self.init(copying: values.withUnsafeBufferPointer { Self.sorted($0) })
  }

  /// Sorts values of any order from memory that is only borrowed, such as a column of a record batch.
  ///
  /// - Throws: `StatisticsError` for no values or NaN.
  public init(_ values: UnsafeBufferPointer<Double>) throws(StatisticsError) {
    try self.init(copying: Self.sorted(values))
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

  private init(copying result: Result<[Double], StatisticsError>) throws(StatisticsError) {
    values = try result.get()
  }

  private static func sorted(_ values: UnsafeBufferPointer<Double>) -> Result<[Double], StatisticsError> {
    guard let source = values.baseAddress, !values.isEmpty else {
      return .failure(.tooFewValues(what: "sample", count: 0, minimum: 1))
    }
    let count = values.count
    var wrong = -1
    let result = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let output = buffer.baseAddress else { return }
      // Doubles and their keys have one size and alignment and are both trivial; the memory is bound back below.
      let keys = UnsafeMutableRawPointer(output).bindMemory(to: UInt64.self, capacity: count)
      var index = 0
      while index < count {
        let value = source[index] + 0.0
        if value != value {
          wrong = index
          break
        }
        keys[index] = OrderedKey.key(of: value.bitPattern)
        index &+= 1
      }
      if wrong >= 0 {
        initialized = 0
        return
      }
      let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
      OrderedKey.sort(keys, scratch, count: count)
      scratch.deallocate()
      index = 0
      while index < count {
        keys[index] = OrderedKey.bits(of: keys[index])
        index &+= 1
      }
      UnsafeMutableRawPointer(keys).bindMemory(to: Double.self, capacity: count)
      initialized = count
    }
    return wrong < 0 ? .success(result) : .failure(.notANumber(what: "sample", position: wrong))
  }
}
