import Foundation
import Testing

@testable import AssayGate

@Suite("A manifest's bytes")
struct ManifestBytesTests {
  static let good = "assay: 1\ndata: { a: a.csv }\n"

  @Test("beyond 1 MiB are refused without being read")
  func tooLarge() throws {
    let folder = try ManifestFolder()
    // A sparse file of 10 MB and one of 100 GB take the same time.
    for size: UInt64 in [10_000_000, 100_000_000_000] {
      let file = try folder.write("flights/assay.yaml")
      let handle = try FileHandle(forWritingTo: URL(filePath: file))
      try handle.truncate(atOffset: size)
      try handle.close()
      let found = MessageText.grouped(Int(size))
      #expect(
        folder.faults("flights") == [
          "flights/assay.yaml:1:1: a manifest has at most 1,048,576 bytes; this one has \(found) bytes"
        ])
    }
  }

  @Test("up to 1 MiB are read")
  func largest() throws {
    let comment = String(repeating: "#", count: (1 << 20) - Self.good.utf8.count)
    #expect(try manifestFaults(Self.good + comment) == [])
    #expect(
      try manifestFaults(Self.good + comment + "#")
        == ["1:1: a manifest has at most 1,048,576 bytes; this one has 1,048,577 bytes"])
  }

  @Test("with CRLF or a byte order mark read as without")
  func lineEndings() throws {
    let windows = "\u{FEFF}" + Self.good.replacingOccurrences(of: "\n", with: "\r\n")
    let manifest = try manifest(windows)
    #expect(manifest.data[0].shared?.text == "a.csv")
    #expect(manifest.data[0].location.line == 2)
    #expect(manifest.data[0].location.column == 9)
    #expect(try manifestFaults(windows + "bad: 1\r\n").first?.hasPrefix("3:1: unknown key 'bad'") == true)
  }

  @Test("that are no text are refused at their place")
  func notText() throws {
    let good = Array(Self.good.utf8)
    #expect(
      try manifestFaults(bytes: good + [0x62, 0xFF, 0x0A])
        == ["3:2: the file is not valid UTF-8 here; save it as UTF-8"])
    #expect(
      try manifestFaults(bytes: good + Array("é".utf8) + [0xC3])
        == ["3:2: the file is not valid UTF-8 here; save it as UTF-8"])
    #expect(
      try manifestFaults(bytes: good + Array("a: \0".utf8))
        == ["3:4: a NUL byte (U+0000) cannot stand in a manifest; remove it"])
    #expect(
      try manifestFaults(bytes: good + Array("😀 a: \u{1B}[31m".utf8))
        == ["3:6: the control character U+001B cannot stand in a manifest; remove it"])
    #expect(
      try manifestFaults(bytes: [0xFF, 0xFE, 0x61, 0x00]) == ["1:1: the file is UTF-16; save it as UTF-8"])
    #expect(
      try manifestFaults(bytes: good + Array("a: \u{FEFF}b".utf8))
        == ["3:4: the control character U+FEFF cannot stand in a manifest; remove it"])
  }

  @Test("that hold nothing are refused", arguments: ["", "# only a comment\n", "\u{FEFF}", "\n\n", "---\n", "~"])
  func empty(text: String) throws {
    #expect(try manifestFaults(text) == ["1:1: the manifest is empty; it starts with 'assay: 1'"])
  }
}
