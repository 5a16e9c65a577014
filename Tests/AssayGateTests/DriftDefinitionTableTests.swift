import AssayStatistics
import Foundation
import Testing

@testable import AssayGate

/// What documents say of the definitions of `drift` is what there is.
@Suite struct DriftDefinitionTableTests {
  private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/AssayGate/Checks/Drift/README.md")

  @Test("the page beside the check holds the table of all definitions")
  func readme() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(text.contains(DriftDefinitionTable.markdown), "expected the table:\n\(DriftDefinitionTable.markdown)")
  }

  @Test("explain drift names every test and definition, what it compares and its threshold")
  func explain() throws {
    let page = CheckGuide.page(DriftCheck.declaration)
    let words = page.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    for definition in DriftDefinition.all {
      let line = try #require(
        DriftDefinitionTable.lines.split(separator: "\n").first {
          $0.hasPrefix("- `\(definition.test.rawValue)`: ")
        })
      #expect(line.contains("`\(definition.source.rawValue)` ("))
      #expect(words.contains(line))
    }
    #expect(
      DriftDefinitionTable.lines.contains(
        "`evidently` (numbers, text, booleans; `max` 0.1), `deepchecks` (text, booleans; `max` 0.2)"))
  }
}
