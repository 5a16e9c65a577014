import ArgumentParser
import AssayGate
import Foundation

/// Measures how far the drift check's verdicts can be trusted.
@main
struct TrustSimulation: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ci/trust",
    abstract: "Measures how far the verdicts of `drift: { columns: all }` can be trusted.",
    discussion: """
      Draws tables with and without drift, hands them to the drift check, and counts verdicts. A run is one table of a \
      fixture: it is blocked when any of its columns fails. Without drift that may happen in one of 200 runs, the \
      default budget. Every number is determined by the seed.

      Exit code 1: the 99 % interval of some share of blocked runs lies above the budget, or a shift of twice the limit \
      at 10,000 rows and 200 columns fails in less than 95 % of the runs.
      """)

  @Option(help: "The seed of all random numbers.") var seed: UInt64 = 1
  @Option(help: "Runs without drift for tables of up to 10,000 rows.") var runs = 10_000
  @Option(help: "Runs without drift for larger tables.") var largeRuns = 1_000
  @Option(help: "Runs without drift under the rules of other tools.") var peerRuns = 500
  @Option(help: "Runs for each known shift.") var shiftRuns = 500
  @Option(help: "Random splits of the flights by day.") var splits = 1_000
  @Option(help: "The numbers of rows.") var rows: [Int] = [100, 1_000, 10_000, 100_000]
  @Option(help: "The numbers of columns.") var columns: [Int] = [5, 50, 200]
  @Option(help: "Runs that go on at the same time; no number depends on it.") var threads =
    ProcessInfo.processInfo.activeProcessorCount

  func run() async throws {
    show(
      "seed \(seed); budget \(Shown.percent(Manifest.defaultBudget)) of the runs; limit \(DriftCheck.defaultLimit), \(DriftCheck.defaultMissingLimit) for nulls"
    )
    let simulation = try Simulation(seed: seed, threads: threads)
    var promises = Promises()
    try falseBlocks(simulation, &promises)
    try peers(simulation)
    try detection(simulation, &promises)
    try await flightsByDay(&promises)
    if promises.broken.isEmpty {
      show("\nEvery promise is kept.")
    } else {
      show("\nBroken promises:\n" + promises.broken.map { "- \($0)" }.joined(separator: "\n"))
      throw ExitCode(promises.exitCode)
    }
  }

  private func falseBlocks(_ simulation: Simulation, _ promises: inout Promises) throws {
    show("\n## Without drift\n")
    var table = TextTable([
      "rows", "columns", "runs", "blocked", "99 % interval", "with a warning", "columns inconclusive",
    ])
    for rows in rows {
      for columns in columns {
        let found = try FalseBlocks(
          rows: rows, columns: columns, runs: rows > 10_000 ? largeRuns : runs, simulation)
        let interval = try found.blocked.interval
        table.add([
          Shown.whole(rows), Shown.whole(columns), Shown.whole(found.blocked.runs), Shown.whole(found.blocked.count),
          "\(Shown.percent(interval.lower)) to \(Shown.percent(interval.upper))", Shown.whole(found.warned),
          Shown.percent(found.inconclusive),
        ])
        try promises.judge(blocked: found.blocked, of: "\(rows) rows × \(columns) columns")
      }
    }
    show(table.text)
  }

  private func peers(_ simulation: Simulation) throws {
    let sizes = rows.filter { $0 <= 1_000 }
    guard !sizes.isEmpty, peerRuns > 0 else { return }
    show(
      "\n## The same tables under the default rules of other tools\n\ncolumns called drifted / runs with one or more\n")
    var table = TextTable(["rows", "columns", "runs"] + PeerRule.allCases.map(\.rawValue))
    for rows in sizes {
      for columns in columns {
        let found = try PeerAlarms(rows: rows, columns: columns, runs: peerRuns, simulation)
        let shares = PeerRule.allCases.map { rule in
          "\(Shown.percent(found.columnShare[rule] ?? 0)) / \(Shown.percent(found.runShare[rule] ?? 0))"
        }
        table.add([Shown.whole(rows), Shown.whole(columns), Shown.whole(found.runs)] + shares)
      }
    }
    show(table.text + "\n")
    for rule in PeerRule.allCases { show("- \(rule.rawValue): \(rule.summary)") }
  }

  private func detection(_ simulation: Simulation, _ promises: inout Promises) throws {
    guard shiftRuns > 0 else { return }
    show(
      "\n## With a known shift of one column, at the share of the budget that \(Detection.columns) columns leave\n\n"
        + "fail / warn / inconclusive / pass, in percent of the runs\n")
    let factors = [1, 1.5, 2, 4]
    var table = TextTable(
      ["shift", "rows"] + factors.map { "\($0 == $0.rounded() ? String(Int($0)) : String($0)) × limit" })
    for shift in Shift.allCases {
      for rows in rows {
        var cells = [shift.rawValue, Shown.whole(rows)]
        for times in factors {
          let found = try Detection(shift, rows: rows, times: times, runs: shiftRuns, simulation)
          cells.append(
            [.fail, .warn, .inconclusive, .pass].map { Shown.wholePercent(found.share($0)) }.joined(separator: " / "))
          promises.judge(failed: found.count(.fail), shift: shift.rawValue, rows: rows, times: times)
        }
        table.add(cells)
      }
    }
    show(table.text)
  }

  private func flightsByDay(_ promises: inout Promises) async throws {
    guard splits > 0 else { return }
    show("\n## Flights of January to March, split at random by day: no drift, rows of a day come together\n")
    let found = try await FlightsByDay(seed: seed, fixture: "Fixtures/flights").splits(splits)
    var table = TextTable(["blocked", "with cluster: day", "99 % interval", "rows taken as independent"])
    func count(_ verdicts: KeyPath<FlightsByDay.Split, [String: Verdict]>, _ column: String?) -> Int {
      found.count { split in
        split[keyPath: verdicts].contains { $0.value == .fail && (column == nil || $0.key == column) }
      }
    }
    for column in [nil] + FlightsByDay.columns.map(Optional.some) {
      let clustered = RunShare(count: count(\.clustered, column), runs: found.count)
      let interval = try clustered.interval
      table.add([
        column ?? "any column", Shown.percent(Double(clustered.count) / Double(found.count)),
        "\(Shown.percent(interval.lower)) to \(Shown.percent(interval.upper))",
        Shown.percent(Double(count(\.independent, column)) / Double(found.count)),
      ])
      if column == nil { try promises.judge(blocked: clustered, of: "flights split by day, clustered,") }
    }
    show(table.text)
    var verdicts = TextTable(["column", "pass", "inconclusive", "warn", "fail"])
    for column in FlightsByDay.columns {
      let counts = [Verdict.pass, .inconclusive, .warn, .fail].map { verdict in
        found.count { $0.clustered[column] == verdict }
      }
      verdicts.add([column] + counts.map { Shown.percent(Double($0) / Double(found.count)) })
    }
    show("\nWith cluster: day, as shares of the splits\n\n" + verdicts.text)
  }
}

/// Prints a text at once, also into a pipe.
private func show(_ text: String) {
  print(text)
  fflush(nil)
}
