/// One case that a check makes of a table: what must be measured, and how it is judged.
public struct CheckCase: Sendable {
  /// The column that the case is about; `nil` when it is about the table.
  public var column: String?
  /// What is asked of the table that is judged.
  public var measurements: [Measurement]
  /// What is asked of the same table in the reference; empty when the case compares nothing with it.
  public var referenceMeasurements: [Measurement]
  /// The comparisons that the case makes: its part in the entry's share of the false-alarm budget.
  public var comparisons: Int
  /// Whether slices of fewer rows than a verdict needs are judged all the same, because the rows are what is judged.
  public var judgesSmallSlices = false
  /// The same case for tables whose values do not fit into memory at once: it asks for comparisons of columns, which are
  /// taken one after the other, and concludes the same. `nil` = there is none.
  var largeForm: (@Sendable () -> CheckCase)?
  /// The comparisons that are needed beside `measurements`, once these are known; `nil` = none.
  var furtherComparisons: (@Sendable (Evidence) throws(CheckError) -> [Measurement])?
  /// The judgement.
  public var judge: @Sendable (Evidence) throws(CheckError) -> Judgement

  /// Creates a case.
  public init(
    column: String? = nil, measurements: [Measurement], reference: [Measurement] = [], comparisons: Int = 0,
    judge: @escaping @Sendable (Evidence) throws(CheckError) -> Judgement
  ) {
    self.column = column
    self.measurements = measurements
    self.referenceMeasurements = reference
    self.comparisons = comparisons
    self.judge = judge
  }
}

/// What a check concludes of a case, before the entry's severity and suppression are applied.
public struct Judgement: Sendable {
  /// The verdict.
  public var verdict: Verdict
  /// One line that says what was found, against which limit.
  public var message: String
  /// Further lines.
  public var details: [String] = []
  /// What was measured; the first is the one that the limit is about.
  public var metrics: [Metric] = []
  /// The limits in words.
  public var limits: [String] = []
  /// The rows that the verdict stands on.
  public var n: Int
  /// The rows to write to a file when the case does not pass.
  public var failingRows: FailingRows?
  /// Where today's replay left the approved one, for checks that compare the two.
  public var departure: Departure?
  /// What is needed to draw what was found, where that costs nothing.
  public var figures: [Figure] = []
  /// The digest of the table's rows, for checks that took it.
  public var digest: TableDigest?

  /// Creates a judgement.
  public init(_ verdict: Verdict, _ message: String, n: Int, metrics: [Metric] = [], limits: [String] = []) {
    self.verdict = verdict
    self.message = message
    self.n = n
    self.metrics = metrics
    self.limits = limits
  }
}

/// Which rows made a case fail.
public enum FailingRows: Sendable {
  /// Rows of the table that meet a condition; the columns are shown beside the key.
  case meeting(Condition, columns: [String])
  /// Rows whose values in these columns occur more than once.
  case duplicated([String])
  /// Rows that were measured already.
  case listed(columns: [String], rows: [[String]])
}

/// Where a table left its approved state.
public struct Departure: Sendable {
  /// The first column, in the table's order, whose values differ; `nil` when rows or columns as a whole differ.
  public var column: String?
  /// Every column that differs.
  public var columns: [String]
  /// What differs, in a line.
  public var message: String
  /// Rows, the first one being the headings; empty when no rows are known.
  public var examples: [[String]]
}
