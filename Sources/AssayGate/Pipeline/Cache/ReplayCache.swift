import AssayConcurrency
import AssayLibraries
import Foundation

/// The results of stages and checks by what they depend on, in the per-user cache, shared by all runs.
///
///     stages/ab/ab12…    by a stage's key: which table came of it
///     tables/cd/cd34….parquet   a stage's rows, by the SHA-256 of the file
///     verdicts/ef/ef56…  by a table's key: what its checks said
///     tmp/               files on their way
///
/// A file gets its name only when it is complete and on the disk, so that runs at the same time share the cache without
/// waiting for each other. Whatever is read is verified; what is damaged or was pruned meanwhile is made again. A cache
/// that cannot be read or written costs time and nothing else: the run says so once, in `warning`.
final class ReplayCache: Sendable {
  /// Part of every key and every file: another number, another cache.
  static let format = 1
  /// The size to which a cache is pruned unless `ASSAY_REPLAY_CACHE_SIZE` says otherwise: 5 GiB.
  static let defaultSize = 5 << 30

  /// What a run does with the cache.
  enum Mode: Sendable, Hashable {
    /// Takes what is there, keeps what is made.
    case on
    /// Neither: outputs still get their digests.
    case off
    /// Keeps, but takes stages only: what is recorded is judged.
    case stagesOnly
  }

  /// The cache's folder.
  let folder: String
  let mode: Mode
  /// The most bytes that are kept.
  let size: Int
  private let state = Locked(State())

  private struct State {
    var scratch: Result<CacheScratch, CacheFailure>?
    var problem: String?
    var hasStored = false
  }

  /// A cache in a folder; nothing is touched yet.
  init(folder: String, mode: Mode = .on, size: Int = ReplayCache.defaultSize) {
    self.folder = folder
    self.mode = mode
    self.size = size
  }

  /// No cache.
  static var unused: ReplayCache { ReplayCache(folder: "/", mode: .off) }

