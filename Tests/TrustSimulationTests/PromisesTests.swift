import Testing

@testable import TrustSimulation

@Suite("The promises of drift verdicts")
struct PromisesTests {
  @Test("are broken by a share of blocked runs whose interval lies above the budget, and then the exit code is 1")
  func blocks() throws {
    var promises = Promises()
    // More than the budget of 0.5 %, but the 99 % interval begins at 0.47 %; that of 70 runs begins at 0.504 %.
    try promises.judge(blocked: RunShare(count: 66, runs: 10_000), of: "100 rows × 5 columns")
    #expect(promises.broken == [])
    #expect(promises.exitCode == 0)
    try promises.judge(blocked: RunShare(count: 70, runs: 10_000), of: "100 rows × 50 columns")
    #expect(promises.broken == ["100 rows × 50 columns without drift: 70 of 10000 runs blocked"])
    #expect(promises.exitCode == 1)
  }

  @Test("are kept by few runs with a large share, which say little, and by none blocked")
  func fewRuns() throws {
    var promises = Promises()
    try promises.judge(blocked: RunShare(count: 1, runs: 20), of: "few")
    try promises.judge(blocked: RunShare(count: 0, runs: 10_000), of: "none")
    #expect(promises.exitCode == 0)
    try promises.judge(blocked: RunShare(count: 3, runs: 20), of: "few")
    #expect(promises.exitCode == 1)
  }

  @Test("are broken by a shift of twice the limit that fails in less than 95 % of the runs")
  func detection() {
    var promises = Promises()
    promises.judge(failed: RunShare(count: 475, runs: 500), shift: "mean", rows: 10_000, times: 2)
    #expect(promises.exitCode == 0)
    // Nothing is promised of other sizes and shifts.
    promises.judge(failed: RunShare(count: 0, runs: 500), shift: "mean", rows: 1_000, times: 2)
    promises.judge(failed: RunShare(count: 0, runs: 500), shift: "mean", rows: 10_000, times: 1.5)
    #expect(promises.exitCode == 0)
    promises.judge(failed: RunShare(count: 474, runs: 500), shift: "tail", rows: 10_000, times: 2)
    #expect(promises.exitCode == 1)
    #expect(promises.broken.count == 1 && promises.broken[0].contains("(tail) at 10,000 rows and 200 columns"))
  }
}
