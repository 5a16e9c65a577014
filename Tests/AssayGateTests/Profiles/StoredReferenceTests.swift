import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("A gate whose reference is a stored profile")
struct StoredReferenceTests {
  @Test("reaches the verdicts of the rows, without the reference's data")
  func sameVerdicts() async throws {
    let checks = """
      - drift: { columns: [x, k, label, flag] }
      - drift: { columns: [x, label], limit: 0.3 }
        id: late
        where: id >= 1000
      - drift: { columns: [k, x, label, flag], cluster: [day] }
        id: days
      - drift: { columns: [note, at, date] }
        id: forms
      - drift: { columns: [at], cluster: [day] }
        id: times
      - drift: { columns: [x] }
        id: slices
        by: [label]
      """
    let rows = try await ProfileFixture(checks: checks, isProfiled: false).run(withoutReference: false)
    let fixture = try ProfileFixture(checks: checks)
    try await fixture.makeProfile()
    let profiled = try await fixture.run()
    #expect(rows.cases.count == profiled.cases.count && rows.cases.count > 30)
    for (expected, found) in zip(rows.cases, profiled.cases) {
      #expect(found.verdict == expected.verdict, "\(expected.name) \(expected.version): \(found.message)")
      // At most 3,000 different values are all kept apart, so that nothing is less exact.
      #expect(found.message == expected.message)
      #expect(ProfileFixture.isClose(found.metrics, expected.metrics), "\(expected.name)")
    }
    #expect(Set(rows.cases.map(\.verdict)).isSuperset(of: [.pass, .fail]))
    #expect(profiled.outcome.exitCode == rows.outcome.exitCode)
    #expect(!profiled.stages.contains { $0.version == "reference" })
  }

  @Test("judges columns of many different values within the profile's bounds")
  func manyValues() async throws {
    let checks = "- drift: { columns: x }"
    let rows = try await ProfileFixture(checks: checks, rows: 20_000, isProfiled: false).run(withoutReference: false)
    let fixture = try ProfileFixture(checks: checks, rows: 20_000)
    try await fixture.makeProfile()
    let profiled = try await fixture.run()
    #expect(rows.cases.map(\.verdict) == [.pass, .fail])
    #expect(profiled.cases.map(\.verdict) == [.pass, .fail])
    for (expected, found) in zip(rows.cases, profiled.cases) {
      let (exact, bounded) = (try #require(expected.metrics.first), try #require(found.metrics.first))
      #expect(abs(exact.value - bounded.value) < 0.001)
      #expect((bounded.lower ?? 1) <= (exact.lower ?? 0) && (bounded.upper ?? 0) >= (exact.upper ?? 1))
      #expect(found.details.contains { $0.contains("the stored profile knows D within") })
      #expect(bounded.definition.hasSuffix("from a profile)"))
    }
  }

  @Test("says that a profile is too coarse when it cannot tell")
  func tooCoarse() async throws {
    let fixture = try ProfileFixture(checks: "- drift: { columns: x }", more: "private: [x]")
    // Of a private column values closer together than a cell cannot be told apart.
    try fixture.fixture.write("features.sql", "SELECT id, 1 + id * 1e-12 AS x FROM input")
    try await fixture.makeProfile()
    let report = try await fixture.run()
    #expect(report.cases.map(\.verdict) == [.inconclusive, .inconclusive])
    #expect(report.cases.allSatisfy { $0.message.contains("the profile is too coarse to tell") })
  }

  @Test("tells checks that need rows that a profile has none")
  func needsRows() async throws {
    let checks = """
      - mean: { columns: k, max_rise: 1, against: reference }
      - roc_auc: { score: k, label: flag, max_drop: 0.1, against: reference }
      - null_rate: { columns: x, max_rise: 0.1, against: reference }
      - drift: { columns: k, test: psi, definition: evidently }
        id: named
      - overlap: { columns: k }
      - drift: { columns: k }
        id: own
      """
    let fixture = try ProfileFixture(checks: checks)
    try await fixture.makeProfile()
    let report = try await fixture.run()
    let needing = report.cases.filter { $0.check != "own" }
    #expect(needing.count == 10)
    for one in needing {
      #expect(one.verdict == .error)
      #expect(one.message.contains("profile") && one.message.contains("no rows") || one.check == "named")
      #expect(one.message.contains("take 'reference: { profile: … }' out of the manifest"), "\(one.message)")
    }
    let named = try #require(needing.first { $0.check == "named" })
    #expect(named.message.contains("psi(evidently) cannot be computed; leave 'test' out"), "\(named.message)")
    let overlap = try #require(needing.first { $0.kind == "overlap" })
    #expect(overlap.message.contains("no row can be found in it; name a table of this version"), "\(overlap.message)")
    #expect(report.cases.filter { $0.check == "own" }.allSatisfy { $0.verdict == .pass })
    #expect(report.status == 2)
  }

  @Test("serves a session of a test as it serves a gate")
  func session() async throws {
    let fixture = try ProfileFixture(checks: "- drift: { columns: [x, k] }")
    try await fixture.makeProfile()
    try FileManager.default.removeItem(atPath: "\(fixture.fixture.path)/data/reference.csv")
    let session = try await FixtureSession.open(fixture.fixture.path, cache: .unused)
    let moved = try await session.table("features", version: "moved")
    #expect(try await moved.judge("drift: { columns: x }").map(\.verdict) == [.fail])
    #expect(try await moved.judge("drift: { columns: flag }").first?.message.contains("make it anew") == true)
    let input = try await session.table("input", version: "moved")
    #expect(
      try await input.judge("drift: { columns: x }").first?.message.contains("holds nothing of table 'input'") == true)
    let names = try await session.table("names", version: "moved")
    #expect(
      try await names.judge("drift: { columns: level }").first?.message.contains("there is no reference") == true)
    await session.close()
  }
}

