import AssayTable

/// `text_variants`: no value is spelt in several ways.
public struct TextVariantsCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "text_variants",
    summary:
      "No value is spelt in several ways that differ only in case, in white space or in how Unicode writes a character.",
    documentation: """
      One case per column of text. `EWR`, `ewr` and `EWR ` are three categories to a model and to a join, and one to \
      everybody else; and so are two spellings of `Köln` of which one has a character for its ö (NFC), and the other an o \
      and a diaeresis (NFD): these are shown with their code points. Of each group of spellings the most frequent one is taken for right; the rows of the others fail. \
      For columns with few different values: names and free text may differ in case on purpose.
      """,
    arguments: [
      ArgumentDeclaration("columns", .columns, required: true, "The columns, or `all` columns of text."),
      Allowance.argument,
    ],
    examples: [
      CheckExample(
        "One spelling each", table: "origin\nEWR\nJFK\nEWR\n", entry: "text_variants: { columns: origin }",
        verdicts: [.pass], says: "origin: no row spells"),
      CheckExample(
        "Another case, and a space behind", table: "origin\nEWR\newr\nEWR\n\"JFK \"\nJFK\nJFK\n",
        entry: "text_variants: { columns: all }", verdicts: [.fail], says: "2 rows (33.3 %) spell"),
    ])

  private let columns: ColumnSelection
  private let allowance: Allowance

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = arguments.columns("columns") ?? .all
    allowance = try Allowance(arguments)
  }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    try LevelTexts.cases(
      columns, of: table, allowance: allowance, metric: "rows_spelt_otherwise",
      what: ("spells a value otherwise than most", "spell a value otherwise than most")
    ) { counts in
      var groups: [String: [(level: ExactText, rows: Int)]] = [:]
      for (level, rows) in counts { groups[Self.folded(level.text), default: []].append((level, rows)) }
      var found: [(shown: String, rows: Int)] = []
      for spellings in groups.values where spellings.count > 1 {
        let ordered = spellings.sorted { ($1.rows, $0.level) < ($0.rows, $1.level) }
        let alike = LookAlikes(spellings.map(\.level))
        let right = alike.shown(ordered[0].level.text)
        for other in ordered.dropFirst() {
          found.append(("'\(alike.shown(other.level.text))' for '\(right)'", other.rows))
        }
      }
      return found
    }
  }

  /// The text in small letters, with one space wherever there is white space, and none at its ends.
  ///
  /// As a key it stands for every text that Unicode calls canonically equivalent: Swift compares texts so.
  static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
