import AssayConcurrency

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Memory for the values of large columns, which is used again when they are gone.
///
/// New memory is dear: the system clears every page of it, one interrupt for each 4 KiB. So blocks are as large as a huge
/// page, which takes one interrupt, and go from one column to the next.
final class ValueMemory: Sendable {
  /// The values that a block holds: 2 MiB.
  static let valuesPerBlock = 262_144

  private struct State {
    var free: [Block] = []
  }

  /// Memory that nobody uses now. Sendable by proof: it is one address, and the list that holds it hands it out once.
  private struct Block: @unchecked Sendable {
    let start: UnsafeMutablePointer<Double>
  }

  private let state = Locked(State())

  /// A block of memory, whose content is undefined.
  fileprivate func take() -> UnsafeMutablePointer<Double> {
    if let block = state.withLock({ $0.free.popLast() }) { return block.start }
    let size = Self.valuesPerBlock * MemoryLayout<Double>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: size)
    #if os(Linux)
      // A hint; without it everything works as well, only slower.
      _ = madvise(raw, size, MADV_HUGEPAGE)
    #endif
    return raw.bindMemory(to: Double.self, capacity: Self.valuesPerBlock)
  }

  fileprivate func giveBack(_ start: UnsafeMutablePointer<Double>) {
    let block = Block(start: start)
    state.withLock { $0.free.append(block) }
  }

  deinit {
    for block in state.withLock({ $0.free }) { UnsafeMutableRawPointer(block.start).deallocate() }
  }
}

/// Some values of a column, in memory of its own that goes back to where it came from.
///
/// Sendable by proof: only the builder writes, by `reserve` and `commit`, before anybody else knows the block; from then
/// on it is constant.
final class ValueBlock: @unchecked Sendable {
  private let start: UnsafeMutablePointer<Double>
  private let capacity: Int
  private let memory: ValueMemory?
  private(set) var count = 0

  /// - Parameters:
  ///   - memory: where whole blocks come from.
  ///   - expected: the values that are expected; a block for few is made to measure.
  init(_ memory: ValueMemory, expected: Int, atLeast: Int) {
    let wanted = max(expected, atLeast, 1)
    if wanted >= ValueMemory.valuesPerBlock, atLeast <= ValueMemory.valuesPerBlock {
      self.memory = memory
      capacity = ValueMemory.valuesPerBlock
      start = memory.take()
    } else {
      self.memory = nil
      capacity = wanted
      start = .allocate(capacity: wanted)
    }
  }

  /// How many values fit in still.
  var room: Int { capacity - count }

  /// Lets `body` write up to `room` values; it returns how many it wrote.
  func append<Failure: Error>(
    _ body: (UnsafeMutablePointer<Double>) throws(Failure) -> Int
  ) throws(Failure) {
    let written = try body(start + count)
    precondition(written >= 0 && written <= room, "\(written) values were written where \(room) had room")
    count += written
  }

  /// The values; valid while the block lives.
  var values: UnsafeBufferPointer<Double> { UnsafeBufferPointer(start: start, count: count) }

  deinit {
    if let memory { memory.giveBack(start) } else { start.deallocate() }
  }
}
