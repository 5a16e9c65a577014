import AssayReports
import Foundation
import TestSupport
import Testing

/// The replay cache from outside: what runs say of it, and the command that shows and prunes it.
@Suite("The cache", .timeLimit(.minutes(10)))
struct CacheTests {
  private func stages(_ fixture: TemporaryFixture) -> [Results.Stage] {
    fixture.reports.results?.fixtures.flatMap(\.versions).flatMap(\.stages) ?? []
  }

  private func files(_ fixture: TemporaryFixture, _ folder: String) -> [String] {
    let path = "\(fixture.replayCache)/\(folder)"
    return ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).filter { !$0.hasSuffix(".lock") }
      .map { "\(path)/\($0)" }.filter { file in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) && !isFolder.boolValue
      }
  }

  @Test("makes a second run known, whose reports are the same; --no-cache computes all of it anew") func second()
    async throws
  {
    let fixture = try await RepeatedRunTests.fixture()
    let first = try await fixture.assay("run", "fixture")
    #expect(first.status == 2)
    var reports = [try RunReports.comparable("\(fixture.root)/test-results/assay")]
    let made = stages(fixture)
    // The second version is what the reference is.
    #expect(made.filter { $0.cached }.count <= made.count / 3)
    #expect(made.filter { $0.failure == nil }.allSatisfy { $0.output?.utf8.count == 64 && !$0.inputs.isEmpty })
    let second = try await fixture.assay("run", "fixture")
    #expect(second.status == 2)
    reports.append(try RunReports.comparable("\(fixture.root)/test-results/assay"))
    // The program says nothing of what it reads, and the broken one fails.
    let uncached = stages(fixture).filter { !$0.cached }
    #expect(Set(uncached.map(\.stage)) == ["command", "broken"])
    #expect(uncached.allSatisfy { $0.alwaysRuns?.contains("'files'") == true })
    let none = try await fixture.assay("run", "fixture", "--no-cache")
    #expect(none.status == 2)
    #expect(stages(fixture).allSatisfy { !$0.cached })
    reports.append(try RunReports.comparable("\(fixture.root)/test-results/assay"))
    #expect(reports[1] == reports[0] && reports[2] == reports[0])
  }

  @Test("says 'cached' in the place of a version's time") func console() async throws {
    let fixture = try SamplePipeline.fixture()
    let first = try await fixture.assay("run", "fixture")
    fixture.expectPass(first)
    #expect(!first.output.contains("cached"))
    let second = try await fixture.assay("run", "fixture")
    fixture.expectPass(second)
    #expect(fixture.reports.results?.fixtures.first?.versions.last?.verdictsCached == ["rows", "features"])
    #expect(second.lines.first { $0.contains(" v1 ") }?.hasSuffix("     cached") == true, "\(second.output)")
  }

  @Test("is shown, verified and pruned") func command() async throws {
    let fixture = try SamplePipeline.fixture()
    let empty = try await fixture.assay("cache")
    #expect(empty.status == 0 && empty.lines == [fixture.replayCache, "0 B of 5.4 GB · 0 results"])
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    let shown = try await fixture.assay("cache", environment: ["ASSAY_REPLAY_CACHE_SIZE": "2GB"])
    #expect(shown.lines[1].hasSuffix(" of 2 GB · 4 results"), "\(shown.output)")
    #expect(shown.lines[2].split(separator: " ") == ["fixture", "table", "kind", "results", "size", "used"])
    #expect(
      shown.lines.dropFirst(3).map { $0.split(separator: " ").prefix(4).joined(separator: " ") } == [
        "sample features sql 1", "sample features verdicts 1", "sample rows data 1", "sample rows verdicts 1",
      ])
    #expect((try await fixture.assay("cache", "verify")).lines == ["4 sound, 0 damaged"])

    let file = try #require(files(fixture, "verdicts").first)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let damaged = try await fixture.assay("cache", "verify")
    #expect(damaged.status == 2 && damaged.lines == ["3 sound, 1 damaged"])
    #expect(damaged.errors.contains("was damaged and is removed") && !damaged.errors.contains(fixture.root))
    fixture.expectPass(try await fixture.assay("run", "fixture"))

    #expect((try await fixture.assay("cache", "prune")).lines == ["0 results removed, 0 B free again"])
    #expect(
      (try await fixture.assay("cache", "prune", "--older-than", "1d")).lines.first?.hasPrefix("0 results") == true)
    #expect(
      (try await fixture.assay("cache", "prune", "--older-than", "0s")).lines.first?.hasPrefix("4 results") == true)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    #expect((try await fixture.assay("cache", "prune", "--max-size", "1kB")).status == 0)
    #expect((try await fixture.assay("cache", "prune", "--all")).status == 0)
    #expect(files(fixture, "tables").isEmpty && files(fixture, "stages").isEmpty && files(fixture, "verdicts").isEmpty)
    for arguments in [["--max-size", "much"], ["--older-than", "soon"], ["--all", "--max-size", "1GB"]] {
      #expect((try await fixture.assay(list: ["cache", "prune"] + arguments)).status == 64)
    }
    let size = try await fixture.assay("cache", environment: ["ASSAY_REPLAY_CACHE_SIZE": "much"])
    #expect(size.status == 64 && size.errors.contains("ASSAY_REPLAY_CACHE_SIZE is no size"))
  }

  @Test(
    "that cannot be written, or has a size that is none, is a warning in every report and no more",
    arguments: [("ASSAY_REPLAY_CACHE", "assay.txt"), ("ASSAY_REPLAY_CACHE_SIZE", "much")])
  func warning(_ variable: String, _ value: String) async throws {
    let fixture = try SamplePipeline.fixture()
    try Data().write(to: URL(fileURLWithPath: "\(fixture.root)/assay.txt"))
    let run = try await fixture.assay("run", "fixture", environment: [variable: value])
    fixture.expectPass(run)
    let warnings = try #require(fixture.reports.results?.warnings)
    #expect(warnings.count == 1 && warnings[0].contains("cannot be written"), "\(warnings)")
    #expect(run.output.contains(warnings[0]))
    #expect(!warnings[0].contains(fixture.root) || variable != "ASSAY_REPLAY_CACHE")
  }

  @Test("has nothing half done after a kill, and the fixture's folder neither") func kills() async throws {
    let fixture = try await RepeatedRunTests.fixture()
    func listing() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: fixture.path).sorted() }
    let before = try listing()
    let whole = try await fixture.assay("run", "fixture", "--no-cache")
    let expected = try RunReports.comparable("\(fixture.root)/test-results/assay")
    for round in 1...6 {
      let pause = whole.seconds * Double(round) / 7
      _ = try await fixture.assay("run", "fixture", mayLeaveScratch: true) { process in
        try await Task.sleep(for: .seconds(pause))
        process.signal(SIGKILL)
      }
      #expect(try listing() == before)
      if round == 3 { try FileManager.default.removeItem(atPath: fixture.replayCache) }
    }
    #expect((try await fixture.assay("cache", "verify")).status == 0, "what has a name is whole")
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2)
    #expect(files(fixture, "tmp").isEmpty)
    let again = try await fixture.assay("run", "fixture")
    #expect(again.status == 2)
    #expect(try RunReports.comparable("\(fixture.root)/test-results/assay") == expected)
  }
}
