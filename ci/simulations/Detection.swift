import AssayGate

/// What a known drift of one column leads to, at the share of the budget that tables of many columns leave.
struct Detection: Sendable {
  static let columns = 200

  private let runs: Int
  private let verdicts: [Verdict: Int]

  /// - Parameter times: the effect in practical limits.
  init(_ shift: Shift, rows: Int, times: Double, runs: Int, _ simulation: Simulation) throws {
    self.runs = runs
    let kinds = [shift.kind] + ColumnKind.mixed(Self.columns - 1)
    let comparison = try Comparison(kinds)
    let stream = 1 << 63 | UInt64(rows) << 40 | UInt64(times * 10) << 30 | UInt64(shift.number) << 24
    verdicts = try parallel(runs, threads: simulation.threads) { run in
      var random = RandomNumbers(seed: simulation.seed, stream: stream | UInt64(run))
      let reference = SimulatedColumn.draw(
        simulation.distributions[shift.kind], rows: rows, missingShare: shift.kind.missingShare, &random)
      let current = try shift.column(effect: times * shift.limit, rows: rows, simulation.distributions, &random)
      return try comparison.verdict(column: 0, reference: reference, current: current)
    }
    .reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// The runs with a verdict.
  func count(_ verdict: Verdict) -> RunShare { RunShare(count: verdicts[verdict] ?? 0, runs: runs) }

  /// The share of the runs with a verdict.
  func share(_ verdict: Verdict) -> Double { Double(verdicts[verdict] ?? 0) / Double(runs) }
}
