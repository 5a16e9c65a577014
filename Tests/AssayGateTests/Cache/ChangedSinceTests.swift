import Foundation
import Subprocess
import TestSupport
import Testing

@testable import AssayGate

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// `--changed-since`: what a change of the work tree can affect.
@Suite("Changed since a revision") struct ChangedSinceTests {
  private func git(_ pipeline: CachedFixture, _ arguments: String..., in folder: String = "") async throws {
    let result = try await Subprocess.run(
      .name("git"),
      arguments: Subprocess.Arguments(["-c", "user.name=t", "-c", "user.email=t@example.org"] + arguments),
      environment: .inherit.updating([
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
        "GIT_INDEX_FILE": nil,
      ]),
      workingDirectory: FilePath("\(pipeline.fixture.root)/\(folder)"), output: .discarded,
      error: .string(limit: 10_000))
    #expect(result.terminationStatus.isSuccess, "git \(arguments): \(result.standardError)")
  }

  /// A pipeline in a repository with one commit, on a branch.
  private func committed(_ files: [String: String] = [:]) async throws -> CachedFixture {
    let pipeline = try CachedFixture(files)
    try FileManager.default.removeItem(atPath: "\(pipeline.fixture.root)/.git")
    try await git(pipeline, "init", "--quiet", "--initial-branch=main")
    try Data("cache\nreports*\n".utf8).write(to: URL(fileURLWithPath: "\(pipeline.fixture.root)/.gitignore"))
    try await git(pipeline, "add", ".")
    try await git(pipeline, "commit", "--quiet", "--message", "one")
    try await git(pipeline, "switch", "--quiet", "--create", "work")
    return pipeline
  }

  private func run(_ pipeline: CachedFixture, since revision: String = "main", cache: Bool = false) async -> GateReport
  {
    await pipeline.run { options in
      options.changedSince = revision
      options.usesCache = cache
    }
  }

  /// The tables of which a case was judged, as `v1.two`.
  private func affected(_ report: GateReport) -> [String] {
    var tables: [String] = []
    for result in report.cases where result.verdict != .skipped {
      let name = "\(result.version).\(result.table)"
      if tables.last != name { tables.append(name) }
    }
    return tables
  }

  @Test("nothing: every check is reported as not judged again, and the run ends with 0 and says so") func nothing()
    async throws
  {
    let pipeline = try await committed()
    let report = await run(pipeline)
    #expect(report.status == 0, "\(report.outcome.failures)")
    #expect(report.cases.count == 10 && report.cases.allSatisfy { $0.verdict == .skipped })
    let message = try #require(report.cases.first?.message)
    #expect(message.hasPrefix("unchanged since main (") && message.hasSuffix("): not judged again"), "\(message)")
    #expect(report.stages.allSatisfy { $0.isSkipped && !$0.isCached })
    let note = try #require(report.outcome.notes.first)
    #expect(note.hasPrefix("nothing that the gate judges has changed since main ("), "\(note)")
    #expect(note.hasSuffix("10 checks were not judged again"))
  }

  @Test("nothing, and the verdicts are known: they are reported") func known() async throws {
    let pipeline = try await committed()
    let first = await pipeline.run()
    let report = await run(pipeline, cache: true)
    #expect(report.status == 0 && report.steady == first.steady)
    #expect(report.stages.allSatisfy { $0.isCached })
    #expect(report.outcome.notes.first?.hasSuffix("all verdicts are those of an earlier run") == true)
  }

  @Test("a query, in the work tree, the index, a commit or a file that git does not know: what it leads to is judged")
  func query() async throws {
    let pipeline = try await committed()
    try pipeline.edit("two.sql", "+ 1", "+ 2")
    let expected = ["v1.two", "v1.three", "v2.two", "v2.three"]
    let tree = await run(pipeline)
    #expect(affected(tree) == expected && tree.status == 0, "\(tree.outcome.failures)")
    #expect(tree.stages.filter { $0.isSkipped }.map(\.stage).allSatisfy { $0 == "one" || $0 == "rows" })
    #expect(!tree.stages.contains { $0.isSkipped && $0.version != "reference" }, "what affected stages read is made")
    #expect(tree.outcome.notes.first?.hasPrefix("4 checks were not judged again") == true, "\(tree.outcome.notes)")
    try await git(pipeline, "add", ".")
    #expect(affected(await run(pipeline)) == expected)
    try await git(pipeline, "commit", "--quiet", "--message", "two")
    #expect(affected(await run(pipeline)) == expected)
    #expect(affected(await run(pipeline, since: "HEAD")) == [])
    // A new file in place of one that is named.
    try pipeline.edit("assay.yaml", "three.sql", "new.sql")
    try await git(pipeline, "commit", "--quiet", "--all", "--message", "names a file")
    try pipeline.fixture.write("new.sql", "select id, y / 3 as z from two")
    #expect(affected(await run(pipeline, since: "HEAD")) == ["v1.three", "v2.three"])
  }

  @Test("what main did since is no change of this branch") func mergeBase() async throws {
    let pipeline = try await committed()
    try await git(pipeline, "switch", "--quiet", "main")
    try pipeline.edit("one.sql", "select", "--\nselect")
    try await git(pipeline, "commit", "--quiet", "--all", "--message", "elsewhere")
    try await git(pipeline, "switch", "--quiet", "work")
    #expect(affected(await run(pipeline)) == [])
  }

