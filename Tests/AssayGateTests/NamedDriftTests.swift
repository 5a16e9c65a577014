import TestSupport
import Testing

@testable import AssayGate

/// Comparisons by a test and a definition that the manifest names: what they cannot tell is no pass.
@Suite struct NamedDriftTests {
  static func cases(
    _ table: String, _ reference: String, _ entry: String, top: String = ""
  ) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: named
      \(top)
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
          - \(entry)
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  static func csv(_ header: String, _ rows: some Sequence<Int>, _ row: (Int) -> String) -> String {
    header + "\n" + rows.map { row($0) + "\n" }.joined()
  }

  // MARK: P-values that are cut off

  @Test("a p-value that is cut off cannot be held against a level beyond the cut", arguments: ["evidently", "frouros"])
  func cutOff(_ source: String) async throws {
    let header = "a,b,c,d,e,f,g,h,i,j"
    let before = Self.csv(header, 0..<200) { row in (0..<10).map { "\(row + $0)" }.joined(separator: ",") }
    let now = Self.csv(header, 0..<200) { row in (0..<10).map { "\(row + $0 + 5000)" }.joined(separator: ",") }
    let found = try await Self.cases(now, before, "drift: { columns: all, test: ad, definition: \(source) }")
    #expect(found.count == 10 && found.allSatisfy { $0.verdict == .error }, "\(found.map(\.verdict))")
    #expect(found.first?.message.contains("are cut off at 0.001 and 0.25") == true, "\(found.map(\.message))")
    let one = try await Self.cases(now, before, "drift: { columns: a, test: ad, definition: \(source) }")
    #expect(one.map(\.verdict) == [.fail], "\(one.map(\.message))")
  }

  // MARK: Samples without power

  @Test(
    "a test that no samples of these sizes could fail is inconclusive, and says what sizes would do",
    arguments: [
      ("ks", "scipy", 5), ("ks", "evidently", 5), ("cvm", "evidently", 5), ("mw", "frouros", 5), ("mw", "evidently", 4),
      ("ks", "alibi", 1), ("ks", "scipy", 1), ("cvm", "alibi", 1), ("mw", "frouros", 1),
    ]) func fewNumbers(_ test: String, _ source: String, _ rows: Int) async throws
  {
    let before = Self.csv("x", 0..<rows) { "\($0).5" }
    let now = Self.csv("x", 0..<rows) { "\($0 + 1000).5" }
    let entry = "drift: { columns: x, test: \(test), definition: \(source) }"
    let apart = try #require(try await Self.cases(now, before, entry).first)
    #expect(apart.verdict == .inconclusive, "\(apart.message)")
    #expect(apart.message.contains("too few rows to tell") && apart.message.contains(" would do"), "\(apart.message)")
    let more = try await Self.cases(
      Self.csv("x", 0..<40) { "\($0 + 1000).5" }, Self.csv("x", 0..<40) { "\($0).5" }, entry)
    #expect(more.map(\.verdict) == [.fail], "\(more.map(\.message))")
    let same = try await Self.cases(Self.csv("x", 0..<40) { "\($0).5" }, Self.csv("x", 0..<40) { "\($0).5" }, entry)
    #expect(same.map(\.verdict) == [.pass], "\(same.map(\.message))")
  }

  @Test(
    "so are three rows of levels",
    arguments: [
      ("chi2", "nannyml"), ("chi2", "evidently"), ("z", "evidently"), ("fisher", "evidently"), ("g", "evidently"),
    ]
  ) func fewLevels(_ test: String, _ source: String) async throws {
    let entry = "drift: { columns: x, test: \(test), definition: \(source) }"
    func table(_ rows: Int, _ level: String) -> String { Self.csv("x,n", 0..<rows) { "\(level),\($0)" } }
    let few = try await Self.cases(table(3, "a"), table(3, "b"), entry)
    #expect(few.map(\.verdict) == [.inconclusive], "\(few.map(\.message))")
    let many = try await Self.cases(table(60, "a"), table(60, "b"), entry)
    #expect(many.map(\.verdict) == [.fail], "\(many.map(\.message))")
  }

  @Test("the size that is said to do does, and one row less does not")
  func sizes() async throws {
    let before = Self.csv("x", 0..<5) { "\($0)" }
    func now(_ rows: Int) -> String { Self.csv("x", 0..<rows) { "\($0 + 1000)" } }
    let entry = "drift: { columns: x, test: ks, definition: scipy }"
    let few = try #require(try await Self.cases(now(5), before, entry).first)
    // The share of 2 in C(n + 5, 5) orders is below 0.0025 from n = 7 on: 2 of 792, and 2 of 1,287 for 8.
    #expect(few.message.contains("8 current rows would do"), "\(few.message)")
    #expect(try await Self.cases(now(7), before, entry).first?.verdict == .inconclusive)
    #expect(try await Self.cases(now(8), before, entry).first?.verdict == .fail)
  }

