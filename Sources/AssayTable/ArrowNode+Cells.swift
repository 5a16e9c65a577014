// Single cells. `index` counts from the node's offset and must not be null.

extension ArrowNode {
  func boolean(_ index: Int) -> Bool {
    guard buffers.count > 1, let bits = buffers[1] else { return false }
    return Bitmap.bit(bits.assumingMemoryBound(to: UInt8.self), offset + index)
  }

  func decimal(_ index: Int) -> Decimal {
    var scale = 0
    if case .decimal(_, let stated) = layout.type { scale = stated }
    switch layout.storage {
    case .decimal32, .decimal64: return Decimal(unscaled: Int128(integerBits(index)), scale: scale)
    default:
      guard let base = buffers[1] else { return Decimal(unscaled: 0, scale: 0) }
      let low = base.loadUnaligned(fromByteOffset: 16 * (offset + index), as: UInt64.self)
      let high = base.loadUnaligned(fromByteOffset: 16 * (offset + index) + 8, as: Int64.self)
      return Decimal(unscaled: Int128(high) << 64 | Int128(low), scale: scale)
    }
  }

  /// The integer of an integer or decimal cell when it has one that fits.
  func wholeNumber(_ index: Int) -> Int64? {
    switch layout.storage {
    case .uint64: Int64(exactly: UInt64(bitPattern: integerBits(index)))
    case .decimal32, .decimal64, .decimal128: decimal(index).normalised.wholeNumber
    default: integerBits(index)
    }
  }

  /// The bytes of a text or binary cell; dictionaries are followed.
  @inline(__always)
  func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    switch layout.storage {
    case .bytes32:
      guard let offsets = values(Int32.self), let base = buffers[2] else { return .init(start: nil, count: 0) }
      let from = Int(offsets[index])
      return ArrowNode.span(base + from, Int(offsets[index &+ 1]) &- from)
    case .bytes64:
      guard let offsets = values(Int64.self), let base = buffers[2] else { return .init(start: nil, count: 0) }
      let from = Int(offsets[index])
      return ArrowNode.span(base + from, Int(offsets[index &+ 1]) &- from)
    case .bytesView: return viewedBytes(index)
    case .bytesFixed(let width):
      guard let base = buffers[1] else { return .init(start: nil, count: 0) }
      return ArrowNode.span(base + width * (offset + index), width)
    default:
      guard let dictionary, dictionary.length > 0 else { return .init(start: nil, count: 0) }
      return dictionary.bytes(dictionaryKey(index))
    }
  }

  /// A view holds up to 12 bytes itself; longer ones lie in one of the buffers behind it.
  private func viewedBytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let base = buffers[1] else { return .init(start: nil, count: 0) }
    let view = base + 16 * (offset + index)
    let length = Int(view.loadUnaligned(as: Int32.self))
    if length <= 12 { return ArrowNode.span(view + 4, length) }
    let block = Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
    let position = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
    guard block >= 0, 2 + block < buffers.count, let bytes = buffers[2 + block] else {
      return .init(start: nil, count: 0)
    }
    return ArrowNode.span(bytes + position, length)
  }

  @inline(__always)
  private static func span(_ start: UnsafeRawPointer, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: max(0, count))
  }

  /// Months, days and nanoseconds of an interval.
  func interval(_ index: Int) -> (months: Int32, days: Int32, nanoseconds: Int64) {
    guard buffers.count > 1, let base = buffers[1] else { return (0, 0, 0) }
    func load<Number: BitwiseCopyable>(_ byte: Int, _ type: Number.Type) -> Number {
      base.loadUnaligned(fromByteOffset: byte, as: type)
    }
    let cell = offset + index
    switch layout.storage {
    case .months: return (load(4 * cell, Int32.self), 0, 0)
    case .daysMilliseconds:
      return (0, load(8 * cell, Int32.self), Int64(load(8 * cell + 4, Int32.self)) * 1_000_000)
    default: return (load(16 * cell, Int32.self), load(16 * cell + 4, Int32.self), load(16 * cell + 8, Int64.self))
    }
  }

  /// The elements of a list cell, as indices into the only child.
  func elements(_ index: Int) -> Range<Int> {
    var bounds = (0, 0)
    switch layout.storage {
    case .list32: bounds = values(Int32.self).map { (Int($0[index]), Int($0[index + 1])) } ?? bounds
    case .list64: bounds = values(Int64.self).map { (Int($0[index]), Int($0[index + 1])) } ?? bounds
    case .listFixed(let width): bounds = (width * (offset + index), width * (offset + index + 1))
    default: break
    }
    let length = children.first?.length ?? 0
    return bounds.0 >= 0 && bounds.0 <= bounds.1 && bounds.1 <= length ? bounds.0..<bounds.1 : 0..<0
  }
}
