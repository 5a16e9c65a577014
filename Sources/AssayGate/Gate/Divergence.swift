/// Where today's replay of a version first left the approved one: the first stage in the pipeline's order,
/// the first column in the table's order.
public struct Divergence: Sendable, Hashable, Codable {
  /// The fixture's name.
  public var fixture: String
  /// The version.
  public var version: String
  /// The stage.
  public var stage: String
  /// The column; `nil` when the stage's columns or rows as a whole differ.
  public var column: String?
  /// What differs, in one line: `today's replay leaves the approved one in 612 of 28,330 rows`.
  public var message: String
  /// Rows as a small table: the first row holds the headings.
  public var examples: [[String]]
  /// The rows of the stage's inputs that share the key of the first example, or parts of it.
  public var inputs: [Input] = []
  /// The fewest rows of the version's data that still show it, when they were found.
  public var smallest: SmallestInput?
  /// Why there are none, where that was looked into.
  public var note: String?
  /// What differs further down: `score.p_late`, `decision.notify`.
  public var carriesInto: [String]
  /// The file to open: the stage's source when it has one, else the manifest.
  public var location: SourceLocation
  /// The command that shows it again.
  public var rerun: String

  /// Rows of an input.
  public struct Input: Sendable, Hashable, Codable {
    /// The table.
    public var table: String
    /// The first rows as a small table: the first one holds the headings.
    public var rows: [[String]]
    /// How many rows there are.
    public var count: Int

    /// Creates rows of an input.
    public init(table: String, rows: [[String]], count: Int) {
      self.table = table
      self.rows = rows
      self.count = count
    }
  }

  /// Creates a divergence.
  public init(
    fixture: String, version: String, stage: String, column: String?, message: String, examples: [[String]],
    carriesInto: [String], location: SourceLocation, rerun: String
  ) {
    self.fixture = fixture
    self.version = version
    self.stage = stage
    self.column = column
    self.message = message
    self.examples = examples
    self.carriesInto = carriesInto
    self.location = location
    self.rerun = rerun
  }
}
