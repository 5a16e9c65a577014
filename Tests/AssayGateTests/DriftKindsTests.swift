import AssayGate
import Foundation
import TestSupport
import Testing

/// The drift check by what columns hold: what is judged, in which words, and what is left out.
@Suite struct DriftKindsTests {
  private func cases(
    _ table: String, _ reference: String, _ entry: String, config: String = ""
  ) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: kinds
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
          - \(entry)
      \(config)
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  private func csv(_ header: String, _ rows: some Sequence<Int>, _ row: (Int) -> String) -> String {
    header + "\n" + rows.map { row($0) + "\n" }.joined()
  }

  private static func day(_ number: Int) -> String {
    let date = Date(timeIntervalSince1970: 1_388_534_400 + Double(number) * 86_400)
    return date.formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }

  @Test("'all' takes numbers, text, booleans, dates and timestamps, and leaves out what makes clusters")
  func all() async throws {
    let table = csv("batch,number,whole,name,flag,day,at", 0..<1200) {
      "\($0 / 4),\(Double($0 % 97) + 0.5),\($0 % 9),\(["a", "b", "c"][$0 % 3]),\($0 % 2 == 0),\(Self.day($0 % 90)),\(Self.day($0 % 90)) \(10 + $0 % 7):00:00"
    }
    let found = try await cases(table, table, "drift: { columns: all, cluster: batch, limit: 0.4 }")
    #expect(found.compactMap(\.column) == ["number", "whole", "name", "flag", "day", "at"])
    #expect(found.allSatisfy { $0.verdict == .pass }, "\(found.map(\.message))")
    #expect(found.allSatisfy { $0.message.contains("1,200 in 300 clusters (worth ") })
    let without = try await cases(table, table, "drift: { columns: all, limit: 0.4 }")
    #expect(without.count == 7 && without.allSatisfy { $0.details.last?.hasSuffix("rows assumed independent") == true })
  }

