import AssayTable

/// Turns the columns of one batch into the tensors of one run.
struct InputFeed {
  let runtime: ONNXRuntime
  /// The path for messages.
  let model: String
  let batch: RecordBatch
  /// How many times the batch's rows are given to the model, one time behind the other.
  let copies: Int

  /// The rows that the model is given.
  private var rowCount: Int { batch.rowCount * copies }

  /// Cells that are converted at a time: small enough for a core's cache.
  private static let chunk = 8192

  /// The tensor for an input; the batch has at least one row.
  ///
  /// - Throws: `ModelError` with the kind `missingColumn`, `columnType`, `value` or `batchSize`.
  func tensor(for plan: InputPlan) throws(ModelError) -> InputTensor {
    if let rows = plan.fixedRows, rows != batch.rowCount {
      throw .batchSize(model, plan, rows: rows, found: batch.rowCount)
    }
    let columns = try plan.columns.map { (name) throws(ModelError) in try column(name, for: plan) }
    switch plan.type {
    case .float32:
      return try numbers(plan, columns, of: Float.self) { (column, rows, cells) throws(TableError) in
        try column.sliced(rows).appendFloats(to: &cells)
      }
    case .float64:
      return try numbers(plan, columns, of: Double.self) { (column, rows, cells) throws(TableError) in
        try column.sliced(rows).appendDoubles(to: &cells)
      }
    case .int64: return try integers(plan, columns) { $0 }
    case .int32: return try integers(plan, columns) { Int32(exactly: $0) }
    case .bool: return try integers(plan, columns) { (0...1).contains($0) ? UInt8($0) : nil }
    case .string: return try texts(plan, columns)
    default:
      throw ModelError(.unsupportedModel, file: model, message: "input \"\(plan.name)\" takes \(plan.type)")
    }
  }

  private func column(_ name: String, for plan: InputPlan) throws(ModelError) -> Column {
    guard let column = batch[name] else {
      throw .missingColumn(model, plan, name: name, columns: batch.schema.names)
    }
    // A column of nothing but nulls has no type of its own: whether nulls are allowed is asked later.
    let fits =
      switch plan.type {
      case .string: column.type.isText || column.type == .null
      default: column.type.isNumeric || column.type == .boolean || column.type == .null
      }
    guard fits else { throw .columnType(model, plan, column: column) }
    return column
  }

  /// A tensor of floating-point numbers; null is NaN.
  private func numbers<Element: BitwiseCopyable>(
    _ plan: InputPlan, _ columns: [Column], of _: Element.Type,
    append: (Column, Range<Int>, inout [Element]) throws(TableError) -> Void
  ) throws(ModelError) -> InputTensor {
    try fill(plan, columns) { (column, rows, cells) throws(ModelError) in
      do throws(TableError) {
        try append(column, rows, &cells)
      } catch {
        throw .unreadable(model, plan, column: column, error, firstRow: rows.lowerBound)
      }
    }
  }

  /// A tensor of whole numbers; nulls, fractions and what `convert` does not take are errors.
  private func integers<Element: BitwiseCopyable>(
    _ plan: InputPlan, _ columns: [Column], convert: (Int64) -> Element?
  ) throws(ModelError) -> InputTensor {
    for column in columns where column.nullCount > 0 {
      let row = (0..<column.count).first { column.isNull($0) }
      throw .null(model, plan, column: column.name, row: row ?? 0)
    }
    var whole: [Int64] = []
    return try fill(plan, columns) { (column, rows, cells) throws(ModelError) in
      whole.removeAll(keepingCapacity: true)
      try appendWholeNumbers(of: column, rows, to: &whole, plan)
      for (index, number) in whole.enumerated() {
        guard let cell = convert(number) else {
          throw .value(model, plan, found: "\(number)", column: column.name, row: rows.lowerBound + index)
        }
        cells.append(cell)
      }
    }
  }

