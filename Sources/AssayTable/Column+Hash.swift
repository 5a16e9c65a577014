extension Column {
  /// Replaces the content of `hashes` by one hash for each cell, as `CellHash` defines it. O(bytes).
  ///
  /// Equal logical values have equal hashes, whatever the width of the integer, the encoding of the text, the unit of
  /// the timestamp or the scale of the decimal. The unit of dates and the time zone's name are not part of it.
  ///
  /// - Parameter seed: makes the hashes of different columns independent of each other.
  /// - Throws: `TableError.unsuitable` for a type that Assay does not read.
  public func hashes(into hashes: inout [UInt64], seed: UInt64) throws(TableError) {
    guard node.layout.isReadable else { throw unsuitable("a hash") }
    if hashes.count != count { hashes = [UInt64](repeating: 0, count: count) }
    hashes.withUnsafeMutableBufferPointer { buffer in
      guard let target = buffer.baseAddress else { return }
      hashCells(to: target, seed: seed)
      forEachNull { target[$0] = CellHash.mix(CellHash.key(.null, seed: seed)) }
    }
  }

  private func hashCells(to target: UnsafeMutablePointer<UInt64>, seed: UInt64) {
    if let dictionary = node.dictionary {
      return hashKeys(of: dictionary, to: target, seed: seed)
    }
    let integer = CellHash.key(.integer, seed: seed)
    switch node.layout.type {
    case .int8: hash(Int8.self, to: target, key: integer) { UInt64(truncatingIfNeeded: $0) }
    case .int16: hash(Int16.self, to: target, key: integer) { UInt64(truncatingIfNeeded: $0) }
    case .int32: hash(Int32.self, to: target, key: integer) { UInt64(truncatingIfNeeded: $0) }
    case .int64: hash(Int64.self, to: target, key: integer) { UInt64(bitPattern: $0) }
    case .uint8: hash(UInt8.self, to: target, key: integer) { UInt64($0) }
    case .uint16: hash(UInt16.self, to: target, key: integer) { UInt64($0) }
    case .uint32: hash(UInt32.self, to: target, key: integer) { UInt64($0) }
    case .float32:
      hash(Float.self, to: target, key: CellHash.key(.number, seed: seed)) { CellHash.numberBits(Double($0)) }
    case .float64:
      hash(Double.self, to: target, key: CellHash.key(.number, seed: seed)) { CellHash.numberBits($0) }
    case .timestamp(.microsecond, _):
      hash(Int64.self, to: target, key: CellHash.key(.timestamp, seed: seed)) { UInt64(bitPattern: $0) }
    case .date where node.layout.storage == .int32:
      hash(Int32.self, to: target, key: CellHash.key(.date, seed: seed)) { UInt64(truncatingIfNeeded: $0) }
    case .text: hashBytes(to: target, key: CellHash.key(.text, seed: seed))
    case .binary: hashBytes(to: target, key: CellHash.key(.binary, seed: seed))
    default:
      for row in 0..<count where !(nullCount > 0 && node.isNull(start + row)) {
        target[row] = node.hash(start + row, seed: seed)
      }
    }
  }

  @inline(__always)
  private func hash<Source: BitwiseCopyable>(
    _ type: Source.Type, to target: UnsafeMutablePointer<UInt64>, key: UInt64, _ word: (Source) -> UInt64
  ) {
    guard let values = node.values(type) else { return }
    let source = values + start
    for row in 0..<count { target[row] = CellHash.mix(word(source[row]) ^ key) }
  }

  private func hashBytes(to target: UnsafeMutablePointer<UInt64>, key: UInt64) {
    for row in 0..<count where !(nullCount > 0 && node.isNull(start + row)) {
      target[row] = CellHash.bytes(node.bytes(start + row), key: key)
    }
  }

  /// A small dictionary is hashed once; one that is larger than the batch, cell by cell.
  private func hashKeys(of dictionary: ArrowNode, to target: UnsafeMutablePointer<UInt64>, seed: UInt64) {
    let isSmall = dictionary.length <= count
    let known = isSmall ? (0..<dictionary.length).map { dictionary.hash($0, seed: seed) } : []
    for row in 0..<count where !(nullCount > 0 && node.isNull(start + row)) {
      target[row] =
        isSmall && !known.isEmpty ? known[node.dictionaryKey(start + row)] : node.hash(start + row, seed: seed)
    }
  }
}

