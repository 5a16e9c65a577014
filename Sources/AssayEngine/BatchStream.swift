import AssayConcurrency
import AssayTable

/// What an engine implements to stream a result; `BatchStream` is what its callers see.
public protocol BatchSource: AnyObject, Sendable {
  /// Names and types of the columns.
  var schema: Schema { get }
  /// The next batches in order; none = the end. Several at once save changes of thread.
  func nextBatches() async throws(EngineError) -> [RecordBatch]
  /// Hands the next batches in order to `body`, until it returns false, the end is reached or some time has passed.
  ///
  /// For rows that are gone through once: an engine that reads on a thread of its own calls `body` there.
  func read(_ body: @escaping @Sendable (RecordBatch) -> Bool) async throws(EngineError) -> BatchReading
  /// Ends the stream early, from any thread, without waiting; a pending call then throws `.cancelled`.
  func cancel()
}

/// Where a call of `BatchSource.read(_:)` left off.
public enum BatchReading: Sendable {
  /// There may be more batches.
  case open
  /// The last batch was handed over.
  case atEnd
  /// The body wanted no more.
  case stopped
}

extension BatchSource {
  /// Calls `body` where the caller runs.
  public func read(_ body: @escaping @Sendable (RecordBatch) -> Bool) async throws(EngineError) -> BatchReading {
    let batches = try await nextBatches()
    for batch in batches where !body(batch) { return .stopped }
    return batches.isEmpty ? .atEnd : .open
  }
}

/// The result of a query, pulled batch by batch; what is not pulled is not computed beyond a small buffer.
///
/// A stream may be dropped at any time: its connection is cleaned up on the connection's own thread and then reused.
/// It may outlive the variable that held its engine, but not the engine's `close`.
public final class BatchStream: Sendable {
  private struct State {
    var ready: ArraySlice<RecordBatch> = []
    var isAtEnd = false
    var isCancelled = false
  }

  /// Names and types of the columns, also when there are no rows.
  public let schema: Schema
  private let source: any BatchSource
  private let state = Locked(State())

  /// Wraps the source of an engine.
  public init(_ source: any BatchSource) {
    schema = source.schema
    self.source = source
  }

  /// The next rows, or nil at the end. One task at a time gets them in order.
  public func next() async throws(EngineError) -> RecordBatch? {
    while true {
      let (batch, isAtEnd) = state.withLock { ($0.isCancelled ? nil : $0.ready.popFirst(), $0.isAtEnd) }
      if let batch { return batch }
      if isAtEnd { return nil }
      let batches = try await source.nextBatches()
      state.withLock { state in
        state.ready.append(contentsOf: batches)
        if batches.isEmpty { state.isAtEnd = true }
      }
    }
  }

  /// Hands all further batches in order to `body`, until it returns false.
  ///
  /// Takes less time than `next` for large results: `body` runs on the thread that reads, where the rows are in the cache
  /// still and their memory serves the next ones. One task at a time gets batches. After `body` returned false the rest
  /// of the stream is undefined; cancel or drop it.
  public func forEach(_ body: @escaping @Sendable (RecordBatch) -> Bool) async throws(EngineError) {
    while let batch = state.withLock({ $0.isCancelled ? nil : $0.ready.popFirst() }) {
      if !body(batch) { return }
    }
    while !state.withLock({ $0.isAtEnd }) {
      switch try await source.read(body) {
      case .open: continue
      case .atEnd: state.withLock { $0.isAtEnd = true }
      case .stopped: return
      }
    }
  }

  /// Ends the query early, from any thread, without waiting; later calls of `next` throw `.cancelled`.
  ///
  /// After the end of the rows it does nothing.
  public func cancel() {
    state.withLock { state in
      guard !state.isAtEnd else { return }
      state.isCancelled = true
      state.ready = []
    }
    source.cancel()
  }

  /// The cells of all rows, for small results.
  ///
  /// - Parameter limit: the most rows to return; the stream is cancelled when it has more.
  public func rows(limit: Int = .max) async throws(EngineError) -> [[Value]] {
    var rows: [[Value]] = []
    while let batch = try await next() {
      for row in 0..<batch.rowCount {
        if rows.count == limit {
          cancel()
          return rows
        }
        rows.append(batch.row(row))
      }
    }
    return rows
  }
}

extension Engine {
  /// The cells of a query's rows, for small results. Throws what `query` and `BatchStream.next` throw.
  public func rows(_ sql: String, limit: Int = .max) async throws(EngineError) -> [[Value]] {
    try await query(sql).rows(limit: limit)
  }
}
