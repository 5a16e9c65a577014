import Foundation
import Testing

@testable import AssayLibraries

@Suite("Setting up fetches what is missing, verified, and nothing else", .enabled(if: Platform.system == "linux"))
struct SetupTests {
  var fake: FakeLibrary

  init() throws {
    fake = try FakeLibrary()
  }

  private func contents(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("A missing library is taken from the wheel into the cache and is found there")
  func fetches() async throws {
    let lines = try await fake.provide()
    #expect(lines.contains { $0.contains("downloading \(FakeLibrary.wheelName)") })
    #expect(lines.last?.contains(fake.cachedFile) == true)
    #expect(try String(contentsOfFile: fake.cachedFile, encoding: .utf8) == FakeLibrary.text)
    #expect(try fake.search().find(.duckdb) == .init(path: fake.cachedFile, source: .cache))
    #expect(try contents(of: fake.cache + "/libraries") == [".lock", "duckdb-9.9"])
    #expect(try contents(of: fake.cache + "/libraries/duckdb-9.9") == ["SHA256SUMS", "libfake.so"])
  }

  @Test("A second run does nothing: it needs neither the wheel nor pip")
  func idempotent() async throws {
    try await fake.provide()
    try FileManager.default.removeItem(atPath: fake.folder.path + "/wheels")
    let before = try FileManager.default.attributesOfItem(atPath: fake.cachedFile)[.systemFileNumber] as? Int
    let lines = try await fake.provide()
    #expect(lines == ["DuckDB 9.9: \(fake.cachedFile) (in the cache)"])
    let after = try FileManager.default.attributesOfItem(atPath: fake.cachedFile)[.systemFileNumber] as? Int
    #expect(before != nil && before == after)
  }

  @Test("A wheel with a wrong digest stops with both digests and is not unpacked")
  mutating func wrongWheelDigest() async throws {
    let right = fake.wheelDigest
    fake.wheelDigest = String(repeating: "0", count: 64)
    let message = try await messageOfError { try await fake.provide() }
    for part in ["wrong SHA-256 of \(FakeLibrary.wheelName)", right, fake.wheelDigest, "ASSAY_DUCKDB_LIBRARY"] {
      #expect(message.contains(part))
    }
    #expect(try contents(of: fake.cache + "/libraries") == [".lock"])
  }

  @Test("A library with a wrong digest inside a right wheel stops and is not kept")
  mutating func wrongMemberDigest() async throws {
    let right = fake.memberDigest
    fake.memberDigest = String(repeating: "1", count: 64)
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("wrong SHA-256 of assayfake/lib/libfake.so"))
    #expect(message.contains(right) && message.contains(fake.memberDigest))
    #expect(try contents(of: fake.cache + "/libraries") == [".lock"])
  }

