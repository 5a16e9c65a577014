import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Stages and checks whose result is not decided by what they are given.
@Suite("What is not kept") struct AlwaysRunTests {
  @Test(
    "is a query of chance, time, settings, files and samples",
    arguments: [
      ("select id, random() as y from one", "calls random"), ("select id, now() as y from one", "calls now"),
      ("select id, current_date as y from one", "current_date"), ("select id, uuid() as y from one", "uuid"),
      ("select id, current_setting('threads') as y from one", "current_setting"),
      (
        "select id, x as y from one, (select 1 as c from 'FIXTURE/data/v1.csv' limit 1)",
        "which is no table that it is given"
      ),
      ("select id, x as y from one, (select 1 as c from read_csv('FIXTURE/data/v1.csv') limit 1)", "calls read_csv"),
      ("select id, x as y from one using sample 300 rows", "sample"),
      ("with r as (select random() as c) select id, c as y from one, r", "random"),
      ("select id, (select count(*) from duckdb_settings()) as y from one", "calls duckdb_settings"),
      ("select id, ago(interval 1 day) as y from one", "ago"),
    ]) func queries(_ query: String, _ says: String) async throws
  {
    let pipeline = try CachedFixture()
    try pipeline.fixture.write("two.sql", query.replacing("FIXTURE", with: pipeline.fixture.path))
    try pipeline.edit("assay.yaml", "- mean: { columns: y, max: 1000000 }", "- row_count: { min: 1 }")
    try pipeline.edit("assay.yaml", "WHERE y < x", "WHERE id < 0")
    try pipeline.edit("assay.yaml", "- range: { columns: z, min: 0 }", "- row_count: { min: 1 }")
    try pipeline.fixture.write("three.sql", "select id from two")
    let first = await pipeline.run()
    #expect(first.status == 0, "\(first.cases.map(\.message)) \(first.stages.compactMap(\.failure))")
    let second = await pipeline.run()
    let stage = try #require(second.stages.first { $0.stage == "two" })
    #expect(!stage.isCached && stage.alwaysRuns?.contains(says) == true, "\(stage.alwaysRuns ?? "-")")
    // What stands before is known.
    #expect(second.stages.filter { $0.stage == "one" }.allSatisfy { $0.isCached })
  }

  @Test(
    "is no query that is decided by its tables",
    arguments: [
      "select id, row_number() over (order by id) + greatest(x, 1) as y from one where x between 1 and 90",
      "with recursive a as (select 1 as n union all select n + 1 from a where n < 3) select id, n * 1.5 as y from one, a",
      "select id, list_sum([x, w]) + coalesce(x, 0) + (select max(x) from one) as y from one",
      "select id, case when x > 3 then 2 else 1 end as y, strftime(date '2013-01-01' + id::integer, '%Y') as t from one",
      "select id, sum(x)::double as y from one group by all order by 1",
      "select id, i + 1.0 as y from one, unnest([1, 2]) as t(i), range(2)",
      "select id, \"now\" as y from (select id, x as now from one)",
    ]) func plain(_ query: String) async throws
  {
    let pipeline = try CachedFixture(["two.sql": query])
    try pipeline.edit("assay.yaml", "WHERE y < x", "WHERE id < 0")
    let first = await pipeline.run()
    #expect(first.status == 0, "\(first.cases.map(\.message)) \(first.stages.compactMap(\.failure))")
    #expect(await pipeline.run().made.isEmpty, "\(first.stages.compactMap(\.alwaysRuns))")
  }

  @Test("is the verdict of a check that asks for chance or time") func checks() async throws {
    for (entry, other) in [
      ("where: id > 3", "where: id > random()"),
      ("SELECT * FROM two JOIN one USING (id) WHERE y < x", "SELECT * FROM two, one WHERE now() < DATE 2000-01-01"),
    ] {
      let pipeline = try CachedFixture()
      try pipeline.edit("assay.yaml", entry, other.replacing("2000-01-01", with: "''2000-01-01''"))
      let first = await pipeline.run()
      #expect(first.status == 0, "\(first.cases.map(\.message))")
      let second = await pipeline.run()
      #expect(second.made.isEmpty)
      #expect(Set(second.judged.map { $0.dropFirst(3) }).count == 1, "\(second.judged)")
    }
  }

  @Test("is a table of which a case failed: it is judged again, and its rows are written again") func failures()
    async throws
  {
    let pipeline = try CachedFixture()
    try pipeline.edit("assay.yaml", "- range: { columns: z, min: 0 }", "- range: { columns: z, min: 5 }")
    let first = await pipeline.run()
    #expect(first.status == 1)
    let path = try #require(first.cases.first { $0.verdict == .fail }?.attachments.first)
    let rows = try Data(contentsOf: URL(fileURLWithPath: path))
    try FileManager.default.removeItem(atPath: pipeline.fixture.output)
    let second = await pipeline.run()
    #expect(second.status == 1 && second.made.isEmpty)
    #expect(second.judged == ["v1.three", "v2.three"])
    #expect(second.steady == first.steady)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == rows)
  }

