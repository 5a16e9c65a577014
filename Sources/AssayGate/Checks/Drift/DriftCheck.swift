import AssayStatistics
import AssayTable

/// `drift`: columns are distributed as in the reference, up to a practical limit.
public struct DriftCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "drift",
    summary: "Columns are distributed as in the reference, up to a practical limit.",
    documentation: """
      One case per column. Numbers are compared by the Kolmogorov–Smirnov distance, text and booleans by total \
      variation: both are shares of the rows, so that 0.1 means that a tenth of the rows fell elsewhere. Missing values \
      are judged as a proportion of their own. Every comparison has an interval at its share of the fixture's \
      false-alarm budget: `fail` when even its lower end is beyond the limit; `warn` when the difference is significant \
      and the estimate is beyond it; `inconclusive` when samples of these sizes could not have shown the limit; `pass` \
      otherwise. Small samples do not raise alarms, and large ones do not make harmless differences fail.

      Rows that come together (a day, a session, a customer) are not independent: name the columns that make them in \
      `cluster`, or noise between days is taken for drift. `all` stands for the columns that hold numbers, text or \
      booleans, but for those of `cluster`.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all`."),
      ArgumentDeclaration("limit", .share, "The share of the rows that may fall elsewhere; 0.1 by default."),
      ArgumentDeclaration("cluster", .columns, "Columns whose combinations are the clusters: rows that come together."),
    ],
    examples: [
      CheckExample(
        "The same distribution", table: DriftExamples.numbers(0..<400), reference: DriftExamples.numbers(0..<400),
        entry: "drift: { columns: x, limit: 0.3 }", verdicts: [.pass], says: "x moved by D = 0"),
      CheckExample(
        "Half of the rows moved", table: DriftExamples.numbers(200..<600), reference: DriftExamples.numbers(0..<400),
        entry: "drift: { columns: x }", verdicts: [.fail], says: "x moved by D = 0.5"),
      CheckExample(
        "Too few rows to tell", table: DriftExamples.numbers(0..<20), reference: DriftExamples.numbers(0..<20),
        entry: "drift: { columns: x }", verdicts: [.inconclusive], says: "would do"),
      CheckExample(
        "Values that went missing", table: DriftExamples.missing(300), reference: DriftExamples.missing(0),
        entry: "drift: { columns: x, limit: 0.2 }", verdicts: [.fail], says: "missing values of x moved from 0 % to"),
    ])

  /// The practical limit when the manifest gives none: a tenth of the rows.
  public static let defaultLimit = 0.1

  private let columns: ColumnSelection
  private let cluster: [String]
  private let limit: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = arguments.number("limit") ?? Self.defaultLimit
    if case .named(let keys)? = arguments.columns("cluster") { cluster = keys.map(\.name) } else { cluster = [] }
    if case .all? = arguments.columns("cluster") {
      throw ManifestError("'cluster' needs names of columns, not 'all'", at: arguments.location(of: "cluster"))
    }
    if limit == 0 || limit == 1 {
      throw ManifestError("'limit' is a share above 0 and below 1", at: arguments.location(of: "limit"))
    }
  }

  public var needsReference: Bool { true }

  /// Two comparisons a column; an entry for all columns counts as ten.
  public var budgetWeight: Double {
    if case .named(let keys) = columns { Double(2 * keys.count) } else { 20 }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    guard let reference = table.reference else {
      throw CheckError("there is no reference to compare with: give the table's data a 'reference' in the manifest")
    }
    for name in cluster { _ = try table.column(name) }
    let cluster = cluster
    let fields = try table.columns(columns) { field in
      !cluster.contains(field.name) && (field.type.isNumeric || field.type.isText || field.type == .boolean)
    }
    var cases: [CheckCase] = []
    for field in fields {
      guard let before = reference[field.name] else {
        throw CheckError("the reference has no column '\(field.name)' to compare with")
      }
      let isSampled = field.type.isNumeric || field.type.isTemporal
      guard isSampled == (before.type.isNumeric || before.type.isTemporal) else {
        throw CheckError("column '\(field.name)' is \(field.type), and \(before.type) in the reference")
      }
      // Days, seconds and microseconds are different numbers for the same time.
      guard field.type == before.type || !(field.type.isTemporal || before.type.isTemporal) else {
        throw CheckError("column '\(field.name)' is \(field.type), and \(before.type) in the reference")
      }
      let comparison = DriftComparison(
        column: field.name, floating: field.type.isFloatingPoint || before.type.isFloatingPoint, isSampled: isSampled,
        cluster: cluster, limit: limit)
      cases.append(
        CheckCase(
          column: field.name, measurements: comparison.measurements, reference: comparison.measurements, comparisons: 2
        ) { evidence throws(CheckError) in try comparison.judge(evidence) })
    }
    return cases
  }
}

/// Tables for the examples.
enum DriftExamples {
  static func numbers(_ range: Range<Int>) -> String { "x\n" + range.map { "\($0)\n" }.joined() }

  /// 600 rows of a number, of which some are missing, and a second column.
  static func missing(_ count: Int) -> String {
    "x,y\n" + (0..<600).map { $0 < count ? ",1\n" : "\($0 % 300),1\n" }.joined()
  }
}