@Suite("A stored profile that cannot be used")
struct UnusableProfileTests {
  private static let checks = "- drift: { columns: [x, label] }\n- row_count: { min: 1 }"

  /// The message of the drift case of a version; what does not need the reference passes all the same.
  private func message(_ fixture: ProfileFixture, key: String? = nil) async throws -> String {
    let report = try await fixture.run(key: key)
    #expect(report.status == 2)
    #expect(report.cases.filter { $0.kind == "row_count" }.allSatisfy { $0.verdict == .pass })
    let drift = report.cases.filter { $0.kind == "drift" }
    #expect(!drift.isEmpty && drift.allSatisfy { $0.verdict == .error })
    return drift.first?.message ?? ""
  }

  @Test("is missing")
  func missing() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    let found = try await message(fixture)
    #expect(found.contains("assay.yaml:7:"))
    #expect(found.contains("there is no file 'profiles/q1.json'"))
    #expect(found.contains("make it with: assay profile \(fixture.fixture.path) --output "))
    let manifest = try ManifestReader.read(path: fixture.fixture.path, checks: CheckRegistry.all)
    #expect(PathResolver.validatePaths(of: manifest).map(\.location.line) == [7])
  }

  @Test("is something else, damaged, changed, or of a later Assay")
  func damaged() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    let sound = fixture.text(ProfileFixture.profile)
    for (text, expected) in [
      ("{}", "is no profile"), ("{ \"format\": \"assay.baseline/1\" }", "is no profile"), ("", "cannot be read"),
      (String(sound.dropLast(200)), "cannot be read"),
      ("<<<<<<< ours\n" + sound, "cannot be read"),
      (sound.replacing("assay.profile/1", with: "assay.profile/2"), "has the format 'assay.profile/2'"),
      (sound.replacing("\"rows\": 3000", with: "\"rows\": 3001"), "was changed after it was written"),
      (sound.replacing("name of 3", with: "name of 03"), "was changed after it was written"),
    ] {
      try fixture.fixture.write(ProfileFixture.profile, text)
      let found = try await message(fixture)
      #expect(found.contains("assay.yaml:7:"))
      #expect(found.contains(expected), "\(found)")
      #expect(found.contains("make it anew with: assay profile "))
    }
    try fixture.fixture.write(ProfileFixture.profile, Data([0xFF, 0xFE, 0x00]))
    #expect(try await message(fixture).contains("cannot be read as UTF-8 text"))
  }

  @Test("holds what no profile holds, under a digest that fits")
  func forged() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    let sound = fixture.text(ProfileFixture.profile)
    let digest = try ReferenceProfile(text: sound).text.split(separator: "\"")[7]
    func forged(_ text: String) -> String {
      let empty = text.replacing("\"digest\": \"\(digest)\"", with: "\"digest\": \"\"")
      return text.replacing(String(digest), with: ReferenceProfile.digest(of: empty))
    }
    #expect(try ReferenceProfile(text: forged(sound)).text == sound)
    let cells = try #require(sound.firstRange(of: /"cells": "[^"]{20}/))
    for (text, expected) in [
      (sound.replacingCharacters(in: cells, with: "\"cells\": \"AAAAAAAAAAAAAAAAAAAA"), "cannot be read: its form has"),
      (sound.replacing("\"cells\": \"", with: "\"cells\": \"!"), "it is not base64"),
      (sound.replacing("\"cells\"", with: "\"dells\""), "it holds nothing that this Assay knows"),
      (
        sound.replacing("\"float64\"", with: "\"double\"").replacing("\"int64\"", with: "\"long\""),
        "type cannot be read"
      ),
    ] {
      let error = #expect(throws: ReferenceProfileError.self) { try ReferenceProfile(text: forged(text)) }
      #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }
  }

  @Test("is of another fixture")
  func foreign() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    let text = ProfileFixture.manifest(checks: Self.checks, isProfiled: true)
    try fixture.fixture.write("assay.yaml", text.replacing("fixture: profiled", with: "fixture: other"))
    #expect(try await message(fixture).contains("is of the fixture 'profiled', not of 'other'"))
  }

  @Test("was made by another code: of the stage, of what the stage reads, of shared data")
  func stale() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    #expect(try await fixture.run().cases.allSatisfy { $0.verdict != .error })
    try fixture.fixture.write("features.sql", ProfileFixture.query + " -- nothing else")
    let stage = try await message(fixture)
    #expect(stage.contains("was made when the stage 'features' was another one"))
    #expect(stage.contains("make it anew with: assay profile \(fixture.fixture.path) --output "))
    try fixture.fixture.write("features.sql", ProfileFixture.query)
    #expect(try await fixture.run().cases.allSatisfy { $0.verdict != .error })
    try fixture.fixture.write("data/names.csv", fixture.text("data/names.csv").replacing("name of 3", with: "three"))
    #expect(try await message(fixture).contains("was made when the data table 'names' was another one"))
  }

  @Test("was made before a check compared a table, a column or a choice of rows")
  func outgrown() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    for (checks, expected) in [
      ("- drift: { columns: [x, k] }", "holds nothing of column 'k'"),
      ("- drift: { columns: x }\n  where: id > 7", "holds nothing of table 'features' for rows where id > 7"),
      ("- drift: { columns: x }\n  by: [label]", "holds nothing of table 'features' for all rows by label"),
      ("- drift: { columns: x, cluster: day }", "holds nothing of column 'x' with clusters of day"),
    ] {
      try fixture.fixture.write("assay.yaml", ProfileFixture.manifest(checks: checks, isProfiled: true))
      let report = try await fixture.run()
      let wrong = report.cases.filter { $0.verdict == .error }
      #expect(wrong.contains { $0.message.contains(expected) }, "\(report.cases.map(\.message))")
      #expect(wrong.allSatisfy { $0.message.contains("assay profile ") })
      #expect(report.status == 2)
    }
    let text = ProfileFixture.manifest(checks: "- row_count: { min: 1 }", isProfiled: true)
    try fixture.fixture.write("assay.yaml", text + "\n  input:\n    - drift: { columns: x }")
    let report = try await fixture.run()
    #expect(report.cases.contains { $0.message.contains("holds nothing of table 'input', only of features") })
  }
}

