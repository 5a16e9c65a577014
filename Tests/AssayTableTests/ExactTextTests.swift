import AssayTable
import Testing

@Suite("A text of data is its UTF-8 bytes")
struct ExactTextTests {
  private let composed = "K\u{F6}ln"
  private let decomposed = "Ko\u{308}ln"

  @Test("Canonically equivalent texts are two")
  func equivalentTexts() {
    #expect(composed == decomposed, "Swift's own equality, which this type is not")
    #expect(ExactText(composed) != ExactText(decomposed))
    #expect(ExactText("\u{212A}") != ExactText("K"))
    #expect(Set([ExactText(composed), ExactText(decomposed), ExactText(composed)]).count == 2)
    #expect(Value.text(composed) != Value.text(decomposed))
    #expect(Set([Value.text(composed), Value.text(decomposed)]).count == 2)
  }

  @Test("They are ordered by their bytes, a text before its continuations")
  func order() {
    let texts: [ExactText] = ["b", "", "ab", "a", ExactText(composed), ExactText(decomposed), "Z", "a\u{0}"]
    let bytes = texts.sorted().map { Array($0.text.utf8) }
    #expect(bytes == texts.map { Array($0.text.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(texts.sorted().first == "")
  }

  @Test("A column is found by the bytes of its name")
  func columns() {
    let schema = Schema([Field(name: decomposed, type: .int64), Field(name: composed, type: .text)])
    #expect(schema.index(of: composed) == 1)
    #expect(schema[decomposed]?.type == .int64)
  }
}
