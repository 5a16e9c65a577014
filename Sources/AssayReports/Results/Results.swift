/// A run as `results.json` holds it: the wire format `assay.results/1`, apart from the types of the gate.
///
/// Keys are sorted; what is `nil` is absent. Two runs on the same data are equal but for ``runId``, the keys that
/// end in `seconds`, `started` or `finished`, and what was known from an earlier run: see ``volatileKeys``. A program that
/// reads the file checks ``format`` first: a number after the slash that it does not know means that keys have changed
/// their meaning or gone; new keys may come without a new number.
public struct Results: Codable, Sendable, Hashable {
  /// The name and version of the format.
  public static let format = "assay.results/1"

  /// The keys, at any depth, whose values differ between two runs on the same data.
  public static let volatileKeys: Set<String> = [
    "cached", "daysLeft", "finished", "runId", "seconds", "started", "verdictsCached",
  ]

  /// The name under which the reference is replayed; it has no cases.
  static let referenceVersion = "reference"

  /// How a run ended.
  public enum Status: String, Codable, Sendable, CaseIterable {
    /// Exit code 0.
    case passed
    /// Exit code 1.
    case failed
    /// Exit code 2: something could not be evaluated.
    case notEvaluated
    /// Exit code 64: wrong usage, or a manifest that does not parse.
    case usage
    /// Exit code 70, and any that is none of the others.
    case internalError
    /// Exit code 128 + n: ended by signal n.
    case interrupted
    /// The run has not come to its end: what stands in the file from its start on.
    case didNotFinish
  }

  /// The exit code; 2 in a file of a run that did not finish.
  public var exitCode: Int32
  /// What could not be evaluated beside the cases, most important first.
  public var failures: [String]
  /// When the run ended, in seconds since 1970 in UTC.
  public var finished: Double?
  /// Where today's replay first left the approved one.
  public var firstDivergence: Divergence?
  /// The fixtures, in the order of the run.
  public var fixtures: [Fixture]
  /// ``format``.
  public var format: String
  /// The number of baselines that the run recorded; absent when it recorded none.
  public var recordedBaselines: Int?
  /// A random id.
  public var runId: String?
  /// What else there is to know; absent when there is nothing.
  public var notes: [String]?
  /// The names and versions of engine and model runtime.
  public var runtimes: [String: String]
  /// Wall-clock seconds.
  public var seconds: Double?
  /// The seed of everything that draws random numbers.
  public var seed: UInt64?
  /// When the run started, in seconds since 1970 in UTC.
  public var started: Double?
  /// How the run ended.
  public var status: Status
  /// The number of cases by verdict.
  public var tally: Tally
  /// The version of Assay.
  public var tool: String?
  /// What was not as it should be and changes no verdict; absent when there is nothing.
  public var warnings: [String]?

  /// The number of cases by verdict.
  public struct Tally: Codable, Sendable, Hashable {
    /// Could not be evaluated.
    public var error: Int
    /// The limit does not hold.
    public var fail: Int
    /// The sample is too small.
    public var inconclusive: Int
    /// The limit holds.
    public var pass: Int
    /// Left out on purpose.
    public var skipped: Int
    /// All of them.
    public var total: Int
    /// The limit does not hold, which is a warning.
    public var warn: Int
  }

  /// Where today's replay of a version first left the approved one.
  public struct Divergence: Codable, Sendable, Hashable {
    /// What differs further down: `score.p_late`.
    public var carriesInto: [String]
    /// The column; absent when columns or rows as a whole differ.
    public var column: String?
    /// Rows as a small table; the first has the headings.
    public var examples: [[String]]
    /// The file to open.
    public var file: String
    /// The fixture.
    public var fixture: String
    /// The rows of the stage's inputs that share the key of the first example, or parts of it.
    public var inputs: [DivergenceInput]?
    /// The line in that file.
    public var line: Int
    /// What differs.
    public var message: String
    /// Why there is no smallest input, where that was looked into.
    public var note: String?
    /// The command that shows it again.
    public var rerun: String
    /// The fewest rows of the version's data that still show it.
    public var smallest: SmallestInput?
    /// The stage.
    public var stage: String
    /// The version.
    public var version: String
  }

  /// Rows of a stage's input.
  public struct DivergenceInput: Codable, Sendable, Hashable {
    /// How many rows there are.
    public var count: Int
    /// The first of them; before these the headings.
    public var rows: [[String]]
    /// The table.
    public var table: String
  }

  /// The fewest rows of a version's data that still show a divergence.
  public struct SmallestInput: Codable, Sendable, Hashable {
    /// The files, in the order of the manifest.
    public var files: [File]
    /// Whether none of the rows can be left out.
    public var isMinimal: Bool
    /// The number of replays that the search took.
    public var replays: Int
    /// The command that replays the files.
    public var rerun: String

    /// Some rows of a table.
    public struct File: Codable, Sendable, Hashable {
      /// The file.
      public var path: String
      /// Its rows.
      public var rows: Int
      /// The table.
      public var table: String
    }
  }

