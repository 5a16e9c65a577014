import Foundation
import Testing

@testable import AssayGate

@Suite("A manifest that extends another")
struct ManifestExtendsTests {
  static let base = """
    assay: 1
    fixture: base
    budget: 0.01
    private: [passenger]
    data:
      flights: data/flights.csv
      weather: data/weather.csv
    stages:
      features: { sql: stages/features.sql, from: [flights, weather] }
      score: { model: m.onnx, from: features }
    checks:
      flights:
        - row_count: { min: 1 }
      score:
        - null_rate: { columns: [p], max: 0 }
    """

  private func folder(_ text: String) throws -> ManifestFolder {
    let folder = try ManifestFolder()
    try folder.folder("Fixtures/.git")
    try folder.write("Fixtures/base/assay.yaml", Self.base)
    try folder.write("Fixtures/own/assay.yaml", text)
    return folder
  }

  @Test("has all of the other when it says nothing itself")
  func minimal() throws {
    let folder = try folder("assay: 1\nfixture: own\nextends: ../base\n")
    let manifest = try folder.read("Fixtures/own")
    #expect(manifest.fixture == "own")
    #expect(manifest.tables == ["flights", "weather", "features", "score"])
    #expect(manifest.checks.map(\.id) == ["flights.row_count", "score.null_rate.p"])
    #expect(manifest.budget == 0.01)
    #expect(manifest.privateColumns == ["passenger"])
    #expect(manifest.directory == folder.path + "/Fixtures/own")
    #expect(manifest.layers == [folder.path + "/Fixtures/own", folder.path + "/Fixtures/base"])
    #expect(manifest.file == folder.path + "/Fixtures/own/assay.yaml")
    #expect(manifest.stages[0].location.file == folder.path + "/Fixtures/base/assay.yaml")
    #expect(manifest.stages[0].location.line == 9)
    #expect(try manifest.digest != folder.read("Fixtures/base").digest)
    try folder.write("Fixtures/base/assay.yaml", Self.base + "\n")
    #expect(try manifest.digest != folder.read("Fixtures/own").digest)
  }

  @Test("takes the name of its own folder, not that of the other fixture")
  func name() throws {
    #expect(try folder("assay: 1\nextends: ../base").read("Fixtures/own").fixture == "own")
    #expect(try folder("assay: 1\nextends: ../base/assay.yaml").read("Fixtures/own").fixture == "own")
  }

  @Test("replaces by name and id, and adds the rest in the order of the pipeline")
  func overrides() throws {
    let folder = try folder(
      """
      assay: 1
      extends: ../base
      budget: 0.02
      private: [tail]
      data:
        weather: data/other.csv
        planes: data/planes.csv
      stages:
        clean: { sql: clean.sql, from: [flights, planes] }
        features: { sql: new.sql, from: [clean, weather] }
      checks:
        score:
          - row_count
        clean:
          - row_count
        flights:
          - row_count: { min: 7 }
            severity: warn
      """)
    let manifest = try folder.read("Fixtures/own")
    #expect(manifest.data.map(\.name) == ["flights", "weather", "planes"])
    #expect(manifest.data[1].shared?.text == "data/other.csv")
    #expect(manifest.stages.map(\.name) == ["clean", "features", "score"])
    #expect(manifest.budget == 0.02)
    #expect(manifest.privateColumns == ["passenger", "tail"])
    #expect(
      manifest.checks.map(\.id) == ["flights.row_count", "clean.row_count", "score.null_rate.p", "score.row_count"])
    #expect((manifest.checks[0].check as? TestRowCount)?.min == 7)
    #expect(manifest.checks[0].severity == .warn)
  }

  @Test("tells the faults of both, each in its file")
  func faults() throws {
    let folder = try folder("assay: 1\nextends: ../base\nbad: 1\nchecks: { flihgts: [row_count] }")
    try folder.write("Fixtures/base/assay.yaml", Self.base + "\n  scores: [row_count]\nworse: 1")
    #expect(
      folder.faults("Fixtures/own") == [
        "Fixtures/own/assay.yaml:3:1: unknown key 'bad' in the manifest; expected "
          + "assay, fixture, extends, data, reference, stages, checks, budget, private",
        "Fixtures/own/assay.yaml:4:11: there is no table 'flihgts' to check; did you mean 'flights'?",
        "Fixtures/base/assay.yaml:16:3: there is no table 'scores' to check; did you mean 'score'?",
        "Fixtures/base/assay.yaml:17:1: unknown key 'worse' in the manifest; expected "
          + "assay, fixture, extends, data, reference, stages, checks, budget, private",
      ])
  }

  @Test("may do so in a chain of eight, and not in a circle")
  func chains() throws {
    let folder = try folder("assay: 1\nextends: ../own")
    #expect(folder.faults("Fixtures/own") == ["Fixtures/own/assay.yaml:2:10: 'extends' goes in a circle: own → own"])
    try folder.write("Fixtures/own/assay.yaml", "assay: 1\nextends: ../two")
    try folder.write("Fixtures/two/assay.yaml", "assay: 1\nfixture: second\nextends: ../own")
    #expect(
      folder.faults("Fixtures/own")
        == ["Fixtures/two/assay.yaml:3:10: 'extends' goes in a circle: own → second → own"])
    for index in 1..<8 { try folder.write("Fixtures/f\(index)/assay.yaml", "assay: 1\nextends: ../f\(index + 1)") }
    try folder.write("Fixtures/f8/assay.yaml", Self.base)
    #expect(try folder.read("Fixtures/f1").layers.count == 8)
    try folder.write("Fixtures/f0/assay.yaml", "assay: 1\nextends: ../f1")
    #expect(
      folder.faults("Fixtures/f0")
        == ["Fixtures/f7/assay.yaml:2:10: fixtures extend one another more than 8 deep"])
  }

  @Test("of what is not there, or outside of the work tree, is refused")
  func outside() throws {
    let folder = try folder("assay: 1\nextends: ../nothing")
    #expect(
      folder.faults("Fixtures/own") == [
        "Fixtures/own/assay.yaml:2:10: the manifest needs 'extends', the folder of another fixture; "
          + "there is no folder 'Fixtures/nothing' in '../nothing'"
      ])
    try folder.write("assay.yaml", Self.base)
    try folder.write("Fixtures/own/assay.yaml", "assay: 1\nextends: ../..")
    #expect(
      folder.faults("Fixtures/own") == [
        "Fixtures/own/assay.yaml:2:10: '../..' leads out of the git work tree 'Fixtures'; "
          + "a fixture's files lie inside it"
      ])
    try folder.write("Fixtures/own/assay.yaml", "assay: 1\nextends: /etc")
    #expect(
      folder.faults("Fixtures/own").first
        == "Fixtures/own/assay.yaml:2:10: the manifest needs 'extends', a path; found \"/etc\" "
        + "(paths are relative to the fixture's folder)")
  }

  @Test("closes a cycle or leaves a gap only in the whole")
  func wholePipeline() throws {
    let folder = try folder(
      "assay: 1\nextends: ../base\nstages: { features: { sql: f.sql, from: [score] } }")
    #expect(
      folder.faults("Fixtures/own") == [
        "Fixtures/own/assay.yaml:3:42: stages take from one another in a cycle: features → score → features"
      ])
  }
}
