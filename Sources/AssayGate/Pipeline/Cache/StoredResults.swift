import Foundation

/// The replay cache of the environment, as people look at it: what is in it, what can go, whether it is sound.
public struct StoredResults: Sendable {
  private let cache: ReplayCache

  /// The cache that the environment names.
  ///
  /// - Throws: `UsageError` when `ASSAY_REPLAY_CACHE_SIZE` is no size.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(UsageError) {
    guard ReplayCache.limit(environment) != nil else { throw UsageError(message: ReplayCache.badLimit) }
    cache = .standard(environment: environment)
  }

  /// The environment is not as it must be.
  public struct UsageError: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String

    /// The message.
    public var description: String { message }
  }

  /// The cache's folder.
  public var folder: String { cache.folder }

  /// The size to which runs prune it, in bytes.
  public var limit: Int { cache.size }

  /// The bytes of all files.
  public var size: Int { CacheContents(cache).size }

  /// Results of one kind for one table of one fixture.
  public struct Group: Sendable, Hashable {
    /// The fixture that they were made for; `nil` for what is damaged.
    public var fixture: String?
    /// The table.
    public var table: String
    /// `data`, `sql`, `command`, `model`, or `verdicts`.
    public var kind: String
    /// How many there are.
    public var count = 0
    /// Their bytes, tables included. A table to which several results lead counts for each.
    public var bytes = 0
    /// When one of them was last used.
    public var used = Date.distantPast
  }

  /// What is in the cache, by fixture, table and kind.
  public func groups() -> [Group] {
    var groups: [String: Group] = [:]
    for item in CacheContents(cache).items() {
      let (known, bytes) = group(item)
      let key = "\(known.fixture ?? "")\n\(known.table)\n\(known.kind)"
      var group = groups[key] ?? known
      group.count += 1
      group.bytes += bytes
      group.used = max(group.used, Date(timeIntervalSince1970: Double(item.used) / 1e9))
      groups[key] = group
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private func group(_ item: CacheContents.Item) -> (Group, Int) {
    let damaged = Group(fixture: nil, table: "", kind: "damaged")
    switch item.kind {
    case .stage:
      guard let entry = CacheContents.entry(item.path) else { return (damaged, item.size) }
      return (
        Group(fixture: entry.fixture, table: entry.table, kind: entry.kind), item.size + (entry.output?.size ?? 0)
      )
    case .verdicts:
      guard let kept = CacheContents.verdicts(item.path) else { return (damaged, item.size) }
      return (Group(fixture: kept.fixture, table: kept.table, kind: "verdicts"), item.size)
    }
  }

  /// What pruning did.
  public struct Pruned: Sendable, Hashable {
    /// The results that are gone.
    public var results: Int
    /// The bytes that are free again.
    public var bytes: Int
  }

  /// Removes results, those first that were not used for longest. A run that wants one makes it again.
  ///
  /// - Parameters:
  ///   - size: the most bytes that stay; the limit by default.
  ///   - seconds: what was not used for so long goes too.
  public func prune(to size: Int? = nil, unusedFor seconds: Double? = nil) -> Pruned {
    let since = seconds.map { FileStamp.now - Int64(min(max($0, 0), 4e9) * 1e9) } ?? .min
    let pruned = CacheContents(cache).prune(to: size ?? cache.size, unusedSince: since)
    return Pruned(results: pruned.results, bytes: pruned.bytes)
  }

  /// What verification found.
  public struct Verified: Sendable, Hashable {
    /// The results that are as they were written.
    public var sound = 0
    /// The files that were not, by their paths; they are removed.
    public var damaged: [String] = []
  }

  /// Reads everything and removes what is not as it was written; the next run makes it again.
  public func verify() -> Verified { CacheContents(cache).verify() }
}
