import AssayEngine
import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

@Suite("Files of the replay cache") struct CacheFileTests {
  private static let kept: KeptVerdicts = {
    var kept = KeptVerdicts(fixture: "flights", table: "features")
    kept.cases = [
      KeptVerdicts.Case(
        check: "features.drift", column: "é", slice: nil, verdict: .warn, message: "moved\n", isSuppressed: true,
        details: ["a", ""],
        metrics: [
          Metric("ks", 0.1, n: 3, definition: "ks(a)", lower: -.infinity, upper: nil),
          Metric("x", -0.0, n: .max, lower: 0.5, upper: .infinity),
        ], limits: [], n: -1, attachments: [KeptVerdicts.Attachment(name: "rows/a.csv", content: Data([0, 255, 10]))],
        figures: [
          .distribution(
            Figure.Distribution(
              subject: "x", edges: [0, 1.5], levels: ["a", ""], otherLevels: 2, reference: [0.25], current: [],
              referenceMissing: 0.5, currentMissing: 0)),
          .roc(Figure.Curve(x: [0, 1], y: [0, 1], n: [])), .precisionRecall(Figure.Curve(x: [0.1], y: [0.2], n: [7])),
          .reliability(Figure.Curve(x: [], y: [], n: [1, 2])),
          .confusion(
            Figure.Confusion(threshold: 0.5, truePositives: 1, falsePositives: 2, trueNegatives: 3, falseNegatives: 4)),
          .residuals(.init(subject: "r", predictions: [-1, 1], n: [3, 4], quantiles: [[0.5], [], [-0.0]])),
        ], digest: TableDigest(today: "ab", approved: nil)),
      KeptVerdicts.Case(
        check: "", column: nil, slice: "o=EWR", verdict: .pass, message: "", details: [], metrics: [],
        limits: ["max 1"],
        n: 0),
    ]
    return kept
  }()

  @Test("hold verdicts as they were") func verdicts() throws {
    var kept = Self.kept
    #expect(try KeptVerdicts(kept.content) == kept)
    kept.day = "2026-01-01"
    let read = try KeptVerdicts(kept.content)
    #expect(read == kept)
    #expect(read.cases[0].metrics[1].value.sign == .minus, "to the last bit")
    #expect(try KeptVerdicts(KeptVerdicts(fixture: "", table: "").content).cases.isEmpty)
  }

  @Test("hold all that a case says, but for what is known otherwise") func fields() {
    let result = CaseResult(
      fixture: "", version: "", table: "", check: "", kind: "", verdict: .pass, message: "",
      location: SourceLocation(file: "", line: 1))
    let names = Set(Mirror(reflecting: result).children.compactMap(\.label))
    let kept = Set(Mirror(reflecting: Self.kept.cases[0]).children.compactMap(\.label)).subtracting(["isSuppressed"])
    // From the manifest, the command line and the day; and seconds, which an earlier run spent.
    let known: Set = [
      "fixture", "version", "table", "kind", "severity", "location", "rerun", "why", "suppression", "seconds",
    ]
    #expect(names == kept.union(known), "a field that a case has now must be kept as well")
  }

