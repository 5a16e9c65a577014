/// A named kind of assertion about a table: what must be measured, and how the measurements are judged.
///
/// A check never runs a query. It names its measurements; the planner fuses what one table owes, and hands the values
/// to the judgement. One check is one file: declaration, documentation, examples, judgement.
public protocol Check: Sendable {
  /// What the manifest may say of this check, and what is said of it to users.
  static var declaration: CheckDeclaration { get }

  /// Creates the check from its arguments in the manifest, which already have the declared types.
  ///
  /// Throws what the declaration alone cannot say: arguments that contradict one another.
  init(_ arguments: Arguments) throws(ManifestError)

  /// The cases that the check makes of a table, usually one per column.
  ///
  /// Throws a `CheckError` for columns that do not exist or have the wrong type.
  func cases(of table: TableShape) throws(CheckError) -> [CheckCase]

  /// The share of the fixture's false-alarm budget that one entry of this check asks for, relative to the others.
  /// 0, the default, for checks that put a plain limit on a number and so cannot raise a false alarm by chance.
  var budgetWeight: Double { get }

  /// Whether the check compares with the reference, so that the reference must be replayed.
  var needsReference: Bool { get }

  /// Whether a stored profile of the reference has what the check compares with: `assay profile` then stores what its
  /// cases ask of the reference.
  var comparesWithProfile: Bool { get }

  /// Whether the check compares with what was approved, so that an approval that has expired fails it.
  var needsBaseline: Bool { get }

  /// The differences from approved values that the check allows, by column: they are approved with the values.
  var approvedTolerances: [String: Double] { get }

  /// Whether the check looks at what was approved for the version before.
  var needsPreviousVersion: Bool { get }

  /// Whether the check is about the whole table, so that `where` and `by` cannot stand beside it.
  static var judgesWholeTable: Bool { get }

  /// Whether a table that comes from a CSV file without rows, and so has no types, can be judged: the check asks for the
  /// number of rows, or says itself what was lost. For the others that there are no rows is an error.
  static var judgesTablesWithoutTypes: Bool { get }

  /// The tables that the check reads beside its own.
  var otherTables: [String] { get }

  /// The columns that identify a row, when the check knows: failing rows of other checks are named by them.
  var keyColumns: [String] { get }
}

extension Check {
  /// A plain limit on a number spends nothing.
  public var budgetWeight: Double { 0 }

  /// Most checks look at one table alone.
  public var needsReference: Bool { false }

  /// Most checks need rows.
  public var comparesWithProfile: Bool { false }

  /// Most checks know their limit.
  public var needsBaseline: Bool { false }

  /// Most checks keep no values.
  public var approvedTolerances: [String: Double] { [:] }

  /// Most checks look at one version alone.
  public var needsPreviousVersion: Bool { false }

  /// Most checks can look at some rows.
  public static var judgesWholeTable: Bool { false }

  /// Most checks need rows, or the types of columns.
  public static var judgesTablesWithoutTypes: Bool { false }

  /// Most checks look at one table alone.
  public var otherTables: [String] { [] }

  /// Most checks know no key.
  public var keyColumns: [String] { [] }
}
