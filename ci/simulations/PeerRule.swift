import AssayStatistics

/// The rule by which another tool calls a column drifted when nobody chooses anything.
enum PeerRule: String, CaseIterable, Sendable {
  case evidently = "Evidently"
  case deepchecks = "Deepchecks"
  case alibi = "Alibi Detect"
  case giskard = "Giskard"
  case nannyml = "NannyML"

  /// What the rule does, in words.
  var summary: String {
    switch self {
    case .evidently: "KS p ≤ 0.05, χ² or z p < 0.05 (its rule up to 1,000 reference rows)"
    case .deepchecks: "KS D > 0.2, Cramér's V > 0.2"
    case .alibi: "KS or χ² p < 0.05 / columns"
    case .giskard: "KS or χ² p < 0.05"
    case .nannyml:
      "JS of one of ten chunks of the current rows above mean + 3 standard deviations of the reference's ten chunks"
    }
  }

  /// Whether the rule calls a column of a table with so many columns drifted; missing values are dropped, as they do.
  ///
  /// - Parameter random: puts the rows into an order where the rule needs one.
  func isDrift(
    _ reference: SimulatedColumn, _ current: SimulatedColumn, kind: ColumnKind, columns: Int,
    _ random: inout RandomNumbers
  ) throws -> Bool {
    if self == .nannyml { return try NannyMLAlarm.isRaised(reference, current, &random) }
    switch (reference.values, current.values) {
    case (.numbers(let first), .numbers(let second)):
      let definition = try DriftDefinition(test: "ks", definition: rawName)
      let measured = try definition.measure(
        reference: try SortedSample(sorted: first), current: try SortedSample(sorted: second),
        wholeNumbers: kind == .integer)
      return measured.isDrift(threshold: try threshold(definition, columns))
    case (.counts(let first), .counts(let second)):
      let levels = Set(first.keys).union(second.keys).sorted()
      let table = try CountTable(reference: levels.map { first[$0] ?? 0 }, current: levels.map { second[$0] ?? 0 })
      let test =
        switch self {
        case .deepchecks: "cramers_v"
        case .evidently where levels.count == 2: "z"
        default: "chi2"
        }
      let definition = try DriftDefinition(test: test, definition: rawName)
      return try definition.measure(table).isDrift(threshold: try threshold(definition, columns))
    default: throw SimulationError("a column has numbers on one side and levels on the other")
    }
  }

  private var rawName: String {
    switch self {
    case .evidently: "evidently"
    case .deepchecks: "deepchecks"
    case .alibi: "alibi"
    case .giskard: "giskard"
    case .nannyml: "nannyml"
    }
  }

  private func threshold(_ definition: DriftDefinition, _ columns: Int) throws -> Double {
    guard let threshold = definition.defaultThreshold else {
      throw SimulationError("\(definition.name) has no default threshold")
    }
    // Bonferroni's correction is this tool's default.
    return self == .alibi ? threshold / Double(columns) : threshold
  }
}

/// Tables without drift under the rules of other tools, on the very tables of `FalseBlocks`.
struct PeerAlarms: Sendable {
  var runs: Int
  /// The share of the columns that a tool calls drifted.
  var columnShare: [PeerRule: Double] = [:]
  /// The share of the runs with at least one of them.
  var runShare: [PeerRule: Double] = [:]

  init(rows: Int, columns: Int, runs: Int, _ simulation: Simulation) throws {
    self.runs = runs
    let kinds = ColumnKind.mixed(columns)
    let tallies = try parallel(runs, threads: simulation.threads) { run in
      var random = simulation.random(rows: rows, columns: columns, run: run)
      // Of its own, so that the tables stay those of `FalseBlocks`.
      var order = RandomNumbers(seed: simulation.seed, stream: 3 << 61 | UInt64(run))
      var tally = [PeerRule: Int]()
      for kind in kinds {
        let (reference, current) = simulation.pair(kind, rows: rows, &random)
        for rule in PeerRule.allCases
        where try rule.isDrift(reference, current, kind: kind, columns: columns, &order) {
          tally[rule, default: 0] += 1
        }
      }
      return tally
    }
    for rule in PeerRule.allCases {
      columnShare[rule] = Double(tallies.reduce(0) { $0 + ($1[rule] ?? 0) }) / Double(runs * columns)
      runShare[rule] = Double(tallies.count { ($0[rule] ?? 0) > 0 }) / Double(runs)
    }
  }
}
