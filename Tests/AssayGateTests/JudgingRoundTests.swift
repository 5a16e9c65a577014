import AssayTable
import TestSupport
import Testing

@testable import AssayGate

/// What needs a value for every row is judged in rounds, and nobody can tell from the results.
@Suite struct JudgingRoundTests {
  private static let manifest = """
    assay: 1
    fixture: rounds
    data:
      input: { reference: data/r.csv, versions: { v1: data/v1.csv, v2: data/v2.csv, v3: data/v3.csv } }
    checks:
      input:
        - drift: { columns: all }
        - drift: { columns: [b, a, b2], limit: 0.2 }
          id: input.again
        - drift: { columns: [a, c] }
          id: input.sliced
          by: g
        - drift: { columns: a }
          id: input.some
          where: c > 10
        - drift: { columns: nowhere }
          id: input.wrong
        - swapped_columns: { columns: all }
        - swapped_columns: { columns: [a, b, c] }
          id: input.swapped.some
          where: c > 10
        - swapped_columns: { columns: [a, b2, c], limit: 0.02 }
          id: input.swapped.sliced
          by: g
        - mean: { columns: [a, b], min: 0 }
        - roc_auc: { label: y, score: p, min: 0.4 }
        - accepted_values: { columns: g, values: [x, y] }
    """