  @Test("data, a reference, a baseline, a manifest and a lock lead to what they are part of") func inputs() async throws
  {
    let all = ["rows", "one", "two", "three"]
    for (file, versions, tables) in [
      ("data/v2.csv", ["v2"], all), ("data/r.csv", ["v1", "v2"], ["one"]),
      ("data/side.csv", ["v1", "v2"], ["one", "two", "three"]),
      ("assay.yaml", ["v1", "v2"], all), ("assay.lock", ["v1", "v2"], all), ("baselines/v1.json", ["v1"], all),
      ("baselines/other.txt", ["v1", "v2"], all), ("notes.txt", [], []),
    ] as [(String, [String], [String])] {
      let pipeline = try await committed(["notes.txt": ""])
      switch file {
      case "assay.lock": _ = try await FixtureData(pipeline.fixture.path).lock()
      case "baselines/v1.json":
        _ = await pipeline.run { options in
          options.approval = .test
          options.versions = ["v1"]
        }
      case "assay.yaml": try pipeline.edit(file, "assay: 1", "assay: 1 # first")
      default: try pipeline.fixture.write(file, pipeline.fixture.text("fixture/\(file)") + "\n")
      }
      let report = await run(pipeline)
      #expect(
        affected(report) == versions.flatMap { v in tables.map { "\(v).\($0)" } }, "\(file): \(report.outcome.failures)"
      )
    }
  }

  @Test("files that git ignores, globs and programs that say nothing count as changed") func unknown() async throws {
    let ignored = try await committed()
    try Data("cache\nreports*\nfixture/data/v2.csv\n".utf8).write(
      to: URL(fileURLWithPath: "\(ignored.fixture.root)/.gitignore"))
    try await git(ignored, "rm", "--quiet", "--cached", "fixture/data/v2.csv")
    try await git(ignored, "commit", "--quiet", "--all", "--message", "ignore")
    let report = await run(ignored, since: "HEAD")
    #expect(Set(report.cases.filter { $0.verdict != .skipped }.map(\.version)) == ["v2"], "\(report.outcome.failures)")

    let glob = try await committed()
    try glob.edit("assay.yaml", "v1: data/v1.csv", "v1: 'data/v[1].csv'")
    try await git(glob, "commit", "--quiet", "--all", "--message", "glob")
    try glob.fixture.write("data/new.csv", "id,x\n")
    #expect(Set(affected(await run(glob, since: "HEAD"))) == ["v1.rows", "v1.one", "v1.two", "v1.three"])

    let program = try await committed()
    try program.edit(
      "assay.yaml", "two: { sql: two.sql, from: one }",
      "two: { command: [sh, -c, 'cp \"$ASSAY_INPUT/one.parquet\" \"$ASSAY_OUTPUT\"'], from: one }")
    try program.edit("assay.yaml", "columns: y", "columns: x")
    try program.edit("assay.yaml", "WHERE y < x", "WHERE id < 0")
    try program.fixture.write("three.sql", "select id, x as z from two")
    try await git(program, "commit", "--quiet", "--all", "--message", "program")
    #expect(affected(await run(program, since: "HEAD")) == [])
    try program.fixture.write("notes.txt", "anything")
    #expect(affected(await run(program, since: "HEAD")) == ["v1.two", "v1.three", "v2.two", "v2.three"])
  }

  @Test("a revision that is not known, a part of a history, and no repository are errors") func failures() async throws
  {
    let pipeline = try await committed()
    let unknown = await run(pipeline, since: "nope")
    #expect(unknown.status == 64 && unknown.outcome.failures.first?.contains("git knows no revision 'nope'") == true)
    #expect(unknown.cases.isEmpty)
    for option in ["--output=x", "-n", ""] {
      let report = await run(pipeline, since: option)
      #expect(report.status == 64 || report.status == 2, "\(option): \(report.outcome.failures)")
    }
    try pipeline.edit("two.sql", "+ 1", "+ 2")
    try await git(pipeline, "commit", "--quiet", "--all", "--message", "two")
    try await git(pipeline, "clone", "--quiet", "--depth=1", "file://\(pipeline.fixture.root)", "shallow")
    var options = Gate.Options(fixtures: ["\(pipeline.fixture.root)/shallow/fixture"])
    options.output = pipeline.fixture.output
    options.changedSince = "main"
    let shallow = await GateReport.run(options)
    #expect(shallow.status == 2)
    #expect(shallow.outcome.failures.first?.contains("git fetch --unshallow") == true, "\(shallow.outcome.failures)")

    try await git(pipeline, "switch", "--quiet", "--orphan", "alone")
    try await git(pipeline, "checkout", "--quiet", "work", "--", ".")
    try await git(pipeline, "commit", "--quiet", "--message", "alone")
    let orphan = await run(pipeline)
    #expect(orphan.status == 2 && orphan.outcome.failures.first?.contains("no common commit") == true)

    try FileManager.default.removeItem(atPath: "\(pipeline.fixture.root)/.git")
    let none = await run(pipeline)
    #expect(
      none.status == 2 && none.outcome.failures.first?.contains("no work tree of git") == true,
      "\(none.outcome.failures)")
  }
}
