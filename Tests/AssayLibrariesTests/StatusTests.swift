import Foundation
import Testing

@testable import AssayLibraries

@Suite("The status tells whether a library can be used, and why not")
struct StatusTests {
  let fake: FakeLibrary

  init() throws {
    fake = try FakeLibrary()
  }

  @Test("The set-up libraries load and report their version", arguments: NativeLibrary.all)
  func realLibraries(library: NativeLibrary) async throws {
    let status = await library.status()
    #expect(status.problem == nil)
    #expect(status.isUsable)
    #expect(status.path == (try library.locate()))
    if status.source == .cache {
      #expect(status.digest == .verified)
      #expect(status.version == status.pinnedVersion)
    } else {
      #expect(status.digest == .notPinned)
      #expect(try #require(status.version).wholeMatch(of: /\d+\.\d+\.\d+.*/) != nil)
    }
  }

  @Test("A missing library is a status with a problem, not a crash")
  func missing() async throws {
    let status = await NativeLibrary.duckdb.status(search: try fake.search(), setup: fake.script)
    #expect(!status.isUsable)
    #expect(status.path == nil && status.source == nil && status.version == nil)
    #expect(status.pinnedVersion == "9.9")
    #expect(try #require(status.problem).contains("was not found"))
  }

  @Test(
    "A cached file whose bytes changed is reported with both digests and is not loaded",
    .enabled(if: Platform.system == "linux"))
  func changed() async throws {
    try await fake.provide()
    try fake.folder.write(String(FakeLibrary.text.reversed()), to: "cache/libraries/duckdb-9.9/libfake.so")
    let status = await NativeLibrary.duckdb.status(search: try fake.search(), setup: fake.script)
    guard case .differs(let text) = status.digest else {
      Issue.record("expected a digest that differs, found \(status.digest)")
      return
    }
    #expect(text.contains(fake.memberDigest) && text.contains("wrong SHA-256 of \(fake.cachedFile)"))
    #expect(status.problem == text)
    #expect(status.version == nil)
  }

  @Test("A verified file that is no library says that it does not load", .enabled(if: Platform.system == "linux"))
  func notALibrary() async throws {
    try await fake.provide()
    let status = await NativeLibrary.duckdb.status(search: try fake.search(), setup: fake.script)
    #expect(status.digest == .verified)
    #expect(try #require(status.problem).contains("DuckDB at \(fake.cachedFile) does not load"))
  }

  @Test("Without Python the digest is not verified, and the reason is told", .enabled(if: Platform.system == "linux"))
  func withoutPython() async throws {
    var bare = fake
    try await fake.provide()
    bare.environment["PATH"] = "/nowhere"
    let status = await NativeLibrary.duckdb.status(search: try bare.search(), setup: bare.script)
    guard case .notVerified(let reason) = status.digest else {
      Issue.record("expected no verification, found \(status.digest)")
      return
    }
    #expect(reason.contains("python3 was not found"))
  }

  @Test("Another library than the one asked for is told apart")
  func anotherLibrary() async throws {
    var swapped = fake
    swapped.environment["ASSAY_DUCKDB_LIBRARY"] = try NativeLibrary.onnxRuntime.locate()
    let status = await NativeLibrary.duckdb.status(search: try swapped.search(), setup: swapped.script)
    #expect(try #require(status.problem).contains("is a library, but not DuckDB"))
  }
}
