import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("The inputs of a fixture")
struct FixtureLockTests {
  static let manifest = """
    assay: 1
    fixture: pinned
    data:
      rows:
        reference: data/2013-0[1-2].csv
        versions: { v1: data/2013-03.csv }
      side: data/side.csv
    stages:
      features: { sql: stages/features.sql, from: rows }
      more:
        command: [python3, stages/more.py, lib.py, --fast, "2", data]
        from: features
        files: stages/lib/*.py
      score: { model: models/m.onnx, from: more, keep: [id], files: models/m.onnx.data }
    checks: { rows: [row_count: { min: 1 }] }
    """
  static let names = [
    "data/2013-01.csv", "data/2013-02.csv", "data/2013-03.csv", "data/side.csv", "lib.py", "models/m.onnx",
    "models/m.onnx.data", "stages/features.sql", "stages/lib/a.py", "stages/lib/b.py", "stages/more.py",
  ]

  private let fixture: TemporaryFixture

  init() throws {
    fixture = try TemporaryFixture(["assay.yaml": Self.manifest])
    for name in Self.names { try fixture.write(name, "content of \(name)\n") }
  }

  private func data(_ path: String? = nil) throws -> FixtureData {
    try FixtureData(path ?? fixture.path, store: ContentStore(folder: "\(fixture.root)/cache"))
  }

  private func faults() async throws -> [String] {
    try await data().verify().faults.map { $0.replacingOccurrences(of: fixture.root + "/", with: "") }
  }

  private var lock: String { "\(fixture.path)/assay.lock" }

  @Test("are pinned: data, globs, queries, models, words of commands that name files, and declared files")
  func everything() async throws {
    let locked = try await data().lock()
    #expect(locked.isWritten && locked.added == Self.names)
    #expect(locked.lock.inputs.map(\.address) == Self.names)
    let side = try #require(locked.lock["data/side.csv"])
    #expect(side.size == 25)
    // sha256sum of that line
    #expect(side.sha256 == "f338c5b11c1475f63f8f1e6f8daa20f8f6b96473ff59a165dc798ec93a7fb500")
    #expect(try await faults() == [])
  }

  @Test("that have not changed leave the lock as it is, to the byte")
  func unchanged() async throws {
    _ = try await data().lock()
    let before = try #require(FileHasher.stamp(lock))
    let text = fixture.text("fixture/assay.lock")
    let again = try await data().lock()
    #expect(!again.isWritten && again.added.isEmpty && again.changed.isEmpty && again.removed.isEmpty)
    #expect(FileHasher.stamp(lock) == before)
    try FileManager.default.removeItem(atPath: lock)
    _ = try await data().lock()
    #expect(fixture.text("fixture/assay.lock") == text)
  }

  @Test("that differ, are missing, are new or are not taken any more are told of one by one, with what to do")
  func faultsOfEach() async throws {
    _ = try await data().lock()
    try fixture.write("data/side.csv", "content of data/Side.csv\n")
    try fixture.write("stages/features.sql", "SELECT 1\n")
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/2013-02.csv")
    try FileManager.default.removeItem(atPath: "\(fixture.path)/models/m.onnx")
    try fixture.write("stages/lib/c.py", "new\n")
    let old = try InputLock.read(directory: fixture.path)
    let extra = InputDigest(address: "data/gone.csv", sha256: InputLockTests.digest, size: 3)
    try #require(old).inputs.withExtra(extra).write(directory: fixture.path)
    let faults = try await faults()
    #expect(faults.count == 6, "\(faults)")
    func fault(_ name: String) -> String { faults.first { $0.contains(name) } ?? "none of \(name): \(faults)" }
    #expect(fault("side.csv").contains("differs from assay.lock: expected sha256 "))
    #expect(fault("side.csv").hasSuffix("…; restore the file, or if the change is meant: assay lock fixture"))
    #expect(fault("features.sql").contains("9 bytes"))
    #expect(fault("2013-02.csv").contains("is missing: assay.lock has it with sha256 "))
    #expect(fault("m.onnx'").contains("there is no file 'models/m.onnx'"))
    #expect(fault("c.py").contains("is not in assay.lock; if it belongs to the fixture, pin it: assay lock fixture"))
    #expect(fault("gone.csv").contains("is in assay.lock, and the fixture does not take it (any more)"))
  }

