extension Column {
  /// Writes the numbers of the cells that have one, neither null nor NaN, to memory, in order; returns how many. O(count).
  ///
  /// Reads the types that `appendDoubles` reads, and converts as it does.
  ///
  /// - Parameter target: room for `count` numbers, initialised or not; what lies behind the returned number is undefined.
  /// - Throws: `TableError.unsuitable` for other types; nothing was written then.
  package func copyPresentDoubles(to target: UnsafeMutablePointer<Double>) throws(TableError) -> Int {
    if node.dictionary == nil {
      switch node.layout.storage {
      case .float64: return copyPresent(Double.self, to: target) { $0 }
      case .float32: return copyPresent(Float.self, to: target) { Double($0) }
      case .int32: return copyPresent(Int32.self, to: target) { Double($0) }
      case .int64 where type != .date: return copyPresent(Int64.self, to: target) { Double($0) }
      default: break
      }
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    try appendDoubles(to: &numbers)
    var next = 0
    for number in numbers where !number.isNaN {
      (target + next).initialize(to: number)
      next &+= 1
    }
    return next
  }

  /// Every cell is written, and overwritten by the next one when it is missing: no branch to predict.
  @inline(__always)
  private func copyPresent<Source: BitwiseCopyable>(
    _ type: Source.Type, to target: UnsafeMutablePointer<Double>, _ convert: (Source) -> Double
  ) -> Int {
    guard count > 0, let values = node.values(type) else { return 0 }
    let source = values + start
    var next = 0
    var row = 0
    if nullCount > 0, let validity = node.validity {
      let first = node.offset + start
      while row < count {
        let number = convert(source[row])
        (target + next).initialize(to: number)
        next &+= Bitmap.bit(validity, first &+ row) && number == number ? 1 : 0
        row &+= 1
      }
    } else {
      while row < count {
        let number = convert(source[row])
        (target + next).initialize(to: number)
        next &+= number == number ? 1 : 0
        row &+= 1
      }
    }
    return next
  }
}
