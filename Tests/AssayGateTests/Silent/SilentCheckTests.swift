import AssayEngine

import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What the examples of the checks for silent failures do not show.
@Suite struct SilentCheckTests {
  /// A fixture with a table, its reference and further tables.
  private static func fixture(
    _ table: String, reference: String? = nil, others: [String: String] = [:], top: String = "", _ checks: String
  ) throws -> TemporaryFixture {
    var files = ["data/table.csv": table]
    if let reference { files["data/reference.csv"] = reference }
    for (name, text) in others { files["data/\(name).csv"] = text }
    let lines = others.keys.sorted().map { "  \($0): data/\($0).csv\n" }.joined()
    files["assay.yaml"] = """
      assay: 1
      fixture: silent
      \(top)
      data:
        input:
      \(reference == nil ? "" : "    reference: data/reference.csv\n")    versions: { v1: data/table.csv }
      \(lines)
      checks:
        input:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """
    return try TemporaryFixture(files)
  }

  private static func rows(_ heading: String, _ count: Int, _ row: (Int) -> String) -> String {
    heading + "\n" + (0..<count).map { row($0) + "\n" }.joined()
  }

  // MARK: Values that must not be seen

  @Test("no check shows a value of a private column")
  func privateValues() async throws {
    let secret = "Zaphod"
    let number = "424242"
    let table = Self.rows("id,name,salary,y,when", 400) {
      "\($0),\($0 % 2 == 0 ? secret : "zaphod "),\($0 % 2 == 0 ? number : "\($0)"),\($0 % 2),\($0 % 2 == 0 ? "2031-01-01" : "2013-01-01")"
    }
    let other = Self.rows("id,name,salary,y,when", 400) { "\($0),\(secret)-2,\($0)\(number),1,2013-01-01" }
    let fixture = try Self.fixture(
      table + "1,\(secret),\(number),0,2031-01-01\n",
      reference: Self.rows("id,name,salary,y,when", 400) {
        "\($0),\($0 % 3 == 0 ? "Ford" : secret),\($0 * 1000),\($0 % 2),2013-01-01"
      }, others: ["other": other, "twin": table], top: "private: [name, salary, when]",
      """
      - mode_spike: { columns: [name, salary] }
      - unit_change: { columns: salary }
      - swapped_columns: { columns: [id, salary] }
      - frozen: { columns: [name, salary] }
      - frozen: { columns: salary, key: id }
        id: frozen.key
      - unseen_levels: { columns: [name, salary] }
      - prediction_collapse: { columns: [name, salary] }
      - prediction_collapse: { columns: [name, salary], min_distinct: 900, max_mode_share: 0.1, min_entropy: 20 }
        id: plain
      - duplicate_rows: { except: id }
      - join_fan_out: { from: other, key: [name, salary], lossless: true }
      - overlap: { columns: [name, salary], with: twin }
      - train_serve_skew: { with: twin, key: [id, name], columns: [salary, y] }
      - train_serve_skew: { with: other, key: id, columns: [name, salary], allow: { share: 0.001 } }
        id: skew
        where: id > 1
      - label_leakage: { label: y, columns: [name, salary] }
      - conflicting_labels: { label: y, columns: [name, salary], max: 0 }
      - time_travel: { columns: when, before: 2014-01-01 }
      - text_variants: { columns: name }
      - disguised_nulls: { columns: name, words: [\(secret)] }
      """.replacing("\n  where: id > 1", with: ""))
    let report = await GateReport.run(fixture)
    #expect(report.cases.count(where: { $0.verdict == .fail }) >= 12, "\(report.cases.map { ($0.check, $0.message) })")
    for word in [secret, "zaphod", number, "2031-01-01"] {
      for one in report.cases {
        #expect(
          !([one.message] + one.details).contains { $0.contains(word) }, "\(one.check): \(one.message) \(one.details)")
      }
      let files = FileManager.default.enumerator(atPath: fixture.root)?.compactMap { $0 as? String } ?? []
      for file in files where !file.hasPrefix("fixture/") {
        let text = FileManager.default.contents(atPath: "\(fixture.root)/\(file)").map {
          String(decoding: $0, as: UTF8.self)
        }
        #expect(text?.contains(word) != true, "\(file)")
      }
    }
  }

  @Test("a private text that is no time is not shown")
  func privateTimes() async throws {
    let fixture = try Self.fixture(
      "when\nZaphod\nsoon\n", top: "private: when", "- time_travel: { columns: when, before: 2014-01-01 }")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(
      report.cases.first?.message == "column 'when' cannot be read as times; its values are private and not shown")
  }

  // MARK: Rows by key

  @Test("a missing key is one key for a fan-out, and no entity for a comparison of paths")
  func missingKeys() async throws {
    let fixture = try Self.fixture(
      "id,x\n1,1\n,2\n,3\n", others: ["other": "id,x\n1,1\n,2\n"],
      "- join_fan_out: { from: other, key: id }\n- train_serve_skew: { with: other, key: id }")
    let cases = await GateReport.run(fixture).cases
    #expect(cases.map(\.verdict) == [.fail, .fail, .pass])
    #expect(cases[0].metrics.first?.value == 1)
    #expect(cases[1].details.first == "2 rows only here, 1 row only in table 'other'")
  }

  @Test("NaN equals NaN and infinity itself, and neither is within a tolerance of anything else")
  func strangeNumbers() async throws {
    let fixture = try Self.fixture(
      "id,x\n1,nan\n2,inf\n3,inf\n4,1.5\n5,\n", others: ["other": "id,x\n1,nan\n2,inf\n3,1e9\n4,1.25\n5,\n"],
      "- train_serve_skew: { with: other, key: id, tolerance: { x: 0.25 } }")
    let cases = await GateReport.run(fixture).cases
    #expect(cases.map(\.verdict) == [.pass, .fail], "\(cases.map(\.message))")
    #expect(cases.last?.metrics.map(\.value) == [1, 0.2, 0.25])
  }

  @Test("what cannot be compared is an error")
  func errors() async throws {
    let fixture = try Self.fixture(
      "id,x,t\n1,a,soon\n2,b,later\n", reference: "id,x,t\n1,a,soon\n",
      others: ["other": "id,x\n8,1\n", "void": "id\n"],
      """
      - overlap: { columns: id, with: input }
      - overlap: { columns: id, with: void }
        id: void
      - join_fan_out: { from: void, key: id }
      - train_serve_skew: { with: other, key: id, columns: x }
      - time_travel: { columns: t, before: 2013-01-01 }
      - time_travel: { columns: id, before: 2013-01-01 }
      - unit_change: { columns: x }
      - frozen: { columns: x, key: t }
      - conflicting_labels: { label: x, columns: x, max: 0 }
      - label_leakage: { label: id, columns: x }
      """)
    let report = await GateReport.run(fixture)
    let cases = report.cases
    #expect(cases.count >= 10, "\(report.outcome.failures)")
    for one in cases where !(one.check.contains("train_serve") && one.column != nil) && one.kind != "frozen" {
      #expect(one.verdict == .error, "\(one.check): \(one.message)")
    }
    let messages = cases.map(\.message).joined(separator: "\n")
    for text in [
      "overlaps with itself", "column 'id' is int64, and text in table 'void'",
      "column 'x' is text, and int64 in table 'other'",
      "this check needs times", "this check needs a number", "beside the label 'x'", "must be boolean, or hold 0 and 1",
    ] { #expect(messages.contains(text), "'\(text)' in\n\(messages)") }
  }

  @Test(
    "arguments that make no sense are refused",
    arguments: [
      ("mode_spike: { columns: a, limit: 1 }", "above 0 and below 1"),
      ("swapped_columns: { columns: a }", "two columns or more"),
      ("frozen: { columns: a, max: 0.5 }", "'max' needs a 'key'"),
      ("label_leakage: { label: a, columns: b, max: 0.5 }", "above 0.5"),
      ("time_travel: { columns: a }", "either 'before' or 'not_after'"),
      ("time_travel: { columns: a, before: next week }", "write a day or a moment"),
      ("time_travel: { columns: a, before: 2023-02-29 }", "write a day or a moment that exists"),
      ("time_travel: { columns: a, before: '2023-02-28T12:00:00+5' }", "write a day or a moment"),
      ("join_fan_out: { from: input, key: all }", "not 'all'"),
    ])
  func arguments(_ entry: String, _ message: String) {
    do {
      _ = try ManifestReader.entry(entry, table: "input", file: "check", checks: CheckRegistry.all)
      Issue.record("\(entry) was taken")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  // MARK: Versions

  @Test("the version before is what was approved of it; without an approval there is nothing to compare with")
  func previousVersions() async throws {
    let manifest = """
      assay: 1
      fixture: versions
      data:
        input:
          versions: { v1: data/a.csv, v2: data/b.csv, v3: data/b.csv }
      checks:
        input:
          - unchanged
          - frozen: { columns: all }
      """
    let fixture = try TemporaryFixture([
      "assay.yaml": manifest, "data/a.csv": "x,c\n1,7\n2,7\n", "data/b.csv": "x,c\n1,7\n3,7\n",
    ])
    func frozen(_ report: GateReport) -> [Verdict] { report.cases.filter { $0.kind == "frozen" }.map(\.verdict) }
    let unapproved = await GateReport.run(fixture)
    #expect(frozen(unapproved) == [.skipped, .skipped, .error, .skipped, .error, .skipped])
    let message = try #require(unapproved.cases.first { $0.kind == "frozen" && $0.verdict == .error }?.message)
    #expect(message.contains("nothing was approved for version 'v1'") && message.contains("'unchanged'"))
    // The third version is the second one again, which is why it cannot be approved.
    let recorded = await GateReport.run(fixture) { $0.approval = .test }
    #expect(recorded.outcome.recordedBaselines == 2)
    #expect(frozen(recorded) == [.skipped, .skipped, .pass, .skipped, .fail, .skipped])
    #expect(frozen(await GateReport.run(fixture) { $0.versions = ["v3"] }) == [.fail, .skipped])
  }

  // MARK: Missing outputs

  @Test("outputs that are null or NaN are a collapse, whatever the few that are left look like")
  func missingOutputs() async throws {
    let fixture = try TemporaryFixture([
      "data/t.csv": Self.rows("p", 1000) { "0.\(100 + $0 % 80)" },
      "data/r.csv": Self.rows("p", 1000) { "0.\(100 + $0 % 80)" },
      "stages/s.sql": """
      select case when p > 0.101 then null else p end as nulls, case when p > 0.101 then 'nan'::double else p end as nans,
        p as all_there, case when p > 0.171 then null else p end as few from t
      """,
      "assay.yaml": """
      assay: 1
      fixture: missing
      data: { t: { reference: data/r.csv, versions: { v1: data/t.csv } } }
      stages: { s: { sql: stages/s.sql, from: t } }
      checks:
        s:
          - prediction_collapse: { columns: [nulls, nans, all_there], max_mode_share: 0.9 }
          - prediction_collapse: { columns: [nulls, nans, all_there, few], min_distinct: 2 }
            id: s.distinct
          - prediction_collapse: { columns: [few], max_mode_share: 0.05 }
            id: s.share
      """,
    ])
    let cases = await GateReport.run(fixture).cases
    #expect(
      cases.map(\.verdict) == [.fail, .fail, .pass, .fail, .fail, .pass, .pass, .fail], "\(cases.map(\.message))")
    for one in cases where one.column == "nulls" || one.column == "nans" {
      #expect(one.message.contains("97.4 % are missing"), "\(one.message)")
      #expect(one.metrics.first { $0.name == "missing_share" }?.value == 0.974)
    }
  }

  // MARK: Cost

  @Test("numbers of all checks come of one pass; relations take a query each")
  func passes() async throws {
    let fixture = try Self.fixture(
      Self.rows("id,a,b,y", 50) { "\($0),\($0 % 7),\($0 % 5),\($0 % 2)" }, reference: "id,a,b,y\n1,1,1,1\n",
      others: ["other": "id\n1\n"],
      """
      - mode_spike: { columns: [a, b] }
      - unit_change: { columns: [a, b] }
      - swapped_columns: { columns: [a, b] }
      - frozen: { columns: [a, b] }
      - prediction_collapse: { columns: [a, b] }
      - label_leakage: { label: y, columns: [a, b] }
      - unchanged
      - join_fan_out: { from: other, key: id }
      - overlap: { columns: id }
      """)
    let manifest = try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all)
    let log = StatementLog()
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(observer: log.observer))
    for name in ["table", "reference", "other"] {
      try await engine.execute(
        "CREATE TABLE \(name == "table" ? "input" : name) AS FROM '\(fixture.path)/data/\(name).csv'")
    }
    let schema = try await engine.schema(of: "SELECT * FROM input")
    var requests: [Scope: Set<AssayGate.Measurement>] = [:]
    for entry in manifest.checks {
      for one in try entry.check.cases(of: TableShape(name: "input", schema: schema, reference: schema)) {
        requests[Scope(), default: []].formUnion(one.measurements)
      }
    }
    log.removeAll()
    let visible = ["other": TableName(name: "other")]
    var measured = try await TableMeasurer(
      engine: engine, table: TableName(name: "input"), schema: schema, visible: visible, privateColumns: []
    ).measure(requests)
    #expect(log.statements.count(where: { $0.contains("FROM") }) == 2, "\(log.statements)")
    log.removeAll()
    try await RelationMeasurer(
      engine: engine, table: TableName(name: "input"), schema: schema, visible: visible,
      reference: TableName(name: "reference")
    ).measure(requests, into: &measured)
    // One for each relation, and one for its examples.
    #expect(log.statements.count(where: { $0.contains("FROM \"input\"") }) == 4, "\(log.statements)")
    for measurement in requests[Scope()] ?? [] {
      let value = try #require(measured.values[Scope()]?[""]?[measurement], "\(measurement)")
      if case .failed(let error) = value { Issue.record("\(measurement): \(error)") }
    }
    await engine.close()
  }
}
