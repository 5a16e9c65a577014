import AssayStatistics
import AssayTable

/// `drift`: columns are distributed as in the reference, up to a practical limit.
public struct DriftCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "drift",
    summary: "Columns are distributed as in the reference, up to a practical limit.",
    documentation: """
      One case per column, compared by what it holds:

      - numbers by the Kolmogorov–Smirnov distance D, the largest difference of the shares of rows at or below any value;
      - booleans and text by the total variation TV, the share of rows that would have to change their level; rare levels \
      are judged as one;
      - text whose values mostly occur once in the reference is free text: its length and its shares of digits, small \
      letters, capital letters, punctuation, spaces and other characters, each by D, and the share of the rows that hold \
      its most frequent text;
      - timestamps by the hour of the day and the day of the week (by TV), dates by the day of the week, times by the \
      hour. Absolute time always moves on, so that it is not judged; nor are days of the week where a side spans fewer \
      than 28 days. A column of which nothing can be judged is `inconclusive`.

      64-bit integers and decimals are compared as doubles; where these lie so far apart that the bulk of a column's values \
      fall together, that is an error.

      Missing values (null, NaN) are judged as a proportion of their own, and so are levels of text that only one side \
      has, less those that a sample of its size must miss.

      All effects are shares of the rows. `limit` is 0.1 by default: a tenth of the rows fell elsewhere, for a normal \
      distribution a shift of its mean by a quarter of its deviation. `missing_limit`, for missing values and for levels \
      that only one side has, is half of `limit`, because nothing was learned about such rows.

      Every comparison has an interval at its share of the fixture's false-alarm budget: `fail` when even its lower end is \
      beyond the limit; `warn` when the difference is significant and the estimate is beyond it; `inconclusive` when \
      samples of these sizes could not have shown the limit; `pass` otherwise. So while the true effect is within the \
      limit a column fails with no more than its share of the budget, however few or many rows there are.

      Rows that come together (a day, a session, a customer) are not independent: name the columns that make them in \
      `cluster`, or noise between days is taken for drift. How many independent rows they are worth is estimated for each \
      column, from how much it varies between the clusters. `all` stands for the columns that hold numbers, text, \
      booleans, dates or times, here or in the reference, but for those of `cluster`: a column that only the reference \
      still has, or whose values cannot be compared any more, is an error.

      `test` takes another statistic instead, by the definition of `definition` (ours, or that of another tool, so that a \
      migration keeps its numbers): `psi`, `js`, `wasserstein` and so on. Distances fail at `max`, or at the tool's own \
      threshold, as the tool would; they have no interval and spend no budget. Tests with a p-value fail when it meets \
      the planned alpha, and are `inconclusive` where no samples of these sizes could have met it. Missing values, and \
      infinite ones where the definition leaves them out, are judged as a proportion of their own by `missing_limit`, as \
      in the default comparison.

      The tests, and the definitions of each, with what they compare and what they are held against:

      \(DriftDefinitionTable.lines)
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all`."),
      ArgumentDeclaration("limit", .share, "The share of the rows that may fall elsewhere; 0.1 by default."),
      ArgumentDeclaration(
        "missing_limit", .share,
        "By how much the share of missing values may change, and the share of levels that only one side has; half of `limit` by default."
      ),
      ArgumentDeclaration("cluster", .columns, "Columns whose combinations are the clusters: rows that come together."),
      ArgumentDeclaration(
        "test", .choice(DriftDefinition.testNames), "A statistic by name, with a plain limit, in place of the default."),
      ArgumentDeclaration(
        "definition", .choice(DriftDefinitionSource.allCases.map(\.rawValue)),
        "Whose definition of `test`; `assay` by default, which `ks` and `tvd` have: the others need a name."),
      ArgumentDeclaration(
        "max", .number, "The threshold of `test` when it is a distance; by default that of the definition."),
    ],
    examples: [
      CheckExample(
        "The same distribution", table: DriftExamples.numbers(0..<400), reference: DriftExamples.numbers(0..<400),
        entry: "drift: { columns: x, limit: 0.3 }", verdicts: [.pass], says: "x stayed within the limit, D = 0"),
      CheckExample(
        "Half of the rows moved", table: DriftExamples.numbers(200..<600), reference: DriftExamples.numbers(0..<400),
        entry: "drift: { columns: x }", verdicts: [.fail], says: "x moved, D = 0.5"),
      CheckExample(
        "Too few rows to tell", table: DriftExamples.numbers(0..<20), reference: DriftExamples.numbers(0..<20),
        entry: "drift: { columns: x }", verdicts: [.inconclusive], says: "would do"),
      CheckExample(
        "Values that went missing", table: DriftExamples.missing(300), reference: DriftExamples.missing(0),
        entry: "drift: { columns: x, limit: 0.2 }", verdicts: [.fail], says: "missing values of x rose from 0 % to 50 %"
      ),
      CheckExample(
        "Levels that the reference does not have",
        table: DriftExamples.levels(["red": 450, "green": 450, "blue": 300]),
        reference: DriftExamples.levels(["red": 600, "green": 600]), entry: "drift: { columns: colour, limit: 0.4 }",
        verdicts: [.fail], says: "levels of colour that the reference does not have make up 25 %"),
      CheckExample(
        "Timestamps by the hour and the day of the week", table: DriftExamples.hours(from: 9),
        reference: DriftExamples.hours(from: 0), entry: "drift: { columns: at }", verdicts: [.fail],
        says: "the hour of at moved"),
      CheckExample(
        "Free text by its form", table: DriftExamples.codes("#"), reference: DriftExamples.codes("id"),
        entry: "drift: { columns: code }", verdicts: [.fail], says: "of code moved"),
      CheckExample(
        "Days that count as one row each", table: DriftExamples.days(0..<20, shift: 0),
        reference: DriftExamples.days(20..<60, shift: 0), entry: "drift: { columns: x, cluster: day }",
        verdicts: [.inconclusive], says: "too few clusters to tell"),
      CheckExample(
        "Another tool's statistic", table: DriftExamples.numbers(200..<600), reference: DriftExamples.numbers(0..<400),
        entry: "drift: { columns: x, test: psi, definition: evidently, max: 0.2 }", verdicts: [.fail],
        says: "psi(evidently) of x is"),
    ])

  /// The practical limit when the manifest gives none: a tenth of the rows.
  public static let defaultLimit = 0.1
  /// The limit for missing values and for levels that only one side has when the manifest gives none.
  public static let defaultMissingLimit = defaultLimit / 2

  private let columns: ColumnSelection
  private let cluster: [String]
  private let limit: Double
  private let missingLimit: Double
  /// The definition that the manifest names, and its threshold where it is a distance.
  private let named: (definition: DriftDefinition, threshold: Double?)?

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    limit = arguments.number("limit") ?? Self.defaultLimit
    missingLimit = arguments.number("missing_limit") ?? limit / 2
    if case .named(let keys)? = arguments.columns("cluster") { cluster = keys.map(\.name) } else { cluster = [] }
    if case .all? = arguments.columns("cluster") {
      throw ManifestError("'cluster' needs names of columns, not 'all'", at: arguments.location(of: "cluster"))
    }
    for (name, value) in [("limit", limit), ("missing_limit", missingLimit)] where value == 0 || value == 1 {
      throw ManifestError("'\(name)' is a share above 0 and below 1", at: arguments.location(of: name))
    }
    named = try Self.named(arguments)
  }

  /// The definition that `test`, `definition` and `max` name.
  private static func named(
    _ arguments: Arguments
  ) throws(ManifestError) -> (definition: DriftDefinition, threshold: Double?)? {
    guard let test = arguments.text("test") else {
      for name in ["definition", "max"] where arguments.has(name) {
        throw ManifestError("'\(name)' belongs to 'test', which is missing", at: arguments.location(of: name))
      }
      return nil
    }
    for name in ["limit", "cluster"] where arguments.has(name) {
      throw ManifestError(
        "'\(name)' belongs to the default comparison, and 'test' takes another one", at: arguments.location(of: name))
    }
    let definition: DriftDefinition
    if !arguments.has("definition"), let known = DriftTest(rawValue: test),
      !DriftDefinition.all.contains(where: { $0.test == known && $0.source == .assay })
    {
      throw ManifestError(
        "there is no definition of 'test: \(test)' of our own; name one by 'definition': "
          + DriftDefinition.names(test: known).joined(separator: ", "), at: arguments.location(of: "test"))
    }
    do throws(DriftDefinitionError) {
      definition = try DriftDefinition(test: test, definition: arguments.text("definition") ?? "assay")
    } catch {
      throw ManifestError(
        "\(error)", at: arguments.location(of: arguments.has("definition") ? "definition" : "test"))
    }
    let threshold = arguments.number("max")
    if definition.decision.usesPValue {
      if threshold != nil {
        throw ManifestError(
          "\(definition) has a p-value, which is compared with the planned alpha; leave 'max' out",
          at: arguments.location(of: "max"))
      }
      return (definition, nil)
    }
    guard let threshold = threshold ?? definition.defaultThreshold else {
      throw ManifestError(
        "\(definition) has no threshold of its own: give one by 'max'", at: arguments.location(of: "test"))
    }
    return (definition, threshold)
  }

  public var needsReference: Bool { true }

  public var comparesWithProfile: Bool { true }

  /// Two comparisons a column, its values and its missing ones; an entry for all columns counts as ten. A plain limit on
  /// a distance spends nothing, so that missing values are left.
  public var budgetWeight: Double {
    let comparisons = named.map { NamedDriftComparison.comparisons(threshold: $0.threshold) } ?? 2
    if case .named(let keys) = columns {
      return Double(comparisons * keys.count)
    } else {
      return Double(10 * comparisons)
    }
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    guard let reference = table.reference else { throw TableShape.noReference }
    for name in cluster { _ = try table.column(name) }
    let cluster = cluster
    let selected = try table.comparedColumns(columns) { field in
      guard !cluster.contains(field.name), let kind = DriftKind(field.type) else { return false }
      return named.map { NamedDriftComparison.covers($0.definition, kind) } ?? true
    }
    var cases: [CheckCase] = []
    for field in selected.fields {
      guard let kind = DriftKind(field.type) else {
        throw CheckError(
          "column '\(field.name)' is \(field.type), which has no distribution to compare; name columns of numbers, text, "
            + "booleans, dates or times")
      }
      guard let before = reference[field.name] else {
        throw CheckError("the reference has no column '\(field.name)' to compare with")
      }
      guard let known = DriftKind(before.type), kind.isComparable(with: known) else {
        throw CheckError("column '\(field.name)' is \(field.type), and \(before.type) in the reference")
      }
      if let named {
        cases.append(try namedCase(field, before, kind, named.definition, threshold: named.threshold))
        continue
      }
      for name in cluster where reference[name] == nil {
        throw CheckError("the reference has no column '\(name)' to make clusters of")
      }
      var comparison = DriftComparison(
        column: field.name, kind: kind, clusters: cluster, limit: limit, missingLimit: missingLimit)
      comparison.exact = (ExactNumbers(before.type), ExactNumbers(field.type))
      var one = driftCase(comparison)
      if kind == .number, cluster.isEmpty {
        var large = comparison
        large.isLarge = true
        one.largeForm = { [large] in driftCase(large) }
      }
      cases.append(one)
    }
    return completed(cases, selected, table)
  }

  /// The cases with those of columns that were lost, and with a line that says what `all` left out.
  private func completed(
    _ cases: [CheckCase], _ selected: ComparedSelection, _ table: TableShape
  ) -> [CheckCase] {
    var cases = cases
    let leftOut = selected.leftOut.filter { !cluster.contains($0.name) }.map { "\($0.name) (\($0.type))" }
    if !leftOut.isEmpty, let first = cases.first {
      let shown = leftOut.prefix(8).joined(separator: ", ") + (leftOut.count > 8 ? ", …" : "")
      cases[0] = first.noting("'all' leaves out what this comparison does not take: \(shown)")
    }
    return cases + selected.lost.map { $0.checkCase(table: table.name) }
  }

  private func driftCase(_ comparison: DriftComparison) -> CheckCase {
    CheckCase(
      column: comparison.column, measurements: comparison.measurements, reference: comparison.referenceMeasurements,
      comparisons: comparison.kind.comparisons
    ) { evidence throws(CheckError) in try comparison.judge(evidence) }
  }

  private func namedCase(
    _ field: Field, _ before: Field, _ kind: DriftKind, _ definition: DriftDefinition, threshold: Double?
  ) throws(CheckError) -> CheckCase {
    guard NamedDriftComparison.covers(definition, kind) else {
      throw CheckError(
        "column '\(field.name)' is \(field.type), for which \(definition) has no value; it is \(definition.summary)")
    }
    let comparison = NamedDriftComparison(
      column: field.name, kind: kind, isInteger: field.type.isInteger && before.type.isInteger, definition: definition,
      exact: (ExactNumbers(before.type), ExactNumbers(field.type)), threshold: threshold, missingLimit: missingLimit)
    return CheckCase(
      column: field.name, measurements: comparison.measurements, reference: comparison.measurements,
      comparisons: comparison.comparisons
    ) { evidence throws(CheckError) in try comparison.judge(evidence) }
  }
}
