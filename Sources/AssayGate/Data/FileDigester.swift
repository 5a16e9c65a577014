import AssayConcurrency

/// Hashes files, or knows from their stamps what they hashed to.
struct FileDigester: Sendable {
  /// What is known of files.
  let index: DigestIndex
  /// Read every file, whatever its stamp says.
  var isParanoid = false
  /// Told now and then whether to go on.
  var isStopped: @Sendable () -> Bool = { false }
  /// What was done so far.
  let count = Counts()

  /// How many files were looked at.
  final class Counts: Sendable {
    private let state = Locked((hashed: 0, known: 0))

    /// The files that were read, and those whose stamps were as they had been.
    var value: (hashed: Int, known: Int) { state.withLock { $0 } }

    fileprivate func add(isHashed: Bool) {
      state.withLock { state in
        if isHashed { state.hashed += 1 } else { state.known += 1 }
      }
    }
  }

  /// Digests of a file, with its stamp. Blocks while the file is read.
  func digests(
    of path: String, _ algorithms: Set<DigestAlgorithm>
  ) throws(InputError) -> (digests: [DigestAlgorithm: String], stamp: FileStamp) {
    if !isParanoid, let stamp = FileHasher.stamp(path) {
      var known: [DigestAlgorithm: String] = [:]
      for algorithm in algorithms { known[algorithm] = index.digest(path, algorithm, stamp) }
      if known.count == algorithms.count {
        count.add(isHashed: false)
        return (known, stamp)
      }
    }
    let hashed = try FileHasher.hash(path, algorithms, isStopped: isStopped)
    index.record(path, hashed)
    count.add(isHashed: true)
    return (hashed.digests, hashed.stamp)
  }
}

/// Work that blocks, on a few threads at once.
enum Parallel {
  /// The results in the order of the items. As many threads as asked for take one item after the other.
  static func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], threads: Int, _ work: @escaping @Sendable (Item) -> Output
  ) async -> [Output] {
    let next = Locked(0)
    let outputs = Locked<[Int: Output]>([:])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, min(threads, items.count)) {
        group.addTask {
          await OwnThread.run {
            while true {
              let index = next.withLock { next in
                defer { next += 1 }
                return next
              }
              guard index < items.count else { return }
              let output = work(items[index])
              outputs.withLock { $0[index] = output }
            }
          }
        }
      }
    }
    let all = outputs.withLock { $0 }
    return items.indices.compactMap { all[$0] }
  }
}
