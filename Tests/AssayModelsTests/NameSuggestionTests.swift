import Testing

@testable import AssayModels

@Suite("A suggestion for a name")
struct NameSuggestionTests {
  @Test(
    "is the nearest of the candidates, when one is near",
    arguments: [
      ("plane_age", ["plane_aeg", "age", "seats"], "plane_aeg"),
      ("Temp", ["temp", "tempo"], "temp"),
      ("x", ["y"], nil),
      ("plane_age", ["seats", "hour"], nil),
      ("plane_age", [], nil),
    ] as [(String, [String], String?)])
  func closest(name: String, candidates: [String], expected: String?) {
    #expect(NameSuggestion.closest(to: name, in: candidates) == expected)
  }

  @Test("comes with at most twenty names")
  func list() {
    #expect(NameSuggestion.list(["a", "b"]) == "a, b")
    #expect(NameSuggestion.list((1...22).map { "c\($0)" }).hasSuffix("c20 and 2 more"))
  }
}