  @Test("A wheel without the library stops")
  mutating func missingMember() async throws {
    fake.member = "assayfake/lib/other.so"
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("is not the wheel that the pins describe") && message.contains("other.so"))
  }

  @Test("A download that fails shows what pip said and the ways out")
  mutating func noNetwork() async throws {
    fake.environment["PIP_FIND_LINKS"] = nil
    let message = try await messageOfError { try await fake.provide() }
    for part in [
      "could not download assayfake==9.9", "No matching distribution", "PIP_FIND_LINKS=FOLDER",
      "set ASSAY_DUCKDB_LIBRARY to the path of a DuckDB 9.9 library",
    ] {
      #expect(message.contains(part))
    }
  }

  @Test("A Python without pip is told apart, with the command that installs it")
  mutating func noPip() async throws {
    let environment = fake.folder.path + "/bare"
    try FakeLibrary.python(["-m", "venv", "--without-pip", environment])
    fake.environment["PATH"] = environment + "/bin"
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("has no pip") && message.contains("apt-get install python3-pip"))
  }

  @Test("No Python at all is an error that says what is needed")
  mutating func noPython() async throws {
    fake.environment["PATH"] = fake.folder.path
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("python3 was not found on PATH") && message.contains("ASSAY_DUCKDB_LIBRARY"))
  }

  @Test("A cache that cannot be written is an error that names it")
  mutating func unwritableCache() async throws {
    fake.environment["ASSAY_CACHE"] = try fake.folder.write("", to: "file")
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("could not be put into \(fake.folder.path)/file/libraries"))
  }

  @Test("Three runs at once all succeed, and one library is there")
  func concurrentRuns() async throws {
    let fake = fake
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 { group.addTask { try await fake.provide() } }
      try await group.waitForAll()
    }
    #expect(try contents(of: fake.cache + "/libraries") == [".lock", "duckdb-9.9"])
    #expect(try String(contentsOfFile: fake.cachedFile, encoding: .utf8) == FakeLibrary.text)
  }

  @Test("What a killed run left is cleared away")
  func leftovers() async throws {
    try fake.folder.write("half", to: "cache/libraries/.partial-killed/library/libfake.so")
    try await fake.provide()
    #expect(try contents(of: fake.cache + "/libraries") == [".lock", "duckdb-9.9"])
  }

  @Test("A truncated library in the cache is fetched again")
  func truncated() async throws {
    try await fake.provide()
    try fake.folder.write("the bytes", to: "cache/libraries/duckdb-9.9/libfake.so")
    try await fake.provide()
    #expect(try String(contentsOfFile: fake.cachedFile, encoding: .utf8) == FakeLibrary.text)
    #expect(try contents(of: fake.cache + "/libraries") == [".lock", "duckdb-9.9"])
  }

  @Test("A library named by the variable is used as it is, and a wrong name is an error")
  mutating func variable() async throws {
    let own = try fake.folder.write("", to: "own.so")
    fake.environment["ASSAY_DUCKDB_LIBRARY"] = own
    #expect(try await fake.provide() == ["DuckDB: \(own) (named by ASSAY_DUCKDB_LIBRARY)"])
    #expect(!FileManager.default.fileExists(atPath: fake.cache))
    fake.environment["ASSAY_DUCKDB_LIBRARY"] = own + ".gone"
    let message = try await messageOfError { try await fake.provide() }
    #expect(message.contains("ASSAY_DUCKDB_LIBRARY names \(own).gone"))
  }

  @Test("A library of the system is used as it is")
  mutating func system() async throws {
    let path = try fake.folder.write("", to: "system/libfake.so")
    fake.environment["LD_LIBRARY_PATH"] = fake.folder.path + "/system"
    #expect(try await fake.provide() == ["DuckDB: \(path) (on the system)"])
  }

  @Test("Where no build is pinned the reason is told")
  func unavailable() async throws {
    let script = LibrarySetup.Script(
      environment: fake.environment, pins: fake.build(#"{"unavailable": "published for x86_64 only"}"#))
    let message = try await messageOfError { try await script.provide([.duckdb]) { _ in } }
    #expect(message.contains("cannot be fetched for \(Platform.name): published for x86_64 only"))
  }

  @Test("A library that the pins do not have is refused")
  func unknown() async throws {
    let message = try await messageOfError { try await fake.script.provide([.onnxRuntime]) { _ in } }
    #expect(message.contains("no library 'onnxruntime'; there are: duckdb"))
  }

  @Test("Cancelling ends the child process at once", .timeLimit(.minutes(10)))
  mutating func cancellation() async throws {
    let folder = fake.folder
    try folder.write("#!/bin/sh\necho started\nexec sleep 600\n", to: "bin/python3", executable: true)
    fake.environment["PATH"] = folder.path + "/bin:/usr/bin:/bin"
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let script = fake.script
    let task = Task { try await script.provide([.duckdb]) { _ in continuation.yield() } }
    for await _ in started { break }
    task.cancel()
    let message = try await messageOfError { try await task.value }
    #expect(message.contains("cancelled"))
  }
}
