import CArrow

/// Owner of one imported Arrow array: the last reference to it calls `release`, once.
///
/// Sendable by proof: `array` is never written after `init`, the Arrow contract forbids the producer to write to
/// exported buffers, and `release` runs in `deinit`, which runs once and after every other access.
final class ArrowMemory: @unchecked Sendable {
  let array: ArrowArray

  /// Takes the array over; the caller's struct is marked as released.
  init(moving source: inout ArrowArray) {
    array = source
    source.release = nil
  }

  deinit {
    var copy = array
    copy.release?(&copy)
  }
}

/// Owner of memory that was allocated here, for columns that are built from Swift arrays.
///
/// Sendable by proof: the memory is written only by the function that creates the owner, before it is shared.
final class AllocatedMemory: @unchecked Sendable {
  private var blocks: [UnsafeMutableRawPointer] = []

  /// Uninitialised memory for `count` values, aligned to 64 bytes as Arrow recommends.
  func allocate<Element: BitwiseCopyable>(_ type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
    let bytes = max(64, count * MemoryLayout<Element>.stride)
    let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    blocks.append(block)
    return block.bindMemory(to: Element.self, capacity: count)
  }

  deinit {
    for block in blocks { block.deallocate() }
  }
}
