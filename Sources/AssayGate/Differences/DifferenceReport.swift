/// What differs between two states of some tables: two versions of a fixture, or two files.
public struct DifferenceReport: Sendable, Hashable, Codable {
  /// The name of the JSON format.
  public static let format = "assay.diff/1"

  /// The format: `assay.diff/1`.
  public var format = Self.format
  /// The fixture's name; `nil` for two files.
  public var fixture: String?
  /// The old version, or the old file.
  public var old: String
  /// The new version, or the new file.
  public var new: String
  /// The tables that were compared, in the order of the pipeline.
  public var tables: [TableDifference]

  /// Whether nothing differs in any table.
  public var isSame: Bool { tables.allSatisfy(\.isSame) }
}

/// What differs between two states of one table, by key.
///
/// Values are equal as SQL's `IS NOT DISTINCT FROM` has it: null equals null, NaN equals NaN, −0 equals 0, text is
/// compared by its bytes. A null in a key is a value like others.
public struct TableDifference: Sendable, Hashable, Codable {
  /// The table's name; for files that of the new one.
  public var table: String
  /// The columns that identify a row.
  public var key: [String]
  /// The rows.
  public var rows: Rows
  /// The keys that rows share: their rows cannot be paired, and count as added or removed when they have no equal.
  public var repeatedKeys: RepeatedKeys
  /// The columns that only the new state has, in its order.
  public var addedColumns: [NamedType]
  /// The columns that only the old state has, in its order.
  public var removedColumns: [NamedType]
  /// The columns that both states have with different types. Their values are compared as numbers, as times, or else as
  /// text.
  public var retypedColumns: [RetypedColumn]
  /// Whether the columns of both states stand in another order.
  public var isReordered: Bool
  /// The columns of both states beside the key, in the old order.
  public var columns: [ColumnDifference]
  /// The rows with the largest changes, measured in standard deviations of the old column; one place for each row.
  public var moved: [MovedValue]
  /// Keys of rows that came and of rows that went, the first ones in the order of the key; null is last.
  public var examples: Examples

  /// Whether nothing differs.
  public var isSame: Bool {
    rows.changed == 0 && rows.added == 0 && rows.removed == 0 && addedColumns.isEmpty && removedColumns.isEmpty
      && retypedColumns.isEmpty && !isReordered
  }

  /// How many rows there are, by what came of them.
  public struct Rows: Sendable, Hashable, Codable {
    /// The rows of the old state: unchanged, changed and removed ones.
    public var old: Int
    /// The rows of the new state: unchanged, changed and added ones.
    public var new: Int
    /// The rows of both states with equal values in all columns of both.
    public var unchanged: Int
    /// The rows of both states, by their key, with another value in some column.
    public var changed: Int
    /// The rows of the new state alone.
    public var added: Int
    /// The rows of the old state alone.
    public var removed: Int
    /// The old rows with a null in their key.
    public var oldWithNullKey: Int
    /// The new rows with a null in their key.
    public var newWithNullKey: Int
  }

  /// Keys that occur more than once in some state.
  public struct RepeatedKeys: Sendable, Hashable, Codable {
    /// The number of such keys.
    public var keys: Int
    /// The old rows that have one of them.
    public var oldRows: Int
    /// The new rows that have one of them.
    public var newRows: Int
  }

  /// A column of one state.
  public struct NamedType: Sendable, Hashable, Codable {
    /// The column's name.
    public var name: String
    /// Its type in words.
    public var type: String
  }

  /// A column with two types.
  public struct RetypedColumn: Sendable, Hashable, Codable {
    /// The column's name.
    public var name: String
    /// The old type in words.
    public var old: String
    /// The new type in words.
    public var new: String
  }

  /// A few keys.
  public struct Examples: Sendable, Hashable, Codable {
    /// Keys of added rows.
    public var added: [[String?]]
    /// Keys of removed rows.
    public var removed: [[String?]]
  }
}

/// What differs in one column.
public struct ColumnDifference: Sendable, Hashable, Codable {
  /// The column's name.
  public var name: String
  /// The new type in words.
  public var type: String
  /// Whether no value of it is shown.
  public var isPrivate: Bool
  /// The changed rows with another value in this column.
  public var changed: Int
  /// The values of the whole old column that are null or NaN.
  public var missingOld: Int
  /// The values of the whole new column that are null or NaN.
  public var missingNew: Int
  /// The standard deviation of the old column's finite values (divided by n), in six digits; absent unless the column is
  /// numeric, has changed, and is not constant.
  public var deviation: Double?
  /// The largest changes of a numeric column, by their absolute value.
  public var largest: [MovedValue]
  /// The change that occurs most often, of a column that is not numeric.
  public var mostFrequent: FrequentChange?

  /// A change that rows share.
  public struct FrequentChange: Sendable, Hashable, Codable {
    /// The old value; `nil` for null.
    public var old: String?
    /// The new value; `nil` for null.
    public var new: String?
    /// The number of rows.
    public var rows: Int
  }
}

/// A value that moved.
public struct MovedValue: Sendable, Hashable, Codable {
  /// The row's key, without private columns; `nil` for null.
  public var key: [String?]
  /// The column.
  public var column: String
  /// The old value.
  public var old: String?
  /// The new value.
  public var new: String?
  /// New less old.
  public var change: Double
  /// The change in standard deviations of the old column; absent where that is 0 or has no values.
  public var scaled: Double?
}

/// Why two states could not be compared.
public struct DifferenceFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found and what to do.
  public let message: String
  /// Whether the command line or the manifest is wrong, not what they name.
  public let isUsageError: Bool

  /// The message.
  public var description: String { message }

  init(_ message: String, isUsageError: Bool = false) {
    self.message = message
    self.isUsageError = isUsageError
  }
}
