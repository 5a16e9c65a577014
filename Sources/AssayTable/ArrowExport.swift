import CArrow

/// What an exported `ArrowArray` owns: its table of buffers, the structs of its children and the memory below them.
///
/// The C struct holds one reference to it in `private_data`. The structs of children lie in the parent's box, but each
/// child has a box of its own, so a consumer may move a child out and release it later than its parent.
final class ExportedArray {
  private let buffers: UnsafeMutablePointer<UnsafeRawPointer?>
  private let structs: UnsafeMutablePointer<ArrowArray>
  private let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
  private let owners: [any AnyObject & Sendable]
  private let childCount: Int

  private init(buffers: [UnsafeRawPointer?], children: Int, dictionary: Bool, owners: [any AnyObject & Sendable]) {
    self.buffers = .allocate(capacity: max(1, buffers.count))
    for (index, buffer) in buffers.enumerated() { (self.buffers + index).initialize(to: buffer) }
    let structCount = children + (dictionary ? 1 : 0)
    structs = .allocate(capacity: max(1, structCount))
    structs.initialize(repeating: ArrowArray(), count: structCount)
    self.children = .allocate(capacity: max(1, children))
    for index in 0..<children { (self.children + index).initialize(to: structs + index) }
    childCount = children
    self.owners = owners
  }

  deinit {
    buffers.deallocate()
    structs.deallocate()
    children.deallocate()
  }

  /// Describes cells `start ..< start + count` of a node to a consumer.
  ///
  /// - Parameter isInside: whether the node lies inside of a list or struct, so that consumers start reading anywhere.
  static func make(_ node: ArrowNode, start: Int, count: Int, nullCount: Int, isInside: Bool = false) -> ArrowArray {
    var buffers = node.buffers
    var owners = [node.owner]
    let end = node.offset + start + count
    if isInside || (node.offset + start) & 7 != 0 {
      // Consumers copy bitmaps by whole bytes, and DuckDB one byte more when the first bit is not a byte's first.
      let memory = AllocatedMemory()
      for index in node.layout.bitmapBuffers {
        buffers[index] = buffers[index].map { memory.paddedBitmap($0, bits: end) }
      }
      owners.append(memory)
    }
    let box = ExportedArray(
      buffers: buffers, children: node.children.count, dictionary: node.dictionary != nil, owners: owners)
    for (index, child) in node.children.enumerated() { box.structs[index] = whole(child, isInside: true) }
    var array = ArrowArray()
    if let dictionary = node.dictionary {
      box.structs[node.children.count] = whole(dictionary)
      array.dictionary = box.structs + node.children.count
    }
    array.length = Int64(count)
    array.offset = Int64(node.offset + start)
    array.null_count = Int64(nullCount)
    array.n_buffers = Int64(node.buffers.count)
    return box.finish(array)
  }

  /// A struct of columns, as a record batch is handed out.
  static func make(_ batch: RecordBatch) -> ArrowArray {
    let box = ExportedArray(buffers: [nil], children: batch.columns.count, dictionary: false, owners: [])
    for (index, column) in batch.columns.enumerated() {
      // A dictionary's own nulls are not nulls of the key, so the count of the column may differ from the mask's.
      let nulls = column.node.dictionary == nil ? column.nullCount : column.node.validity == nil ? 0 : -1
      box.structs[index] = make(column.node, start: column.start, count: column.count, nullCount: nulls)
    }
    var array = ArrowArray()
    array.length = Int64(batch.rowCount)
    array.n_buffers = 1
    return box.finish(array)
  }

  private static func whole(_ node: ArrowNode, isInside: Bool = false) -> ArrowArray {
    let nulls = node.dictionary == nil ? node.nullCount : node.validity == nil ? 0 : -1
    return make(node, start: 0, count: node.length, nullCount: nulls, isInside: isInside)
  }