  /// One fixture.
  public struct Fixture: Codable, Sendable, Hashable {
    /// The probability of a false block that the comparisons share on one version.
    public var budget: Double
    /// The number of checks planned for each version.
    public var checksPerVersion: Int
    /// Why the fixture as a whole could not be evaluated.
    public var failures: [String]
    /// Where today's replay first left the approved one.
    public var firstDivergence: Divergence?
    /// The files that the run took, sorted by their addresses.
    public var inputs: [Input]
    /// The manifest's path.
    public var manifest: String
    /// The SHA-256 of the manifest, in hexadecimal.
    public var manifestDigest: String
    /// The name.
    public var name: String
    /// What people should know though no verdict depends on it: approvals that end soon, baselines that no check asks for.
    public var notices: [String]
    /// What the run recorded, a line for each version.
    public var recorded: [String]
    /// How the reference is named in the manifest.
    public var reference: String?
    /// The files in place of the version's data, each as `table=file`; there in partial replays alone.
    public var replacedData: [String]?
    /// Wall-clock seconds; absent when the fixture did not finish.
    public var seconds: Double?
    /// The number of cases by verdict.
    public var tally: Tally
    /// The versions, in order; the reference's replay is one, without cases.
    public var versions: [Version]
  }

  /// A file that a fixture takes.
  public struct Input: Codable, Sendable, Hashable {
    /// Its path from the fixture's folder, or `dvc:…`, `git:…`, a URL.
    public var address: String
    /// The SHA-256 of its bytes, in hexadecimal.
    public var sha256: String
    /// Its size in bytes.
    public var size: Int
  }

  /// The approval that a version's results are held against.
  public struct Approval: Codable, Sendable, Hashable {
    /// The day of the approval, `YYYY-MM-DD`.
    public var at: String
    /// Who approved.
    public var by: String
    /// The days that it still holds, 0 on the last one, negative when it has expired; absent when it has no end. It
    /// changes from day to day.
    public var daysLeft: Int?
    /// The last day on which it holds, `YYYY-MM-DD`.
    public var until: String?
  }

  /// One version of a fixture.
  public struct Version: Codable, Sendable, Hashable {
    /// The cases, in the order of the pipeline.
    public var cases: [Case]
    /// The approval that its results are compared with; absent when there is none.
    public var comparedWith: Approval?
    /// The rows of the first data table that has versions.
    public var rows: Int?
    /// Wall-clock seconds; absent when the version did not finish.
    public var seconds: Double?
    /// The stages, in the order in which they ran.
    public var stages: [Stage]
    /// The tables whose verdicts were known from an earlier run, in the order of the pipeline.
    public var verdictsCached: [String]
    /// The name.
    public var version: String
  }

  /// The replay of one stage, or the loading of one data table.
  public struct Stage: Codable, Sendable, Hashable {
    /// Why the stage runs in every run, when it does.
    public var alwaysRuns: String?
    /// Whether the table was known from an earlier run.
    public var cached: Bool
    /// Why it failed, when it did.
    public var failure: String?
    /// What the table is made of: files, then tables.
    public var inputs: [StageInput]
    /// `data`, `sql`, `command` or `model`.
    public var kind: String
    /// What the table holds: equal digests mean equal tables. Absent when it failed or cannot be kept.
    public var output: String?
    /// The rows of its table; absent when it failed.
    public var rows: Int?
    /// Wall-clock seconds.
    public var seconds: Double
    /// Whether the table was left out, since nothing that changed can affect it; absent when it was not.
    public var skipped: Bool?
    /// The name.
    public var stage: String
  }

  /// A file or a table that a stage reads.
  public struct StageInput: Codable, Sendable, Hashable {
    /// The SHA-256 of the file's bytes, or the table's digest, in hexadecimal.
    public var digest: String
    /// The file's address, or the table's name.
    public var name: String
  }

  /// One case.
  public struct Case: Codable, Sendable, Hashable {
    /// The digest of the table's approved rows, where the check compares it.
    public var approvedDigest: String?
    /// Files that belong to it.
    public var attachments: [String]
    /// The id of the manifest's entry.
    public var check: String
    /// The column of the table.
    public var column: String?
    /// Further lines.
    public var details: [String]
    /// The digest of the table's rows, where the check took it.
    public var digest: String?
    /// What is needed to draw what was found; absent when there is nothing.
    public var figures: [Figure]?
    /// The manifest.
    public var file: String
    /// The kind of check: `null_rate`.
    public var kind: String
    /// The limits in words.
    public var limits: [String]
    /// The line in the manifest.
    public var line: Int
    /// What was found, in one line.
    public var message: String
    /// What was measured.
    public var metrics: [Metric]
    /// The number of rows that the verdict stands on.
    public var n: Int
    /// The command that runs it again.
    public var rerun: String
    /// Seconds spent on it alone.
    public var seconds: Double
    /// `fail` or `warn`.
    public var severity: String
    /// The slice: `origin=EWR`.
    public var slice: String?
    /// The suppression that applies.
    public var suppression: Suppression?
    /// The table.
    public var table: String
    /// `pass`, `warn`, `fail`, `inconclusive`, `error` or `skipped`.
    public var verdict: String
    /// The entry's `why`.
    public var why: String?
  }

  /// A measured number.
  public struct Metric: Codable, Sendable, Hashable {
    /// The name of the definition.
    public var definition: String
    /// The lower end of the interval; absent when there is none or it is infinite.
    public var lower: Double?
    /// The number of rows or pairs.
    public var n: Int
    /// The name.
    public var name: String
    /// The upper end of the interval; absent when there is none or it is infinite.
    public var upper: Double?
    /// The value; absent when it is infinite, which JSON cannot say.
    public var value: Double?
  }

  /// An entry's `suppress`.
  public struct Suppression: Codable, Sendable, Hashable {
    /// The days left, 0 on the last one, negative when it has expired. They change from day to day; absent in
    /// files of builds that did not write them.
    public var daysLeft: Int?
    /// The last day, `YYYY-MM-DD`.
    public var until: String
    /// Why the failure is accepted.
    public var why: String
  }
}
