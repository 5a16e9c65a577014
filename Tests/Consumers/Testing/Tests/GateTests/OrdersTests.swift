import AssayTesting
import Testing

@Suite("Orders")
struct OrdersTests {
  @Test("every check", arguments: GateCase.all(of: "Fixtures/orders"))
  func holds(_ check: GateCase) async { await check.verify() }

  @Test(
    "one check of one month",
    arguments: GateCase.all(of: "Fixtures/orders", versions: ["2026-03"], checks: ["totals.range.*"]))
  func selected(_ check: GateCase) async { await check.verify() }
}

@Suite("Totals", .fixture("Fixtures/orders"))
struct TotalsTests {
  @Test("are prices times pieces", arguments: ["2026-02", "2026-03"])
  func products(version: String) async throws {
    let totals = try await FixtureSession.current.table("totals", version: version)
    await totals.expect("range: { columns: total, min: 0, max: 40 }")
    await totals.expect("null_rate: { columns: total, max: 0.3 }")
    if version == "2026-02" { expectClose(try await totals.doubles("total"), [22, 3.5, 28, .nan], tolerance: 1e-12) }
  }

  @Test("a warning does not fail") func warning() async throws {
    let orders = try await FixtureSession.current.table("orders", version: "2026-03")
    await orders.expect("drift: { columns: price }")
    expectNoDrift([1, 2, 3], from: [1, 2, 3])
  }

  @Test("a known issue does not fail") func known() {
    withKnownIssue("a rounding error that is known") { _ = expectClose([1], [1.5]) }
  }

  @Test("an exit test leaves the report to the process that waits for it") func exit() async {
    expectClose([1], [1])
    await #expect(processExitsWith: .success) { expectClose([2], [2]) }
  }
}
