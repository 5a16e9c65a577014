import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What a second run takes from the cache, and what it makes again.
@Suite("The replay cache") struct ReplayCacheTests {
  @Test("knows everything in a second run: no stage runs, no check is judged, and the report is the same")
  func second() async throws {
    let pipeline = try CachedFixture()
    let first = await pipeline.run()
    #expect(first.status == 0, "\(first.outcome.failures)")
    #expect(first.stages.allSatisfy { !$0.isCached } && first.versions.allSatisfy { !$0.isCached })
    let second = await pipeline.run()
    #expect(second.made.isEmpty && second.judged.isEmpty)
    #expect(second.versions.allSatisfy { $0.isCached })
    #expect(second.steady == first.steady)
    #expect(second.outcome.tally == first.outcome.tally && second.outcome.runtimes == first.outcome.runtimes)
    #expect(second.outcome.warnings.isEmpty)
    #expect(second.stages.map(\.rows) == first.stages.map(\.rows))
    #expect(second.stages.map(\.output) == first.stages.map(\.output))
    #expect(second.stages.map(\.inputs) == first.stages.map(\.inputs))
    #expect(first.stages.allSatisfy { $0.output?.utf8.count == 64 && !$0.inputs.isEmpty })
    #expect(pipeline.files("tmp").isEmpty, "nothing is left on its way")
    // Without the cache the same comes out.
    let none = await pipeline.run { $0.usesCache = false }
    #expect(none.made.count == none.stages.count && none.steady == first.steady)
    #expect(none.stages.map(\.output) == first.stages.map(\.output))
  }

  @Test("runs only what a change leads to, and judges only what that changes")
  func change() async throws {
    let pipeline = try CachedFixture()
    _ = await pipeline.run()
    try pipeline.edit("three.sql", "/ 2", "/ 4")
    let last = await pipeline.run()
    #expect(last.made == ["v1.three", "v2.three"])
    #expect(last.judged == ["v1.three", "v2.three"])
    #expect(last.status == 0)

    // Another text that gives the same rows ends there.
    try pipeline.edit("one.sql", "select", "-- the join\nselect")
    let comment = await pipeline.run()
    #expect(comment.made == ["reference.one", "v1.one", "v2.one"] && comment.judged.isEmpty)

    // Other bytes of data, the same rows of the first stage.
    try pipeline.edit("data/v2.csv", "\n7,58.0\n", "\n7,58.00\n")
    let data = await pipeline.run()
    #expect(data.made == ["v2.rows", "v2.one"])
    #expect(data.judged == ["v2.rows"])

    try pipeline.edit("data/side.csv", "\n7,2", "\n7,3")
    let side = await pipeline.run()
    #expect(
      side.made.sorted()
        == ["one", "three", "two"].flatMap { s in ["reference", "v1", "v2"].map { "\($0).\(s)" } }
        .filter { !$0.hasPrefix("reference.t") }.sorted())
    #expect(Set(side.judged) == ["v1.one", "v1.two", "v1.three", "v2.one", "v2.two", "v2.three"])