  /// The cache that the environment names.
  static func standard(
    _ mode: Mode = .on, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ReplayCache {
    let cache = ReplayCache(
      folder: UserCache.replayFolder(environment), mode: mode, size: limit(environment) ?? defaultSize)
    if limit(environment) == nil { cache.giveUp(badLimit) }
    return cache
  }

  private static let limitVariable = "ASSAY_REPLAY_CACHE_SIZE"
  static let badLimit = "\(limitVariable) is no size such as 5GiB or 500MB"

  /// The size that the environment names, or the default one; `nil` when what it names is none.
  static func limit(_ environment: [String: String]) -> Int? {
    guard let text = environment[limitVariable], !text.isEmpty else { return defaultSize }
    return ByteSize(text)?.bytes
  }

  /// The cache of a run.
  static func of(_ options: Gate.Options) -> ReplayCache {
    // What is recorded is judged now; stages are what they are.
    let mode: Mode = !options.usesCache ? .off : options.approval != nil ? .stagesOnly : .on
    let standard = standard(mode)
    guard mode != .off, let folder = options.cacheFolder else { return standard }
    return ReplayCache(folder: folder, mode: mode, size: standard.size)
  }

  /// Why nothing is kept, when that is so: for people.
  var warning: String? {
    guard mode != .off else { return nil }
    return state.withLock(\.problem).map { problem in
      "the replay cache \(Display.path(folder)) cannot be written (\(problem)), so what this run makes is made again by "
        + "the next; mend that, set ASSAY_REPLAY_CACHE to another folder, or say --no-cache"
    }
  }

  // MARK: Stages

  /// What is known under a key, its rows verified; `nil` when there is nothing or it is damaged.
  func stage(_ key: CacheKey) -> StageEntry? {
    guard mode != .off else { return nil }
    let path = stagePath(key.digest)
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let content = CacheFile.content(data), var entry = try? JSONDecoder().decode(StageEntry.self, from: content),
      entry.key == key.parts
    else {
      unlink(path)
      return nil
    }
    if let output = entry.output {
      guard let stamp = FileHasher.stamp(tablePath(output.sha256)) else {
        unlink(path)
        return nil
      }
      if !output.hasStamp(stamp) {
        // A copied or touched cache; or another file.
        guard let hashed = verified(output) else {
          unlink(path)
          return nil
        }
        entry.output?.keep(hashed)
        try? write(entry, key)
      }
    }
    touch(path)
    return entry
  }

  /// The path of a stage's rows, read to their end and found to be what was written; `nil` when they are not.
  func rows(_ output: StageEntry.Output) -> String? {
    verified(output) == nil ? nil : tablePath(output.sha256)
  }

  /// A new name for a file on its way; `nil` when the cache is not written.
  func newFile(_ ending: String) -> String? {
    guard mode != .off else { return nil }
    let scratch = state.withLock { state -> CacheScratch? in
      if state.scratch == nil {
        do throws(CacheFailure) { state.scratch = .success(try CacheScratch("\(folder)/tmp")) } catch {
          state.scratch = .failure(error)
          state.problem = error.reason
        }
      }
      guard state.problem == nil else { return nil }
      return try? state.scratch?.get()
    }
    return scratch?.path(ending)
  }

  /// Notes that the cache cannot be written; nothing more is kept in this run.
  func giveUp(_ reason: String) { state.withLock { $0.problem = $0.problem ?? reason } }

  /// Keeps a stage's result.
  ///
  /// - Parameters:
  ///   - entry: what is known of it; the stamp of its rows is noted here.
  ///   - rows: the file with its rows, with a name that `newFile` gave; `nil` for a data table.
  func keep(_ entry: StageEntry, _ key: CacheKey, rows: String?) {
    guard mode != .off, state.withLock(\.problem) == nil else { return }
    var entry = entry
    do throws(CacheFailure) {
      if let rows, let output = entry.output {
        let path = tablePath(output.sha256)
        try makeFolder(of: path)
        try CacheFile.synchronize(rows)
        try CacheFile.move(rows, to: path)
        guard let stamp = FileHasher.stamp(path) else { throw CacheFailure.system() }
        entry.output?.keep(stamp)
      }
      try write(entry, key)
    } catch {
      giveUp(error.reason)
    }
  }

  /// Keeps what was found in the file system about a table's rows that moved.
  private func write(_ entry: StageEntry, _ key: CacheKey) throws(CacheFailure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let content: Data
    do { content = try encoder.encode(entry) } catch { throw CacheFailure(reason: "\(error)") }
    try write(content, to: stagePath(key.digest))
  }

  // MARK: Verdicts

  /// What checks said, as it was kept; `nil` when there is nothing, or it is damaged.
  func verdicts(_ key: CacheKey) -> Data? {
    guard mode == .on else { return nil }
    let path = verdictPath(key.digest)
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let content = CacheFile.content(data) else {
      unlink(path)
      return nil
    }
    touch(path)
    return content
  }

  /// Keeps what checks said.
  func keepVerdicts(_ content: Data, _ key: CacheKey) {
    guard mode == .on, state.withLock(\.problem) == nil else { return }
    do throws(CacheFailure) { try write(content, to: verdictPath(key.digest)) } catch { giveUp(error.reason) }
  }

  // MARK: Files

  func stagePath(_ digest: String) -> String { "\(folder)/stages/\(digest.prefix(2))/\(digest)" }
  func tablePath(_ digest: String) -> String { "\(folder)/tables/\(digest.prefix(2))/\(digest).parquet" }
  func verdictPath(_ digest: String) -> String { "\(folder)/verdicts/\(digest.prefix(2))/\(digest)" }

  /// The stamp of rows whose bytes are those that were written; removes them when they are not.
  private func verified(_ output: StageEntry.Output) -> FileStamp? {
    let path = tablePath(output.sha256)
    guard let hashed = try? FileHasher.hash(path, [.sha256]) else { return nil }
    guard hashed.digests[.sha256] == output.sha256 else {
      unlink(path)
      return nil
    }
    return hashed.stamp
  }

  private func write(_ content: Data, to path: String) throws(CacheFailure) {
    guard let partial = newFile("") else { throw CacheFailure(reason: state.withLock(\.problem) ?? "") }
    do throws(CacheFailure) {
      try makeFolder(of: path)
      try CacheFile.write(CacheFile.sealed(content), to: partial)
      try CacheFile.move(partial, to: path)
    } catch {
      unlink(partial)
      throw error
    }
    state.withLock { $0.hasStored = true }
  }

  private func makeFolder(of path: String) throws(CacheFailure) {
    try CacheFile.makeFolder(ManifestPlace.parent(path))
  }

  /// The time of the last use decides what goes first.
  private func touch(_ path: String) { utimes(path, nil) }

  /// Ends a run's use: removes its own files on their way, and prunes when something was kept.
  func finish() {
    let hasStored = state.withLock { state in
      state.scratch = nil
      return state.hasStored
    }
    if hasStored { _ = CacheContents(self).prune(to: size) }
  }
}
