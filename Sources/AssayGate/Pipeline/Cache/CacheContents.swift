import Foundation

/// What is in a cache: for people, and for pruning.
struct CacheContents {
  let cache: ReplayCache

  init(_ cache: ReplayCache) { self.cache = cache }

  /// A file that leads to a result: what is pruned, with what it leads to.
  struct Item: Sendable {
    /// A stage's table, or a table's verdicts.
    enum Kind: Sendable { case stage, verdicts }

    var kind: Kind
    var path: String
    var size: Int
    /// When it was last used, in nanoseconds since 1970.
    var used: Int64
  }

  /// All stages and verdicts.
  func items() -> [Item] {
    files("stages").map { Item(kind: .stage, path: $0.path, size: $0.stamp.size, used: $0.stamp.modified) }
      + files("verdicts").map { Item(kind: .verdicts, path: $0.path, size: $0.stamp.size, used: $0.stamp.modified) }
  }

  /// What a stage's file says; `nil` when it is damaged.
  static func entry(_ path: String) -> StageEntry? {
    guard let data = FileManager.default.contents(atPath: path), let content = CacheFile.content(data) else {
      return nil
    }
    return try? JSONDecoder().decode(StageEntry.self, from: content)
  }

  /// What a table's file of verdicts says; `nil` when it is damaged.
  static func verdicts(_ path: String) -> KeptVerdicts? {
    guard let data = FileManager.default.contents(atPath: path), let content = CacheFile.content(data) else {
      return nil
    }
    return try? KeptVerdicts(content)
  }

  /// Reads everything; removes what is not as it was written.
  func verify() -> StoredResults.Verified {
    var verified = StoredResults.Verified()
    for table in files("tables") {
      let digest = table.path.split(separator: "/").last?.dropLast(".parquet".count)
      let found = (try? FileHasher.hash(table.path, [.sha256]))?.digests[.sha256]
      if let digest, found == String(digest) { continue }
      unlink(table.path)
      verified.damaged.append(table.path)
    }
    for item in items() {
      let isSound =
        switch item.kind {
        case .verdicts: Self.verdicts(item.path) != nil
        case .stage:
          Self.entry(item.path).map { $0.output.map { FileHasher.stamp(cache.tablePath($0.sha256)) != nil } ?? true }
            ?? false
        }
      if isSound {
        verified.sound += 1
      } else {
        unlink(item.path)
        verified.damaged.append(item.path)
      }
    }
    return verified
  }

  /// The bytes of all files.
  var size: Int { ["stages", "tables", "verdicts"].flatMap(files).reduce(0) { $0 + $1.stamp.size } }

  /// What pruning did.
  struct Pruned: Sendable {
    var results = 0
    var bytes = 0
  }

  /// Removes results, those first that were not used for longest, until the cache is not larger than a size and none is
  /// older than a time; then tables to which no stage leads any more.
  ///
  /// A run that wanted one of them makes it again.
  ///
  /// - Parameters:
  ///   - size: the most bytes that stay.
  ///   - unusedSince: what was not used since, in nanoseconds since 1970, goes.
  func prune(to size: Int, unusedSince: Int64 = .min) -> Pruned {
    var pruned = Pruned()
    var tables: [String: (stamp: FileStamp, users: Int)] = [:]
    for file in files("tables") { tables[file.path] = (file.stamp, 0) }
    let items = items().sorted { ($0.used, $0.path) < ($1.used, $1.path) }
    var total = tables.values.reduce(0) { $0 + $1.stamp.size } + items.reduce(0) { $0 + $1.size }
    guard total > size || items.contains(where: { $0.used < unusedSince }) else { return pruned }
    var target: [String: String] = [:]
    for item in items where item.kind == .stage {
      guard let output = Self.entry(item.path)?.output else { continue }
      let path = cache.tablePath(output.sha256)
      target[item.path] = path
      tables[path]?.users += 1
    }
    func remove(_ path: String, _ bytes: Int) {
      guard unlink(path) == 0 else { return }
      pruned.bytes += bytes
      total -= bytes
    }
    // What a run has just given its name to has no stage yet that leads to it.
    let lately = FileStamp.now - 3_600_000_000_000
    for (path, table) in tables where table.users == 0 && (size == 0 || table.stamp.changed < lately) {
      remove(path, table.stamp.size)
    }
    for item in items {
      guard total > size || item.used < unusedSince else { break }
      remove(item.path, item.size)
      pruned.results += 1
      guard let path = target[item.path], let table = tables[path] else { continue }
      tables[path]?.users -= 1
      if table.users == 1 { remove(path, table.stamp.size) }
    }
    return pruned
  }

  private func files(_ name: String) -> [(path: String, stamp: FileStamp)] {
    let folder = "\(cache.folder)/\(name)"
    return ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).compactMap { file in
      let path = "\(folder)/\(file)"
      return FileHasher.stamp(path).map { (path, $0) }
    }
  }
}