  @Test("are not the rows of a warning: they are written again from what is kept, in the folder of the run")
  func warnings() async throws {
    let pipeline = try CachedFixture()
    try pipeline.edit("assay.yaml", "where: id > 3", "where: id > 3\n      severity: warn")
    try pipeline.edit("assay.yaml", "- range: { columns: z, min: 0 }", "- range: { columns: z, min: 5 }")
    let first = await pipeline.run()
    #expect(first.status == 0 && first.outcome.tally[.warn] == 2)
    let path = try #require(first.cases.first { $0.verdict == .warn }?.attachments.first)
    let rows = try Data(contentsOf: URL(fileURLWithPath: path))
    let other = "\(pipeline.fixture.root)/others"
    let second = await pipeline.run { $0.output = other }
    #expect(second.judged.isEmpty)
    let moved = try #require(second.cases.first { $0.verdict == .warn }?.attachments.first)
    #expect(moved == path.replacing(pipeline.fixture.output, with: other))
    #expect(try Data(contentsOf: URL(fileURLWithPath: moved)) == rows)
  }

  @Test("is the number of days that a suppression still holds") func suppression() async throws {
    let pipeline = try CachedFixture()
    try pipeline.edit(
      "assay.yaml", "where: id > 3", "where: id > 3\n      suppress: { until: 2999-12-31, why: being mended }")
    try pipeline.edit("assay.yaml", "- range: { columns: z, min: 0 }", "- range: { columns: z, min: 5 }")
    let first = await pipeline.run()
    let second = await pipeline.run()
    #expect(second.judged.isEmpty && second.steady == first.steady)
    let path = try #require(
      pipeline.files("verdicts").first { CacheContents.verdicts($0)?.cases.contains { $0.isSuppressed } == true })
    let kept = try #require(CacheContents.verdicts(path)?.cases.first)
    #expect(!kept.message.contains("days left") && second.cases.contains { $0.message.contains("days left") })
    // One whose day has passed is judged again.
    try pipeline.edit("assay.yaml", "2999-12-31", "2020-01-01")
    #expect(await pipeline.run().status == 1)
  }

  @Test("is what is compared with an approval that ends, on another day") func day() throws {
    var kept = KeptVerdicts(fixture: "f", table: "t")
    kept.day = "2020-01-01"
    let pipeline = try CachedFixture()
    let manifest = try ManifestReader.read(path: pipeline.fixture.path, checks: CheckRegistry.all)
    let plan = try Plan(manifest)
    let cache = VerdictCache(
      cache: ReplayCache(folder: pipeline.cache), plan: plan, options: Gate.Options(fixtures: []), path: "f",
      inputs: ResolvedInputs([]), programs: ProgramDigests())
    #expect(cache.results(kept, plan.selected, "v1") == nil)
    kept.day = nil
    #expect(cache.results(kept, plan.selected, "v1") == [])
  }

  @Test("is the output of a program that does not say what it reads; what stands on it is") func commands() async throws
  {
    let pipeline = try CachedFixture([
      "copy.sh": "cp \"$ASSAY_INPUT/one.parquet\" \"$ASSAY_OUTPUT\"; echo ran >> ../log"
    ])
    try pipeline.edit("assay.yaml", "two: { sql: two.sql, from: one }", "two: { command: [sh, copy.sh], from: one }")
    try pipeline.edit("assay.yaml", "columns: y", "columns: x")
    try pipeline.edit("assay.yaml", "WHERE y < x", "WHERE id < 0")
    try pipeline.fixture.write("three.sql", "select id, x as z from two")
    func runs() -> Int { pipeline.fixture.text("log").split(separator: "\n").count }
    let first = await pipeline.run()
    #expect(first.status == 0, "\(first.cases.map(\.message)) \(first.stages.compactMap(\.failure))")
    #expect(runs() == 2)
    let second = await pipeline.run()
    #expect(second.made == ["v1.two", "v2.two"] && runs() == 4 && second.judged.isEmpty)
    #expect(second.stages.first { $0.stage == "two" }?.alwaysRuns?.contains("'files'") == true)

    try pipeline.edit("assay.yaml", "[sh, copy.sh], from: one", "[sh, copy.sh], from: one, files: [data/side.csv]")
    _ = await pipeline.run()
    #expect(runs() == 6)
    #expect(await pipeline.run().made.isEmpty && runs() == 6)
    try pipeline.edit("copy.sh", "cp ", "cp  ")
    #expect(await pipeline.run().made == ["v1.two", "v2.two"], "its words name files, and those count")
  }
}