  @Test("numbers say their quantiles and where they differ most; those with few values also say which")
  func numbers() async throws {
    let before = csv("x,k", 0..<1000) { "\(Double($0 % 500) + 0.5),\($0 % 4)" }
    let now = csv("x,k", 0..<1000) { "\(Double($0 % 500) + 200.5),\($0 % 4 == 0 ? 3 : $0 % 4)" }
    let found = try await cases(now, before, "drift: { columns: [x, k] }")
    #expect(found.map(\.verdict) == [.fail, .fail])
    #expect(
      found[0].message.hasPrefix("x moved, D = 0.4 (") && found[0].message.contains("median 250 → 450, 5th to 95th"),
      "\(found[0].message)")
    #expect(found[0].details.contains("at or below 199.5: 40 % of the rows → 0 %"), "\(found[0].details)")
    #expect(!found[0].details.contains { $0.contains("judged as a number") })
    let few = "judged as a number; of its 4 values gained most 3 (25 % → 50 %); lost most 0 (25 % → 0 %)"
    #expect(found[1].details.contains(few), "\(found[1].details)")
    #expect(found[0].metrics.first?.name == "ks_distance" && found[0].metrics.first?.value == 0.4)
  }

  @Test("time goes on, and that is no drift: the hour and the day of the week are what is judged")
  func calendar() async throws {
    func table(_ start: Int, days: Int, hour: Int) -> String {
      csv("day,at", 0..<days * 60) {
        "\(Self.day(start + $0 / 60)),\(Self.day(start + $0 / 60)) \(hour + $0 % 12 < 10 ? "0" : "")\(hour + $0 % 12):00:00"
      }
    }
    let entry = "drift: { columns: [day, at] }"
    let later = try await cases(table(364, days: 84, hour: 8), table(0, days: 84, hour: 8), entry)
    #expect(later.map(\.verdict) == [.pass, .pass], "\(later.map(\.message))")
    #expect(
      later[0].details.contains("judged: the day of the week; not judged: absolute time, because it always moves on"))
    #expect(later[1].details.contains { $0.hasPrefix("judged: the hour of the day and the day of the week; not") })

    let nights = try await cases(table(364, days: 84, hour: 0), table(0, days: 84, hour: 8), entry)
    #expect(nights.map(\.verdict) == [.pass, .fail])
    #expect(nights[1].message.hasPrefix("the hour of at moved, TV = 0.667 ("), "\(nights[1].message)")
    #expect(nights[1].message.contains("gained most 0 h (0 % → 8.33 %)"), "\(nights[1].message)")

    // A week has other days than a quarter, which is nobody's fault.
    let short = try await cases(table(364, days: 3, hour: 8), table(0, days: 84, hour: 8), entry)
    #expect(short[0].verdict == .inconclusive && short[0].message.hasPrefix("nothing of day can be judged"))
    #expect(short[1].details.contains { $0.contains("the table 3 days, and it takes 28") }, "\(short[1].details)")
  }

  @Test("levels that only one side has are named, rare ones pooled and counted, and none shown when private")
  func levels() async throws {
    func table(_ counts: [(String, Int)]) -> String {
      "name\n" + counts.map { String(repeating: $0.0 + "\n", count: $0.1) }.joined()
    }
    let before = table([("red", 900), ("green", 900), ("blue", 190), ("rare", 4), ("odd", 4)])
    let now = table([("red", 900), ("green", 500), ("violet", 590), ("rare", 4), ("new", 4)])
    let found = try #require(try await cases(now, before, "drift: { columns: name }").first)
    #expect(found.verdict == .fail)
    #expect(
      found.message.contains(
        "gained most violet (0 % → 29.5 %); lost most green (45 % → 25 %), blue (9.51 % → 0 %)"),
      "\(found.message)")
    #expect(found.details.contains("not in the reference: violet, new (594 rows)"), "\(found.details)")
    #expect(found.details.contains("only in the reference: blue, odd (194 rows)"))
    #expect(found.details.contains { $0.hasPrefix("levels of name that the reference does not have make up 29.7 %") })
    #expect(found.details.contains("3 rare levels (0.4 % of the rows) were judged as one: new, odd, rare"))
    #expect(found.metrics.map(\.name).sorted() == ["total_variation", "unseen_levels", "vanished_levels"])

    let hidden = try #require(
      try await cases(now, before, "drift: { columns: name }", config: "      private: name").first)
    #expect(hidden.verdict == .fail)
    for line in hidden.details + [hidden.message] {
      for name in ["red", "green", "blue", "violet", "rare", "odd", "new,"] {
        #expect(!line.contains(" \(name)") || name == "rare" && line.contains("rare levels"), "\(line)")
      }
    }
    #expect(hidden.details.contains("not in the reference: 2 levels (594 rows)"), "\(hidden.details)")
  }

  @Test("whether text is free is decided by the reference alone, and then its form is judged")
  func text() async throws {
    let notes = csv("note", 0..<600) { "call \($0 * 7919 % 100_000) again" }
    let shouted = csv("note", 0..<600) { "CALL \($0 * 7907 % 100_000) AGAIN" }
    let repeated = csv("note", 0..<600) { _ in "call 12345 again" }
    let found = try #require(try await cases(shouted, notes, "drift: { columns: note }").first)
    #expect(found.verdict == .fail)
    #expect(found.message.contains("letters of note moved, D = 1 ("), "\(found.message)")
    #expect(found.message.contains(" % → "))
    #expect(found.details.contains { $0.hasPrefix("judged as free text") })
    #expect(found.metrics.count == 8 && found.metrics.contains { $0.name == "text_length_ks_distance" })
    let same = try #require(try await cases(repeated, notes, "drift: { columns: note, limit: 0.4 }").first)
    #expect(same.details.contains { $0.hasPrefix("judged as free text") })
    #expect(same.verdict == .fail && same.message.contains("most frequent text of note moved"), "\(same.message)")
    #expect(same.details.contains("the most frequent text is call 12345 again (600 rows)"), "\(same.details)")
    // Ids of one length and of digits alone, of which one takes all rows.
    let ids = csv("note", 0..<600) { "n\($0 * 7919 % 100_000 + 100_000)" }
    let others = csv("note", 0..<600) { "n\($0 * 6007 % 100_000 + 100_000)" }
    let one = csv("note", 0..<600) { _ in "n104729" }
    let stuck = try #require(try await cases(one, ids, "drift: { columns: note, limit: 0.3 }").first)
    #expect(stuck.verdict == .fail && stuck.message.contains("0.17 % → 100 %"), "\(stuck.message)")
    let hidden = try #require(
      try await cases(one, ids, "drift: { columns: note, limit: 0.3 }", config: "      private: note").first)
    #expect(hidden.verdict == .fail && !(hidden.details + [hidden.message]).contains { $0.contains("104729") })
    let kept = try #require(try await cases(others, ids, "drift: { columns: note, limit: 0.3 }").first)
    #expect(
      kept.verdict == .pass
        && kept.message.hasPrefix(
          "note stayed within the limit by its length, its characters and its most frequent text"),
      "\(kept.message)")
    let category = try #require(try await cases(notes, repeated, "drift: { columns: note }").first)
    #expect(category.verdict == .fail && !category.details.contains { $0.hasPrefix("judged as free text") })
  }

  @Test("missing values have a limit of their own, half of the other unless it is given")
  func missing() async throws {
    func table(_ missing: Int) -> String { csv("x,y", 0..<4000) { "\($0 < missing ? "" : "\($0 % 50)"),1" } }
    for (entry, verdict) in [
      ("drift: { columns: x }", Verdict.fail), ("drift: { columns: x, limit: 0.3 }", .pass),
      ("drift: { columns: x, missing_limit: 0.15 }", .pass), ("drift: { columns: x, missing_limit: 0.01 }", .fail),
    ] {
      let found = try #require(try await cases(table(440), table(80), entry).first)
      #expect(found.verdict == verdict, "\(entry): \(found.message)")
      if verdict == .fail {
        #expect(found.message.hasPrefix("missing values of x rose from 2 % to 11 %, by "), "\(found.message)")
      }
    }
    let gone = try #require(try await cases(table(3999), table(80), "drift: { columns: x }").first)
    #expect(gone.verdict == .fail && gone.message.contains("from 2 % to 100 %"))
    let never = try #require(try await cases(table(4000), table(4000), "drift: { columns: x }").first)
    #expect(never.verdict == .error)
  }

  @Test("a test by name has the definition's number, its threshold and its name")
  func named() async throws {
    let before = csv("x,name", 0..<500) {
      "\(Double($0 * 7919 % 10007) / 1000),\(Array("abcd")[($0 * $0 + $0 / 3) % 4])"
    }
    let now = csv("x,name", 0..<400) {
      "\(Double(($0 * 6007 + 101) % 10007 * 11) / 10000),\(Array("abcde")[($0 * $0 + $0 / 2) % 5])"
    }
    // The golden numbers of the definitions.
    for (entry, column, value, verdict) in [
      ("test: psi, definition: evidently, max: 0.2", "x", 0.3174885825701685, Verdict.fail),
      ("test: psi, definition: evidently, max: 0.4", "x", 0.3174885825701685, .pass),
      ("test: psi, definition: deepchecks, max: 0.4", "name", 0.3302346192386688, .pass),
      ("test: js, definition: nannyml, max: 0.3", "x", 0.2579930232890566, .pass),
    ] {
      let found = try #require(try await cases(now, before, "drift: { columns: \(column), \(entry) }").first)
      let metric = try #require(found.metrics.first, "\(found.message)")
      #expect(abs(metric.value - value) < 1e-12 && found.verdict == verdict, "\(entry): \(found.message)")
      #expect(found.message.hasPrefix("\(metric.definition) of \(column) is "))
    }
    let test = try #require(
      try await cases(now, before, "drift: { columns: x, test: ks, definition: scipy }").first)
    #expect(test.metrics.map(\.name) == ["ks_p_value", "ks"] && test.limits == ["alpha 0.0025"], "\(test)")
    #expect(test.verdict == .pass && abs((test.metrics.first?.value ?? 0) - 0.05147472978650336) < 1e-12)
    // Permutations have a p-value in steps, which a small share of the budget cannot use.
    let permuted = try #require(
      try await cases(now, before, "drift: { columns: name, test: tvd, definition: evidently }").first)
    #expect(permuted.verdict == .fail && abs((permuted.metrics.last?.value ?? 0) - 0.202) < 1e-12, "\(permuted)")
    let six = csv("a,b,c,d,e,f", 0..<100) { row in (0..<6).map { "l\((row + $0) % 4)" }.joined(separator: ",") }
    let shared = try await cases(six, six, "drift: { columns: all, test: tvd, definition: evidently }")
    #expect(shared.count == 6 && shared.allSatisfy { $0.verdict == .error })
    #expect(shared.first?.message.contains("counted in steps of 0.001") == true, "\(shared)")
    // Every column that the definition covers.
    let all = try await cases(now, before, "drift: { columns: all, test: psi, definition: deepchecks, max: 0.1 }")
    #expect(all.map(\.column) == ["name"])
    let wrong = try await cases(now, before, "drift: { columns: x, test: psi, definition: deepchecks, max: 0.1 }")
    #expect(wrong.map(\.verdict) == [.error] && wrong[0].message.contains("psi(deepchecks) has no value"))
  }

  @Test(
    "arguments that do not fit together are refused",
    arguments: [
      ("limit: 0", "'limit' is a share above 0"), ("missing_limit: 1", "'missing_limit' is a share above 0"),
      ("cluster: all", "not 'all'"), ("max: 0.2", "'max' belongs to 'test'"),
      ("definition: evidently", "'definition' belongs to 'test'"),
      ("test: psi, definition: evidently, limit: 0.1", "'limit' belongs to the default comparison"),
      ("test: psi, definition: alibi", "drift test 'psi' has no definition 'alibi'; known are quantile10, evidently"),
      (
        "test: psi, max: 0.2",
        "no definition of 'test: psi' of our own; name one by 'definition': quantile10, evidently"
      ),
      ("test: ks, definition: scipy, max: 0.1", "has a p-value"), ("test: psy", "psi"),
    ]) func refusals(_ arguments: String, _ message: String) async throws
  {
    let fixture = try TemporaryFixture([
      "data/table.csv": "x\n1\n",
      "assay.yaml": """
      assay: 1
      fixture: refused
      data:
        input: { versions: { v1: data/table.csv } }
      checks:
        input:
          - drift: { columns: x, \(arguments) }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.status == 64)
    #expect(report.outcome.failures.contains { $0.contains(message) }, "\(report.outcome.failures)")
  }
}
