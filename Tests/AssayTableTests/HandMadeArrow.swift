import CArrow
import Synchronization

@testable import AssayTable

/// One Arrow array made by hand, byte by byte, as a foreign producer would hand it out.
struct HandMade: Sendable {
  var format: String
  var name = ""
  var length: Int
  var offset = 0
  var nullCount = -1
  var buffers: [[UInt8]?]
  var children: [HandMade] = []
  var dictionary: [HandMade] = []
}

/// Counts how often the producer's release function was called.
final class ReleaseCounter: Sendable {
  private let value = Atomic<Int>(0)
  var count: Int { value.load(ordering: .relaxed) }
  func add() { value.add(1, ordering: .relaxed) }
}

/// Everything that one array needs to stay where it is until it is released.
private final class Blocks {
  var pointers: [UnsafeMutableRawPointer] = []
  let counter: ReleaseCounter?
  init(_ counter: ReleaseCounter?) { self.counter = counter }

  func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T> {
    let block = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * MemoryLayout<T>.stride), alignment: 64)
    pointers.append(block)
    return block.bindMemory(to: T.self, capacity: count)
  }

  func text(_ text: String) -> UnsafePointer<CChar> {
    let characters = Array(text.utf8CString)
    let target = allocate(CChar.self, characters.count)
    target.update(from: characters, count: characters.count)
    return UnsafePointer(target)
  }

  deinit {
    for pointer in pointers { pointer.deallocate() }
    counter?.add()
  }
}

extension HandMade {
  private func array(_ blocks: Blocks) -> ArrowArray {
    var array = ArrowArray()
    array.length = Int64(length)
    array.offset = Int64(offset)
    array.null_count = Int64(nullCount)
    array.n_buffers = Int64(buffers.count)
    array.buffers = blocks.allocate(UnsafeRawPointer?.self, buffers.count)
    for (index, bytes) in buffers.enumerated() {
      guard let bytes else {
        array.buffers[index] = nil
        continue
      }
      let target = blocks.allocate(UInt8.self, bytes.count)
      target.update(from: bytes, count: bytes.count)
      array.buffers[index] = UnsafeRawPointer(target)
    }
    array.n_children = Int64(children.count)
    array.children = blocks.allocate(UnsafeMutablePointer<ArrowArray>?.self, children.count)
    for (index, child) in children.enumerated() {
      let target = blocks.allocate(ArrowArray.self, 1)
      target.initialize(to: child.array(blocks))
      array.children[index] = target
    }
    if let values = dictionary.first {
      let target = blocks.allocate(ArrowArray.self, 1)
      target.initialize(to: values.array(blocks))
      array.dictionary = target
    }
    return array
  }

  private func schema(_ blocks: Blocks) -> ArrowSchema {
    var schema = ArrowSchema()
    schema.format = blocks.text(format)
    schema.name = blocks.text(name)
    schema.flags = 2
    schema.n_children = Int64(children.count)
    schema.children = blocks.allocate(UnsafeMutablePointer<ArrowSchema>?.self, children.count)
    for (index, child) in children.enumerated() {
      let target = blocks.allocate(ArrowSchema.self, 1)
      target.initialize(to: child.schema(blocks))
      schema.children[index] = target
    }
    if let values = dictionary.first {
      let target = blocks.allocate(ArrowSchema.self, 1)
      target.initialize(to: values.schema(blocks))
      schema.dictionary = target
    }
    return schema
  }

  /// The array as C memory whose release frees everything and counts.
  func exported(_ counter: ReleaseCounter? = nil) -> ArrowArray {
    let blocks = Blocks(counter)
    var array = array(blocks)
    array.private_data = Unmanaged.passRetained(blocks).toOpaque()
    array.release = { pointer in
      let data = pointer!.pointee.private_data!
      pointer!.pointee.release = nil
      Unmanaged<Blocks>.fromOpaque(data).release()
    }
    return array
  }

  func exportedSchema(_ counter: ReleaseCounter? = nil) -> ArrowSchema {
    let blocks = Blocks(counter)
    var schema = schema(blocks)
    schema.private_data = Unmanaged.passRetained(blocks).toOpaque()
    schema.release = { pointer in
      let data = pointer!.pointee.private_data!
      pointer!.pointee.release = nil
      Unmanaged<Blocks>.fromOpaque(data).release()
    }
    return schema
  }

  /// A struct of columns, imported.
  func imported(_ counter: ReleaseCounter? = nil) throws -> RecordBatch {
    var schema = exportedSchema()
    let importer = try ArrowImporter(consuming: &schema)
    var array = exported(counter)
    return try importer.batch(consuming: &array)
  }

  /// A batch of this one column, optionally as rows `offset...` of a longer struct.
  func column(structOffset: Int = 0, rows: Int? = nil) throws -> Column {
    var column = self
    if column.name.isEmpty { column.name = "c" }
    let top = HandMade(
      format: "+s", length: rows ?? (length - structOffset), offset: structOffset, nullCount: 0, buffers: [nil],
      children: [column])
    return try top.imported().columns[0]
  }
}

/// The bytes of numbers as they lie in a buffer.
func bytes<T: BitwiseCopyable>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

/// A bitmap from `1` and `0`, first bit first.
func bits(_ text: String) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: text.count / 8 + 1)
  for (index, character) in text.enumerated() where character == "1" { bytes[index / 8] |= 1 << UInt8(index % 8) }
  return bytes
}

extension HandMade {
  static func fixed<T: BitwiseCopyable>(
    _ format: String, _ values: [T], validity: String? = nil, offset: Int = 0, nullCount: Int = -1
  ) -> HandMade {
    HandMade(
      format: format, length: values.count - offset, offset: offset, nullCount: nullCount,
      buffers: [validity.map { bits($0) }, bytes(values)])
  }

  /// Text with offsets of 32 or 64 bits.
  static func text(_ format: String, _ values: [String?], offset: Int = 0) -> HandMade {
    var data: [UInt8] = []
    var ends: [Int] = [0]
    for value in values {
      data += Array((value ?? "").utf8)
      ends.append(data.count)
    }
    let offsets = format == "U" || format == "Z" ? bytes(ends.map(Int64.init)) : bytes(ends.map(Int32.init))
    return HandMade(
      format: format, length: values.count - offset, offset: offset,
      buffers: [bits(values.map { $0 == nil ? "0" : "1" }.joined()), offsets, data])
  }

  /// Text as views: short ones inline, long ones alternately in two buffers.
  static func views(_ values: [String?], offset: Int = 0) -> HandMade {
    var views: [UInt8] = []
    var data: [[UInt8]] = [[9, 9, 9], []]
    for (index, value) in values.enumerated() {
      let text = Array((value ?? "").utf8)
      views += bytes([Int32(text.count)])
      if text.count <= 12 {
        views += text + [UInt8](repeating: 0, count: 12 - text.count)
      } else {
        let buffer = index % 2
        views += text.prefix(4) + bytes([Int32(buffer), Int32(data[buffer].count)])
        data[buffer] += text
      }
    }
    let sizes = bytes(data.map { Int64($0.count) })
    return HandMade(
      format: "vu", length: values.count - offset, offset: offset,
      buffers: [bits(values.map { $0 == nil ? "0" : "1" }.joined()), views, data[0], data[1], sizes])
  }
}
