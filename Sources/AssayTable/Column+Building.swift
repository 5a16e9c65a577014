// Columns that are made here, to be handed to an engine or a model. The cells are copied once, into Arrow's layout.

extension Column {
  /// A float64 column without nulls; NaN stays NaN.
  public init(name: String, doubles: [Double]) { self.init(name: name, format: "g", cells: doubles) }

  /// A float32 column without nulls; NaN stays NaN.
  public init(name: String, floats: [Float]) { self.init(name: name, format: "f", cells: floats) }

  /// An int64 column.
  ///
  /// - Parameter validity: one flag for each cell, false = null; nil = no nulls. Its length must be that of `integers`.
  public init(name: String, integers: [Int64], validity: [Bool]? = nil) {
    precondition(validity == nil || validity?.count == integers.count, "one validity flag for each cell")
    self.init(name: name, format: "l", cells: integers, validity: validity)
  }

  /// A boolean column; nil = null.
  public init(name: String, booleans: [Bool?]) {
    let memory = AllocatedMemory()
    let bits = memory.bitmap(booleans.lazy.map { $0 ?? false })
    let validity = booleans.contains(nil) ? memory.bitmap(booleans.lazy.map { $0 != nil }) : nil
    self.init(name: name, format: "b", count: booleans.count, buffers: [validity, bits], memory: memory)
  }

  /// A text column; nil = null.
  public init(name: String, texts: [String?]) {
    let memory = AllocatedMemory()
    let offsets = memory.allocate(Int64.self, count: texts.count + 1)
    var total = 0
    offsets[0] = 0
    for (row, text) in texts.enumerated() {
      total += text?.utf8.count ?? 0
      offsets[row + 1] = Int64(total)
    }
    let bytes = memory.allocate(UInt8.self, count: total)
    for (row, text) in texts.enumerated() {
      guard var text else { continue }
      text.withUTF8 { source in
        guard let base = source.baseAddress else { return }
        (bytes + Int(offsets[row])).update(from: base, count: source.count)
      }
    }
    let validity = texts.contains(nil) ? memory.bitmap(texts.lazy.map { $0 != nil }) : nil
    let buffers = [validity, UnsafeRawPointer(offsets), UnsafeRawPointer(bytes)]
    self.init(name: name, format: "U", count: texts.count, buffers: buffers, memory: memory)
  }

  /// A text column from the bytes of all cells and the end of each.
  init(name: String, utf8: [UInt8], ends: [Int64], validity: [Bool]) {
    let memory = AllocatedMemory()
    let offsets = memory.allocate(Int64.self, count: ends.count + 1)
    offsets[0] = 0
    for (row, end) in ends.enumerated() { offsets[row + 1] = end }
    let bytes = memory.allocate(UInt8.self, count: utf8.count)
    bytes.update(from: utf8, count: utf8.count)
    let bits = validity.contains(false) ? memory.bitmap(validity) : nil
    let buffers = [bits, UnsafeRawPointer(offsets), UnsafeRawPointer(bytes)]
    self.init(name: name, format: "U", count: ends.count, buffers: buffers, memory: memory)
  }

  private init<Cell: BitwiseCopyable>(name: String, format: String, cells: [Cell], validity: [Bool]? = nil) {
    let memory = AllocatedMemory()
    let target = memory.allocate(Cell.self, count: cells.count)
    cells.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      target.update(from: base, count: source.count)
    }
    let bits = validity.flatMap { $0.contains(false) ? memory.bitmap($0) : nil }
    self.init(
      name: name, format: format, count: cells.count, buffers: [bits, UnsafeRawPointer(target)], memory: memory)
  }

  private init(name: String, format: String, count: Int, buffers: [UnsafeRawPointer?], memory: AllocatedMemory) {
    let layout = ArrowLayout(name: name, format: format)
    let node = ArrowNode(layout: layout, length: count, buffers: buffers, owner: memory)
    self.init(node: node, start: 0, count: count)
  }
}

extension AllocatedMemory {
  /// A bit for each flag.
  fileprivate func bitmap(_ flags: some Collection<Bool>) -> UnsafeRawPointer {
    let bytes = allocate(UInt8.self, count: flags.count / 8 + 1)
    bytes.update(repeating: 0, count: flags.count / 8 + 1)
    for (row, flag) in flags.enumerated() where flag { bytes[row >> 3] |= 1 << UInt8(row & 7) }
    return UnsafeRawPointer(bytes)
  }
}
