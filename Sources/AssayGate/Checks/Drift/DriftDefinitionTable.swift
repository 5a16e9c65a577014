import AssayStatistics

/// The tests and definitions of `drift` as documentation shows them, made of the definitions themselves.
enum DriftDefinitionTable {
  /// A line for each test: its definitions, what they compare, and their thresholds.
  static var lines: String {
    DriftTest.allCases.map { test in
      let definitions = DriftDefinition.all.filter { $0.test == test }
        .map { "`\($0.source.rawValue)` (\(kinds($0)); \(threshold($0)))" }
      return "- `\(test.rawValue)`: \(definitions.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  /// A Markdown table with a row for each definition.
  static var markdown: String {
    let rows = DriftTest.allCases.flatMap { test in
      DriftDefinition.all.filter { $0.test == test }.map { definition in
        let summary = definition.summary.replacing("|", with: "\\|")
        return
          "| `\(test.rawValue)` | `\(definition.source.rawValue)` | \(kinds(definition)) | \(threshold(definition)) | "
          + "\(summary) |"
      }
    }
    return (["| test | definition | of | threshold | what it is |", "| --- | --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  private static func kinds(_ definition: DriftDefinition) -> String {
    switch (definition.coversNumbers, definition.coversCategories) {
    case (true, true): "numbers, text, booleans"
    case (true, false): "numbers"
    default: "text, booleans"
    }
  }

  /// What the number is held against: the planned alpha, `max`, or the tool's own threshold.
  private static func threshold(_ definition: DriftDefinition) -> String {
    if definition.decision.usesPValue { return "p-value, alpha" }
    guard let standard = definition.defaultThreshold else { return "`max` needed" }
    return "`max` \(Format.number(standard))"
  }
}
