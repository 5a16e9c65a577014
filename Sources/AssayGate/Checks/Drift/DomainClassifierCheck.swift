import AssayStatistics
import AssayTable

/// `domain_classifier`: no classifier tells current rows from reference rows, all columns looked at together.
public struct DomainClassifierCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "domain_classifier",
    summary: "A classifier that sees all columns together cannot tell current rows from reference rows.",
    documentation: """
      One case for the table. `drift` looks at columns one by one, and cannot see that two of them no longer go together: \
      a join to the wrong rows, a unit changed for some customers, a feature shifted by a row. Here boosted trees learn \
      from one half of both sides which rows are current ones, and are judged on the other half by the area under the ROC \
      curve (AUC): 0.5 when the sides cannot be told apart, 1 when no row can be mistaken. Because no row is judged that \
      was learned from, an AUC above 0.5 is never mere memory.

      The AUC has an interval (DeLong's variance) at the check's share of the false-alarm budget: `fail` when even its \
      lower end is above `max`; `warn` when the AUC is above it, and above 0.5 at its lower end; `pass` when the upper \
      end is within the limit; `inconclusive` otherwise. The default of 0.6 is what one column has whose mean moved by a \
      third of its deviation; many columns that move a little add up. When it does not pass, the message names the \
      columns that the AUC is lost without, and two columns whose relation says what neither says alone.

      At most `rows` rows of each side are taken, by a hash of what they hold, so that a verdict can be repeated. `all` \
      stands for the columns of numbers, booleans and text, here or in the reference, without those of `cluster` and \
      `except`: a column that only the reference still has, or whose type is none of these any more, is an error of its \
      own. Columns that always differ between versions are left out and named: dates and times, whole numbers of which no two are equal, and text \
      that mostly occurs once. A number that only grows, such as a customer's, belongs into `except`. Rows that come \
      together (a day, a customer) are not independent: name their columns in `cluster`, and whole clusters are held out \
      and counted. It needs the reference's rows; a stored profile is not enough.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns that the classifier sees, or `all`."),
      ArgumentDeclaration("except", .columns, "Columns that it does not see: identifiers, and what is meant to move."),
      ArgumentDeclaration("max", .share, "The largest AUC that is still acceptable; 0.6 by default."),
      ArgumentDeclaration("cluster", .columns, "Columns whose combinations are the clusters: rows that come together."),
      ArgumentDeclaration(
        "rows", .integer(minimum: 100), "The most rows that are taken of each side; 10000 by default."),
    ],
    examples: [
      CheckExample(
        "Nothing has changed", table: SilentExamples.rows("x,y", 1000..<3000, DomainExamples.together),
        reference: SilentExamples.rows("x,y", 0..<2000, DomainExamples.together),
        entry: "domain_classifier: { columns: all }", verdicts: [.pass],
        says: "a classifier cannot tell current rows from reference rows"),
      CheckExample(
        "Two columns no longer go together, though each is distributed as before",
        table: SilentExamples.rows("x,y", 0..<2000, DomainExamples.apart),
        reference: SilentExamples.rows("x,y", 0..<2000, DomainExamples.together),
        entry: "domain_classifier: { columns: all }", verdicts: [.fail], says: "how x and y go together has changed"),
      CheckExample(
        "A column that moved", table: SilentExamples.rows("x,y", 0..<2000) { "\($0 * 7 % 100 + 40),\($0 % 30)" },
        reference: SilentExamples.rows("x,y", 0..<2000) { "\($0 * 7 % 100),\($0 % 30)" },
        entry: "domain_classifier: { columns: [x, y] }", verdicts: [.fail], says: "most by x"),
      CheckExample(
        "Too few rows to tell", table: SilentExamples.rows("x,y", 0..<20, DomainExamples.together),
        reference: SilentExamples.rows("x,y", 0..<20, DomainExamples.together),
        entry: "domain_classifier: { columns: [x, y] }", verdicts: [.inconclusive], says: "too few rows to tell"),
    ])

  /// The largest AUC when the manifest gives none.
  public static let defaultMaximum = 0.6
  /// The most rows of a side when the manifest gives no number.
  public static let defaultRows = 10_000
  /// What keeps the memory of a sample within bounds.
  private static let mostRows = 1_000_000

  private let columns: ColumnSelection
  private let except: [String]
  private let cluster: [String]
  private let maximum: Double
  private let limit: Int

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    except = try SilentArguments.names("except", arguments)
    cluster = try SilentArguments.names("cluster", arguments)
    maximum = arguments.number("max") ?? Self.defaultMaximum
    limit = arguments.integer("rows") ?? Self.defaultRows
    if maximum <= 0.5 || maximum >= 1 {
      throw ManifestError(
        "'max' is an AUC above 0.5, which knowing nothing has, and below 1", at: arguments.location(of: "max"))
    }
    if limit > Self.mostRows {
      throw ManifestError(
        "'rows' is at most \(Format.whole(Self.mostRows)), found \(Format.whole(limit))",
        at: arguments.location(of: "rows"))
    }
    if case .named(let keys) = columns {
      for key in keys where except.contains(key.name) || cluster.contains(key.name) {
        let other = except.contains(key.name) ? "except" : "cluster"
        throw ManifestError(
          "column '\(key.name)' is named in 'columns' and in '\(other)'; name it once",
          at: arguments.location(of: other))
      }
    }
  }

  public var needsReference: Bool { true }

  public var budgetWeight: Double { 1 }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    guard let reference = table.reference else { throw TableShape.noReference }
    for name in cluster + except { _ = try table.column(name) }
    for name in cluster where reference[name] == nil {
      throw CheckError("the reference has no column '\(name)' to make clusters of")
    }
    func isJudged(_ type: DataType) -> Bool { type.isNumeric || type == .boolean || type.isText }
    let unseen = Set(cluster + except)
    let selected = try table.comparedColumns(columns) { isJudged($0.type) && !unseen.contains($0.name) }
    let fields = selected.fields
    var exact: [String: (reference: ExactNumbers?, current: ExactNumbers?)] = [:]
    for field in fields {
      guard isJudged(field.type) else {
        throw CheckError(
          "column '\(field.name)' is \(field.type), by which versions always differ; name numbers, booleans or text")
      }
      guard let before = reference[field.name] else {
        throw CheckError("the reference has no column '\(field.name)' to compare with")
      }
      guard isJudged(before.type), before.type.isText == field.type.isText else {
        throw CheckError("column '\(field.name)' is \(field.type), and \(before.type) in the reference")
      }
      exact[field.name] = (ExactNumbers(before.type), ExactNumbers(field.type))
    }
    let lost = selected.lost.map { $0.checkCase(table: table.name) }
    // The classifier cannot say anything of them, and there may be no other column.
    guard !fields.isEmpty else { return lost }
    var comparison = DomainComparison(
      columns: fields.map(\.name), clusters: cluster, maximum: maximum, limit: limit)
    comparison.exact = exact
    if case .all = columns {
      comparison.whole = Set(fields.lazy.filter(\.type.isInteger).map(\.name))
      comparison.texts = Set(fields.lazy.filter(\.type.isText).map(\.name))
      comparison.leftOut = table.schema.fields.filter { field in !fields.contains { $0.name == field.name } }
        .map { field in
          cluster.contains(field.name)
            ? "\(field.name) (cluster)"
            : except.contains(field.name) ? "\(field.name) (except)" : "\(field.name) (\(field.type))"
        }
    }
    let measurements = [Measurement.rows, comparison.measurement]
    return [
      CheckCase(measurements: measurements, reference: measurements, comparisons: 1) {
        [comparison] evidence throws(CheckError) in try comparison.judge(evidence)
      }
    ] + lost
  }
}

/// Rows for the examples.
enum DomainExamples {
  /// A second number that follows the first.
  static func together(_ row: Int) -> String { "\(row * 7 % 100),\((row * 7 + row % 10) % 100)" }
  /// The same numbers, of which the second falls when the first rises.
  static func apart(_ row: Int) -> String { "\(row * 7 % 100),\(99 - (row * 7 + row % 10) % 100)" }
}