extension ArrowLayout {
  /// Whether the cells, and all cells inside of them, have values that Assay reads.
  var isReadable: Bool {
    storage != .unknown && children.allSatisfy(\.isReadable) && (dictionary?.isReadable ?? true)
  }
}

extension ArrowNode {
  /// The hash of one cell of any readable type; `index` may be null.
  func hash(_ index: Int, seed: UInt64) -> UInt64 {
    func one(_ kind: CellHash.Kind, _ word: UInt64) -> UInt64 { CellHash.mix(word ^ CellHash.key(kind, seed: seed)) }
    if isNull(index) { return one(.null, 0) }
    if let dictionary {
      return dictionary.length > 0 ? dictionary.hash(dictionaryKey(index), seed: seed) : one(.null, 0)
    }
    switch layout.type {
    case .boolean: return one(.boolean, boolean(index) ? 1 : 0)
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32:
      return one(.integer, UInt64(bitPattern: integerBits(index)))
    case .uint64:
      let word = UInt64(bitPattern: integerBits(index))
      return word <= UInt64(Int64.max)
        ? one(.integer, word) : decimalHash(Decimal(unscaled: Int128(word), scale: 0), seed)
    case .decimal:
      let number = decimal(index).normalised
      return number.wholeNumber.map { one(.integer, UInt64(bitPattern: $0)) } ?? decimalHash(number, seed)
    case .float32: return one(.number, CellHash.numberBits(values(Float.self).map { Double($0[index]) } ?? .nan))
    case .float64: return one(.number, CellHash.numberBits(values(Double.self)?[index] ?? .nan))
    case .text: return CellHash.bytes(bytes(index), key: CellHash.key(.text, seed: seed))
    case .binary: return CellHash.bytes(bytes(index), key: CellHash.key(.binary, seed: seed))
    case .date: return one(.date, UInt64(bitPattern: days(index)))
    case .time(let unit): return clockHash(.time, integerBits(index), unit, seed)
    case .timestamp(let unit, _): return clockHash(.timestamp, integerBits(index), unit, seed)
    case .duration(let unit): return clockHash(.duration, integerBits(index), unit, seed)
    case .interval:
      let (months, days, nanoseconds) = interval(index)
      let words = [Int64(months), Int64(days), nanoseconds].lazy.map { UInt64(bitPattern: $0) }
      return CellHash.sequence(words, key: CellHash.key(.interval, seed: seed))
    case .list:
      let words = elements(index).lazy.map { [children] in children[0].hash($0, seed: seed) }
      return CellHash.sequence(words, key: CellHash.key(.list, seed: seed))
    case .structure:
      let words = children.lazy.map { [offset] in $0.hash(offset + index, seed: seed) }
      return CellHash.sequence(words, key: CellHash.key(.structure, seed: seed))
    case .null, .other: return one(.null, 0)
    }
  }

  private func decimalHash(_ number: Decimal, _ seed: UInt64) -> UInt64 {
    let low = UInt64(truncatingIfNeeded: number.unscaled)
    let high = UInt64(truncatingIfNeeded: number.unscaled >> 64)
    let scale = UInt64(bitPattern: Int64(number.scale))
    return CellHash.sequence([low, high, scale], key: CellHash.key(.decimal, seed: seed))
  }

  private func clockHash(_ kind: CellHash.Kind, _ steps: Int64, _ unit: TimeUnit, _ seed: UInt64) -> UInt64 {
    func one(_ word: Int64, _ offset: UInt64) -> UInt64 {
      CellHash.mix(UInt64(bitPattern: word) ^ CellHash.key(kind, seed: seed, offset: offset))
    }
    if unit == .nanosecond {
      let (microseconds, rest) = Calendar.floorDivide(steps, 1_000)
      return rest == 0 ? one(microseconds, 0) : one(steps, CellHash.nanosecondOffset)
    }
    let (microseconds, overflow) = steps.multipliedReportingOverflow(by: 1_000_000 / unit.stepsPerSecond)
    // Seconds count as milliseconds where these fit, so that both units still agree.
    if !overflow { return one(microseconds, 0) }
    let (milliseconds, tooFar) = steps.multipliedReportingOverflow(by: unit == .second ? 1_000 : 1)
    return tooFar ? one(steps, 2 * CellHash.coarseOffset) : one(milliseconds, CellHash.coarseOffset)
  }
}
