/// The verdict of one case: one check on one table of one version, for one column and one slice.
public struct CaseResult: Sendable, Hashable {
  /// The fixture's name.
  public var fixture: String
  /// The version that was judged.
  public var version: String
  /// The table that was judged: a data table or a stage's output.
  public var table: String
  /// The id of the manifest's entry, unique in the fixture: `features.null_rate.temp`.
  public var check: String
  /// The kind of check: `null_rate`.
  public var kind: String
  /// The column, when the case is about one.
  public var column: String?
  /// The slice, when the entry says `by`: `origin=EWR`.
  public var slice: String?
  /// The verdict.
  public var verdict: Verdict
  /// The entry's severity.
  public var severity: Severity
  /// One line that says what was found, and against which limit. Never empty, whatever the verdict.
  public var message: String
  /// Further lines: rows that failed, what to do next.
  public var details: [String]
  /// What was measured; the first is the one that the limit is about.
  public var metrics: [Metric]
  /// The limits in words: `max 0.25`, `max_drop 0.005 (baseline 0.6453)`.
  public var limits: [String]
  /// The number of rows that the verdict stands on.
  public var n: Int
  /// Where the manifest declares the check.
  public var location: SourceLocation
  /// The command that runs just this check again.
  public var rerun: String
  /// Files that belong to the case (failing rows), relative to the working directory.
  public var attachments: [String]
  /// The entry's `why`.
  public var why: String?
  /// When the entry's failures are suppressed: until when, why, and how many days are left.
  public var suppression: Suppression?
  /// Seconds spent to judge the case; what several checks share is not in it.
  public var seconds: Double
  /// What is needed to draw what was found; empty where that would have cost extra work.
  public var figures: [Figure]
  /// The digest of the table's rows, when the check took it.
  public var digest: TableDigest?

  /// An entry's `suppress`, as a result shows it.
  public struct Suppression: Sendable, Hashable, Codable {
    /// The last day of the suppression, `YYYY-MM-DD`.
    public var until: String
    /// Why the failure is accepted.
    public var why: String
    /// Days left, 0 on the last day, negative when the suppression has expired.
    public var daysLeft: Int

    /// What follows the message of a suppressed failure.
    var note: String { " · suppressed until \(until) (\(daysLeft) days left): \(why)" }

    /// Creates a suppression.
    public init(until: String, why: String, daysLeft: Int) {
      self.until = until
      self.why = why
      self.daysLeft = daysLeft
    }
  }

  /// Creates a result.
  public init(
    fixture: String, version: String, table: String, check: String, kind: String, column: String? = nil,
    slice: String? = nil, verdict: Verdict, severity: Severity = .fail, message: String, details: [String] = [],
    metrics: [Metric] = [], limits: [String] = [], n: Int = 0, location: SourceLocation, rerun: String = "",
    attachments: [String] = [], why: String? = nil, suppression: Suppression? = nil, seconds: Double = 0,
    figures: [Figure] = [], digest: TableDigest? = nil
  ) {
    self.fixture = fixture
    self.version = version
    self.table = table
    self.check = check
    self.kind = kind
    self.column = column
    self.slice = slice
    self.verdict = verdict
    self.severity = severity
    self.message = message
    self.details = details
    self.metrics = metrics
    self.limits = limits
    self.n = n
    self.location = location
    self.rerun = rerun
    self.attachments = attachments
    self.why = why
    self.suppression = suppression
    self.seconds = seconds
    self.figures = figures
    self.digest = digest
  }

  /// `fixture.version.table`, the class name in a JUnit report.
  public var className: String { "\(fixture).\(version).\(table)" }

  /// `check[column][slice]`, the name in a JUnit report; unique within its class name.
  ///
  /// The default id holds table and column already: `features.null_rate.temp` is `null_rate[temp]` here.
  public var name: String {
    var entry = check[...]
    if entry.hasPrefix(table + ".") { entry = entry.dropFirst(table.count + 1) }
    if let column, entry.hasSuffix("." + column), entry.count > column.count + 1 {
      entry = entry.dropLast(column.count + 1)
    }
    return entry + (column.map { "[\($0)]" } ?? "") + (slice.map { "[\($0)]" } ?? "")
  }
}