  // MARK: What is left out of a test

  @Test(
    "values that went missing fail a named test too",
    arguments: ["test: ks, definition: scipy", "test: psi, definition: evidently, max: 5", "test: ks, max: 0.9"])
  func missing(_ test: String) async throws {
    let before = Self.csv("x,n", 0..<1000) { "\($0 % 50),\($0)" }
    let now = Self.csv("x,n", 0..<1000) { "\($0 % 2 == 0 ? "\($0 % 50)" : ""),\($0)" }
    let found = try #require(try await Self.cases(now, before, "drift: { columns: x, \(test) }").first)
    #expect(found.verdict == .fail && found.message.hasPrefix("missing values of x rose from 0 % to 50 %"), "\(found)")
    #expect(found.limits.contains("missing_limit 0.05"), "\(found.limits)")
    let allowed = try await Self.cases(now, before, "drift: { columns: x, missing_limit: 0.7, \(test) }")
    #expect(allowed.map(\.verdict) == [.pass], "\(allowed.map(\.message))")
    #expect(allowed[0].details.contains { $0.contains("leaves out missing values") }, "\(allowed[0].details)")
  }

  @Test("infinite values that a definition leaves out count as missing")
  func infinite() async throws {
    let before = Self.csv("x", 0..<1000) { "\($0 % 50).5" }
    let now = Self.csv("x", 0..<1000) { $0 % 2 == 0 ? "\($0 % 50).5" : "inf" }
    let found = try #require(
      try await Self.cases(now, before, "drift: { columns: x, test: ks, definition: evidently }").first)
    #expect(found.verdict == .fail && found.message.hasPrefix("missing values of x rose"), "\(found.message)")
    #expect(
      found.details.contains { $0.contains("infinite values") && $0.contains("500 rows here") }, "\(found.details)")
  }

  // MARK: What a definition cannot compute

  @Test("deciles that fall together are an error, not a distance of 0")
  func deciles() async throws {
    let entry = "drift: { columns: x, test: psi, definition: quantile10, max: 0.2 }"
    for (before, now) in [
      (Self.csv("x", 0..<500) { _ in "5" }, Self.csv("x", 0..<500) { _ in "6" }),
      (Self.csv("x", 0..<500) { _ in "5" }, Self.csv("x", 0..<500) { "\($0)" }),
      (Self.csv("x", 0..<500) { $0 % 20 == 0 ? "\($0)" : "0" }, Self.csv("x", 0..<500) { _ in "500" }),
    ] {
      let found = try await Self.cases(now, before, entry)
      #expect(found.map(\.verdict) == [.error], "\(found.map(\.message))")
      #expect(found[0].message.contains("all deciles of the reference fall together"), "\(found[0].message)")
    }
  }

  @Test("a message names the level, the sample and the side that a test looks at")
  func words() async throws {
    let soda = try await Self.cases(
      Self.csv("x", 0..<60) { ["a", "b"][$0 % 2] }, Self.csv("x", 0..<60) { ["a", "b", "zebra"][$0 % 3] },
      "drift: { columns: x, test: chi2, definition: soda }")
    #expect(soda.first?.message.contains("level 'zebra' is missing from the current sample") == true, "\(soda)")
    let hidden = try await Self.cases(
      Self.csv("x", 0..<60) { ["a", "b"][$0 % 2] }, Self.csv("x", 0..<60) { ["a", "b", "zebra"][$0 % 3] },
      "drift: { columns: x, test: chi2, definition: soda }", top: "private: [x]")
    #expect(hidden.first.map { $0.verdict == .error && !$0.message.contains("zebra") } == true, "\(hidden)")
    let mmd = try await Self.cases(
      Self.csv("x", 0..<60) { $0 == 30 ? "inf" : "\($0).5" }, Self.csv("x", 0..<60) { "\($0).5" },
      "drift: { columns: x, test: mmd, definition: frouros, max: 1 }")
    #expect(mmd.first?.message.contains("current sample (sorted) is infinite") == true, "\(mmd)")
    let oneSided = try await Self.cases(
      Self.csv("x", 0..<60) { "\($0)" }, Self.csv("x", 0..<60) { "\($0 + 100)" },
      "drift: { columns: x, test: mw, definition: evidently }")
    #expect(oneSided.first?.message.contains("one-sided: a fall of the values goes unseen") == true, "\(oneSided)")
  }
}
