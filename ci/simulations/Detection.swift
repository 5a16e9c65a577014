import AssayGate

/// What a known drift of one column leads to, at the share of the budget that tables of many columns leave.
struct Detection: Sendable {
  static let columns = 200

  var shift: Shift
  var rows: Int
  /// The effect in practical limits.
  var times: Double
  var runs: Int
  var verdicts: [Verdict: Int]

  init(
    _ shift: Shift, rows: Int, times: Double, limit: Double, runs: Int, seed: UInt64,
    _ distributions: ColumnDistributions
  ) throws {
    self.shift = shift
    self.rows = rows
    self.times = times
    self.runs = runs
    let kinds = [shift.kind] + ColumnKind.mixed(Self.columns - 1)
    let comparison = try Comparison(kinds)
    let stream = 1 << 63 | UInt64(rows) << 40 | UInt64(times * 10) << 30 | UInt64(shift.number) << 24
    verdicts = try parallel(runs) { run in
      var random = RandomNumbers(seed: seed, stream: stream | UInt64(run))
      let reference = SimulatedColumn.draw(
        distributions[shift.kind], rows: rows, missingShare: shift.kind.missingShare, &random)
      let current = try shift.column(effect: times * limit, rows: rows, distributions, &random)
      return try comparison.verdict(column: 0, reference: reference, current: current)
    }
    .reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  func share(_ verdict: Verdict) -> Double { Double(verdicts[verdict] ?? 0) / Double(runs) }
}
