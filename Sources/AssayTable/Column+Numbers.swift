// Bulk access to numbers. The loops write to a temporary block that is appended at once: Array keeps its geometric
// growth over thousands of small batches, and its bounds checks stay out of the loop.

extension Column {
  /// Appends each cell as a Double. O(count).
  ///
  /// Reads integers (beyond 2⁵³ rounded to nearest), floating-point numbers (exact), decimals (rounded to nearest),
  /// booleans (0 and 1), dates (days since 1970-01-01), times, timestamps and durations (their integer, in the unit of
  /// the column's type).
  ///
  /// - Parameter null: what a null cell becomes.
  /// - Throws: `TableError.unsuitable` for other types; nothing was appended.
  public func appendDoubles(to numbers: inout [Double], null: Double = .nan) throws(TableError) {
    if node.dictionary != nil {
      return try gather(to: &numbers, null: null) { (values, target) throws(TableError) in
        try values.appendDoubles(to: &target)
      }
    }
    switch node.layout.storage {
    case .float64: append(Double.self, to: &numbers, null: null) { $0 }
    case .float32: append(Float.self, to: &numbers, null: null) { Double($0) }
    case .int8: append(Int8.self, to: &numbers, null: null) { Double($0) }
    case .int16: append(Int16.self, to: &numbers, null: null) { Double($0) }
    case .int32: append(Int32.self, to: &numbers, null: null) { Double($0) }
    case .int64: appendInt64(to: &numbers, null: null) { Double($0) }
    case .uint8: append(UInt8.self, to: &numbers, null: null) { Double($0) }
    case .uint16: append(UInt16.self, to: &numbers, null: null) { Double($0) }
    case .uint32: append(UInt32.self, to: &numbers, null: null) { Double($0) }
    case .uint64: append(UInt64.self, to: &numbers, null: null) { Double($0) }
    case .bit: appendCells(to: &numbers, null: null) { node.boolean($0) ? 1 : 0 }
    case .decimal32, .decimal64, .decimal128: appendCells(to: &numbers, null: null) { node.decimal($0).doubleValue }
    case .null: numbers.append(contentsOf: repeatElement(null, count: count))
    default: throw unsuitable("numbers")
    }
  }

  /// Appends each cell as a Float, null as NaN. O(count).
  ///
  /// Doubles and integers are rounded to nearest; otherwise the same types as `appendDoubles`.
  public func appendFloats(to numbers: inout [Float]) throws(TableError) {
    if node.layout.storage == .float32, node.dictionary == nil {
      append(Float.self, to: &numbers, null: .nan) { $0 }
    } else if node.layout.storage == .float64, node.dictionary == nil {
      append(Double.self, to: &numbers, null: .nan) { Float($0) }
    } else if node.layout.storage == .int64, node.dictionary == nil {
      appendInt64(to: &numbers, null: .nan) { Float($0) }
    } else {
      // The other types are exact as doubles, or rare enough to be rounded twice.
      var doubles: [Double] = []
      try appendDoubles(to: &doubles)
      numbers.append(contentsOf: doubles.lazy.map { Float($0) })
    }
  }

  /// Appends each cell as an Int64, without loss. O(count).
  ///
  /// Reads integers, booleans, decimals without digits behind the point, dates (days), times, timestamps and durations
  /// (in the unit of the column's type).
  ///
  /// - Parameter null: what a null cell becomes; check `nullCount` first when no integer is free for it.
  /// - Throws: `TableError.inexact` when a cell does not fit, `TableError.unsuitable` for other types; nothing was
  ///   appended then.
  public func appendIntegers(to integers: inout [Int64], null: Int64) throws(TableError) {
    if node.dictionary != nil {
      return try gather(to: &integers, null: null) { (values, target) throws(TableError) in
        try values.appendIntegers(to: &target, null: null)
      }
    }
    switch node.layout.storage {
    case .int8: append(Int8.self, to: &integers, null: null) { Int64($0) }
    case .int16: append(Int16.self, to: &integers, null: null) { Int64($0) }
    case .int32: append(Int32.self, to: &integers, null: null) { Int64($0) }
    case .int64: appendInt64(to: &integers, null: null) { $0 }
    case .uint8: append(UInt8.self, to: &integers, null: null) { Int64($0) }
    case .uint16: append(UInt16.self, to: &integers, null: null) { Int64($0) }
    case .uint32: append(UInt32.self, to: &integers, null: null) { Int64($0) }
    case .bit: appendCells(to: &integers, null: null) { node.boolean($0) ? 1 : 0 }
    case .null: integers.append(contentsOf: repeatElement(null, count: count))
    case .uint64, .decimal32, .decimal64, .decimal128: try appendFitting(to: &integers, null: null)
    default: throw unsuitable("integers")
    }
  }

  // MARK: -

  /// Appends cells of one machine type; memory under nulls may hold anything, so `convert` must accept all of it.
  @inline(__always)
  private func append<Source: BitwiseCopyable, Target>(
    _ type: Source.Type, to target: inout [Target], null: Target, _ convert: (Source) -> Target
  ) {
    guard count > 0, let values = node.values(type) else { return }
    let source = values + start
    if Source.self == Target.self, nullCount == 0, let same = source as? UnsafePointer<Target> {
      target.append(contentsOf: UnsafeBufferPointer(start: same, count: count))
      return
    }
    withUnsafeTemporaryAllocation(of: Target.self, capacity: count) { block in
      guard let cells = block.baseAddress else { return }
      for row in 0..<count { (cells + row).initialize(to: convert(source[row])) }
      forEachNull { cells[$0] = null }
      target.append(contentsOf: UnsafeBufferPointer(start: cells, count: count))
    }
  }

  /// `int64` memory: plain integers, time stamps, and dates in milliseconds, which become days.
  @inline(__always)
  private func appendInt64<Target>(to target: inout [Target], null: Target, _ convert: (Int64) -> Target) {
    if type == .date {
      append(Int64.self, to: &target, null: null) { convert(Calendar.floorDivide($0, 86_400_000).quotient) }
    } else {
      append(Int64.self, to: &target, null: null, convert)
    }
  }

  /// Appends cells that need their index to be read; `read` is called for present cells only.
  private func appendCells<Target>(to target: inout [Target], null: Target, _ read: (Int) -> Target) {
    for row in 0..<count {
      target.append(nullCount > 0 && node.isNull(start + row) ? null : read(start + row))
    }
  }

  private func appendFitting(to integers: inout [Int64], null: Int64) throws(TableError) {
    if case .decimal(_, let scale) = type, scale > 0 { throw unsuitable("integers") }
    var cells: [Int64] = []
    cells.reserveCapacity(count)
    for row in 0..<count {
      if nullCount > 0, node.isNull(start + row) {
        cells.append(null)
      } else if let whole = node.wholeNumber(start + row) {
        cells.append(whole)
      } else {
        throw .inexact(column: name, row: row, value: "\(value(at: row))", wanted: "an integer of 64 bits with a sign")
      }
    }
    integers.append(contentsOf: cells)
  }

  /// Reads a dictionary's values once and looks the cells up.
  private func gather<Target>(
    to target: inout [Target], null: Target, _ read: (Column, inout [Target]) throws(TableError) -> Void
  ) throws(TableError) {
    guard let dictionary = node.dictionary else { return }
    var values: [Target] = []
    try read(Column(node: dictionary, start: 0, count: dictionary.length), &values)
    for row in 0..<count {
      let isNull = nullCount > 0 && node.isNull(start + row)
      target.append(isNull || values.isEmpty ? null : values[node.dictionaryKey(start + row)])
    }
  }
}