  @Test("that end early, go on or hold anything else are no verdicts") func noVerdicts() throws {
    let content = Self.kept.content
    for length in 0..<content.count {
      #expect(throws: ByteReader.Failure.self) { try KeptVerdicts(content.prefix(length)) }
    }
    #expect(throws: ByteReader.Failure.self) { try KeptVerdicts(content + [0]) }
    // Whatever a byte says, reading ends.
    for position in 0..<content.count {
      for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
        var other = content
        other[position] = value
        _ = try? KeptVerdicts(other)
      }
    }
  }

  @Test("prove their content") func sealed() {
    let content = Data("a\nb".utf8)
    let data = CacheFile.sealed(content)
    #expect(CacheFile.content(data) == content)
    #expect(CacheFile.content(CacheFile.sealed(Data())) == Data())
    for position in data.indices {
      var other = data
      other[position] ^= 1
      #expect(CacheFile.content(other) == nil, "byte \(position)")
    }
    #expect(CacheFile.content(data.dropLast()) == nil && CacheFile.content(data + [10]) == nil)
    #expect(CacheFile.content(Data()) == nil)
  }

  @Test("give tables back as they were: values, types, order") func tables() async throws {
    let engine = try await DuckDBEngine.open()
    let folder = "\(engine.scratchFolder)/files"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = TableFile(engine: engine)
    let columns = [
      "range::bigint as id", "(range * 7 % 5)::hugeint as huge",
      "case when range = 3 then null else range / 3 end as d",
      "if(range = 1, 'nan'::double, if(range = 2, -0.0::double, 'inf'::double)) as f", "('a' || range) as t",
      "('a' || range % 3)::enum('a0', 'a1', 'a2') as e", "make_timestamp_ns(range * 1000 + 7) as ns",
      "to_seconds(range)::interval as i", "[range, null] as l",
      "{'a': (range % 100)::tinyint, 'b': [1.5::decimal(4, 2)]} as s",
      "map {'k': range} as m", "(range % 200)::utinyint as u", "'2013-01-01'::timestamptz as tz",
      "time '10:11:12.123456' as tm", "range::bigint as a, '\\xAA'::blob as b",
      "uuid_extract_version('00000000-0000-7000-8000-000000000000'::uuid) as v",
    ]
    let table = TableName(name: "made")
    try await engine.execute(
      "CREATE TABLE made AS SELECT \(columns.joined(separator: ", ")) FROM range(1000) ORDER BY hash(range)")
    let written = try await file.write(table, to: "\(folder)/a.parquet")
    #expect(written.fault == nil && written.sha256.utf8.count == 64)
    #expect(Set(written.casts.map(\.column)).isSuperset(of: ["huge", "e", "ns", "i"]))
    try await file.read("\(folder)/a.parquet", written.casts, into: TableName(name: "again"))
    let differing = try await engine.rows(
      "SELECT count(*) FROM made AS one POSITIONAL JOIN again AS two WHERE one IS DISTINCT FROM two")
    #expect(differing == [[.integer(0)]])
    let types = try await engine.rows("DESCRIBE made")
    #expect(try await engine.rows("DESCRIBE again") == types)
    // The same table, the same bytes.
    #expect(try await file.write(TableName(name: "again"), to: "\(folder)/b.parquet").sha256 == written.sha256)
    await engine.close()
  }

  @Test(
    "do not stand for tables that Parquet cannot keep",
    arguments: [
      "select 170141183460469231731687303715884105727::hugeint as wide",
      "select to_microseconds(1234567)::interval as wide",
    ]) func lossy(_ query: String) async throws
  {
    let engine = try await DuckDBEngine.open()
    try await engine.execute("CREATE TABLE made AS \(query)")
    let written = try await TableFile(engine: engine).write(
      TableName(name: "made"), to: "\(engine.scratchFolder)/a.parquet")
    #expect(written.fault?.contains("'wide'") == true, "\(written)")
    await engine.close()
  }

  @Test(
    "have sizes that people write",
    arguments: [
      ("0", 0), ("12", 12), ("5GiB", 5 << 30), ("1 GB", 1_000_000_000), ("500mb", 500_000_000), ("3KiB", 3072),
      ("7B", 7),
    ]) func sizes(_ text: String, _ bytes: Int)
  { #expect(ByteSize(text)?.bytes == bytes) }

  @Test(
    "have no other sizes", arguments: ["", "GB", "-1", "1.5GB", "5XB", "99999999999999999999", "9999999999TB", "1G B"])
  func noSizes(_ text: String) { #expect(ByteSize(text) == nil) }

  @Test(
    "have sizes that people read",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (1_449, "1.4 kB"), (12_400_000, "12 MB"), (5_368_709_120, "5.4 GB"),
      (999_999, "1 MB"), (Int.max, "9,223,372 TB"),
    ]) func shown(_ bytes: Int, _ text: String)
  { #expect(ByteSize(bytes: bytes).description == text) }
}