  private func appendWholeNumbers(
    of column: Column, _ rows: Range<Int>, to whole: inout [Int64], _ plan: InputPlan
  ) throws(ModelError) {
    var numbers: [Double] = []
    do throws(TableError) {
      guard column.type.hasFractions else { return try column.sliced(rows).appendIntegers(to: &whole, null: 0) }
      try column.sliced(rows).appendDoubles(to: &numbers)
    } catch {
      throw .unreadable(model, plan, column: column, error, firstRow: rows.lowerBound)
    }
    for (index, number) in numbers.enumerated() {
      guard let exact = Int64(exactly: number) else {
        let found = number.isNaN ? "NaN" : "\(number)"
        throw .value(model, plan, found: found, column: column.name, row: rows.lowerBound + index)
      }
      whole.append(exact)
    }
  }

  /// A tensor whose elements are read column by column, a chunk at a time, and stored row by row.
  private func fill<Element: BitwiseCopyable>(
    _ plan: InputPlan, _ columns: [Column],
    read: (Column, Range<Int>, inout [Element]) throws(ModelError) -> Void
  ) throws(ModelError) -> InputTensor {
    let count = batch.rowCount * columns.count
    // ONNX Runtime's own allocator aligns to 64 bytes.
    let elements = UnsafeMutableRawBufferPointer.allocate(
      byteCount: count * copies * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self)
    do throws(ModelError) {
      var cells: [Element] = []
      for (position, column) in columns.enumerated() {
        for first in stride(from: 0, to: batch.rowCount, by: Self.chunk) {
          let rows = first..<min(first + Self.chunk, batch.rowCount)
          cells.removeAll(keepingCapacity: true)
          try read(column, rows, &cells)
          precondition(cells.count == rows.count, "a column appends one cell for each row")
          cells.withUnsafeBufferPointer { cells in
            var target = first * columns.count + position
            for cell in cells {
              elements.initializeElement(at: target, to: cell)
              target += columns.count
            }
          }
        }
      }
    } catch {
      elements.deallocate()
      throw error
    }
    for target in count..<count * copies { elements.initializeElement(at: target, to: elements[target - count]) }
    do throws(ONNXFailure) {
      return try InputTensor(runtime, plan.type, shape: plan.shape(rows: rowCount), adopting: elements)
    } catch {
      throw .predictionFailed(model, error)
    }
  }

  /// A tensor of texts; null is the empty text.
  private func texts(_ plan: InputPlan, _ columns: [Column]) throws(ModelError) -> InputTensor {
    // All texts of the input behind each other, each ended by NUL, and where each begins.
    var bytes: [UInt8] = []
    var starts = [Int](repeating: 0, count: batch.rowCount * columns.count)
    for (position, column) in columns.enumerated() {
      var rowWithNUL: Int?
      do throws(TableError) {
        try column.forEachText { row, text in
          starts[row * columns.count + position] = bytes.count
          if let text {
            if rowWithNUL == nil, text.contains(0) { rowWithNUL = row }
            bytes.append(contentsOf: text)
          }
          bytes.append(0)
        }
      } catch {
        throw .unreadable(model, plan, column: column, error, firstRow: 0)
      }
      if let rowWithNUL { throw .textWithNUL(model, plan, column: column.name, row: rowWithNUL) }
    }
    do throws(ONNXFailure) {
      return try bytes.withUnsafeBufferPointer { (buffer) throws(ONNXFailure) -> InputTensor in
        let base = buffer.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
        let texts = repeatElement(starts, count: copies).joined().map { start in base.map { $0 + start } }
        return try InputTensor(runtime, shape: plan.shape(rows: rowCount), texts: texts)
      }
    } catch {
      throw .predictionFailed(model, error)
    }
  }
}

extension DataType {
  /// Whether cells may have digits behind the point.
  fileprivate var hasFractions: Bool {
    if case .decimal(_, let scale) = self { return scale > 0 }
    return isFloatingPoint
  }
}
