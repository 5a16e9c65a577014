import AssayGate
import Foundation

/// A run's events as ``Results``, with a bound on memory: what a report for people is rendered from at the end of a run.
///
/// Every case is kept as `results.json` has it while there are few; beyond the bounds further cases are counted in the
/// tallies only, and passing ones lose what no report shows of them. A report names what it leaves out by the tallies.
struct ResultsBuilder {
  /// The most cases that are kept of each verdict.
  struct Bounds {
    var failing = 2_000
    var warning = 1_000
    var passing = 20_000
    var figures = 4_000
  }

  private let bounds: Bounds
  private let now: @Sendable () -> Date
  private var results = Results(status: .didNotFinish, failures: ["the run did not finish"])
  private var kept: [Verdict: Int] = [:]
  private var figures = 0

  init(bounds: Bounds = Bounds(), now: @escaping @Sendable () -> Date = { Date() }) {
    self.bounds = bounds
    self.now = now
  }

  /// What came so far; complete after `runFinished`.
  var current: Results { results }

  mutating func take(_ event: GateEvent) {
    switch event {
    case .runStarted(let header):
      results.runId = header.id
      results.started = header.started.timeIntervalSince1970
      results.tool = header.tool
      results.seed = header.seed
      results.runtimes = header.runtimes
    case .fixtureStarted(let header): results.fixtures.append(Results.Fixture(header))
    case .versionStarted(let fixture, let version): _ = place(fixture, version)
    case .stageStarted: break
    case .stageFinished(let stage):
      let place = place(stage.fixture, stage.version)
      results.fixtures[place.fixture].versions[place.version].stages.append(Results.Stage(stage))
    case .caseFinished(let result): take(result)
    case .versionFinished(let version):
      let place = place(version.fixture, version.version)
      results.fixtures[place.fixture].versions[place.version].rows = version.rows
      results.fixtures[place.fixture].versions[place.version].seconds = version.seconds
      results.fixtures[place.fixture].versions[place.version].verdictsCached = version.tables.filter(\.isCached)
        .map(\.table)
    case .fixtureFinished(let fixture):
      let index = index(of: fixture.name)
      results.fixtures[index].failures = fixture.failures
      results.fixtures[index].firstDivergence = fixture.firstDivergence.map(Results.Divergence.init)
      results.fixtures[index].inputs = fixture.inputs.map {
        Results.Input(address: $0.address, sha256: $0.sha256, size: $0.size)
      }
      results.fixtures[index].seconds = fixture.seconds
      results.fixtures[index].tally = Results.Tally(fixture.tally)
    case .runFinished(let outcome):
      results.exitCode = outcome.exitCode.rawValue
      results.failures = outcome.failures
      results.finished = now().timeIntervalSince1970
      results.firstDivergence = outcome.firstDivergence.map(Results.Divergence.init)
      results.recordedBaselines = outcome.recordedBaselines > 0 ? outcome.recordedBaselines : nil
      results.runtimes.merge(outcome.runtimes) { _, new in new }
      results.seconds = outcome.seconds
      results.status = Results.Status(outcome.exitCode)
      results.tally = Results.Tally(outcome.tally)
      results.warnings = outcome.warnings.isEmpty ? nil : outcome.warnings
    }
  }

  private mutating func take(_ result: CaseResult) {
    let place = place(result.fixture, result.version)
    results.fixtures[place.fixture].tally.add(result.verdict)
    let bound: Int
    switch result.verdict {
    case .fail, .error: bound = bounds.failing
    case .warn, .inconclusive, .skipped: bound = bounds.warning
    case .pass: bound = bounds.passing
    }
    guard kept[result.verdict, default: 0] < bound else { return }
    kept[result.verdict, default: 0] += 1
    var item = Results.Case(result)
    if figures + result.figures.count > bounds.figures { item.figures = nil }
    figures += item.figures?.count ?? 0
    if result.verdict == .pass {
      item.details = []
      item.attachments = []
    }
    results.fixtures[place.fixture].versions[place.version].cases.append(item)
  }

  private mutating func place(_ fixture: String, _ version: String) -> (fixture: Int, version: Int) {
    let index = index(of: fixture)
    if let known = results.fixtures[index].versions.lastIndex(where: { $0.version == version }) {
      return (index, known)
    }
    results.fixtures[index].versions.append(
      Results.Version(cases: [], stages: [], verdictsCached: [], version: version))
    return (index, results.fixtures[index].versions.count - 1)
  }

  /// The last fixture of a name; one that was not announced is made up.
  private mutating func index(of name: String) -> Int {
    if let index = results.fixtures.lastIndex(where: { $0.name == name }) { return index }
    results.fixtures.append(
      Results.Fixture(
        FixtureHeader(
          name: name, manifest: "", manifestDigest: "", versions: [], reference: nil, checksPerVersion: 0, budget: 0)))
    return results.fixtures.count - 1
  }
}
