import CArrow
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension RecordBatch {
  /// The batch as a C array of struct type; the receiver must call its `release`. No cells are copied.
  ///
  /// The memory of every column stays alive until the array, and each child that was moved out of it, is released.
  public func exportArray() -> ArrowArray { ExportedArray.make(self) }

  /// The C schema that belongs to `exportArray`; the receiver must call its `release`.
  public func exportSchema() -> ArrowSchema {
    ExportedSchema.make(columns.map { (layout: $0.node.layout, name: $0.name) })
  }

  /// Whether two batches can be part of one C stream: the same names, and cells that lie in memory in the same way.
  public func hasSameLayout(as other: RecordBatch) -> Bool {
    schema.names == other.schema.names
      && zip(columns, other.columns).allSatisfy { $0.node.layout.isSameMemory(as: $1.node.layout) }
  }
}

extension ArrowArrayStream {
  /// A C stream that hands out batches in order; the receiver must call its `release`.
  ///
  /// Throws `TableError.mismatch` when there is no batch, or when one does not lie in memory as the first one does.
  public init(exporting batches: [RecordBatch]) throws(TableError) {
    guard let first = batches.first else { throw .mismatch("a stream needs at least one batch to know its columns") }
    for batch in batches where !batch.hasSameLayout(as: first) {
      throw .mismatch("a batch of \(batch.schema) does not fit in a stream of \(first.schema)")
    }
    self.init()
    private_data = Unmanaged.passRetained(ExportedStream(first: first, batches: batches)).toOpaque()
    get_schema = { stream, target in
      guard let exported = ExportedStream.of(stream), let target else { return EINVAL }
      target.initialize(to: exported.first.exportSchema())
      return 0
    }
    get_next = { stream, target in
      guard let exported = ExportedStream.of(stream), let target else { return EINVAL }
      target.initialize(to: exported.next()?.exportArray() ?? ArrowArray())
      return 0
    }
    get_last_error = { _ in nil }
    release = { stream in
      guard let stream, stream.pointee.release != nil, let data = stream.pointee.private_data else { return }
      stream.pointee.release = nil
      Unmanaged<ExportedStream>.fromOpaque(data).release()
    }
  }
}

/// The state of an exported stream; its consumer calls one function at a time.
private final class ExportedStream {
  let first: RecordBatch
  private var rest: ArraySlice<RecordBatch>

  init(first: RecordBatch, batches: [RecordBatch]) {
    self.first = first
    rest = batches[...]
  }

  static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ExportedStream? {
    stream?.pointee.private_data.map { Unmanaged<ExportedStream>.fromOpaque($0).takeUnretainedValue() }
  }

  func next() -> RecordBatch? { rest.popFirst() }
}
