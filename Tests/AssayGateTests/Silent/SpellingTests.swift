import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// Texts that look alike and have other bytes: an ö of one character (NFC), and an o with a diaeresis (NFD).
@Suite struct SpellingTests {
  private static let composed = "K\u{F6}ln"
  private static let decomposed = "Ko\u{308}ln"

  /// 6,000 rows of three cities and a day; `city` spells Köln.
  private static func cities(_ city: (Int) -> String) -> String {
    "city,day\n" + (0..<6000).map { "\(["Bonn", city($0), "Ulm"][$0 % 3]),\($0 / 50)\n" }.joined()
  }

  private static func run(
    _ table: String, reference: String = cities { _ in composed }, _ checks: String, valueMemory: Int? = nil
  ) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: spelling
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
    let report = await GateReport.run(fixture) { $0.valueMemory = valueMemory }
    #expect(!report.cases.isEmpty, "\(report.outcome.failures)")
    return report.cases
  }

  @Test("A level that is spelt in other bytes is another level, to every check that compares levels")
  func otherBytes() async throws {
    let found = try await Self.run(
      Self.cities { _ in Self.decomposed },
      """
      - drift: { columns: city }
      - drift: { columns: city, cluster: [day] }
        id: days
      - drift: { columns: city, test: tvd, max: 0.1 }
        id: named
      - unseen_levels: { columns: city }
      - mode_spike: { columns: city }
      - swapped_columns: { columns: [city, day] }
        id: swapped
      """)
    let verdicts = Dictionary(grouping: found, by: \.check).mapValues { $0.map(\.verdict) }
    for check in ["input.drift.city", "days", "named", "input.unseen_levels.city", "input.mode_spike.city"] {
      #expect(verdicts[check] == [.fail], "\(check): \(found.filter { $0.check == check }.map(\.message))")
    }
    let unseen = try #require(found.first { $0.check == "input.unseen_levels.city" })
    #expect(unseen.message.contains("'Ko\\u{308}ln'"), "\(unseen.message)")
    let drift = try #require(found.first { $0.check == "input.drift.city" })
    let words = [drift.message] + drift.details
    #expect(words.contains { $0.contains("Ko\\u{308}ln") && $0.contains("K\\u{F6}ln") }, "\(words)")
  }

  @Test("The same bytes are the same level")
  func sameBytes() async throws {
    let checks = """
      - drift: { columns: city }
      - unseen_levels: { columns: city }
      - mode_spike: { columns: city }
      - text_variants: { columns: city }
      """
    for spelling in [Self.composed, Self.decomposed] {
      let table = Self.cities { _ in spelling }
      let found = try await Self.run(table, reference: table, checks)
      #expect(found.count == 4 && found.allSatisfy { $0.verdict == .pass }, "\(found.map(\.message))")
    }
  }

  @Test("Mixed spellings in one column are variants, shown with their code points")
  func variants() async throws {
    let mixed = Self.cities { $0 % 2 == 0 ? Self.decomposed : Self.composed }
    let found = try await Self.run(mixed, "- text_variants: { columns: city }")
    let one = try #require(found.first)
    #expect(one.verdict == .fail)
    #expect(one.message.contains("\\u{308}") && one.message.contains("\\u{F6}"), "\(one.message)")
  }

  @Test("Lists of accepted values, patterns and conditions that look alike are asked apart")
  func manifestTexts() async throws {
    let found = try await Self.run(
      Self.cities { _ in Self.decomposed },
      """
      - accepted_values: { columns: city, values: [Bonn, Ulm, "\(Self.composed)"] }
        id: composed
      - accepted_values: { columns: city, values: [Bonn, Ulm, "\(Self.decomposed)"] }
        id: decomposed
      - row_count: { min: 1 }
        id: filter.composed
        where: city = '\(Self.composed)'
      - row_count: { min: 1 }
        id: filter.decomposed
        where: city = '\(Self.decomposed)'
      """)
    #expect(
      found.count == 4 && found.map { $0.verdict == .pass } == [false, true, false, true], "\(found.map(\.message))")
  }

  @Test("Slices of values that look alike are two, with names that can be told apart")
  func slices() async throws {
    let mixed = Self.cities { $0 % 2 == 0 ? Self.decomposed : Self.composed }
    let found = try await Self.run(mixed, "- null_rate: { columns: day, max: 0 }\n  by: [city]")
    let slices = found.compactMap(\.slice)
    #expect(slices.contains("city=\(Self.composed)") && slices.contains("city=\"Ko\\u{308}ln\""), "\(slices)")
    #expect(slices.count == 4 && found.allSatisfy { $0.verdict == .pass }, "\(found.map(\.message))")
  }

  @Test("A slice is compared with the reference's slice of the same bytes, held or streamed", arguments: [nil, 0])
  func comparedSlices(_ valueMemory: Int?) async throws {
    func table(_ shift: Int, _ cities: [String]) -> String {
      "city,x\n"
        + (0..<6000).map { row in
          let city = cities[row % cities.count]
          return "\(city),\(row % 997 + (ExactText.isSame(city, Self.decomposed) ? shift : 0))\n"
        }.joined()
    }
    let both = [Self.composed, Self.decomposed]
    let check = "- drift: { columns: x }\n  by: city"
    let reference = table(0, both)
    func verdicts(_ table: String, _ reference: String) async throws -> [String: CaseResult] {
      let found = try await Self.run(table, reference: reference, check, valueMemory: valueMemory)
      return Dictionary(uniqueKeysWithValues: found.map { ($0.slice ?? "", $0) })
    }
    let (composed, decomposed) = ("city=\(Self.composed)", "city=\"Ko\\u{308}ln\"")
    let moved = try await verdicts(table(5000, both), reference)
    #expect(moved.mapValues(\.verdict) == [composed: .pass, decomposed: .fail], "\(moved.mapValues(\.message))")
    #expect(moved.values.allSatisfy { $0.n == 3000 })
    // One spelling that became the other is one slice with the rows of both, and one that is gone.
    let respelt = try await verdicts(table(0, [Self.composed]), reference)
    #expect(respelt.mapValues(\.verdict) == [composed: .pass, decomposed: .error])
    #expect(respelt[decomposed]?.message.contains("the slice is gone") == true, "\(respelt.mapValues(\.message))")
    let new = try await verdicts(reference, table(0, [Self.composed]))
    #expect(new.mapValues(\.verdict) == [composed: .pass, decomposed: .error])
    #expect(new[decomposed]?.message.contains("does not occur in the reference") == true, "\(new.mapValues(\.message))")
  }

  @Test("Columns whose names look alike are refused")
  func columns() async throws {
    let table = "\(Self.composed),\(Self.decomposed)\n" + (0..<10).map { "\($0),\($0)\n" }.joined()
    let found = try await Self.run(table, reference: table, "- row_count: { min: 1 }")
    #expect(found.map(\.verdict) == [.error])
    #expect(found.first?.message.contains("look alike, 'K\\u{F6}ln' and 'Ko\\u{308}ln'") == true, "\(found)")
  }

  @Test("A profile keeps both spellings, in stable bytes, and reaches the rows' verdict")
  func profile() async throws {
    let mixed = Self.cities { $0 % 2 == 0 ? Self.decomposed : Self.composed }
    func fixture(_ current: String, isProfiled: Bool) throws -> TemporaryFixture {
      try TemporaryFixture([
        "data/table.csv": current, "data/reference.csv": mixed,
        "assay.yaml": """
        assay: 1
        fixture: spelling
        \(isProfiled ? "reference: { profile: reference.json }" : "")
        data:
          input:
            reference: data/reference.csv
            versions: { v1: data/table.csv }
        checks:
          input:
            - drift: { columns: city }
        """,
      ])
    }
    for current in [mixed, Self.cities { _ in Self.decomposed }] {
      let rows = await GateReport.run(try fixture(current, isProfiled: false)).cases
      let profiled = try fixture(current, isProfiled: true)
      let file = profiled.path + "/reference.json"
      _ = try await ReferenceProfiler(
        ReferenceProfiler.Options(fixture: profiled.path, output: file), stop: StopSwitch()
      ).run()
      let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
      for spelling in [Self.composed, Self.decomposed] {
        #expect(text.utf8.contains("\"\(spelling)\"".utf8), "the profile has no \(LookAlikes.spelt(spelling))")
      }
      let found = await GateReport.run(profiled).cases
      #expect(found.map(\.verdict) == rows.map(\.verdict))
      #expect(found.map(\.message) == rows.map(\.message))
    }
  }
}

extension String.UTF8View {
  fileprivate func contains(_ other: String.UTF8View) -> Bool { Array(self).firstRange(of: Array(other)) != nil }
}
