import AssayReports
import Foundation
import TestSupport
import Testing

/// Reviewing what differs, record modes, and what a killed approval leaves.
@Suite("Review", .timeLimit(.minutes(10)))
struct ReviewTests {
  func approved() async throws -> TemporaryFixture {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(features: ApproveTests.checks)])
    let run = try await fixture.assay("approve", "fixture", "--why", "first", "--by", "Ada")
    #expect(run.status == 1, "\(run.output)\(run.errors)")
    return fixture
  }

  static let changed = "SELECT id, x, x * 2 + (id = 7)::INTEGER AS y, label FROM rows\n"

  @Test("ends with 0 when nothing differs, 1 with changes, 0 when all are accepted, 2 when nothing can be told")
  func statuses() async throws {
    let fixture = try await approved()
    let same = try await fixture.assay("review", "fixture")
    #expect(same.status == 0 && same.output.contains("UNCHANGED  1 version as approved"), "\(same.output)")
    try fixture.write("stages/features.sql", Self.changed)
    let shown = try await fixture.assay("review", "fixture")
    #expect(shown.status == 1, "\(shown.output)\(shown.errors)")
    #expect(shown.output.contains("features output: 300 rows · 1 column moved"), "\(shown.output)")
    #expect(shown.output.contains("CHANGED  2 changes in 1 of 1 version"))
    let ids = shown.output.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { String($0.dropFirst(2).prefix(10)) }
    #expect(ids.count == 2 && Set(ids).count == 2)
    let before = fixture.text("fixture/baselines/v1.json")

    #expect(try await fixture.assay("review", "fixture", "--accept", ids[0]).status == 64, "--why is needed")
    let wrong = try await fixture.assay("review", "fixture", "--accept", "0123456789", "--why", "it is right")
    #expect(wrong.status == 2 && wrong.output.contains("no change has the id '0123456789'"))
    #expect(fixture.text("fixture/baselines/v1.json") == before)

    let one = try await fixture.assay("review", "fixture", "--accept", ids[0], "--why", "y is rounded up")
    #expect(one.status == 1 && one.output.contains("1 accepted"), "\(one.output)")
    let rejected = try await fixture.assay("review", "fixture", "--reject", ids[1], "--why", "it is not", "--by", "Bob")
    #expect(rejected.status == 1)
    #expect(fixture.text("fixture/baselines/_rejected.json").contains("\"by\":\"Bob\""))
    let again = try await fixture.assay("review", "fixture")
    #expect(again.status == 1 && again.output.contains("by Bob: it is not"), "\(again.output)")
    #expect(try await fixture.assay("run", "fixture").status == 1, "the gate keeps failing")

    let all = try await fixture.assay("review", "fixture", "--accept-all", "--why", "it is right after all")
    #expect(all.status == 0 && all.output.contains("ACCEPTED  1 change; nothing is left"), "\(all.output)")
    fixture.expectPass(try await fixture.assay("run", "fixture"))

    try fixture.write("stages/features.sql", "SELECT nothing FROM rows\n")
    let broken = try await fixture.assay("review", "fixture", "--accept-all", "--why", "why not")
    #expect(broken.status == 2 && broken.output.contains("NOT EVALUATED"), "\(broken.output)")
    #expect(try await fixture.assay("review", "nowhere").status == 64)
  }

  @Test("prints JSON that programs read") func json() async throws {
    let fixture = try await approved()
    try fixture.write("stages/features.sql", Self.changed)
    let run = try await fixture.assay("review", "fixture", "--format", "json")
    #expect(run.status == 1)
    let review = try JSONDecoder().decode(Review.self, from: Data(run.output.utf8))
    #expect(review.format == Review.format && review.fixtures.map(\.name) == ["sample"])
    let version = try #require(review.fixtures.first?.versions.first)
    #expect(version.approved?.by == "Ada" && version.changes.map(\.part) == ["output/features", "golden/features"])
    #expect(review.left.count == 2)
  }

  @Test(
    "--record is refused where a CI system is at work",
    arguments: [("CI", "true"), ("GITHUB_ACTIONS", "true"), ("TF_BUILD", "True"), ("JENKINS_URL", "http://ci")])
  func ci(variable: String, value: String) async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(features: ApproveTests.checks)])
    let run = try await fixture.assay("run", "fixture", "--record", "missing", environment: [variable: value])
    #expect(run.status == 64 && run.errors.contains("\(variable) is set"), "\(run.errors)")
    let never = try await fixture.assay("run", "fixture", "--record", "never", environment: [variable: value])
    #expect(never.status == 2)
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.path)/baselines"))
    guard variable != "CI" else { return }
    let off = try await fixture.assay(
      "run", "fixture", "--record", "missing", environment: [variable: value, "CI": "false"])
    #expect(off.status == 1 && off.output.contains("RECORDED  sample"), "\(off.output)")
  }

  @Test("a run that records ends with 1 and says what to look at; the next one passes") func record() async throws {
    let fixture = try SamplePipeline.fixture(["assay.yaml": SamplePipeline.manifest(features: ApproveTests.checks)])
    let first = try await fixture.assay("run", "fixture", "--record", "missing")
    #expect(first.status == 1, "\(first.output)")
    #expect(first.output.contains("to be looked at before it is committed"))
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
    #expect(fixture.reports.results?.fixtures.first?.recorded.count == 1)
    fixture.expectPass(try await fixture.assay("run", "fixture", "--record", "missing"))
    try fixture.write("stages/features.sql", Self.changed)
    #expect(try await fixture.assay("run", "fixture", "--record", "missing").status == 1)
    #expect(try await fixture.assay("run", "fixture").status == 1, "what differs was not recorded")
    #expect(try await fixture.assay("run", "fixture", "--record", "changed").status == 1)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("what no check asks for is told of by run and plan, and removed by approve --prune") func prune() async throws {
    let fixture = try await approved()
    try fixture.write("assay.yaml", SamplePipeline.manifest(features: ["unchanged"]))
    let run = try await fixture.assay("run", "fixture")
    fixture.expectPass(run)
    #expect(run.output.contains("NOTICE  no check asks for what was approved as golden/features (v1)"), "\(run.output)")
    #expect(fixture.reports.results?.fixtures.first?.notices.count == 1)
    let cached = try await fixture.assay("run", "fixture")
    #expect(cached.output.contains("NOTICE  no check asks for"), "also when every verdict is known already")
    let plan = try await fixture.assay("plan", "fixture")
    #expect(plan.status == 0 && plan.errors.contains("notice: no check asks for"))
    let pruned = try await fixture.assay("approve", "fixture", "--prune", "--why", "not needed")
    #expect(pruned.status == 1 && pruned.output.contains("removed, since no check asks for it: golden/features"))
    #expect(fixture.files(below: "baselines") == ["v1.json"])
    let after = try await fixture.assay("run", "fixture")
    #expect(!after.output.contains("NOTICE"))
  }

  @Test("an approval that is killed at any moment leaves a baseline that is whole, and nothing beside it")
  func killed() async throws {
    let fixture = try await approved()
    let sql = fixture.text("fixture/stages/features.sql")
    var killed = 0
    for attempt in 0..<10 {
      try fixture.write("stages/features.sql", "SELECT id, x, x * 2 + \(attempt + 1) AS y, label FROM rows\n")
      let run = try await fixture.assay("approve", "fixture", "--why", "attempt \(attempt)", mayLeaveScratch: true) {
        process in
        try await process.firstErrorLine()
        try await Task.sleep(for: .milliseconds(attempt * 12))
        process.signal(SIGKILL)
      }
      killed += run.signal == SIGKILL ? 1 : 0
      // What is there is one of the two approvals: it is read, and compared with.
      let next = try await fixture.assay("run", "fixture", mayLeaveScratch: true)
      #expect(next.status == 0 || next.status == 1, "attempt \(attempt): \(next.output)")
      let files = fixture.files(below: "baselines")
      #expect(files.count == 2 && !files.contains { $0.contains(".tmp") }, "attempt \(attempt): \(files)")
    }
    #expect(killed > 0, "some are killed before their end")
    try fixture.write("stages/features.sql", sql)
    let back = try await fixture.assay("approve", "fixture", "--why", "back", mayLeaveScratch: true)
    #expect(back.status == 0 || back.status == 1)
    fixture.expectPass(try await fixture.assay("run", "fixture", mayLeaveScratch: true))
  }

  @Test("approve twice leaves git as it was, also with another number of threads and another user") func git()
    async throws
  {
    let fixture = try TemporaryFixture()
    try FileManager.default.removeItem(atPath: fixture.path)
    try FileManager.default.removeItem(atPath: "\(fixture.root)/.git")
    let repository = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    try FileManager.default.copyItem(atPath: "/\(repository)/Fixtures/flights", toPath: fixture.path)
    try fixture.write("../.gitignore", "/test-results/\n/scratch/\n/printed-*\n/data-cache/\n/replay-cache/\n")
    let git = "git -c user.name=A -c user.email=a@example.org -c init.defaultBranch=main"
    let commit = try await fixture.shell(
      "\(git) init -q && git add -A && \(git) commit -qm all && git status --porcelain")
    #expect(commit.status == 0, "\(commit.errors)")
    let months = ["--version", "2013-04", "--version", "2013-11"]
    for (threads, name) in [("1", "Ada"), ("2", "Bob")] {
      let run = try await fixture.assay(
        list: ["approve", "fixture", "--why", name, "--by", name, "--threads", threads] + months)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      let status = try await fixture.shell("git status --porcelain -- fixture")
      #expect(status.status == 0 && status.output.isEmpty, "\(status.output)")
    }
    // From nothing, and once more.
    try FileManager.default.removeItem(atPath: "\(fixture.path)/baselines")
    let first = try await fixture.assay(list: ["approve", "fixture", "--why", "anew", "--threads", "2"] + months)
    #expect(first.status == 1)
    _ = try await fixture.shell("git add -A && \(git) commit -qm anew")
    let second = try await fixture.assay(list: ["approve", "fixture", "--why", "again", "--threads", "1"] + months)
    #expect(second.status == 0)
    let status = try await fixture.shell("git status --porcelain -- fixture")
    #expect(status.output.isEmpty, "\(status.output)")
  }
}
