import AssayTable

/// `disguised_nulls`: no text stands for a missing value.
public struct DisguisedNullsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "disguised_nulls",
    summary: "No text stands for a missing value: 'NA', 'null', '-', or nothing but spaces.",
    documentation: """
      One case per column of text. What means 'missing' to a person is a category to a model, and no limit on missing \
      values sees it. Looked for, in any case and with white space around: the empty text, na, n/a, #n/a, <na>, nan, \
      null, (null), none, nil, -, --, ?, missing, undefined. `words` replaces the list: where NA is Namibia, or None an \
      answer. For sentinels among numbers see `mode_spike`.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` columns of text."),
      ArgumentDeclaration(
        "words", .list(.text), "The texts that stand for a missing value, in place of the usual ones."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "Missing values are missing", table: "id,city\n1,Rome\n2,\n3,Nantes\n",
        entry: "disguised_nulls: { columns: city }", verdicts: [.pass], says: "city: no row holds"),
      CheckExample(
        "Some are written out", table: "id,city\n1,Rome\n2,N/A\n3,null \n4,\n",
        entry: "disguised_nulls: { columns: all }", verdicts: [.fail], says: "2 rows (50 %) hold a text"),
    ])

  /// Folded as `TextVariantsCheck` folds texts.
  private static let usual: Set<String> = [
    "", "na", "n/a", "#n/a", "<na>", "nan", "null", "(null)", "none", "nil", "-", "--", "?", "missing", "undefined",
  ]

  private let columns: ColumnSelection
  private let words: Set<String>
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    words = arguments.texts("words").map { Set($0.map(TextVariantsCheck.folded)) } ?? Self.usual
    allowance = try Allowance(arguments)
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let words = words
    return try LevelTexts.cases(
      columns, of: table, allowance: allowance, metric: "rows_with_null_words",
      what: ("holds a text that stands for a missing value", "hold a text that stands for a missing value")
    ) { counts in
      counts.filter { words.contains(TextVariantsCheck.folded($0.key.text)) }.map { ("'\($0.key)'", $0.value) }
    }
  }
}
