import AssayStatistics
import AssayTable

/// A stored reference: what drift checks need of the reference's tables, without its rows.
///
/// It is made by `assay profile` and named by the manifest's `reference: { profile: … }`. It holds, for each table and
/// each choice of rows that drift checks look at, the profiles of the columns that they compare; and the digests of the
/// code that made the tables, since a reference must be made by today's code.
struct ReferenceProfile: Sendable {
  /// The fixture's name.
  var fixture: String
  /// The version that was profiled, or `reference`.
  var version: String
  /// What tells the key of hashed levels from others; `nil` when no levels are hashed.
  var keyMark: String?
  /// The digests of the code of all tables that the profiled ones are made of, in the order of the pipeline.
  var code: [(table: String, digest: String)]
  /// The tables, in the order of the pipeline.
  var tables: [Table]

  /// What is known of one table.
  struct Table: Sendable {
    var name: String
    /// The columns that can be compared, in the table's order.
    var columns: [Field]
    /// The choices of rows, ordered by their columns and filters.
    var scopes: [ProfiledScope]
  }

  /// One choice of rows, cut into slices.
  struct ProfiledScope: Sendable {
    var scope: Scope
    var slices: [Slice]
  }

  /// One slice; a scope without `by` has one, whose values are empty.
  struct Slice: Sendable {
    /// The values of the columns that make the slice, as text.
    var values: [String?]
    var rows: Int
    var columns: [Column]
  }

  /// The profile of a column.
  struct Column: Sendable {
    var name: String
    /// The columns that make the clusters of its rows; empty for rows taken as independent.
    var clusters: [String] = []
    var content: Content

    enum Content: Sendable {
      case numbers(NumericProfile)
      case levels(LevelProfile, isHashed: Bool)
      /// The measures of the form of free text, in the order of `TextDrift.features`, and the rows with the most frequent
      /// text.
      case text([NumericProfile], mostFrequent: Int)
      case calendar(CalendarCounts)
      /// Numbers by cluster; the cells are the numbers' places in `values`, ascending.
      case clusteredNumbers(ClusteredProfile, values: [Double])
      /// Levels by cluster; the cells are the levels' places in `names`.
      case clusteredLevels(ClusteredProfile, names: [String], isHashed: Bool)
    }
  }
}
