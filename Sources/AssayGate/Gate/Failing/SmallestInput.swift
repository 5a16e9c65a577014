/// The fewest rows of a version's data that were found to show a divergence still, written to files.
public struct SmallestInput: Sendable, Hashable, Codable {
  /// The tables with their files, in the order of the manifest.
  public var files: [File]
  /// The number of replays that the search took.
  public var replays: Int
  /// Whether none of the rows can be left out; false when the search was ended before it knew.
  public var isMinimal: Bool
  /// The command that replays them to the same divergence.
  public var rerun: String

  /// Some rows of a table.
  public struct File: Sendable, Hashable, Codable {
    /// The table.
    public var table: String
    /// The file, as messages show it.
    public var path: String
    /// Its rows.
    public var rows: Int

    /// Creates a file.
    public init(table: String, path: String, rows: Int) {
      self.table = table
      self.path = path
      self.rows = rows
    }
  }

  /// Creates a result.
  public init(files: [File], replays: Int, isMinimal: Bool, rerun: String) {
    self.files = files
    self.replays = replays
    self.isMinimal = isMinimal
    self.rerun = rerun
  }

  /// What was found, in one line: `1 row of flights still shows it (3 replays)`.
  public var summary: String {
    let tables = files.map { "\(Format.rows($0.rows)) of \($0.table)" }.joined(separator: " and ")
    let shows = files.reduce(0) { $0 + $1.rows } == 1 ? "shows" : "show"
    let search = isMinimal ? "" : ", and the search was ended before it knew whether fewer do"
    return "\(tables) still \(shows) it (\(replays == 1 ? "1 replay" : "\(replays) replays")\(search))"
  }
}

/// The data of one table of the version that is replayed, given on the command line.
public struct ReplacedData: Sendable, Hashable {
  /// The table.
  public var table: String
  /// The file with its rows.
  public var file: String

  /// Creates a replacement.
  public init(table: String, file: String) {
    self.table = table
    self.file = file
  }

  /// The replacement as the command line writes it: `flights=rows.parquet`.
  public var text: String { "\(table)=\(file)" }
}
