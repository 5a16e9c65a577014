import Foundation
import Testing

@testable import AssayLibraries

/// A temporary folder, removed when the test ends.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("assay-libraries-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with its folders, and returns its path.
  @discardableResult
  func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
    let file = "\(path)/\(name)"
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file) }
    return file
  }
}

/// A library "duckdb" 9.9 whose wheel lies in a local folder, where pip is told to look and nowhere else.
struct FakeLibrary {
  static let wheelName = "assayfake-9.9-cp312-abi3-manylinux_2_28_x86_64.whl"
  static let text = "the bytes of a library"

  let folder: TemporaryFolder
  var environment: [String: String]
  var wheelDigest: String
  var memberDigest: String
  var member = "assayfake/lib/libfake.so"

  var cache: String { folder.path + "/cache" }
  var cachedFile: String { cache + "/libraries/duckdb-9.9/libfake.so" }

  init() throws {
    folder = try TemporaryFolder()
    let wheels = folder.path + "/wheels"
    let script = """
      import hashlib, os, sys, zipfile
      os.mkdir(sys.argv[1])
      path = os.path.join(sys.argv[1], sys.argv[2])
      text = sys.argv[3].encode()
      with zipfile.ZipFile(path, "w") as wheel:
          wheel.writestr("assayfake/lib/libfake.so", text)
          wheel.writestr("assayfake-9.9.dist-info/METADATA", "Metadata-Version: 2.1\\nName: assayfake\\nVersion: 9.9\\n")
          wheel.writestr("assayfake-9.9.dist-info/WHEEL",
                         "Wheel-Version: 1.0\\nRoot-Is-Purelib: false\\nTag: cp312-abi3-manylinux_2_28_x86_64\\n")
          wheel.writestr("assayfake-9.9.dist-info/RECORD", "")
      print(hashlib.sha256(open(path, "rb").read()).hexdigest(), hashlib.sha256(text).hexdigest())
      """
    let printed = try Self.python(["-c", script, wheels, Self.wheelName, Self.text])
    let digests = printed.split(whereSeparator: \.isWhitespace).map(String.init)
    try #require(digests.count == 2)
    (wheelDigest, memberDigest) = (digests[0], digests[1])
    environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": folder.path + "/home",
      "ASSAY_CACHE": folder.path + "/cache",
      "PIP_NO_INDEX": "1",
      "PIP_FIND_LINKS": wheels,
      "PIP_CONFIG_FILE": "/dev/null",
    ]
  }

  var pins: Data {
    build(
      """
      {"python": "3.12", "abi": "abi3", "platform": "manylinux_2_28_x86_64", "file": "\(Self.wheelName)",
       "sha256": "\(wheelDigest)", "member": "\(member)", "memberSize": \(Self.text.utf8.count),
       "memberSHA256": "\(memberDigest)"}
      """)
  }

  /// The pins with another build for this platform; no system folder is searched.
  func build(_ build: String) -> Data {
    Data(
      """
      {"format": 1, "folders": {}, "libraries": [
        {"name": "duckdb", "title": "DuckDB", "version": "9.9", "variable": "ASSAY_DUCKDB_LIBRARY",
         "system": {"linux": ["libfake.so.9", "libfake.so"], "macos": ["libfake.so.9", "libfake.so"]},
         "homebrew": "fake", "wheel": {"package": "assayfake", "version": "9.9"},
         "platforms": {"\(Platform.name)": \(build)}}]}
      """.utf8)
  }

  func search() throws -> LibrarySearch {
    LibrarySearch(environment: environment, pins: try LibraryPins(json: pins))
  }

  var script: LibrarySetup.Script { LibrarySetup.Script(environment: environment, pins: pins) }

  /// Sets the library up and returns the lines of progress.
  @discardableResult
  func provide() async throws -> [String] {
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    do {
      try await script.provide([.duckdb]) { continuation.yield($0) }
    } catch {
      continuation.finish()
      throw error
    }
    continuation.finish()
    return await lines.reduce(into: []) { $0.append($1) }
  }

  /// Runs python3 and returns what it printed.
  @discardableResult
  static func python(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}

/// The text of the ``LibraryError`` that `body` must throw.
func messageOfError(_ body: () async throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) async throws
  -> String
{
  let error = await #expect(throws: LibraryError.self, sourceLocation: sourceLocation) { try await body() }
  return try #require(error, sourceLocation: sourceLocation).message
}
