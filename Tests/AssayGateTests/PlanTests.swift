import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// A plan is fixed before anything runs, whatever is selected.
@Suite struct PlanTests {
  static let manifest = """
    assay: 1
    fixture: planned
    budget: 0.01
    data:
      raw: { reference: data/r.csv, versions: { v1: data/1.csv, v2: data/2.csv } }
      side: data/side.csv
    stages:
      one: { sql: one.sql, from: raw }
      two: { sql: two.sql, from: [one, side] }
    checks:
      raw:
        - row_count: { min: 1 }
        - drift: { columns: [a, b, c] }
      two:
        - drift: { columns: a }
        - mean: { columns: a, max: 1, max_rise: 0.1, against: reference }
    """

  static func plan(versions: [String] = [], checks: [String] = []) throws -> Plan {
    let fixture = try TemporaryFixture(["assay.yaml": manifest])
    return try Plan(
      try ManifestReader.read(path: fixture.path, checks: CheckRegistry.all), versions: versions, checks: checks)
  }

  @Test func sharesTheBudgetByWeightedBonferroni() throws {
    let plan = try Self.plan()
    #expect(plan.checks.map(\.alpha) == [0, 0.0075, 0.0025, 0])
  }

  @Test func givesACheckTheSameShareWhenItRunsAlone() throws {
    let plan = try Self.plan(versions: ["v2"], checks: ["two.drift.a"])
    #expect(plan.selected.map(\.alpha) == [0.0025])
    #expect(plan.versions == ["v2"])
  }

  @Test func replaysOnlyWhatTheSelectedChecksNeed() throws {
    #expect(try Self.plan().tables == ["raw", "side", "one", "two"])
    #expect(try Self.plan(checks: ["raw"]).tables == ["raw"])
    #expect(try Self.plan(checks: ["raw.row_count"]).referenceTables == [])
    #expect(try Self.plan(checks: ["two.mean"]).referenceTables == ["raw", "side", "one", "two"])
  }

  @Test func selectsByIdTableKindAndWildcard() throws {
    #expect(try Self.plan(checks: ["two"]).selected.count == 2)
    #expect(try Self.plan(checks: ["*.drift.*"]).selected.count == 2)
    #expect(try Self.plan(checks: ["raw.drift"]).selected.map(\.entry.id) == ["raw.drift.a+b+c"])
  }

  @Test func refusesNamesThatAreNotThere() throws {
    #expect(throws: PlanError("fixture 'planned' has no version 'v3'; did you mean 'v1'? It has: v1, v2")) {
      try Self.plan(versions: ["v3"])
    }
    #expect(
      throws: PlanError("fixture 'planned' has no check 'two.drift.x'; did you mean 'two.drift.a'? See: assay plan")
    ) {
      try Self.plan(checks: ["two.drift.x"])
    }
  }

  @Test(arguments: [
    ("abc", "a*c", true), ("abc", "*", true), ("abc", "a*b", false), ("aXbXc", "a*b*c", true), ("ab", "a*ab", false),
    ("features.drift.a", "*.drift.*", true),
  ]) func matchesWildcards(_ text: String, _ pattern: String, _ expected: Bool) {
    #expect(Wildcard.matches(text, pattern) == expected)
  }

  @Test func printsEveryCheckWithItsShare() throws {
    let text = try Self.plan().description
    #expect(text.contains("versions   v1, v2"))
    #expect(text.contains("raw.drift.a+b+c  spends 0.0075"))
    #expect(text.contains("plain limit"))
  }
}
