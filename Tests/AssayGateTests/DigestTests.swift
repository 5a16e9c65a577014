import Crypto
import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("A file's digests")
struct DigestTests {
  private func stream(_ algorithm: DigestAlgorithm, _ blocks: [[UInt8]]) -> String {
    var hash = algorithm.stream(size: blocks.reduce(0) { $0 + $1.count })
    for block in blocks { block.withUnsafeBytes { hash.update($0) } }
    return hash.finish()
  }

  private func md5(_ bytes: [UInt8]) -> String { DigestText.hexadecimal(Insecure.MD5.hash(data: bytes)) }

  @Test("are those of sha256sum, md5sum and git hash-object")
  func known() {
    let text = Array("hello\n".utf8)
    #expect(
      stream(.sha256, [text]) == "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
    #expect(stream(.md5, [text]) == "b1946ac92492d2347c6235b4d2611184")
    #expect(stream(.gitSHA1, [text]) == "ce013625030ba8dba906f756967f9e9ca394464a")
    #expect(
      stream(.gitSHA256, [text]) == "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4")
    #expect(stream(.md5, []) == "d41d8cd98f00b204e9800998ecf8427e")
  }

  /// The contents of `make_trees.sh`.
  private static func content(_ name: String) -> [UInt8]? {
    let block = FileHasher.blockSize
    func text(_ count: Int) -> [UInt8] {
      let line = Array("0123456789,abcdef\r\n".utf8)
      return (0..<count).map { line[$0 % line.count] }
    }
    func some(_ byte: UInt8, _ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }
    let ending = Array("\r\n".utf8)
    switch name {
    case "empty": return []
    case "text of three blocks": return text(3 * block + 17)
    case "CR at the end of a block":
      return text(block - 1).map { $0 == 0x0D ? 0x20 : $0 } + ending + (0..<10).flatMap { _ in Array("a\r\n".utf8) }
    case "binary first block": return some(0, block) + text(1000)
    case "text first block, binary second":
      return text(block) + (0..<1000).flatMap { _ in [0] + ending }
    case "30 percent beyond ASCII": return some(200, 153) + some(0x61, 357) + ending
    case "just more than 30 percent": return some(200, 154) + some(0x61, 356) + ending
    case "NUL after 512 bytes": return some(0x61, 512) + [0] + ending
    case "lone CR": return Array("a\rb\r\r\nc\n\r".utf8)
    default: return nil
    }
  }

  @Test("of DVC's old rule are those of DVC's own code, block by block")
  func dos2unix() throws {
    let file = Trees.folder + "/dos2unix.json"
    let values = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    #expect(values.count == 9)
    let fixture = try TemporaryFixture()
    for (name, expected) in values {
      let bytes = try #require(Self.content(name), "\(name)")
      try fixture.write("file", Data(bytes))
      let hashed = try FileHasher.hash("\(fixture.path)/file", [.md5Dos2unix, .md5])
      #expect(hashed.digests[.md5Dos2unix] == expected, "\(name)")
      #expect(hashed.digests[.md5] == md5(bytes), "\(name)")
    }
  }

  @Test("with other line endings do not depend on where blocks end")
  func lineEndings() {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        [0x0D, 0x0A, 0x61].randomElement(using: &random) ?? 0x61 as UInt8
      }
      var feeds: [UInt8] = []
      for (index, byte) in bytes.enumerated()
      where !(byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A) { feeds.append(byte) }
      let returns = feeds.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
      var blocks: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = min(rest.count, Int.random(in: 1...5, using: &random))
        blocks.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      #expect(stream(.md5LineFeeds, blocks) == md5(feeds), "seed \(seed): \(bytes)")
      #expect(stream(.md5CarriageReturns, blocks) == md5(returns), "seed \(seed): \(bytes)")
    }
  }

  @Test("are refused for what is no regular file, without waiting for a pipe's writer")
  func irregular() throws {
    let fixture = try TemporaryFixture(["a.csv": "id\n1\n"])
    mkfifo("\(fixture.path)/pipe", 0o600)
    for name in ["pipe", "."] {
      let error = try #require(throws: InputError.self) { try FileHasher.hash("\(fixture.path)/\(name)", [.sha256]) }
      #expect(error.message.contains("is not a regular file"))
    }
    let error = try #require(throws: InputError.self) { try FileHasher.hash("\(fixture.path)/none", [.sha256]) }
    #expect(error.message.contains("cannot be read (No such file or directory)"))
  }

  @Test("stop being made when the run is stopped")
  func stopped() throws {
    let fixture = try TemporaryFixture(["a.csv": "id\n1\n"])
    let error = try #require(throws: InputError.self) {
      try FileHasher.hash("\(fixture.path)/a.csv", [.sha256], isStopped: { true })
    }
    #expect(error.isStop)
  }
}

/// The trees that the real tools made.
enum Trees {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Trees"

  /// Copies a tree into a fixture's folder, `dot-dvc` and `dot-git` under their own names.
  static func copy(_ name: String, to path: String) throws {
    let manager = FileManager.default
    let source = "\(folder)/\(name)"
    let entries = try manager.subpathsOfDirectory(atPath: source)
    #expect(!entries.isEmpty)
    for entry in entries {
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: "\(source)/\(entry)", isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      let target = "\(path)/" + entry.replacingOccurrences(of: "dot-", with: ".")
      try manager.createDirectory(
        at: URL(fileURLWithPath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
      try manager.copyItem(atPath: "\(source)/\(entry)", toPath: target)
    }
  }
}

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