    // Back to what was before: known.
    try pipeline.edit("data/side.csv", "\n7,3", "\n7,2")
    let back = await pipeline.run()
    #expect(back.made.isEmpty && back.judged.isEmpty)
  }

  @Test("judges again when an entry, its share of the budget or what was approved changes, and not for its line")
  func entries() async throws {
    let pipeline = try CachedFixture()
    _ = await pipeline.run()
    try pipeline.edit("assay.yaml", "checks:\n", "# what must hold\nchecks:\n")
    let moved = await pipeline.run()
    #expect(moved.judged.isEmpty)
    #expect(moved.cases.first?.location.line == 13, "the place is today's")

    try pipeline.edit("assay.yaml", "max: 1000000", "max: 2000000")
    #expect(await pipeline.run().judged == ["v1.two", "v2.two"])
    try pipeline.edit("assay.yaml", "where: id > 3", "where: id > 4")
    #expect(await pipeline.run().judged == ["v1.three", "v2.three"])
    // A second drift check takes half of the budget.
    try pipeline.edit(
      "assay.yaml", "    - drift: { columns: x, limit: 0.1 }",
      "    - drift: { columns: x, limit: 0.1 }\n    - drift: { columns: w, limit: 0.1 }")
    #expect(await pipeline.run().judged == ["v1.one", "v2.one"])

    _ = await pipeline.run { options in
      options.approval = .test
      options.versions = ["v1"]
    }
    let approved = await pipeline.run()
    #expect(Set(approved.judged.map { $0.prefix(2) }) == ["v1"] && approved.made.isEmpty)
  }

  @Test("records what is judged now, over stages that are known")
  func approve() async throws {
    let pipeline = try CachedFixture()
    _ = await pipeline.run()
    let report = await pipeline.run { $0.approval = .test }
    #expect(report.made.isEmpty)
    #expect(report.judged.count == 8)
    #expect(report.status == 1 && report.outcome.recordedBaselines == 2, "\(report.outcome.failures)")
  }

  @Test("finds a byte that is not as it was written, whichever it is, and makes it again")
  func damage() async throws {
    let pipeline = try CachedFixture()
    let first = await pipeline.run()
    for folder in ["tables", "stages", "verdicts"] {
      let files = pipeline.files(folder)
      #expect(files.count > 5)
      for (number, file) in files.enumerated() {
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        // The table that all versions share is no step of a version's.
        let steps = CacheContents.entry(file)?.table == "side" ? 0 : 1
        var bad = good
        switch number % 4 {
        case 0: bad[bad.count / 2] ^= 1
        case 1: bad[bad.count - 1] ^= 0x80
        case 2: bad.removeLast(bad.count / 3 + 1)
        default: bad = Data()
        }
        try bad.write(to: URL(fileURLWithPath: file))
        let again = await pipeline.run()
        #expect(again.steady == first.steady && again.status == 0, "\(folder) \(number)")
        #expect(again.made.count + again.judged.count == steps, "\(folder) \(number): \(again.made) \(again.judged)")
        let now = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(folder != "tables" || now == good, "rows are what they were, to the byte")
      }
    }
    #expect(await pipeline.run().made.isEmpty)
  }

  @Test("makes again what went between the look and the use")
  func pruned() async throws {
    let pipeline = try CachedFixture()
    let first = await pipeline.run()
    try pipeline.edit("three.sql", "/ 2", "/ 8")
    // The stamps are right, so that nobody looks at the bytes before they are loaded.
    let cache = ReplayCache(folder: pipeline.cache)
    for path in pipeline.files("stages") {
      guard let data = FileManager.default.contents(atPath: path), let content = CacheFile.content(data),
        var entry = try? JSONDecoder().decode(StageEntry.self, from: content), entry.table == "two",
        let output = entry.output
      else { continue }
      let table = cache.tablePath(output.sha256)
      var bytes = try Data(contentsOf: URL(fileURLWithPath: table))
      bytes[bytes.count / 2] ^= 4
      try bytes.write(to: URL(fileURLWithPath: table))
      entry.output?.keep(try #require(FileHasher.stamp(table)))
      try CacheFile.sealed(JSONEncoder().encode(entry)).write(to: URL(fileURLWithPath: path))
    }
    let report = await pipeline.run()
    #expect(report.status == 0, "\(report.outcome.failures)")
    #expect(report.made == ["v1.three", "v2.three"])
    #expect(
      report.cases.filter { $0.table != "three" }.map(\.message)
        == first.cases.filter { $0.table != "three" }.map(\.message))
  }

  @Test(
    "that cannot be written changes no verdict, and says so once", arguments: ["file", "below a file", "no folder"])
  func unwritable(_ kind: String) async throws {
    let pipeline = try CachedFixture()
    let file = "\(pipeline.fixture.root)/file"
    try Data("kept".utf8).write(to: URL(fileURLWithPath: file))
    let folder = kind == "file" ? file : kind == "below a file" ? "\(file)/cache" : "/proc/self/assay-cache"
    let report = await pipeline.run { $0.cacheFolder = folder }
    #expect(report.status == 0)
    #expect(report.outcome.warnings.count == 1)
    #expect(report.outcome.warnings.first?.contains("cannot be written") == true)
    #expect(report.stages.allSatisfy { !$0.isCached && $0.output != nil }, "digests are there all the same")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("kept".utf8))
  }

  @Test("that cannot be written any more is still read", .enabled(if: geteuid() != 0, "the superuser writes anywhere"))
  func readOnly() async throws {
    let pipeline = try CachedFixture()
    _ = await pipeline.run()
    func allow(_ mode: Int) throws {
      for name in [""] + ((try? FileManager.default.subpathsOfDirectory(atPath: pipeline.cache)) ?? []) {
        let path = "\(pipeline.cache)/\(name)"
        guard FileHasher.stamp(path) == nil else { continue }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      }
    }
    try allow(0o500)
    let known = await pipeline.run()
    #expect(known.made.isEmpty && known.judged.isEmpty && known.outcome.warnings.isEmpty)
    try pipeline.edit("three.sql", "/ 2", "/ 4")
    let changed = await pipeline.run()
    #expect(changed.made == ["v1.three", "v2.three"] && changed.status == 0)
    #expect(changed.outcome.warnings.count == 1)
    try allow(0o700)
  }

  @Test("is shared by runs at the same time") func concurrent() async throws {
    let pipeline = try CachedFixture()
    let expected = await pipeline.run { $0.usesCache = false }
    await withTaskGroup(of: GateReport.self) { group in
      for number in 0..<4 {
        group.addTask { await pipeline.run { $0.output = "\(pipeline.fixture.root)/reports-\(number)" } }
      }
      for await report in group {
        #expect(report.steady == expected.steady && report.outcome.warnings.isEmpty)
      }
    }
    #expect(await pipeline.run().made.isEmpty)
    #expect(
      StoredResults.Verified(sound: pipeline.files("stages").count + pipeline.files("verdicts").count)
        == CacheContents(ReplayCache(folder: pipeline.cache)).verify())
  }

  @Test("is pruned to its size, what was not used for longest first, and holds nothing that leads nowhere")
  func size() async throws {
    let pipeline = try CachedFixture()
    _ = await pipeline.run()
    let contents = CacheContents(ReplayCache(folder: pipeline.cache))
    let whole = contents.size
    // A stage's: making the shared table again is told by no event. The order of files is that of their keys.
    let oldest = try #require(
      try pipeline.files("stages").first {
        try String(contentsOfFile: $0, encoding: .utf8).contains("\"table\":\"two\"")
      })
    var times = [timeval(tv_sec: 1_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000, tv_usec: 0)]
    utimes(oldest, &times)
    let one = contents.prune(to: whole - 1)
    #expect(one.results == 1 && !FileManager.default.fileExists(atPath: oldest))
    #expect(contents.prune(to: .max).results == 0)
    #expect(contents.prune(to: .max, unusedSince: FileStamp.now - 3_600_000_000_000).results == 0)
    let again = await pipeline.run()
    #expect(again.made.count == 1 && again.status == 0)
    let half = contents.prune(to: whole / 2)
    #expect(half.results > 1 && contents.size <= whole / 2)
    #expect(contents.verify().damaged.isEmpty, "what is left is whole")
    _ = contents.prune(to: 0)
    #expect(contents.size == 0 && pipeline.files("tables").isEmpty)
    #expect(await pipeline.run().status == 0)
  }

  @Test("removes what a killed run left on its way, and nothing of a run that goes on") func leftovers() async throws {
    let pipeline = try CachedFixture()
    let folder = "\(pipeline.cache)/tmp"
    let alive = try CacheScratch(folder)
    let file = alive.path(".parquet")
    try Data("half".utf8).write(to: URL(fileURLWithPath: file))
    for name in ["0000.lock", "0000-1.parquet", "0000-2"] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    _ = await pipeline.run()
    #expect(pipeline.files("tmp").count == 2 && FileManager.default.fileExists(atPath: file))
    withExtendedLifetime(alive) {}
  }
}