@Suite("A stored profile of private columns")
struct PrivateProfileTests {
  private static let checks = """
    - drift: { columns: [x, k, label, flag, note, at] }
    - drift: { columns: [label], cluster: day }
      id: days
    """
  private static let key = "a secret of more than sixteen bytes"

  @Test("holds none of their values, and still tells drift from none")
  func hidden() async throws {
    let fixture = try ProfileFixture(checks: Self.checks, more: "private: [x, label, note, at]")
    try await fixture.makeProfile(key: Self.key)
    let text = fixture.text(ProfileFixture.profile)
    #expect(!text.contains("name of") && !text.contains("note 7"))
    #expect(text.contains("\"hashed\": true"))
    #expect(text.contains("\"blurred\": true"))
    #expect(!text.contains(Self.key))
    #expect(try await fixture.makeProfile(key: Self.key).isUnchanged)
    let report = try await fixture.run(key: Self.key)
    let rows = try await ProfileFixture(checks: Self.checks, isProfiled: false, more: "private: [x, label, note, at]")
      .run(withoutReference: false)
    #expect(report.cases.map(\.verdict) == rows.cases.map(\.verdict))
    #expect(Set(report.cases.map(\.verdict)).isSuperset(of: [.pass, .fail]))
    let levels = zip(report.cases, rows.cases).filter { $0.0.column == "label" }
    #expect(levels.allSatisfy { ProfileFixture.isClose($0.0.metrics, $0.1.metrics) && $0.0.message == $0.1.message })
    #expect(!report.cases.contains { $0.message.contains("name of") || $0.details.joined().contains("name of") })
  }

  @Test("needs a key to be made, and the same one to be used")
  func keys() async throws {
    let fixture = try ProfileFixture(checks: Self.checks, more: "private: [label]")
    for key in [nil, "", "too short"] {
      let failure = await #expect(throws: ReferenceProfiler.Failure.self) { try await fixture.makeProfile(key: key) }
      #expect(failure?.message.contains("set ASSAY_PROFILE_KEY to a secret of at least 16 bytes") == true)
    }
    try await fixture.makeProfile(key: Self.key)
    let without = try await fixture.run()
    let label = without.cases.filter { $0.column == "label" }
    #expect(label.count == 4)
    #expect(label.allSatisfy { $0.verdict == .error && $0.message.contains("ASSAY_PROFILE_KEY") })
    #expect(without.cases.filter { $0.column == "k" }.allSatisfy { $0.verdict == .pass })
    let other = try await fixture.run(key: "another secret of more than sixteen")
    #expect(
      other.cases.allSatisfy { $0.verdict == .error && $0.message.contains("made with another ASSAY_PROFILE_KEY") })
  }

  @Test("hashes the same level of two columns to different names")
  func columns() throws {
    let key = try #require(ProfileKey(Self.key))
    let other = try #require(ProfileKey(Self.key + "."))
    let name = LevelHash(key: key, table: "t", column: "c").name(of: "level")
    #expect(name.count == 32)
    #expect(name != LevelHash(key: key, table: "t", column: "d").name(of: "level"))
    #expect(name != LevelHash(key: other, table: "t", column: "c").name(of: "level"))
    #expect(name == LevelHash(key: key, table: "t", column: "c").name(of: "level"))
    #expect(key.mark != other.mark)
  }
}
