import AssayGate

/// Runs of tables without drift: how many of them are blocked.
///
/// The columns of a table are independent, so that each is drawn, judged and dropped before the next: no table is ever
/// there as a whole.
struct FalseBlocks: Sendable {
  /// The runs with at least one `fail`.
  var blocked: RunShare
  /// The runs without one, but with at least one `warn`.
  var warned = 0
  /// The share of the columns that could not be judged.
  var inconclusive = 0.0

  /// Draws and judges the runs.
  init(rows: Int, columns: Int, runs: Int, _ simulation: Simulation) throws {
    blocked = RunShare(count: 0, runs: runs)
    let kinds = ColumnKind.mixed(columns)
    let comparison = try Comparison(kinds)
    let tallies = try parallel(runs, threads: simulation.threads) { run in
      var random = simulation.random(rows: rows, columns: columns, run: run)
      var tally = Tally()
      for (column, kind) in kinds.enumerated() {
        let (reference, current) = simulation.pair(kind, rows: rows, &random)
        switch try comparison.verdict(column: column, reference: reference, current: current) {
        case .fail: tally.failed += 1
        case .warn: tally.warned += 1
        case .inconclusive: tally.inconclusive += 1
        default: break
        }
      }
      return tally
    }
    var undecided = 0
    for tally in tallies {
      if tally.failed > 0 {
        blocked.count += 1
      } else if tally.warned > 0 {
        warned += 1
      }
      undecided += tally.inconclusive
    }
    inconclusive = Double(undecided) / Double(runs * columns)
  }

  /// The columns of one run by verdict.
  private struct Tally: Sendable {
    var failed = 0
    var warned = 0
    var inconclusive = 0
  }
}
