import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("Keys of the replay cache") struct CacheKeyTests {
  private static let programs = ProgramDigests(assay: "assay 1", engine: "duckdb 1", modelRuntime: "onnxruntime 1")

  private func keys(_ pipeline: CachedFixture, _ programs: ProgramDigests = programs) async throws -> TableKeys {
    let data = try FixtureData(pipeline.fixture.path, store: ContentStore(folder: "\(pipeline.fixture.root)/store"))
    return TableKeys(manifest: data.manifest, inputs: try await data.resolve(), programs: programs)
  }

  private func digest(_ keys: TableKeys, _ name: String, tables: [String] = ["a", "b"]) -> String? {
    if let data = keys.manifest.data.first(where: { $0.name == name }) {
      return (data.shared ?? data.reference).flatMap(keys.data)?.digest
    }
    let stage = keys.manifest.stages.first { $0.name == name }
    return stage.flatMap { stage in
      keys.stage(stage, version: "v1", tables: tables.map { (name: "t", digest: $0) })?.digest
    }
  }

  @Test("differ by the builds of Assay and of the engine, and by the tables' content") func programs() async throws {
    let pipeline = try CachedFixture()
    let own = try await keys(pipeline)
    for name in ["one", "rows", "side"] {
      let usual = try #require(digest(own, name))
      #expect(digest(try await keys(pipeline), name) == usual)
      for change in [\ProgramDigests.assay, \.engine] {
        var programs = Self.programs
        programs[keyPath: change] = "another"
        #expect(digest(try await keys(pipeline, programs), name) != usual)
        programs[keyPath: change] = nil
        #expect(digest(try await keys(pipeline, programs), name) == nil, "what is not known is not kept")
      }
    }
    #expect(digest(own, "one", tables: ["a", "c"]) != digest(own, "one"))
    #expect(digest(own, "one", tables: ["b", "a"]) != digest(own, "one"))
  }

  @Test("of a model differ by its file, its runtime, its inputs and outputs and the kept columns") func models()
    async throws
  {
    func pipeline(_ stage: String, _ model: String = "model") throws -> CachedFixture {
      let pipeline = try CachedFixture(["m.onnx": model])
      try pipeline.edit("assay.yaml", "two: { sql: two.sql, from: one }", "two: \(stage)")
      return pipeline
    }
    let usual = "{ model: m.onnx, from: one, keep: [id, w], inputs: { X: [x, w] }, outputs: { p: a } }"
    var seen: Set<String> = []
    for change in [
      usual, usual.replacing("keep: [id, w]", with: "keep: [w, id]"), usual.replacing("[x, w]", with: "[w, x]"),
      usual.replacing("X:", with: "Y:"), usual.replacing("p: a", with: "p: b"), usual.replacing("p: a", with: "q: a"),
    ] {
      seen.insert(try #require(digest(try await keys(pipeline(change)), "two")))
    }
    seen.insert(try #require(digest(try await keys(pipeline(usual, "other")), "two")))
    var programs = Self.programs
    programs.modelRuntime = "onnxruntime 2"
    seen.insert(try #require(digest(try await keys(pipeline(usual), programs), "two")))
    #expect(seen.count == 8)
  }

  @Test("know this program and the libraries by content") func current() throws {
    let pipeline = try CachedFixture()
    let manifest = try ManifestReader.read(path: pipeline.fixture.path, checks: CheckRegistry.all)
    let programs = ProgramDigests.current(manifest)
    #expect(programs == ProgramDigests.current(manifest))
    #expect(programs.assay?.hasPrefix("assay \(Gate.toolVersion) ") == true && programs.assay?.count ?? 0 > 64)
    #expect(programs.engine?.hasPrefix("duckdb ") == true)
    #expect(programs.modelRuntime == nil, "no stage runs a model")
  }

  @Test("keep parts apart") func parts() {
    var one = CacheKey("k", programs: [])
    var other = one
    one.add("a", ["b", "c"])
    other.add("a", ["b c"])
    #expect(one.digest != other.digest)
    #expect(one.digest == one.digest && one.digest.utf8.count == 64)
  }

  @Test("of checks tell arguments apart") func arguments() throws {
    var seen: Set<String> = []
    let entries = [
      "null_rate: { columns: a, max: 0.1 }", "null_rate: { columns: [a, b], max: 0.1 }",
      "null_rate: { columns: 'a, b', max: 0.1 }", "null_rate: { columns: a, max: 0.2 }",
      "null_rate: { columns: a, min: 0.1 }", "range: { columns: a, min: 1 }", "range: { columns: a, max: 1 }",
      "accepted_values: { columns: a, values: [1, 2] }", "accepted_values: { columns: a, values: ['1', '2'] }",
      "unchanged: { tolerance: { a: 0.1, b: 0.2 } }", "unchanged: { tolerance: { a: 0.2, b: 0.1 } }", "unchanged",
    ]
    for entry in entries {
      let read = try ManifestReader.entry(entry, table: "t", file: "f", checks: CheckRegistry.all)
      seen.insert("\(read.kind) \(try #require(read.definition))")
    }
    #expect(seen.count == entries.count)
  }
}
