import AssayGate
import AssayStatistics

/// Runs of tables without drift: how many of them are blocked.
struct FalseBlocks: Sendable {
  var rows: Int
  var columns: Int
  var runs: Int
  /// The runs with at least one `fail`.
  var blocked = 0
  /// The runs without one, but with at least one `warn`.
  var warned = 0
  /// The share of the columns that could not be judged.
  var inconclusive = 0.0

  /// Draws and judges the runs.
  init(rows: Int, columns: Int, runs: Int, seed: UInt64, _ distributions: ColumnDistributions) throws {
    self.rows = rows
    self.columns = columns
    self.runs = runs
    let kinds = ColumnKind.mixed(columns)
    let comparison = try Comparison(kinds)
    let tallies = try parallel(runs) { run in
      var random = Self.random(rows: rows, columns: columns, run: run, seed: seed)
      var tally = [Verdict: Int]()
      for (column, kind) in kinds.enumerated() {
        let (reference, current) = Self.draw(kind, rows: rows, distributions, &random)
        tally[try comparison.verdict(column: column, reference: reference, current: current), default: 0] += 1
      }
      return tally
    }
    var undecided = 0
    for tally in tallies {
      if tally[.fail, default: 0] > 0 {
        blocked += 1
      } else if tally[.warn, default: 0] > 0 {
        warned += 1
      }
      undecided += tally[.inconclusive, default: 0]
    }
    inconclusive = Double(undecided) / Double(runs * columns)
  }

  /// The random numbers of one run.
  static func random(rows: Int, columns: Int, run: Int, seed: UInt64) -> RandomNumbers {
    RandomNumbers(seed: seed, stream: UInt64(rows) << 40 | UInt64(columns) << 28 | UInt64(run))
  }

  /// A column drawn twice.
  static func draw(
    _ kind: ColumnKind, rows: Int, _ distributions: ColumnDistributions, _ random: inout RandomNumbers
  ) -> (reference: SimulatedColumn, current: SimulatedColumn) {
    let reference = SimulatedColumn.draw(distributions[kind], rows: rows, missingShare: kind.missingShare, &random)
    let current = SimulatedColumn.draw(distributions[kind], rows: rows, missingShare: kind.missingShare, &random)
    return (reference, current)
  }
}

/// A share of runs with its exact interval (Clopper and Pearson, 1934).
struct RunShare: Sendable {
  var count: Int
  var runs: Int

  static let confidence = 0.99

  var interval: ConfidenceInterval {
    get throws {
      try Proportion(successes: count, trials: runs).clopperPearson(significance: 1 - Self.confidence)
    }
  }

  /// Whether even the lower end of the interval is above a probability.
  func exceeds(_ probability: Double) throws -> Bool { try interval.lower > probability }
}
