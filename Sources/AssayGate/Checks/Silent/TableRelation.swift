import AssayTable

/// What can be asked of a table together with another one, or of its rows among each other.
public enum TableRelation: Hashable, Sendable {
  /// How many more, and fewer, rows a key has here than in the other table. → `fanOut`
  case fanOut(from: OtherTable, key: [String])
  /// The rows whose values in some columns occur in the other table too. → `overlap`
  case overlap(with: OtherTable, columns: [String])
  /// Where rows of one key have different values here and in the other table. → `differences`
  case differences(in: OtherTable, key: [String], columns: [Compared])
  /// The rows that are equal in some columns and not in another one. → `conflicts`
  case conflicts(label: String, columns: [String])

  /// Another table.
  public enum OtherTable: Hashable, Sendable {
    /// A table of the same version.
    case named(String)
    /// The same table in the reference.
    case reference

    /// How messages name it.
    var shown: String {
      switch self {
      case .named(let name): "table '\(name)'"
      case .reference: "the reference"
      }
    }
  }

  /// A column that is compared row by row.
  public struct Compared: Hashable, Sendable {
    /// The column's name, in both tables.
    public var name: String
    /// Whether it holds numbers.
    public var isNumeric: Bool
    /// The difference that two numbers may have; `nil` for none.
    public var tolerance: Double?

    /// Describes a column.
    init(_ field: Field, tolerance: Double?) {
      name = field.name
      isNumeric = field.type.isNumeric
      self.tolerance = tolerance
    }
  }
}

/// What came of a relation.
public enum RelationCounts: Sendable {
  case fanOut(FanOut)
  case overlap(Overlap)
  case differences(Differences)
  case conflicts(Conflicts)

  /// Rows by key, here and in the table that they came from.
  public struct FanOut: Sendable {
    /// The rows of the other table.
    public var sourceRows: Int
    /// The keys that have more rows here, and how many more these are.
    public var multiplied: (keys: Int, rows: Int)
    /// The keys that have fewer rows here, and how many fewer these are.
    public var lost: (keys: Int, rows: Int)
    /// The first keys with another number of rows: the key, the rows there, the rows here.
    public var examples: QueryRows
  }

  /// Rows that occur in both tables.
  public struct Overlap: Sendable {
    /// The rows of the other table.
    public var otherRows: Int
    /// The rows of this table that occur there.
    public var shared: Int
    /// The first combinations that occur in both, with the number of rows here.
    public var examples: QueryRows
  }

  /// Rows compared by key.
  public struct Differences: Sendable {
    /// Pairs of rows with one key.
    public var pairs: Int
    /// The rows whose key occurs on one side only: here, and there.
    public var only: (here: Int, there: Int)
    /// Whether rows of one side share a key that the other side has too.
    public var repeatsKeys: Bool
    /// The pairs that differ, by column.
    public var differing: [Int]
    /// The largest difference of two numbers, by column; `nil` for other columns and where no pair has two.
    public var largest: [Double?]
    /// The columns of the other table that this one does not have.
    public var columnsOnlyThere: [String]
    /// The first pairs that differ: the key, then each column's value here and there.
    public var examples: QueryRows
  }

  /// Rows that contradict each other.
  public struct Conflicts: Sendable {
    /// The combinations of values with more than one label.
    public var groups: Int
    /// The rows that have one of them.
    public var rows: Int
    /// The first combinations, with the number of labels and of rows.
    public var examples: QueryRows
  }
}

extension Evidence {
  /// What came of a relation with another table.
  func relation(_ measurement: Measurement) throws(CheckError) -> RelationCounts {
    guard case .relation(let counts) = try measured(measurement) else {
      throw CheckError("internal error: \(measurement) is no relation")
    }
    return counts
  }

  /// What came of comparing rows by key.
  func differences(_ measurement: Measurement) throws(CheckError) -> RelationCounts.Differences {
    guard case .differences(let found) = try relation(measurement) else {
      throw CheckError("internal error: \(measurement) compares no rows")
    }
    return found
  }
}

extension FailingRows {
  /// Rows of a query as they are listed.
  init(_ rows: QueryRows) { self = .listed(columns: rows.columns, rows: rows.first.map { $0.map(\.description) }) }
}
