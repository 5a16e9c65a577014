import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("The index of digests")
struct DigestIndexTests {
  private let fixture: TemporaryFixture
  private var file: String { "\(fixture.path)/a.csv" }
  private var cache: String { "\(fixture.root)/cache" }

  init() throws { fixture = try TemporaryFixture(["a.csv": "id\n1\n"]) }

  private func index(leastBytes: Int = 0) -> DigestIndex {
    DigestIndex(folder: cache, fixture: fixture.path, leastBytes: leastBytes)
  }

  /// Records a digest that the file does not have: who answers it has not read the file.
  private func record(_ index: DigestIndex, secondsLater: Int64 = 10) throws -> String {
    let stamp = try #require(FileHasher.stamp(file))
    let digest = String(repeating: "ab", count: 32)
    index.record(
      file,
      FileHasher.Hashed(
        digests: [.sha256: digest], stamp: stamp, head: [], started: FileStamp.now + secondsLater * 1_000_000_000))
    return digest
  }

  private func digest(_ index: DigestIndex, isParanoid: Bool = false) throws -> String? {
    try FileDigester(index: index, isParanoid: isParanoid).digests(of: file, [.sha256]).digests[.sha256]
  }

  @Test("answers for a file whose stamp is as it was, without reading it")
  func known() throws {
    let index = index()
    let digest = try record(index)
    #expect(try self.digest(index) == digest)
    index.save(all: true)
    #expect(try self.digest(self.index()) == digest, "also from the disk")
  }

  @Test("is passed over when every file is to be read")
  func paranoid() throws {
    let index = index()
    let digest = try record(index)
    #expect(try self.digest(index, isParanoid: true) != digest)
  }

  @Test("does not answer for a file of the same size and time with another inode or time of change")
  func replaced() throws {
    let index = index()
    let digest = try record(index)
    let before = try #require(FileHasher.stamp(file))
    try fixture.write("b.csv", "id\n2\n")
    var times = [timespec(), timespec()]
    for place in times.indices {
      times[place].tv_sec = Int(before.modified / 1_000_000_000)
      times[place].tv_nsec = Int(before.modified % 1_000_000_000)
    }
    #expect(utimensat(AT_FDCWD, "\(fixture.path)/b.csv", times, 0) == 0)
    #expect(rename("\(fixture.path)/b.csv", file) == 0)
    let after = try #require(FileHasher.stamp(file))
    #expect(after.size == before.size && after.modified == before.modified && after != before)
    #expect(try self.digest(index) != digest)
  }

  @Test("does not keep a file that was changed less than two seconds before it was read, or in the future")
  func racy() throws {
    for seconds in [0, 1, -5] as [Int64] {
      let index = index()
      let digest = try record(index, secondsLater: seconds)
      #expect(try self.digest(index) != digest, "\(seconds) s")
    }
    var stamp = try #require(FileHasher.stamp(file))
    #expect(!stamp.isRacy(at: stamp.changed + 3_000_000_000))
    stamp.modified = stamp.changed + 3_600_000_000_000
    #expect(stamp.isRacy(at: stamp.changed + 3_000_000_000))
  }

  @Test("that is damaged counts as none")
  func damaged() throws {
    let index = index()
    let digest = try record(index)
    index.save(all: true)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: "\(cache)/index").first)
    let path = URL(fileURLWithPath: "\(cache)/index/\(name)")
    let text = try String(contentsOf: path, encoding: .utf8)
    #expect(text.contains(digest))
    let damages = [
      "", "assay-digests 2\n", String(text.dropLast()), text + "x\n",
      text.replacingOccurrences(of: digest, with: "xyz"),
      text.replacingOccurrences(of: " 5 ", with: " five "), "\0\u{FF}",
    ]
    for damage in damages {
      try damage.write(to: path, atomically: true, encoding: .utf8)
      #expect(try self.digest(self.index()) != digest, "\(damage.prefix(40))")
    }
    try text.write(to: path, atomically: true, encoding: .utf8)
    #expect(try self.digest(self.index()) == digest)
  }

  @Test("is not kept for a few bytes, nor where it cannot be written, and nothing fails for that")
  func unkept() throws {
    let small = index(leastBytes: 1 << 20)
    _ = try record(small)
    small.save(all: true)
    #expect(!FileManager.default.fileExists(atPath: cache))
    let nowhere = DigestIndex(folder: "/dev/null/cache", fixture: fixture.path, leastBytes: 0)
    let digest = try record(nowhere)
    nowhere.save(all: true)
    #expect(try self.digest(nowhere) == digest)
  }

  @Test("keeps names with line breaks apart")
  func names() throws {
    for name in ["a\nb", "a\\nb", "a b", "é\u{1B}", "\\"] {
      #expect(!LineText.escaped(name).contains { $0.isNewline })
      #expect(LineText.unescaped(LineText.escaped(name)) == name)
    }
    #expect(LineText.unescaped("a\\") == nil && LineText.unescaped("\\x4") == nil && LineText.unescaped("\\q") == nil)
  }
}
