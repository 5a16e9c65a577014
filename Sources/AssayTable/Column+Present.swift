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

  /// Goes through the cells eight at a time. Where all eight are present they are copied as they are; elsewhere every cell
  /// is written, and overwritten by the next one when it is missing: no branch to predict.
  @inline(__always)
  private func copyPresent<Source: BitwiseCopyable>(
    _ type: Source.Type, to target: UnsafeMutablePointer<Double>, _ convert: (Source) -> Double
  ) -> Int {
    guard count > 0, let values = node.values(type) else { return 0 }
    let source = values + start
    let validity = nullCount > 0 ? node.validity : nil
    let first = node.offset + start
    var next = 0
    var row = 0
    // One cell at a time up to where a byte of the validity begins, and behind the last whole byte.
    let head = validity == nil ? 0 : min(count, (8 - first & 7) & 7)
    func copy(to end: Int) {
      while row < end {
        let number = convert(source[row])
        (target + next).initialize(to: number)
        let isPresent = validity.map { Bitmap.bit($0, first &+ row) } ?? true
        next &+= isPresent && number == number ? 1 : 0
        row &+= 1
      }
    }
    copy(to: head)
    while count &- row >= 8 {
      let bits = validity.map { $0[(first &+ row) &>> 3] } ?? 0xFF
      var numbers = SIMD8<Double>()
      for lane in 0..<8 { numbers[lane] = convert(source[row &+ lane]) }
      let isNumber = numbers .== numbers
      if bits == 0xFF, all(isNumber) {
        UnsafeMutableRawPointer(target + next).storeBytes(of: numbers, as: SIMD8<Double>.self)
        next &+= 8
      } else {
        for lane in 0..<8 {
          (target + next).initialize(to: numbers[lane])
          next &+= Int(truncatingIfNeeded: bits &>> UInt8(truncatingIfNeeded: lane) & 1) & (isNumber[lane] ? 1 : 0)
        }
      }
      row &+= 8
    }
    copy(to: count)
    return next
  }
}
