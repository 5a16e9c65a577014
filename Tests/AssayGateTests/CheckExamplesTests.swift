import AssayConcurrency
import AssayGate
import Foundation
import TestSupport
import Testing

/// Every example of every check, run as the documentation shows it: through a manifest and files on disk.
@Suite struct CheckExamplesTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let check: String
    let number: Int
    let example: CheckExample
    var testDescription: String { "\(check): \(example.title)" }
  }

  static let examples = CheckRegistry.all.flatMap { check in
    check.declaration.examples.enumerated().map { Example(check: check.declaration.name, number: $0, example: $1) }
  }

  @Test(arguments: examples) func holds(_ item: Example) async throws {
    let example = item.example
    let fixture = try TemporaryFixture(["data/table.csv": example.approved ?? example.table])
    if let reference = example.reference { try fixture.write("data/reference.csv", reference) }
    let referenceLine = example.reference == nil ? "" : "    reference: data/reference.csv\n"
    let others = example.others.keys.sorted().map { "  \($0): data/\($0).csv" }.joined(separator: "\n")
    for (name, table) in example.others { try fixture.write("data/\(name).csv", table) }
    try fixture.write(
      "assay.yaml",
      """
      assay: 1
      fixture: example
      data:
        input:
      \(referenceLine)    versions: { v1: data/table.csv }
      \(others)
      checks:
        input:
          - \(example.entry)
      """)
    if example.approved != nil {
      let recorded = await GateReport.run(fixture) { $0.approval = .test }
      #expect(recorded.status == 1, "recording ends with 1: \(recorded.outcome.failures)")
      try fixture.write("data/table.csv", example.table)
    }
    let report = await GateReport.run(fixture)
    #expect(
      report.cases.map(\.verdict) == example.verdicts, "\(report.cases.map(\.message)) \(report.outcome.failures)")
    let message = try #require(report.cases.first?.message)
    #expect(message.contains(example.says), "says: \(message)")
  }

  @Test func everyCheckIsDocumented() {
    for check in CheckRegistry.all {
      let declaration = check.declaration
      #expect(declaration.examples.count >= 2, "\(declaration.name) needs an example that passes and one that does not")
      #expect(declaration.summary.hasSuffix(".") && declaration.documentation.count > 80, "\(declaration.name)")
      for argument in declaration.arguments {
        #expect(argument.documentation.hasSuffix("."), "\(declaration.name).\(argument.name)")
      }
    }
    let names = CheckRegistry.all.map { $0.declaration.name }
    #expect(Set(names).count == names.count)
  }

  @Test("Documentation and examples are made when they are asked for, not with the declaration")
  func lateExamples() {
    let made = Locked<[String]>([])
    @Sendable func note<Value>(_ name: String, _ value: Value) -> Value {
      made.withLock { $0.append(name) }
      return value
    }
    let declaration = CheckDeclaration(
      name: "late", summary: "Nothing.", documentation: note("documentation", "Words."), arguments: [],
      examples: note("examples", [CheckExample("One", table: "a\n", entry: "late", verdicts: [], says: "")]))
    #expect(made.withLock { $0 } == [])
    #expect(declaration.documentation == "Words." && declaration.examples.map(\.title) == ["One"])
    #expect(made.withLock { $0 } == ["documentation", "examples"])
  }
}
