import TestSupport
import Testing

@testable import AssayGate

@Suite("Checks of predicted numbers")
struct PredictionCheckTests {
  private static let checks = [
    "mean_absolute_error: { label: y, prediction: p, max: 100 }",
    "root_mean_squared_error: { label: y, prediction: p, max: 100 }",
    "r_squared: { label: y, prediction: p, min: 0.5 }",
    "mean_bias_error: { label: y, prediction: p, between: [-100, 100] }",
  ]

  private func report(_ table: String, _ checks: [String] = checks, top: String = "") async throws -> [CaseResult] {
    let fixture = try JudgingTests.fixture(table, checks.map { "- " + $0 }.joined(separator: "\n"), top: top)
    return await GateReport.run(fixture).cases
  }

  @Test("measure, tell the interval, and draw the residuals")
  func measures() async throws {
    // y = 0, 1, …; every other prediction is 2 too high, the others 1 too low.
    let rows = (0..<200).map { "\($0 % 2 == 0 ? $0 + 2 : $0 - 1),\($0)" }.joined(separator: "\n")
    let cases = try await report("p,y\n\(rows)\n")
    #expect(cases.map(\.verdict) == [.pass, .pass, .pass, .pass], "\(cases.map(\.message))")
    let values = cases.compactMap { $0.metrics.first }
    #expect(values[0].value == 1.5 && values[1].value == 2.5.squareRoot() && values[3].value == 0.5)
    #expect(abs(values[2].value - (1 - 500 / 666_650)) < 1e-12)
    // s² = 50/199 · 4 · 0.25 of |e|, and t(199) is 1.972.
    let half = 1.971957 * (0.25 * 200 / 199 / 200).squareRoot()
    #expect(abs((values[0].lower ?? 0) - (1.5 - half)) < 1e-5 && abs((values[0].upper ?? 0) - (1.5 + half)) < 1e-5)
    #expect(values[2].lower == nil && values[1].lower != nil && values[3].upper != nil)
    for one in cases {
      guard case .residuals(let drawn)? = one.figures.first, one.figures.count == 1 else {
        Issue.record("\(one.check): \(one.figures)")
        continue
      }
      #expect(drawn.subject == "p" && drawn.predictions.count == 20 && drawn.n.reduce(0, +) == 200)
      #expect(drawn.quantiles.count == 5 && drawn.quantiles[0][3] == -1 && drawn.quantiles[4][3] == 2)
      #expect(drawn.predictions == drawn.predictions.sorted())
    }
  }

  @Test("leave out what is not known yet, and take no missing or infinite number for a good one")
  func missing() async throws {
    let open = try await report("p,y\n1,2\n2,1\n50,\n")
    #expect(open.prefix(2).allSatisfy { $0.verdict == .pass && $0.n == 2 && $0.metrics[0].value == 1 })
    for (rows, said) in [
      ("1,2\n,1\n", "1 row with a label in 'y' have no prediction in 'p'"),
      ("1,2\nnan,1\n", "have no prediction in 'p'"),
      ("1,2\ninf,1\n", "infinite number"), ("1,2\n2,-inf\n", "infinite number"), ("1,\n2,\n", "expected at least"),
    ] {
      let cases = try await report("p,y\n\(rows)")
      #expect(cases.count == 4 && cases.allSatisfy { $0.verdict == .error }, "\(rows) \(cases.map(\.message))")
      #expect(
        cases.allSatisfy { $0.message.contains(said) || $0.message.contains("number") }, "\(cases.map(\.message))")
    }
    // One row has no R², and numbers beyond a double's range no mean.
    #expect(try await report("p,y\n1,2\n").map(\.verdict) == [.pass, .pass, .error, .pass])
    #expect(try await report("p,y\n1e308,-1e308\n1,2\n").allSatisfy { $0.verdict == .error })
  }

  @Test("judge slices one by one, filters, and the change against the reference")
  func slices() async throws {
    let rows = (0..<400).map { "\($0 + ($0 % 2) * 9),\($0),\($0 % 2 == 0 ? "good" : "bad")" }.joined(separator: "\n")
    let cases = try await report(
      "p,y,g\n\(rows)\n",
      [
        "mean_absolute_error: { label: y, prediction: p, max: 1 }\n  by: g",
        "mean_absolute_error: { label: y, prediction: p, max: 1 }\n  id: some\n  where: g = 'good'",
      ])
    #expect(cases.map(\.slice) == ["g=bad", "g=good", nil], "\(cases.map(\.message))")
    #expect(cases.map(\.verdict) == [.fail, .pass, .pass] && cases.map { $0.metrics[0].value } == [9, 0, 0])
    #expect(cases.map(\.n) == [200, 200, 200])
    let fixture = try TemporaryFixture([
      "data/a.csv": "p,y\n1,1\n2,3\n", "data/b.csv": "p,y\n1,1\n2,7\n",
      "assay.yaml": """
      assay: 1
      fixture: changed
      data: { t: { reference: data/a.csv, versions: { v1: data/b.csv } } }
      checks: { t: [{ mean_absolute_error: { label: y, prediction: p, max_rise: 1, against: reference } }] }

      """,
    ])
    let changed = await GateReport.run(fixture).cases
    #expect(changed.map(\.verdict) == [.fail] && changed[0].message.contains("2 above the reference 0.5"))
  }

  @Test("draw nothing of private columns", arguments: ["p", "y"])
  func hidden(column: String) async throws {
    let cases = try await report("p,y\n1,2\n2,1\n", top: "private: [\(column)]")
    #expect(cases.count == 4 && cases.allSatisfy(\.figures.isEmpty))
  }
}
