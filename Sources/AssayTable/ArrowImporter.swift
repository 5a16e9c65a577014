import CArrow

/// Turns the arrays of one Arrow stream into record batches; the schema is parsed once.
public final class ArrowImporter: Sendable {
  /// Names and types of the columns of every batch.
  public let schema: Schema
  private let layout: ArrowLayout

  /// Takes over the schema of a stream and releases it.
  ///
  /// Throws `TableError.malformed` when it is not a struct of columns.
  public init(consuming schema: inout ArrowSchema) throws(TableError) {
    defer {
      schema.release?(&schema)
      schema.release = nil
    }
    layout = try ArrowLayout(schema)
    guard layout.storage == .structure else {
      throw .malformed(column: layout.name, found: "a result that is '\(layout.format)' instead of a struct of columns")
    }
    self.schema = Schema(layout.children.map(\.field))
  }

  /// Takes over one array of the stream. The memory is released when the last column of the batch is gone,
  /// also when this throws.
  ///
  /// Throws `TableError.malformed` when the array does not have the buffers its schema promises. O(columns).
  public func batch(consuming array: inout ArrowArray) throws(TableError) -> RecordBatch {
    let memory = ArrowMemory(moving: &array)
    let top = try ArrowNode(memory.array, layout: layout, owner: memory)
    guard top.nullCount == 0 else {
      throw .malformed(column: layout.name, found: "\(top.nullCount) rows that are null as a whole")
    }
    let columns = top.children.map { Column(node: $0, start: top.offset, count: top.length) }
    return RecordBatch(schema: schema, rowCount: top.length, columns: columns)
  }
}