  private func finish(_ started: ArrowArray) -> ArrowArray {
    var array = started
    array.n_children = Int64(childCount)
    array.buffers = buffers
    array.children = childCount > 0 ? children : nil
    array.private_data = Unmanaged.passRetained(self).toOpaque()
    array.release = { pointer in
      guard let pointer, pointer.pointee.release != nil, let data = pointer.pointee.private_data else { return }
      for index in 0..<Int(pointer.pointee.n_children) {
        // A child that was moved out has no release any more.
        if let child = pointer.pointee.children[index] { child.pointee.release?(child) }
      }
      if let dictionary = pointer.pointee.dictionary { dictionary.pointee.release?(dictionary) }
      pointer.pointee.release = nil
      Unmanaged<ExportedArray>.fromOpaque(data).release()
    }
    return array
  }
}

extension ArrowLayout {
  /// Buffers that hold one bit for each value.
  fileprivate var bitmapBuffers: [Int] {
    switch storage {
    case .null, .unknown: []
    case .bit: [0, 1]
    default: [0]
    }
  }
}

extension AllocatedMemory {
  /// A copy of the first bits with room for reading a little too far.
  fileprivate func paddedBitmap(_ source: UnsafeRawPointer, bits: Int) -> UnsafeRawPointer {
    let bytes = (bits + 7) / 8
    let target = allocate(UInt8.self, count: bytes + 8)
    target.update(repeating: 0, count: bytes + 8)
    target.update(from: source.assumingMemoryBound(to: UInt8.self), count: bytes)
    return UnsafeRawPointer(target)
  }
}

/// What an exported `ArrowSchema` owns.
final class ExportedSchema {
  private let format: UnsafeMutablePointer<CChar>
  private let name: UnsafeMutablePointer<CChar>
  private let structs: UnsafeMutablePointer<ArrowSchema>
  private let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>
  private let childCount: Int

  private init(format: String, name: String, children: Int, dictionary: Bool) {
    self.format = ExportedSchema.copy(format)
    self.name = ExportedSchema.copy(name)
    let structCount = children + (dictionary ? 1 : 0)
    structs = .allocate(capacity: max(1, structCount))
    structs.initialize(repeating: ArrowSchema(), count: structCount)
    self.children = .allocate(capacity: max(1, children))
    for index in 0..<children { (self.children + index).initialize(to: structs + index) }
    childCount = children
  }

  deinit {
    format.deallocate()
    name.deallocate()
    structs.deallocate()
    children.deallocate()
  }

  static func make(_ layout: ArrowLayout, name: String) -> ArrowSchema {
    let box = ExportedSchema(
      format: layout.format, name: name, children: layout.children.count, dictionary: layout.dictionary != nil)
    for (index, child) in layout.children.enumerated() { box.structs[index] = make(child, name: child.name) }
    var schema = ArrowSchema()
    if let dictionary = layout.dictionary {
      box.structs[layout.children.count] = make(dictionary, name: dictionary.name)
      schema.dictionary = box.structs + layout.children.count
    }
    schema.flags = layout.flags
    return box.finish(schema)
  }

  static func make(_ columns: [(layout: ArrowLayout, name: String)]) -> ArrowSchema {
    let box = ExportedSchema(format: "+s", name: "", children: columns.count, dictionary: false)
    for (index, column) in columns.enumerated() { box.structs[index] = make(column.layout, name: column.name) }
    return box.finish(ArrowSchema())
  }

  private func finish(_ started: ArrowSchema) -> ArrowSchema {
    var schema = started
    schema.format = UnsafePointer(format)
    schema.name = UnsafePointer(name)
    schema.n_children = Int64(childCount)
    schema.children = childCount > 0 ? children : nil
    schema.private_data = Unmanaged.passRetained(self).toOpaque()
    schema.release = { pointer in
      guard let pointer, pointer.pointee.release != nil, let data = pointer.pointee.private_data else { return }
      for index in 0..<Int(pointer.pointee.n_children) {
        if let child = pointer.pointee.children[index] { child.pointee.release?(child) }
      }
      if let dictionary = pointer.pointee.dictionary { dictionary.pointee.release?(dictionary) }
      pointer.pointee.release = nil
      Unmanaged<ExportedSchema>.fromOpaque(data).release()
    }
    return schema
  }

  private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
    let characters = Array(text.utf8CString)
    let target = UnsafeMutablePointer<CChar>.allocate(capacity: characters.count)
    target.initialize(from: characters, count: characters.count)
    return target
  }
}
