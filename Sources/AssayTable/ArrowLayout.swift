import CArrow

/// How the cells of one column lie in memory, parsed once from an Arrow schema.
final class ArrowLayout: Sendable {
  /// The shapes of memory that Assay reads.
  enum Storage: Hashable, Sendable {
    case null, bit
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64
    case float32, float64
    case decimal32, decimal64, decimal128
    case bytes32, bytes64, bytesView, bytesFixed(Int)
    case months, daysMilliseconds, monthsDaysNanoseconds
    case list32, list64, listFixed(Int), structure
    case unknown
  }

  let name: String
  let format: String
  let flags: Int64
  let storage: Storage
  let type: DataType
  let children: [ArrowLayout]
  let dictionary: ArrowLayout?

  /// Deeper types than this are refused instead of overflowing the stack.
  static let deepest = 64

  init(
    name: String, format: String, flags: Int64 = Int64(ARROW_FLAG_NULLABLE), children: [ArrowLayout] = [],
    dictionary: ArrowLayout? = nil
  ) {
    self.name = name
    self.format = format
    self.flags = flags
    self.children = children
    self.dictionary = dictionary
    let (storage, type) = ArrowFormat.parse(format, children: children)
    self.storage = storage
    self.type = dictionary?.type ?? type
  }

  /// Reads one node of a C schema and everything below it; the schema stays the caller's.
  convenience init(_ schema: ArrowSchema, depth: Int = 0) throws(TableError) {
    let name = schema.name.map { String(cString: $0) } ?? ""
    guard let format = schema.format else { throw .malformed(column: name, found: "a schema without a format") }
    guard depth < ArrowLayout.deepest else {
      throw .malformed(column: name, found: "types nested deeper than \(ArrowLayout.deepest)")
    }
    var children: [ArrowLayout] = []
    for index in 0..<Int(max(0, schema.n_children)) {
      guard let child = schema.children?[index] else {
        throw .malformed(column: name, found: "a schema without its child \(index)")
      }
      children.append(try ArrowLayout(child.pointee, depth: depth + 1))
    }
    let dictionary = try schema.dictionary.map { (below) throws(TableError) in
      try ArrowLayout(below.pointee, depth: depth + 1)
    }
    self.init(
      name: name, format: String(cString: format), flags: schema.flags, children: children, dictionary: dictionary)
  }

  var field: Field { Field(name: name, type: type, isNullable: flags & Int64(ARROW_FLAG_NULLABLE) != 0) }

  /// Whether both describe the same memory; names of columns do not matter.
  func isSameMemory(as other: ArrowLayout) -> Bool {
    guard format == other.format, children.count == other.children.count else { return false }
    for (mine, theirs) in zip(children, other.children) where !mine.isSameMemory(as: theirs) { return false }
    switch (dictionary, other.dictionary) {
    case (nil, nil): return true
    case (let mine?, let theirs?): return mine.isSameMemory(as: theirs)
    default: return false
    }
  }

  func renamed(_ name: String) -> ArrowLayout {
    ArrowLayout(name: name, format: format, flags: flags, children: children, dictionary: dictionary)
  }
}
