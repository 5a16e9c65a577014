import Testing

@testable import AssayGate

@Suite("What differs in a column's profile")
struct ProfileChangeTests {
  private func profile(_ missing: Int, _ number: Double?, digest: String) -> Fingerprint.ColumnProfile {
    Fingerprint.ColumnProfile(
      name: "x", type: "float64", digest: digest, missing: missing, minimum: number, maximum: number, mean: number,
      quantiles: number.map { Array(repeating: $0, count: 5) })
  }

  @Test("is said in words that are read back", arguments: [nil, 0.01])
  func readBack(tolerance: Double?) throws {
    let words = try #require(
      profile(2_093, nil, digest: "a").difference(from: profile(0, -30.92, digest: "b"), tolerance: tolerance))
    let changes = try #require(ProfileChange.all(in: words.replacing("; …", with: "")), "\(words)")
    #expect(
      changes.map(\.measure) == (tolerance == nil ? ["missing", "min", "mean", "max"] : ["missing", "min", "mean"]))
    #expect(changes[0].today == "2,093" && changes[0].approved == "0")
    #expect(changes[1].today == "none" && changes[1].approved == "-30.92")
    let quantile = ProfileChange("quantile 0.05", today: "1", approved: "2")
    #expect(ProfileChange(quantile.text) == quantile)
  }

  @Test(
    "is nothing else",
    arguments: [
      "", "other values (private)", "other values with the same profile", "is text, approved was int64",
      "min 1", "b: min 1, approved 2", "min 1, approved 2: max 3, approved 4", "0 missing, approved 1; …",
      ", approved 1",
    ])
  func other(text: String) { #expect(ProfileChange.all(in: text) == nil) }
}
