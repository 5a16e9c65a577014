import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("assay profile")
struct ReferenceProfilerTests {
  static let checks = """
    - drift: { columns: [x, k, label, flag, note, at, date] }
    - drift: { columns: [x, label] }
      id: late
      where: id >= 1000
    - drift: { columns: [k, x, label], cluster: [day] }
      id: days
    - drift: { columns: [x] }
      id: slices
      by: [label]
    """

  @Test("writes the same bytes for any order of rows, split into files and number of threads")
  func sameBytes() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    let report = try await fixture.makeProfile()
    #expect(report.version == "reference")
    #expect(report.tables == [.init(name: "features", rows: 3_000, columns: 7)])
    #expect(!report.isUnchanged)
    #expect(report.named == ProfileFixture.profile)
    let first = fixture.text(ProfileFixture.profile)
    #expect(first.utf8.count == report.bytes)
    #expect(try await fixture.makeProfile(threads: nil).isUnchanged)

    var order = Array(0..<3_000)
    order.reverse()
    order.swapAt(5, 1_700)
    try fixture.fixture.write("data/reference.csv", ProfileFixture.rows(order, seed: 1, shift: 0))
    #expect(try await fixture.makeProfile(threads: 3).isUnchanged)
    #expect(fixture.text(ProfileFixture.profile) == first)

    let split = try ProfileFixture(checks: Self.checks, reference: "data/part*.csv")
    try split.fixture.write("data/part1.csv", ProfileFixture.rows(Array(1_200..<3_000), seed: 1, shift: 0))
    try split.fixture.write("data/part2.csv", ProfileFixture.rows(Array(0..<1_200), seed: 1, shift: 0))
    try await split.makeProfile()
    #expect(split.text(ProfileFixture.profile) == first)
  }

  @Test("writes what people can read, and reads it again")
  func text() async throws {
    let fixture = try ProfileFixture(checks: Self.checks)
    try await fixture.makeProfile()
    let text = fixture.text(ProfileFixture.profile)
    #expect(text.hasPrefix("{\n  \"format\": \"assay.profile/1\",\n  \"digest\": \""))
    #expect(text.contains("[\"name of 3\", "))
    #expect(text.contains("\"median\": 0."))
    #expect(text.contains("\"where\": \"id >= 1000\""))
    let profile = try ReferenceProfile(text: text)
    #expect(profile.text == text)
    #expect(profile.fixture == "profiled")
    #expect(profile.version == "reference")
    #expect(profile.code.map(\.table) == ["input", "names", "features"])
    let scopes = try #require(profile.tables.first).scopes
    #expect(scopes.map { $0.slices.count } == [1, 1, 12])
    #expect(scopes.map { $0.slices.reduce(0) { $0 + $1.rows } } == [3_000, 2_000, 3_000])
    #expect(try ReferenceProfile(text: text.replacing("\n", with: "\r\n")).text == text)
  }

  @Test("profiles a version when asked to")
  func version() async throws {
    let fixture = try ProfileFixture(checks: "- drift: { columns: [x, label] }")
    #expect(try await fixture.makeProfile(version: "moved").version == "moved")
    #expect(fixture.text(ProfileFixture.profile).contains("\"version\": \"moved\""))
    let report = try await fixture.run()
    #expect(report.cases.filter { $0.version == "moved" }.allSatisfy { $0.verdict == .pass })
    #expect(report.cases.filter { $0.version == "same" }.allSatisfy { $0.verdict == .fail })
  }

  @Test("says what keeps it from being made")
  func failures() async throws {
    func failure(_ fixture: ProfileFixture, version: String? = nil) async -> ReferenceProfiler.Failure? {
      await #expect(throws: ReferenceProfiler.Failure.self) { try await fixture.makeProfile(version: version) }
    }
    let none = try ProfileFixture(checks: "- row_count: { min: 1 }")
    let nothing = await failure(none)
    #expect(nothing?.message.contains("no check that compares with a profile") == true)
    #expect(nothing?.isUsageError == true)
    let sound = try ProfileFixture(checks: "- drift: { columns: x }")
    let version = await failure(sound, version: "saem")
    #expect(version?.message.contains("has no version 'saem'") == true && version?.isUsageError == true)
    let column = await failure(try ProfileFixture(checks: "- drift: { columns: y }"))
    #expect(column?.message.contains("has no column 'y'") == true && column?.isUsageError == false)
    try sound.fixture.write("features.sql", "SELECT FROM WHERE")
    #expect(await failure(sound)?.message.contains("table 'features' is not there") == true)
    try sound.fixture.write("features.sql", "SELECT * FROM input WHERE id < 0")
    #expect(await failure(sound)?.message.contains("no rows to profile") == true)
    try FileManager.default.removeItem(atPath: "\(sound.fixture.path)/data/reference.csv")
    #expect(await failure(sound)?.message.contains("there is no file 'data/reference.csv'") == true)
    #expect(sound.text(ProfileFixture.profile).isEmpty)
    let levels = try ProfileFixture(checks: "- drift: { columns: long }")
    try levels.fixture.write("features.sql", "SELECT *, repeat('x', 200) || (id // 2) AS long FROM input")
    let many = await failure(levels)
    #expect(many?.message.contains("column 'features.long' cannot be profiled: its 1500 levels take") == true)
    let clusters = await failure(try ProfileFixture(checks: "- drift: { columns: note, cluster: day }"))
    #expect(clusters?.message.contains("it is free text, and with clusters") == true)
    let hidden = await failure(
      try ProfileFixture(checks: "- drift: { columns: x, cluster: day }", more: "private: [x]"))
    #expect(hidden?.message.contains("it is private, and with clusters") == true)
    let large = await failure(
      try ProfileFixture(checks: "- drift: { columns: x, cluster: day }", rows: 20_000))
    #expect(large?.message.contains("its values by cluster take") == true)
    let folder = try ProfileFixture(checks: "- drift: { columns: x }")
    try folder.fixture.write("\(ProfileFixture.profile)/file", "")
    #expect(await failure(folder)?.message.contains("cannot write") == true)
    let bad = TemporaryFixture.self
    let manifest = await #expect(throws: ReferenceProfiler.Failure.self) {
      try await ReferenceProfiler(.init(fixture: try bad.init(["assay.yaml": "assay: 7"]).path, output: "x")).run()
    }
    #expect(manifest?.isUsageError == true)
  }
}
