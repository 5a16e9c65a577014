import AssayConcurrency
import Foundation

/// What files of one fixture hashed to, and the stamps that they had then: a file whose stamp is the same is not read
/// again.
///
/// The index lies in the per-user cache. It is never needed: one that is missing, damaged or cannot be written costs
/// time and nothing else.
final class DigestIndex: Sendable {
  private struct Key: Hashable {
    /// As bytes: two files' names can be equal as strings.
    private var bytes: [UInt8]
    var path: String { String(decoding: bytes, as: UTF8.self) }
    var algorithm: DigestAlgorithm

    init(path: String, algorithm: DigestAlgorithm) {
      bytes = Array(path.utf8)
      self.algorithm = algorithm
    }
  }

  private struct Entry {
    var stamp: FileStamp
    var digest: String
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// What was asked for or recorded since the index was read; the rest is forgotten when it is written.
    var used: Set<Key> = []
    var hashedBytes = 0
    var isChanged = false
  }

  /// The first line of an index.
  private static let heading = "assay-digests 1"
  /// The most indexes that are kept: one for each fixture, the oldest go.
  private static let mostFiles = 256

  private let file: String?
  private let leastBytes: Int
  private let state: Locked<State>

  /// Reads the index of a fixture.
  ///
  /// - Parameters:
  ///   - folder: the folder of data in the per-user cache; `nil` for an index that lives as long as the value.
  ///   - fixture: the fixture's folder.
  ///   - leastBytes: less than this is hashed again faster than an index is kept.
  init(folder: String?, fixture: String, leastBytes: Int = 1 << 20) {
    self.leastBytes = leastBytes
    let name = DigestText.hexadecimal(FixtureName.digest(fixture))
    file = folder.map { "\($0)/index/\(name.prefix(32)).txt" }
    state = Locked(State(entries: file.map(Self.read) ?? [:]))
  }

  /// The digest of a file whose stamp is as it was.
  func digest(_ path: String, _ algorithm: DigestAlgorithm, _ stamp: FileStamp) -> String? {
    state.withLock { state in
      let key = Key(path: path, algorithm: algorithm)
      guard let entry = state.entries[key], entry.stamp == stamp else { return nil }
      state.used.insert(key)
      return entry.digest
    }
  }

  /// Takes what a file was hashed to. A file that was changed too lately is hashed again the next time.
  func record(_ path: String, _ hashed: FileHasher.Hashed) {
    state.withLock { state in
      state.hashedBytes += hashed.stamp.size
      for (algorithm, digest) in hashed.digests {
        let key = Key(path: path, algorithm: algorithm)
        let known = state.entries.removeValue(forKey: key)
        state.isChanged = state.isChanged || known != nil
        guard !hashed.stamp.isRacy(at: hashed.started) else { continue }
        state.entries[key] = Entry(stamp: hashed.stamp, digest: digest)
        state.used.insert(key)
        state.isChanged = true
      }
    }
  }

  /// Writes the index, when that is worth it.
  ///
  /// - Parameter all: whether all files of the fixture were looked at, so that the others can be forgotten.
  func save(all: Bool) {
    let text = state.withLock { state -> String? in
      guard state.isChanged, state.hashedBytes >= leastBytes else { return nil }
      state.isChanged = false
      var lines: [String] = []
      for (key, entry) in state.entries where !all || state.used.contains(key) {
        let stamp = entry.stamp
        lines.append(
          "\(key.algorithm.rawValue) \(entry.digest) \(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.inode) "
            + "\(stamp.device) \(LineText.escaped(key.path))")
      }
      return ([Self.heading] + lines.sorted()).joined(separator: "\n") + "\n"
    }
    guard let text, let file else { return }
    Self.write(text, to: file)
  }

  private static func write(_ text: String, to file: String) {
    let manager = FileManager.default
    let folder = ManifestPlace.parent(file)
    let isNew = !manager.fileExists(atPath: file)
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch { return }
    if isNew { prune(folder) }
  }

  private static func prune(_ folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard names.count > mostFiles else { return }
    let dated = names.map { name in (name: name, time: FileHasher.stamp("\(folder)/\(name)")?.modified ?? 0) }
    for old in dated.sorted(by: { $0.time < $1.time }).prefix(names.count - mostFiles) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(old.name)")
    }
  }

  /// The entries of an index; none when anything in it is not as it was written.
  private static func read(_ file: String) -> [Key: Entry] {
    guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8),
      text.hasSuffix("\n")
    else { return [:] }
    var lines = text.utf8.split(separator: 0x0A).map { Substring($0) }
    guard lines.first == Substring(heading) else { return [:] }
    lines.removeFirst()
    var entries: [Key: Entry] = [:]
    for line in lines {
      let parts = LineText.words(line, count: 8)
      guard parts.count == 8, let algorithm = DigestAlgorithm(rawValue: String(parts[0])), let size = Int(parts[2]),
        let modified = Int64(parts[3]), let changed = Int64(parts[4]), let inode = UInt64(parts[5]),
        let device = UInt64(parts[6]), let path = LineText.unescaped(parts[7]),
        [32, 40, 64].contains(parts[1].utf8.count), DigestText.isHexadecimal(parts[1], count: parts[1].utf8.count)
      else { return [:] }
      entries[Key(path: path, algorithm: algorithm)] = Entry(
        stamp: FileStamp(size: size, modified: modified, changed: changed, inode: inode, device: device),
        digest: String(parts[1]))
    }
    return entries
  }
}
