import Foundation
import Testing

@testable import AssayLibraries

@Suite("A library is looked for in the variable, then the system, then the cache")
struct LocateTests {
  let fake: FakeLibrary

  init() throws {
    fake = try FakeLibrary()
  }

  private func find(_ changes: [String: String?] = [:], pins: Data? = nil) throws -> LibrarySearch.Location {
    var search = try fake.search()
    for (name, value) in changes { search.environment[name] = value }
    if let pins { search.pins = try LibraryPins(json: pins) }
    return try search.find(.duckdb)
  }

  @Test("The variable wins over the system and the cache")
  func variableWins() throws {
    try fake.folder.write("", to: "cache/libraries/duckdb-9.9/libfake.so")
    try fake.folder.write("", to: "system/libfake.so")
    let own = try fake.folder.write("", to: "own/library.so")
    let location = try find(["ASSAY_DUCKDB_LIBRARY": own, "LD_LIBRARY_PATH": fake.folder.path + "/system"])
    #expect(location == .init(path: own, source: .environment))
  }

  @Test("A variable that names no file is an error that names it, never a fallback")
  func missingVariablePath() throws {
    try fake.folder.write("", to: "cache/libraries/duckdb-9.9/libfake.so")
    for path in ["/no/such/libduckdb.so", fake.folder.path] {
      let error = try #require(throws: LibraryError.self) { try find(["ASSAY_DUCKDB_LIBRARY": path]) }
      #expect(error.message.contains("ASSAY_DUCKDB_LIBRARY names '\(path)'"))
    }
  }

  @Test("A relative path in the variable becomes absolute, so that dlopen does not search for it")
  func relativeVariablePath() throws {
    let here = FileManager.default.currentDirectoryPath
    let location = try find(["ASSAY_DUCKDB_LIBRARY": "Package.swift"])
    #expect(location.path == here + "/Package.swift")
  }

  @Test("An empty variable counts as unset")
  func emptyVariable() throws {
    let cached = try fake.folder.write("", to: "cache/libraries/duckdb-9.9/libfake.so")
    #expect(try find(["ASSAY_DUCKDB_LIBRARY": ""]) == .init(path: cached, source: .cache))
  }

  @Test("The system wins over the cache, and the more specific name over the other")
  func systemBeforeCache() throws {
    try fake.folder.write("", to: "cache/libraries/duckdb-9.9/libfake.so")
    let general = try fake.folder.write("", to: "system/libfake.so")
    let system = ["LD_LIBRARY_PATH": "relative:\(fake.folder.path)/system"]
    #expect(try find(system) == .init(path: general, source: .system))
    let specific = try fake.folder.write("", to: "system/libfake.so.9")
    #expect(try find(system) == .init(path: specific, source: .system))
  }

  @Test(
    "The cache is ASSAY_CACHE, or XDG_CACHE_HOME/assay, or HOME/.cache/assay",
    arguments: [
      (["ASSAY_CACHE": "/a", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/a"),
      (["ASSAY_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/assay"),
      (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/assay"),
      (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/assay"),
    ])
  func cacheFolder(environment: [String: String], expected: String) throws {
    #expect(LibrarySearch(environment: environment).cacheFolder == expected)
    // fetch.py must agree, or what it fetches is never found.
    let script = try fake.folder.write(String(decoding: PackageResources.fetch_py, as: UTF8.self), to: "fetch.py")
    let program = """
      import os, sys
      os.environ.clear(); os.environ.update(eval(sys.argv[2]))
      sys.path.insert(0, os.path.dirname(sys.argv[1])); sys.dont_write_bytecode = True
      import fetch; print(fetch.default_cache())
      """
    let variables = "dict(" + environment.map { "\($0)='\($1)'" }.joined(separator: ",") + ")"
    let printed = try FakeLibrary.python(["-c", program, script, variables])
    #expect(printed == expected + "\n")
  }

  @Test("A library that is nowhere is an error that lists the places and says how to get it")
  func missing() throws {
    let error = try #require(throws: LibraryError.self) { try find(["LD_LIBRARY_PATH": "/some/folder"]) }
    for part in [
      "DuckDB was not found", "ASSAY_DUCKDB_LIBRARY, which is not set", "libfake.so.9, libfake.so in /some/folder",
      fake.cachedFile, "DuckDB 9.9",
    ] {
      #expect(error.message.contains(part))
    }
    #expect(error.message.contains(Platform.system == "macos" ? "brew install fake" : "assay setup"))
  }

  @Test(
    "Where no build is pinned the error says why and does not offer to fetch it",
    .enabled(if: Platform.system == "linux"))
  func unavailable() throws {
    let error = try #require(throws: LibraryError.self) { try find(pins: fake.build(#"{"unavailable": "no luck"}"#)) }
    #expect(error.message.contains("assay setup cannot fetch it (no luck)"))
  }

  @Test("The embedded pins agree with the declared libraries")
  func embeddedPins() throws {
    let pins = try LibraryPins.embedded()
    #expect(pins.libraries.map(\.name) == NativeLibrary.all.map(\.identifier))
    for library in NativeLibrary.all {
      let pin = try pins.pin(of: library)
      #expect(pin.title == library.name)
      #expect(pin.variable == library.environmentVariable)
      #expect(Set(pin.platforms.keys) == ["linux-x86_64", "linux-aarch64"])
      #expect(Set(pin.system.keys) == ["linux", "macos"])
    }
    #expect(Set(pins.folders.keys) == ["linux-x86_64", "linux-aarch64", "macos"])
  }

  @Test("Every embedded build has the digests and tags that fetch.py needs, or a reason why there is none")
  func embeddedBuilds() throws {
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(PackageResources.libraries_json)) as? [String: Any])
    let libraries = try #require(json["libraries"] as? [[String: Any]])
    for library in libraries {
      for (_, value) in try #require(library["platforms"] as? [String: [String: Any]]) where value["unavailable"] == nil
      {
        for key in ["sha256", "memberSHA256"] {
          let digest = try #require(value[key] as? String)
          #expect(digest.count == 64 && digest.allSatisfy(\.isHexDigit))
        }
        for key in ["python", "abi", "platform", "file", "member"] { #expect(value[key] is String) }
        #expect(value["memberSize"] is Int)
      }
    }
  }

  @Test("Pins that do not decode, or lack the library, are errors")
  func badPins() throws {
    #expect(throws: LibraryError.self) { try LibraryPins(json: Data("{".utf8)) }
    let other = LibrarySearch(environment: fake.environment, pins: try LibraryPins(json: fake.pins))
    let error = try #require(throws: LibraryError.self) { try other.find(.onnxRuntime) }
    #expect(error.message.contains("no library 'onnxruntime'; it has: duckdb"))
  }
}
