import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("assay.lock")
struct InputLockTests {
  static let digest = String(repeating: "0a", count: 32)

  private func fault(_ text: String) -> String {
    do throws(InputError) {
      _ = try InputLock(parsing: text, file: "assay.lock")
      return ""
    } catch {
      return error.message
    }
  }

  @Test("is sorted by bytes, one line for each file, whatever their order")
  func text() throws {
    let inputs = ["b.csv", "a/z.csv", "a.csv", "B.csv", "é.csv", "a b.csv", "dvc:x"].enumerated().map { index, name in
      InputDigest(address: name, sha256: Self.digest, size: index)
    }
    let lock = InputLock(inputs)
    #expect(lock.text == InputLock(inputs.reversed() + inputs).text)
    let lines = lock.text.split(separator: "\n")
    #expect(lines[1] == "assay-lock 1")
    #expect(
      lines.dropFirst(2).map { $0.dropFirst(67) } == [
        "B.csv", "a b.csv", "a.csv", "a/z.csv", "b.csv", "dvc:x", "é.csv",
      ])
    #expect(lines[2] == "\(Self.digest) 3 B.csv")
  }

  @Test("reads back what it wrote, whatever files are called")
  func roundTrip() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    let characters = Array("ab/ .#<>=\\\n\r\t\u{1B}é😀:\u{2028}")
    for _ in 0..<200 {
      let inputs = (0..<Int.random(in: 0...8, using: &random)).map { _ in
        InputDigest(
          address: String(
            (0...Int.random(in: 0...6, using: &random)).map { _ in characters.randomElement(using: &random)! }),
          sha256: Self.digest, size: Int.random(in: 0...Int.max, using: &random))
      }
      let lock = InputLock(inputs)
      let read = try InputLock(parsing: lock.text, file: "assay.lock")
      #expect(read == lock, "seed \(seed)")
      for input in lock.inputs { #expect(read[input.address] == input, "seed \(seed)") }
    }
  }

  @Test("knows files apart whose names differ only in how letters are composed, or start with a combining mark")
  func composed() throws {
    let inputs = ["\u{E9}.csv", "e\u{301}.csv", "\u{301}a.csv"].enumerated().map { index, name in
      InputDigest(address: name, sha256: Self.digest, size: index)
    }
    let lock = try InputLock(parsing: InputLock(inputs).text, file: "assay.lock")
    #expect(lock.inputs.count == 3)
    for input in inputs { #expect(lock[input.address]?.size == input.size) }
  }

  @Test("merges where different files changed, and may have been checked out with CRLF")
  func tolerant() throws {
    let lock = InputLock([InputDigest(address: "a.csv", sha256: Self.digest, size: 1)])
    let text = lock.text.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try InputLock(parsing: text, file: "assay.lock") == lock)
    #expect(try InputLock(parsing: "\n# later\n" + lock.text + "\n", file: "assay.lock") == lock)
  }

  @Test("that is not as it was written is refused at its line")
  func faults() {
    let line = "\(Self.digest) 1 a.csv"
    #expect(fault("") == "assay.lock: the lock is empty; write it again: assay lock")
    #expect(fault("assay-lock 2\n").hasPrefix("assay.lock:1: expected 'assay-lock 1', found 'assay-lock 2'"))
    #expect(fault("assay-lock 1\n<<<<<<< HEAD\n").hasPrefix("assay.lock:2: a merge left its marks"))
    #expect(fault("assay-lock 1\n\(line)\n=======\n").hasPrefix("assay.lock:3: a merge left its marks"))
    #expect(fault("assay-lock 1\n\(line)\n\(line)\n").hasPrefix("assay.lock:3: 'a.csv' is given a second time"))
    for text in [
      "x 1 a.csv", "\(Self.digest) -1 a.csv", "\(Self.digest) one a.csv", "\(Self.digest) 1", "\(Self.digest) 1 ",
      "\(Self.digest.uppercased()) 1 a.csv", "\(Self.digest) 1 a\\q", "\(Self.digest) 99999999999999999999 a.csv",
    ] {
      #expect(
        fault("assay-lock 1\n\(text)\n").hasPrefix("assay.lock:2: expected a SHA-256, a size and a file"), "\(text)")
    }
  }

  @Test("that cannot be read is not an absent one")
  func unreadable() throws {
    let fixture = try TemporaryFixture()
    #expect(try InputLock.read(directory: fixture.path) == nil)
    try FileManager.default.createSymbolicLink(
      atPath: "\(fixture.path)/assay.lock", withDestinationPath: "nowhere")
    #expect(throws: InputError.self) { try InputLock.read(directory: fixture.path) }
    try FileManager.default.removeItem(atPath: "\(fixture.path)/assay.lock")
    try FileManager.default.createDirectory(atPath: "\(fixture.path)/assay.lock", withIntermediateDirectories: true)
    #expect(throws: InputError.self) { try InputLock.read(directory: fixture.path) }
    try FileManager.default.removeItem(atPath: "\(fixture.path)/assay.lock")
    try fixture.write("assay.lock", Data([0xFF, 0xFE, 0x00]))
    #expect(throws: InputError.self) { try InputLock.read(directory: fixture.path) }
  }
}
