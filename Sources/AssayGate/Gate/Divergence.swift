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
  /// What differs further down: `score.p_late`, `decision.notify`.
  public var carriesInto: [String]
  /// The file to open: the stage's source when it has one, else the manifest.
  public var location: SourceLocation
  /// The command that shows it again.
  public var rerun: String

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