  private static func table(_ seed: Int, shift: Int = 0, heading: String = "a,b,b2,c,g,y,p") -> String {
    var lines = [heading]
    for row in 0..<600 {
      let noise = (row * 7919 + seed * 104_729) % 1009
      lines.append(
        "\(noise + shift),\(row % 17 == 0 ? "" : "\(Double(noise) / 7)"),\((noise * noise) % 31),\(row % 97),"
          + "\(row % 3 == 0 ? "x" : "y"),\(noise % 2),\(Double((noise * 31) % 100) / 100)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func results(valueMemory: Int?) async throws -> [String] {
    try await results(
      [
        "assay.yaml": manifest, "data/r.csv": table(1), "data/v1.csv": table(2), "data/v2.csv": table(3, shift: 400),
        "data/v3.csv": table(4, heading: "c,b,b2,a,g,y,p"),
      ], valueMemory: valueMemory)
  }

  private static func results(_ files: [String: String], valueMemory: Int?) async throws -> [String] {
    let fixture = try TemporaryFixture(files)
    let report = await GateReport.run(fixture) { $0.valueMemory = valueMemory }
    return report.cases.map { one in
      "\(one.version) \(one.name) \(one.verdict) \(one.message) \(one.details) \(one.metrics) \(one.n)"
    }
  }

  @Test func resultsDoNotDependOnTheMemory() async throws {
    let together = try await Self.results(valueMemory: nil)
    #expect(together.count > 20)
    #expect(together.contains { $0.contains("v2") && $0.contains(" fail ") })
    #expect(together.contains { $0.contains("has no column 'nowhere'") })
    #expect(together.contains { $0.contains("v3") && $0.contains("c and a have changed places") })
    // Streamed, each column alone, two or three at a time, and with the reference kept or not.
    for memory in [0, 2000, 8000, 40_000, 90_000, .max, .max / 8 + 1, .min] {
      let results = try await Self.results(valueMemory: memory)
      #expect(results.count == together.count, "\(memory) bytes")
      for (one, expected) in zip(results, together) where one != expected {
        Issue.record("with \(memory) bytes: \(one)\n  otherwise: \(expected)")
      }
    }
  }

  /// Slices that are more values than are held in a first pass, that only one side has, that are too small, or whose values are all missing; conditions that leave nothing.
  private static let slicedManifest = """
    assay: 1
    fixture: slices
    data:
      input: { reference: data/r.csv, versions: { v1: data/v1.csv, v2: data/v2.csv } }
    checks:
      input:
        - drift: { columns: [a, b, c] }
          by: k
        - drift: { columns: [a, b] }
          id: input.some.sliced
          by: [k, g]
          where: c > 3
        - drift: { columns: [a, b, g] }
          id: input.some
          where: c > 3
        - drift: { columns: [a, b] }
          id: input.none
          where: c > 1000
        - drift: { columns: [a, b] }
          id: input.new
          where: k = 'new'
        - drift: { columns: [a, b] }
          id: input.wrong
          where: nowhere > 3
        - drift: { columns: a }
          id: input.sliced.wrong
          by: nowhere
        - drift: { columns: [a, b], cluster: d }
          id: input.clustered
          by: g
          where: c > 3
        - swapped_columns: { columns: [a, b, c], limit: 0.02 }
          by: k
        - swapped_columns: { columns: [a, b, c] }
          id: input.swapped.some
          where: c > 3
    """

  private static func slicedTable(_ seed: Int, shift: Double = 0, latest: String = "old") -> String {
    var state = UInt64(seed)
    func random(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    var lines = ["a,b,c,d,g,k"]
    for row in 0..<12_000 {
      let part = row % 200 == 7 ? 99 : Int(random(99))
      let level =
        part < 40 ? "w" : part < 60 ? "" : part < 75 ? "\"x, y\"" : part < 90 ? latest : part < 99 ? "none" : "few"
      let value = Double(random(100_000)) / 7 + (level == "w" ? shift : 0)
      let b = level == "none" || random(20) == 0 ? "" : row % 50 == 0 ? "1e300" : "\(-value)"
      lines.append(
        "\(value),\(b),\(random(13)),\(random(40)),\(random(3) == 0 ? "true" : "false"),\(level)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func slicesAndConditionsDoNotDependOnTheMemory() async throws {
    let files = [
      "assay.yaml": Self.slicedManifest, "data/r.csv": Self.slicedTable(11),
      "data/v1.csv": Self.slicedTable(12, shift: 4000), "data/v2.csv": Self.slicedTable(13, latest: "new"),
    ]
    let together = try await Self.results(files, valueMemory: nil)
    for text in [
      "[k=w] fail a moved", "[k=none] error column 'b' has no values", "[k=few] skipped",
      "slice 'k=new' does not occur in the reference", "[k=old] error the slice is gone", "[k=\"x, y\"] pass",
      "the table has no rows to compare", "[k=null, g=false] inconclusive", "some[g] pass",
    ] {
      #expect(together.contains { $0.contains(text) }, "\(text)")
    }
    for memory in [0, 30_000, 150_000] {
      let results = try await Self.results(files, valueMemory: memory)
      #expect(results.count == together.count, "\(memory) bytes")
      for (one, expected) in zip(results, together) where one != expected {
        Issue.record("with \(memory) bytes: \(one)\n  otherwise: \(expected)")
      }
    }
  }

  @Test func whatDoesNotFitAtAllIsReadInPasses() async throws {
    let fixture = try TemporaryFixture([
      "assay.yaml": Self.manifest, "data/r.csv": Self.table(1), "data/v1.csv": Self.table(2),
      "data/v2.csv": Self.table(3), "data/v3.csv": Self.table(4),
    ])
    let plan = try Plan(try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all))
    let check = try #require(plan.checks.first { $0.entry.id == "input.again" })
    let schema = Schema(["a", "b", "b2"].map { Field(name: $0, type: .float64) })
    let shape = TableShape(name: "input", schema: schema, reference: schema)
    for one in try check.entry.check.cases(of: shape) {
      let form = try #require(one.largeForm)
      let large = form()
      let name = try #require(one.column)
      #expect(one.measurements.contains(.sample(name)))
      #expect(large.measurements == [.rows, .comparison(name, with: name, describes: true)])
      #expect(large.referenceMeasurements == [.rows])
      #expect(large.comparisons == one.comparisons)
    }
  }

  // MARK: Plans

  private static func prepared(_ columns: [[String]], scope: Scope = Scope()) throws -> [TableJudge.Prepared] {
    let text = "assay: 1\nfixture: f\ndata: { t: t.csv }\nchecks: { t: [{ row_count: { min: 1 } }] }\n"
    let fixture = try TemporaryFixture(["assay.yaml": text, "t.csv": "a\n1\n"])
    let plan = try Plan(try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all))
    return columns.map { names in
      let cases = names.map { name in
        CheckCase(measurements: [.rows, .sample(name)], reference: [.sample(name)]) { _ in Judgement(.pass, "", n: 1) }
      }
      return TableJudge.Prepared(check: plan.checks[0], scope: scope, cases: cases)
    }
  }

  @Test func aRoundHoldsAsManyColumnsAsFit() throws {
    let prepared = try Self.prepared([["a", "b", "c", "d", "e"]])
    func columns(_ budget: Int) -> [Int] {
      JudgingRound.plan(prepared, rows: (100, 100), budget: budget).map { $0.current[Scope()]?.count ?? 0 }
    }
    // A column takes 8 bytes for each of 200 rows.
    #expect(columns(0) == [1, 1, 1, 1, 1])
    #expect(columns(1600) == [1, 1, 1, 1, 1])
    #expect(columns(3200) == [2, 2, 1])
    #expect(columns(4799) == [2, 2, 1])
    #expect(columns(1 << 20) == [5])
  }

  @Test func casesOfOneColumnShareItsRound() throws {
    let rounds = JudgingRound.plan(
      try Self.prepared([["a", "b"], ["b", "a", "c"]]), rows: (100, 100), budget: 1600)
    #expect(
      rounds.map { $0.cases.map { [$0.item, $0.index] } } == [[[0, 0], [1, 1]], [[0, 1], [1, 0]], [[1, 2]]])
    #expect(rounds.map { $0.reference[Scope()] } == [[.sample("a")], [.sample("b")], [.sample("c")]])
  }

  @Test func comparisonsShareTheRoundsOfCases() throws {
    let wanted = [("a", "a"), ("d", "c"), ("a", "c")].compactMap {
      JudgingRound.Comparison(.comparison($0, with: $1, describes: false), scope: Scope())
    }
    let rounds = JudgingRound.plan(
      try Self.prepared([["a"]]), comparisons: wanted, rows: (100, 100), budget: 1600)
    #expect(rounds.map { $0.cases.count } == [1, 0, 0])
    #expect(rounds.map { $0.comparisons.map(\.column) } == [["a"], ["d"], ["a"]])
    #expect(rounds.map { $0.current[Scope()] } == [[.sample("a")], [.sample("d")], [.sample("a")]])
    #expect(rounds.map { $0.reference[Scope()] } == [[.sample("a")], [.sample("c")], [.sample("c")]])
    #expect(rounds.map(\.bytes) == [1600, 1600, 1600])
  }

  @Test func withoutValuesOfRowsThereIsOneRoundAndNothingInIt() {
    let rounds = JudgingRound.plan([], rows: (100, 0), budget: 0)
    #expect(rounds.count == 1)
    #expect(rounds[0].cases.isEmpty && rounds[0].current.isEmpty && rounds[0].reference.isEmpty)
  }
}