  @Test("cannot be verified without a lock, and cannot be pinned when one is missing")
  func absent() async throws {
    let error = try await #require(throws: InputErrors.self) { try await data().verify() }
    #expect(error.description.contains("has no assay.lock, so nothing can be verified"))
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/side.csv")
    let missing = try await #require(throws: InputErrors.self) { try await data().lock() }
    #expect(missing.description.contains("there is no file 'data/side.csv'"))
    #expect(!FileManager.default.fileExists(atPath: lock))
  }

  @Test("taken from an extended fixture are pinned under their paths from this one")
  func extended() async throws {
    let folder = "\(fixture.root)/other"
    try FileManager.default.createDirectory(atPath: "\(folder)/stages", withIntermediateDirectories: true)
    try Data("assay: 1\nfixture: other\nextends: ../fixture\n".utf8).write(
      to: URL(fileURLWithPath: "\(folder)/assay.yaml"))
    try Data("SELECT 2\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/stages/features.sql"))
    let locked = try await data(folder).lock()
    #expect(
      locked.lock.inputs.map(\.address)
        == Self.names.filter { $0 != "stages/features.sql" && $0 != "lib.py" }.map { "../fixture/" + $0 }
        + ["stages/features.sql"], "a word without a slash is looked up where the program runs")
    #expect(try await data(folder).verify().faults == [])
    try fixture.write("data/side.csv", "changed")
    #expect(try await data(folder).verify().faults.count == 1)
  }

  @Test("are listed by version, with sizes and digests")
  func versions() async throws {
    let text = try await data().versions().description
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("pinned · "))
    #expect(lines[1] == "reference  2 files" && lines[4] == "v1  1 file" && lines[6] == "all versions  1 file")
    #expect(lines[2].hasPrefix("  rows  data/2013-01.csv  28  "))
    #expect(lines[7].hasPrefix("  side  data/side.csv     25  "))
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/side.csv")
    let listing = try await data().versions()
    #expect(listing.description.hasSuffix("data/side.csv     not there") && listing.failures.count == 1)
  }

  @Test("keep a lock whatever a killed process left: a damaged lock is an error, and is written anew")
  func damagedLock() async throws {
    let text = try await data().lock().lock.text
    try fixture.write("assay.lock", String(text.dropLast(30)))
    _ = try await #require(throws: InputErrors.self) { try await data().verify() }
    #expect(try await data().lock().isWritten)
    #expect(fixture.text("fixture/assay.lock") == text)
  }

  @Test("are replayed only when they are what the lock says")
  func run() async throws {
    try fixture.write(
      "assay.yaml",
      "assay: 1\nfixture: f\ndata: { rows: { reference: data/a*.csv, versions: { v1: data/b.csv, v2: data/c.csv } } }"
        + "\nchecks: { rows: [row_count: { min: 1 }] }\n")
    for name in ["a1", "a2", "b", "c"] { try fixture.write("data/\(name).csv", "id\n1\n") }
    _ = try await FixtureData(fixture.path).lock()
    let passing = await GateReport.run(fixture)
    #expect(passing.status == 0 && passing.cases.count == 2)
    let result = passing.events.compactMap { if case .fixtureFinished(let result) = $0 { result } else { nil } }
    #expect(result.first?.inputs.map(\.address) == ["data/a1.csv", "data/a2.csv", "data/b.csv", "data/c.csv"])
    try fixture.write("data/c.csv", "id\n2\n")
    let failing = await GateReport.run(fixture)
    #expect(failing.status == 2 && failing.cases.isEmpty && failing.stages.isEmpty)
    #expect(
      failing.outcome.failures.count == 1 && failing.outcome.failures[0].contains("c.csv differs from assay.lock"))
    // A version alone takes only its own files.
    #expect(await GateReport.run(fixture) { $0.versions = ["v1"] }.status == 0)
    #expect(await GateReport.run(fixture) { $0.versions = ["v2"] }.status == 2)
    let session = try await FixtureSession.open(fixture.path, cache: .unused)
    #expect(try await session.table("rows", version: "v1").rowCount == 1)
    await #expect(throws: InputErrors.self) { try await session.table("rows", version: "v2") }
    await session.close()
    // A new baseline is made of what is pinned too.
    let approved = await GateReport.run(fixture) {
      $0.approval = Baseline.Approval(by: "a", at: "2026-01-01", why: "w", until: nil)
    }
    #expect(approved.status == 2)
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines"))
  }
}

extension [InputDigest] {
  fileprivate func withExtra(_ input: InputDigest) -> InputLock { InputLock(self + [input]) }
}
