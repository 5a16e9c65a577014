import CArrow

/// One array and those below it, checked and ready to be read. Indices count from the array's offset.
///
/// Sendable by proof: all fields are constants, and the memory that they point to is read-only and lives as long as
/// `owner`, which every node retains.
final class ArrowNode: @unchecked Sendable {
  let layout: ArrowLayout
  let length: Int
  let offset: Int
  let nullCount: Int
  /// Bit i set = value i present; nil = all present.
  let validity: UnsafePointer<UInt8>?
  /// All buffers, the validity first.
  let buffers: [UnsafeRawPointer?]
  let children: [ArrowNode]
  let dictionary: ArrowNode?
  let owner: any AnyObject & Sendable

  init(
    layout: ArrowLayout, length: Int, offset: Int = 0, buffers: [UnsafeRawPointer?], children: [ArrowNode] = [],
    dictionary: ArrowNode? = nil, statedNulls: Int = -1, owner: any AnyObject & Sendable
  ) {
    self.layout = layout
    self.length = length
    self.offset = offset
    self.buffers = buffers
    self.children = children
    self.dictionary = dictionary
    self.owner = owner
    let hasValidity = layout.storage != .null && layout.storage != .unknown && statedNulls != 0
    let bits = hasValidity ? buffers.first.flatMap { $0 }?.assumingMemoryBound(to: UInt8.self) : nil
    validity = bits
    if layout.storage == .null {
      nullCount = length
    } else if let bits {
      nullCount = statedNulls > 0 ? statedNulls : Bitmap.countZeros(bits, from: offset, count: length)
    } else {
      nullCount = 0
    }
  }

  /// Checks that an array has the buffers and children that its layout asks for, and wraps it.
  convenience init(_ array: ArrowArray, layout: ArrowLayout, owner: ArrowMemory) throws(TableError) {
    func broken(_ found: String) -> TableError { .malformed(column: layout.name, found: found) }
    let length = Int(array.length)
    let offset = Int(array.offset)
    guard length >= 0, offset >= 0, array.n_buffers >= 0, array.n_children >= 0 else {
      throw broken("length \(array.length), offset \(array.offset), \(array.n_buffers) buffers")
    }
    let count = Int(array.n_buffers)
    guard count == 0 || array.buffers != nil else { throw broken("no table of its \(count) buffers") }
    let buffers = (0..<count).map { array.buffers[$0] }

    if layout.storage != .unknown {
      let expected = layout.bufferCount
      guard layout.storage == .bytesView ? count >= expected : count == expected else {
        throw broken("\(count) buffers where '\(layout.format)' has \(expected)")
      }
      for index in layout.neededBuffers where length > 0 && buffers[index] == nil {
        throw broken("buffer \(index) is missing")
      }
      guard Int(array.n_children) == layout.children.count else {
        throw broken("\(array.n_children) children where '\(layout.format)' has \(layout.children.count)")
      }
    }
    var children: [ArrowNode] = []
    for (index, below) in layout.children.enumerated() where layout.storage != .unknown {
      guard let child = array.children?[index] else { throw broken("child \(index) is missing") }
      children.append(try ArrowNode(child.pointee, layout: below, owner: owner))
    }
    if layout.storage == .structure {
      for child in children where child.length < offset + length {
        throw broken("child '\(child.layout.name)' has \(child.length) values, the struct \(offset + length)")
      }
    }
    var dictionary: ArrowNode?
    if let below = layout.dictionary {
      guard let values = array.dictionary else { throw broken("the dictionary is missing") }
      dictionary = try ArrowNode(values.pointee, layout: below, owner: owner)
    }
    self.init(
      layout: layout, length: length, offset: offset, buffers: buffers, children: children, dictionary: dictionary,
      statedNulls: Int(array.null_count), owner: owner)
  }

  /// Whether value `index` is null; a dictionary's own nulls count too.
  func isNull(_ index: Int) -> Bool {
    if layout.storage == .null { return true }
    if let validity, !Bitmap.bit(validity, offset + index) { return true }
    guard let dictionary, dictionary.nullCount > 0 else { return false }
    return dictionary.isNull(dictionaryKey(index))
  }

  /// The typed values of buffer 1, from this node's offset on.
  func values<Element: BitwiseCopyable>(_ type: Element.Type) -> UnsafePointer<Element>? {
    guard buffers.count > 1, let base = buffers[1] else { return nil }
    return base.assumingMemoryBound(to: type) + offset
  }

  /// The integer of an integer-like storage, sign- or zero-extended; the bits of a `uint64`. `index` must not be null.
  func integerBits(_ index: Int) -> Int64 {
    switch layout.storage {
    case .int8: values(Int8.self).map { Int64($0[index]) } ?? 0
    case .int16: values(Int16.self).map { Int64($0[index]) } ?? 0
    case .int32, .months, .decimal32: values(Int32.self).map { Int64($0[index]) } ?? 0
    case .int64, .decimal64: values(Int64.self)?[index] ?? 0
    case .uint8: values(UInt8.self).map { Int64($0[index]) } ?? 0
    case .uint16: values(UInt16.self).map { Int64($0[index]) } ?? 0
    case .uint32: values(UInt32.self).map { Int64($0[index]) } ?? 0
    case .uint64: values(UInt64.self).map { Int64(bitPattern: $0[index]) } ?? 0
    default: 0
    }
  }

  /// Position in the dictionary; a key that is out of bounds becomes 0, so that nothing is read outside.
  func dictionaryKey(_ index: Int) -> Int {
    let key = Int(truncatingIfNeeded: integerBits(index))
    return key >= 0 && key < (dictionary?.length ?? 0) ? key : 0
  }
}

extension ArrowLayout {
  /// Buffers that an array of this layout has; a lower bound for views.
  var bufferCount: Int {
    switch storage {
    case .null: 0
    case .structure, .listFixed: 1
    case .bytes32, .bytes64, .bytesView: 3
    default: 2
    }
  }

  /// Buffers that must be there when there are values. Text that is empty throughout may lack its bytes.
  var neededBuffers: Range<Int> {
    switch storage {
    case .null, .structure, .listFixed: 0..<0
    default: 1..<2
    }
  }
}
