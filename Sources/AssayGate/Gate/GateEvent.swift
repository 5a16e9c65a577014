import Foundation

/// What happens in a run, in order. Recorders are made of these and of nothing else.
///
/// Order: `runStarted`; per fixture `fixtureStarted`, per version `versionStarted`, `stageStarted` and
/// `stageFinished` per stage, `caseFinished` per case (all cases of one table in a row), `versionFinished`;
/// `fixtureFinished`; at the end `runFinished`, and once more with a graver outcome when a recorder failed at the first.
public enum GateEvent: Sendable {
  /// The run begins.
  case runStarted(RunHeader)
  /// A fixture begins.
  case fixtureStarted(FixtureHeader)
  /// A version's replay begins. The reference is replayed under the name `reference`.
  case versionStarted(fixture: String, version: String)
  /// A stage begins; long ones deserve a sign of life.
  case stageStarted(fixture: String, version: String, stage: String)
  /// A stage's table is complete.
  case stageFinished(StageResult)
  /// A case has its verdict.
  case caseFinished(CaseResult)
  /// Everything of a version has been judged.
  case versionFinished(VersionResult)
  /// Everything of a fixture has been judged.
  case fixtureFinished(FixtureResult)
  /// The run is over.
  case runFinished(Outcome)
}

/// What is known when a run starts.
public struct RunHeader: Sendable {
  /// A random id, new for each run.
  public var id: String
  /// When the run started.
  public var started: Date
  /// The version of Assay.
  public var tool: String
  /// The seed of everything that draws random numbers.
  public var seed: UInt64
  /// The names of engine and model runtime with their versions: `duckdb` → `1.5.5`. Empty where not yet loaded.
  public var runtimes: [String: String]

  /// Creates a header.
  public init(id: String, started: Date, tool: String, seed: UInt64, runtimes: [String: String]) {
    self.id = id
    self.started = started
    self.tool = tool
    self.seed = seed
    self.runtimes = runtimes
  }
}

/// What is known of a fixture before it runs.
public struct FixtureHeader: Sendable {
  /// The fixture's name.
  public var name: String
  /// The manifest's path, as messages show it.
  public var manifest: String
  /// The SHA-256 of the manifest, in hexadecimal.
  public var manifestDigest: String
  /// The versions that will be judged, in order.
  public var versions: [String]
  /// How the reference is named in the manifest, when there is one.
  public var reference: String?
  /// The number of checks planned for each version.
  public var checksPerVersion: Int
  /// The probability of a false block that the fixture's comparisons share on one version.
  public var budget: Double
  /// The files that stand in place of the version's data, each as `table=file`: with any, the run is a partial replay.
  public var replacedData: [String] = []

  /// Creates a header.
  public init(
    name: String, manifest: String, manifestDigest: String, versions: [String], reference: String?,
    checksPerVersion: Int, budget: Double
  ) {
    self.name = name
    self.manifest = manifest
    self.manifestDigest = manifestDigest
    self.versions = versions
    self.reference = reference
    self.checksPerVersion = checksPerVersion
    self.budget = budget
  }
}

/// The replay of one stage, or the loading of one data table, for one version.
public struct StageResult: Sendable, Hashable {
  /// The fixture's name.
  public var fixture: String
  /// The version, or `reference`.
  public var version: String
  /// The stage's name, which is its table's name.
  public var stage: String
  /// `data`, `sql`, `command` or `model`.
  public var kind: String
  /// The rows of the table; `nil` when the stage failed.
  public var rows: Int?
  /// Wall-clock seconds.
  public var seconds: Double
  /// Why the stage failed, when it did.
  public var failure: String?
  /// Whether the table was known from an earlier run, so that nothing was run or loaded for it.
  public var isCached = false
  /// What the table is made of: files by their addresses, tables by their names.
  public var inputs: [Input] = []
  /// What the table holds: for a stage the SHA-256 of its rows as the replay cache keeps them, for data one over the
  /// digests of its files. Equal digests mean equal tables; `nil` when the stage failed or cannot be kept.
  public var output: String?
  /// Why the stage runs in every run, when it does: `the query calls random`.
  public var alwaysRuns: String?
  /// Whether the table was left out, since nothing that changed can affect it and nobody who is affected reads it.
  public var isSkipped = false

  /// A file or a table that a stage reads.
  public struct Input: Sendable, Hashable {
    /// The file's address, or the table's name.
    public var name: String
    /// The SHA-256 of the file's bytes, or the table's digest.
    public var digest: String

    /// Creates an input.
    public init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  /// Creates a result.
  public init(
    fixture: String, version: String, stage: String, kind: String, rows: Int?, seconds: Double, failure: String? = nil
  ) {
    self.fixture = fixture
    self.version = version
    self.stage = stage
    self.kind = kind
    self.rows = rows
    self.seconds = seconds
    self.failure = failure
  }
}

/// What came of one version.
public struct VersionResult: Sendable, Hashable {
  /// The fixture's name.
  public var fixture: String
  /// The version.
  public var version: String
  /// The rows of the fixture's first data table that has versions, as a measure of size.
  public var rows: Int?
  /// The number of cases by verdict and table, in the order of the pipeline.
  public var tables: [TableTally]
  /// Wall-clock seconds of replay and checks.
  public var seconds: Double
  /// Whether all of it was known from an earlier run: every table and every verdict.
  public var isCached = false
  /// What the run found of the version's baseline, and did to it; `nil` for the reference.
  public var baseline: BaselineReport?

  /// The cases of one table, counted.
  public struct TableTally: Sendable, Hashable {
    /// The table.
    public var table: String
    /// The number of cases by verdict.
    public var tally: Tally
    /// Whether the verdicts were known from an earlier run over the same tables.
    public var isCached: Bool

    /// Creates a count.
    public init(table: String, tally: Tally, isCached: Bool = false) {
      self.table = table
      self.tally = tally
      self.isCached = isCached
    }
  }

  /// Creates a result.
  public init(
    fixture: String, version: String, rows: Int?, tables: [TableTally], seconds: Double,
    baseline: BaselineReport? = nil
  ) {
    self.fixture = fixture
    self.baseline = baseline
    self.version = version
    self.rows = rows
    self.tables = tables
    self.seconds = seconds
  }
}

/// What came of one fixture.
public struct FixtureResult: Sendable {
  /// The fixture's name.
  public var name: String
  /// The number of cases by verdict.
  public var tally: Tally
  /// Where today's replay first left the approved one, if it did.
  public var firstDivergence: Divergence?
  /// Why the fixture as a whole could not be evaluated (a manifest that does not parse, a library that is missing).
  public var failures: [String]
  /// The files that the run took, by their addresses, each verified.
  public var inputs: [InputDigest]
  /// What people should know, though no verdict depends on it: approvals that end soon, baselines that no check asks for.
  public var notices: [String]
  /// What the run recorded, a line for each version.
  public var recorded: [String]
  /// Wall-clock seconds.
  public var seconds: Double

  /// Creates a result.
  public init(
    name: String, tally: Tally, firstDivergence: Divergence?, failures: [String], inputs: [InputDigest] = [],
    notices: [String] = [], recorded: [String] = [], seconds: Double
  ) {
    self.name = name
    self.notices = notices
    self.recorded = recorded
    self.tally = tally
    self.firstDivergence = firstDivergence
    self.failures = failures
    self.inputs = inputs
    self.seconds = seconds
  }
}
