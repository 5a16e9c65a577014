import Foundation
import TestSupport
import Testing

/// A reference as a stored profile, from the command line.
@Suite("Profile", .timeLimit(.minutes(10)))
struct ProfileTests {
  private static let checks = ["drift: { columns: [x, y, label], limit: 0.4 }"]

  private func fixture(named profile: String? = "profiles/q1.json") throws -> TemporaryFixture {
    var manifest = SamplePipeline.manifest(features: Self.checks)
    if let profile { manifest += "\nreference: { profile: \(profile) }\n" }
    return try SamplePipeline.fixture(["assay.yaml": manifest])
  }

  @Test("a gate passes with the profile alone: the reference's files are gone")
  func passes() async throws {
    let fixture = try fixture()
    let made = try await fixture.assay("profile", "fixture", "--output", "fixture/profiles/q1.json")
    fixture.expectEnd(made, status: 0)
    #expect(made.lines.first == "profile of reference")
    #expect(made.output.contains("features  300 rows  3 columns"))
    #expect(made.output.contains("fixture/profiles/q1.json"))
    #expect(made.output.contains("written"))
    let bytes = fixture.text("fixture/profiles/q1.json")
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/reference.csv")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    let plan = try await fixture.assay("plan", "fixture")
    fixture.expectEnd(plan, status: 0)
    #expect(plan.output.contains("reference  profile profiles/q1.json"))

    try fixture.write("data/reference.csv", SamplePipeline.rows)
    let again = try await fixture.assay(
      "profile", "fixture", "--output", "fixture/profiles/q1.json", "--threads", "4")
    fixture.expectEnd(again, status: 0)
    #expect(again.output.contains("unchanged"))
    #expect(fixture.text("fixture/profiles/q1.json") == bytes)
  }

  @Test("a change of the code makes the profile stale, until the command in the message is run")
  func stale() async throws {
    let fixture = try fixture()
    _ = try await fixture.assay("profile", "fixture", "--output", "fixture/profiles/q1.json")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    try fixture.write("stages/features.sql", "SELECT id, x, x * 2 + 1 AS y, label FROM rows\n")
    let command = "assay profile fixture --output fixture/profiles/q1.json"
    fixture.expect(
      try await fixture.assay("run", "fixture"), endsWith: 2, saying: "make it anew with: \(command)")
    let anew = try await fixture.shell("\"$ASSAY\" \(command.dropFirst("assay ".count))")
    fixture.expectEnd(anew, status: 0)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("drift against a version's profile is found")
  func drift() async throws {
    let fixture = try fixture()
    try fixture.write("data/rows.csv", SamplePipeline.csv(300) { "\($0),\($0 * 7 % 50 + 40).5,\($0 % 2)" })
    let made = try await fixture.assay("profile", "fixture", "--output", "fixture/profiles/q1.json")
    fixture.expectEnd(made, status: 0)
    fixture.expect(try await fixture.assay("run", "fixture"), endsWith: 1, saying: "x")
    let version = try await fixture.assay(
      "profile", "fixture", "--version", "v1", "--output", "fixture/profiles/q1.json")
    fixture.expectEnd(version, status: 0)
    #expect(version.lines.first == "profile of v1")
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("a profile that the manifest does not name yet is told to be named")
  func unnamed() async throws {
    let fixture = try fixture(named: nil)
    let made = try await fixture.assay("profile", "fixture", "--output", "q1.json")
    fixture.expectEnd(made, status: 0)
    #expect(made.output.contains("reference: { profile: … }"))
  }

  @Test(
    "wrong usage ends with 64, what cannot be profiled with 2, and nothing is written",
    arguments: [
      (["profile", "fixture"], 64, "--output"), (["profile", "--output", "q1.json"], 64, "fixture"),
      (["profile", "fixture", "--output", "out/"], 64, "--output needs the name of a file"),
      (["profile", "fixture", "--output", "q1.json", "--threads", "0"], 64, "--threads must be at least 1"),
      (["profile", "fixture", "--output", "q1.json", "--version", "v2"], 64, "has no version 'v2'"),
      (["profile", "missing", "--output", "q1.json"], 64, "missing"),
      (["profile", "fixture", "--output", "assay.txt/q1.json"], 2, "cannot write"),
    ] as [([String], Int32, String)])
  func errors(arguments: [String], status: Int32, message: String) async throws {
    let fixture = try fixture()
    try fixture.write("../assay.txt", "a file, not a folder")
    let run = try await fixture.assay(list: arguments)
    fixture.expectEnd(run, status: status)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(fixture.text("q1.json").isEmpty)
  }

  @Test("the columns of a private fixture leave no value in the file")
  func privacy() async throws {
    let fixture = try SamplePipeline.fixture([
      "assay.yaml": SamplePipeline.manifest(features: ["drift: { columns: [x, name], limit: 0.4 }"])
        + "\nprivate: [x, name]\nreference: { profile: q1.json }\n",
      "stages/features.sql": "SELECT id, x, 'person ' || (id % 5) AS name, label FROM rows\n",
    ])
    let without = try await fixture.assay("profile", "fixture", "--output", "fixture/q1.json")
    fixture.expectEnd(without, status: 2)
    #expect(without.errors.contains("ASSAY_PROFILE_KEY"))
    let key = ["ASSAY_PROFILE_KEY": "a secret of more than sixteen bytes"]
    let made = try await fixture.assay("profile", "fixture", "--output", "fixture/q1.json", environment: key)
    fixture.expectEnd(made, status: 0)
    #expect(!fixture.text("fixture/q1.json").contains("person"))
    let run = try await fixture.assay("run", "fixture", environment: key)
    #expect(run.status == 0, "\(run.output)")
    fixture.expect(try await fixture.assay("run", "fixture"), endsWith: 2, saying: "ASSAY_PROFILE_KEY")
  }
}

extension TemporaryFixture {
  /// Expects an exit status.
  fileprivate func expectEnd(_ run: AssayRun, status: Int32, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(run.status == status, "\(run.output)\n\(run.errors)", sourceLocation: sourceLocation)
  }
}
