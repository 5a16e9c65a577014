import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// `where`: what is a condition, and that a bad one harms nobody else.
@Suite struct RowFilterTests {
  @Test(arguments: [
    "a = 1", "(a = 1) OR (b = 2)", "a = ')' -- only one", "a = 1 /* ( */", "name = 'O''Brien (junior'",
    "\"odd ) name\" > 2",
    "a IN (1, 2)\n  AND b = 2 -- the rest",
  ])
  func isACondition(_ text: String) { #expect(RowFilter.fault(text) == nil) }

  @Test(arguments: [
    ("a = 1) OR (b = 2", "without opening it"), ("(a = 1", "')' is missing at its end"), ("a = 'x", "not closed"),
    ("a = 1; DROP TABLE input", "holds ';'"), ("/* nothing", "is not closed"), ("-- nothing", "holds no condition"),
    ("a = [1)", "without opening it"), ("a = $$x$$", "holds '$'"), ("  \n", "holds no condition"), ("/", nil),
    ("/*", "is not closed"), ("/*/", "is not closed"),
  ])
  func isNone(_ text: String, _ fault: String?) {
    #expect(fault.map { RowFilter.fault(text)?.contains($0) == true } ?? (RowFilter.fault(text) == nil))
  }

  @Test func aManifestWithAConditionThatIsNoneDoesNotParse() async throws {
    let fixture = try JudgingTests.fixture(
      "a,b\n1,2\n,3\n", "- null_rate: { columns: a, max: 0.5 }\n  where: b = 2) OR (b = 2")
    let report = await GateReport.run(fixture)
    #expect(report.status == 64)
    #expect(report.outcome.failures.first?.contains("'where' is no condition on a row: it closes ')'") == true)
  }

  @Test func aCommentAtItsEndHidesNothing() async throws {
    let fixture = try JudgingTests.fixture(
      "a,b\n1,2\n,3\n",
      "- null_rate: { columns: a, max: 0 }\n  where: b = 2 -- only\n- mean: { columns: a, min: 1 }\n  where: b = 2 -- only"
    )
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass])
    #expect(report.cases.map(\.n) == [1, 1])
  }

  @Test func aConditionThatTheEngineRefusesIsAnErrorOfItsCheckOnly() async throws {
    let fixture = try JudgingTests.fixture(
      "a\n1\n2\n",
      """
      - mean: { columns: a, min: 0 }
        where: nope = 1
      - mean: { columns: a, min: 0 }
        id: sound
      - quantile: { columns: a, p: 0.5, min: 0 }
        where: SELECT
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .pass, .error])
    #expect(report.cases[0].message.contains("nope"))
    #expect(report.cases[2].message.contains("SELECT clause"), "\(report.cases[2].message)")
  }

  @Test(
    "A condition that names a column that is not there is told with its check, its line and the nearest column",
    arguments: [
      "citty = 'Bonn'", "lower(citty) = 'bonn' AND price > 0", "\"citty\" = 'price'",
      "price > 0 -- prize\n  or CITTY is null",
    ])
  func unknownColumn(_ condition: String) async throws {
    let filter = "|-\n    " + condition.split(separator: "\n").joined(separator: "\n    ")
    let fixture = try JudgingTests.fixture(
      "city,price\nBonn,1\nUlm,2\n",
      """
      - row_count: { min: 1 }
      - row_count: { min: 1 }
        id: some
        where: \(filter)
      - null_rate: { columns: city, max: 0 }
        id: sliced
        by: [city]
        where: \(filter)
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .error, .error])
    #expect(report.cases[1].location.line == 8)
    for one in report.cases.dropFirst() {
      let name = condition.contains("CITTY") ? "CITTY" : "citty"
      let wanted =
        "'where' of check '\(one.check)', assay.yaml:\(one.location.line): table 'input' has no column '\(name)'; "
        + "did you mean 'city'? It has: city, price"
      #expect(one.message == wanted, "\(one.message)")
    }
  }

  @Test("A column that only the reference lacks is told as the reference's")
  func columnOfTheReference() async throws {
    let fixture = try TemporaryFixture([
      "data/old.csv": "x\n" + (0..<300).map { "\($0)\n" }.joined(),
      "data/new.csv": "x,kind\n" + (0..<300).map { "\($0),a\n" }.joined(),
      "assay.yaml": """
      assay: 1
      fixture: filtered
      data: { input: { reference: data/old.csv, versions: { v1: data/new.csv } } }
      checks:
        input:
          - drift: { columns: x }
            where: kind = 'a'
          - row_count: { min: 1 }
            where: kind = 'a'
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .pass])
    #expect(
      report.cases[0].message.hasSuffix(": in the reference, table 'input' has no column 'kind'; it has: x"),
      "\(report.cases[0].message)")
  }

  @Test("What is not a missing column is left to the engine")
  func otherFaults() async throws {
    let fixture = try JudgingTests.fixture(
      "city,price\nBonn,1\n",
      """
      - row_count: { min: 1 }
        id: function
        where: lowwer(city) = 'bonn'
      - row_count: { min: 1 }
        id: type
        where: price = DATE '2024-01-01'
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error, .error])
    #expect(report.cases.allSatisfy { !$0.message.contains("has no column") }, "\(report.cases.map(\.message))")
    #expect(report.cases[0].message.contains("lowwer"))
  }

  @Test(arguments: [
    ("a = 1 AND b_2 > .5", ["a", "AND", "b_2"]), ("lower ( a ) = 'b ''c'' d'", ["a"]),
    ("\"odd \"\"name\" > 1e5", ["odd \"name"]),
    ("t.a > 1 or x . y = 2", ["or"]), ("a -- b\n/* c */ = d", ["a", "d"]), ("straße = größe", ["straße", "größe"]),
    ("a=1", ["a"]), ("", []), ("'", []), ("\"", [""]), ("/*", []), ("--", []), ("a.", []), ("\"a", [""]),
    ("a /*/ b", ["a"]),
  ])
  func names(_ text: String, _ names: [String]) { #expect(RowFilter.names(in: text) == names) }

  @Test("The reading of names ends for every text", arguments: 1...20)
  func namesOfAnything(_ seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    let pieces = ["'", "\"", "/*", "*/", "--", "\n", "a", "b1", " ", ".", "(", "é", "9", "/", "*", "-"]
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      #expect(RowFilter.names(in: text).count <= text.utf8.count, "seed \(seed): \(text)")
    }
  }

  @Test func aNumberIsTakenForTrueOrFalseByEveryMeasurement() async throws {
    let fixture = try JudgingTests.fixture(
      "a,f\n1,0\n2,2\n3,\n", "- mean: { columns: a, min: 0 }\n  where: f\n- range: { columns: a, min: 0 }\n  where: f")
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.pass, .pass])
    #expect(report.cases.map(\.n) == [1, 1])
  }

  @Test func aConditionThatFailsOnARowIsAnErrorOfItsCheckOnly() async throws {
    let fixture = try JudgingTests.fixture(
      "a,t\n1,5\n2,x\n",
      "- mean: { columns: a, min: 0 }\n  where: CAST(t AS INTEGER) > 1\n- mean: { columns: a, min: 0 }\n  id: sound")
    #expect(await GateReport.run(fixture).cases.map(\.verdict) == [.error, .pass])
  }

  @Test func columnsMayBeNamedLikeTheOnesThatAreAdded() async throws {
    let fixture = try JudgingTests.fixture(
      "assay_filter_0,Assay_slice_0_0,s0,n\n" + (0..<400).map { "false,\($0 % 2),\($0 % 4),\($0)\n" }.joined(),
      """
      - mean: { columns: n, min: 200 }
        where: n >= 200
      - mean: { columns: n, max: 199 }
        id: sliced
        by: s0
        where: n < 200 OR s0 > 1
      - unique: { columns: n }
        by: s0
      """)
    let report = await GateReport.run(fixture)
    #expect(report.cases.first?.metrics.first?.value == 299.5)
    #expect(report.cases.filter { $0.kind == "unique" }.map(\.verdict) == [.pass, .pass, .pass, .pass])
  }

  @Test func checksOfTheWholeTableTakeNeitherWhereNorBy() async throws {
    for check in [
      "unchanged: {}", "golden: { key: a }", "sql: { query: SELECT 1 }", "schema: { columns: { a: integer } }",
    ] {
      for (key, value) in [("where", "a > 1"), ("by", "a")] {
        let fixture = try JudgingTests.fixture("a\n1\n", "- \(check)\n  \(key): \(value)")
        let report = await GateReport.run(fixture)
        #expect(report.status == 64)
        #expect(report.outcome.failures.first?.contains("'\(key)' does not go with check") == true, "\(check)")
      }
    }
  }
}
