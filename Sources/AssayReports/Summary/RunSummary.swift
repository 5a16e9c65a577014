import AssayGate

/// What a report says of a run, before it is put into a form: cases by check over the versions, what to do, since when.
struct RunSummary {
  let results: Results
  /// Every check on a column and slice over its versions, in the order of the run.
  let groups: [CaseGroup]
  private var order: [String: Int] = [:]

  init(_ results: Results) {
    self.results = results
    var groups: [CaseGroup] = []
    var places: [Key: Int] = [:]
    for fixture in results.fixtures {
      let versions = fixture.judgedVersions.map(\.version)
      for version in fixture.versions {
        for item in version.cases {
          let key = Key(
            fixture: fixture.name, table: item.table, check: item.check, column: item.column, slice: item.slice)
          let place = places[key] ?? groups.count
          if place == groups.count {
            places[key] = place
            groups.append(CaseGroup(fixture: fixture.name, versions: versions))
          }
          groups[place].cases.append((version.version, item))
        }
      }
    }
    self.groups = groups
    for group in groups {
      let name = "\(group.fixture)\u{0}\(group.cases.first?.item.table ?? "")"
      if order[name] == nil { order[name] = order.count }
    }
  }

  private struct Key: Hashable {
    var fixture: String
    var table: String
    var check: String
    var column: String?
    var slice: String?
  }

  /// The groups with a verdict, in the order of the pipeline.
  func groups(_ verdict: Verdict) -> [CaseGroup] { groups.filter { $0.verdict == verdict } }

  /// The cases with a verdict that the results do not hold one by one, because there were too many.
  func unlisted(_ verdict: Verdict) -> Int {
    let listed = groups.reduce(0) { $0 + $1.cases.count { $0.item.known == verdict } }
    return max(0, results.tally[verdict] - listed)
  }

  /// The place of a group's table in the run: fixtures in order, their tables as the data goes through them.
  func rank(_ group: CaseGroup) -> Int { order["\(group.fixture)\u{0}\(group.cases.first?.item.table ?? "")"] ?? 0 }

  /// The run needs the name of the fixture to be said.
  var hasSeveralFixtures: Bool { results.fixtures.count > 1 }

  /// What the run as a whole could not evaluate, and what its fixtures could not, each once.
  var problems: [String] {
    var problems: [String] = []
    for text in results.fixtures.flatMap(\.failures) + results.failures {
      let line = ReportText.oneLine(text, maximumBytes: 1_000)
      // The run repeats its fixtures' failures, some with a name in front.
      if !problems.contains(where: { line == $0 || line.hasSuffix(": " + $0) }) { problems.append(line) }
    }
    return problems
  }

  /// Where each fixture first left its approved state.
  var divergences: [Results.Divergence] {
    var found = results.fixtures.compactMap(\.firstDivergence)
    if let first = results.firstDivergence, !found.contains(first) { found.insert(first, at: 0) }
    return found
  }

  /// The versions in which a stage left its approved state, the first of them being the divergence's.
  func versions(of divergence: Results.Divergence) -> (affected: [String], all: [String]) {
    let all = results.fixtures.first { $0.name == divergence.fixture }?.judgedVersions.map(\.version) ?? []
    var affected: Set<String> = [divergence.version]
    for group in groups where group.fixture == divergence.fixture {
      for (version, item) in group.cases
      where item.table == divergence.stage && ["golden", "unchanged"].contains(item.kind) && item.known == .fail {
        affected.insert(version)
      }
    }
    return (all.filter(affected.contains), all)
  }

  /// What differs in the stage where a version first left its approved state, column by column.
  func differences(of divergence: Results.Divergence) -> [String] {
    let version = results.fixtures.first { $0.name == divergence.fixture }?.versions.first {
      $0.version == divergence.version
    }
    let item = version?.cases.first {
      $0.table == divergence.stage && $0.kind == "unchanged" && $0.known == .fail
    }
    // The search for the fewest rows tells of itself in the same lines.
    let rerun = divergence.smallest?.rerun
    return (item?.details ?? []).filter { line in
      let isRerun: Bool = rerun.map { line.contains($0) } ?? false
      return !isRerun && !line.hasSuffix(" replay)") && !line.hasSuffix(" replays)")
    }
  }

  /// The order of a fixture's tables: data first, then the stages as they ran.
  func tables(of fixture: Results.Fixture) -> [String] {
    var tables: [String] = []
    for version in fixture.versions {
      for name in version.stages.map(\.stage) + version.cases.map(\.table) where !tables.contains(name) {
        tables.append(name)
      }
      // All versions run the same stages.
      if !version.cases.isEmpty { break }
    }
    // Data that all versions share is loaded once, before them.
    let stages = Set(fixture.versions.flatMap(\.stages).map(\.stage))
    return tables.filter { !stages.contains($0) } + tables.filter(stages.contains)
  }
}
