import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

@Suite("The JUnit validator")
struct JUnitValidatorTests {
  /// One change to the report of the sample run, and what has to be said about it.
  struct Mutant: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var find: String
    var replace: String
    var message: String

    init(_ name: String, _ find: String, _ replace: String, _ message: String) {
      (testDescription, self.find, self.replace, self.message) = (name, find, replace, message)
    }
  }

  static let mutants: [Mutant] = [
    Mutant("duplicate name", #"name="drift[seats]""#, #"name="drift[temp]""#, "was in line"),
    Mutant(
      "two results", "</failure>", #"</failure><error message="m" type="t">m</error>"#,
      "'error': This element is not expected"),
    Mutant("wrong tests in a suite", #"tests="3""#, #"tests="4""#, "says tests=\"4\", its elements are 3"),
    Mutant("wrong failures in a suite", #"tests="3" failures="1""#, #"tests="3" failures="0""#, "says failures=\"0\""),
    Mutant("wrong assertions in a suite", #"assertions="3""#, #"assertions="30""#, "says assertions=\"30\""),
    Mutant(
      "wrong errors at the root", #"errors="1" skipped="2""#, #"errors="0" skipped="2""#,
      "the report says errors=\"0\", its elements are 1"),
    Mutant("wrong skipped at the root", #"skipped="2""#, #"skipped="1""#, "the report says skipped=\"1\""),
    Mutant("wrong time in a suite", #"time="0.039""#, #"time="0.139""#, "its cases add up to 0.039"),
    Mutant("report shorter than a case", #"time="1.250""#, #"time="0.010""#, "shorter than its longest case"),
    Mutant("missing time", #" time="0.013" assertions="1""#, #" assertions="1""#, "The attribute 'time' is required"),
    Mutant(
      "time with a comma", #"time="0.013" assertions"#, #"time="0,013" assertions"#, "time=\"0,013\" is no number"),
    Mutant(
      "time with two decimals", #"time="0.013" assertions"#, #"time="0.01" assertions"#,
      "'0.01' is not accepted by the pattern"),
    Mutant("timestamp with a zone", "2026-11-23T08:52:27", "2026-11-23T08:52:27Z", "is not accepted by the pattern"),
    Mutant("timestamp that is none", "2026-11-23T08:52:27", "2026-13-23T08:52:27", "is not a valid value of"),
    Mutant("unknown element", "<system-out>", "<note/><system-out>", "'note': This element is not expected"),
    Mutant(
      "unknown attribute", " classname=", " owner=\"me\" classname=", "'owner': The attribute 'owner' is not allowed"),
    Mutant(
      "nested suite", "</testsuite>\n  <testsuite", "<testsuite name=\"in\"/></testsuite>\n  <testsuite",
      "suites are flat"),
    Mutant("missing class name", #" classname="flights.2013-04.flights""#, "", "'classname' is required"),
    Mutant(
      "class name of another suite", #"classname="flights.2013-04.flights""#, #"classname="x""#,
      "the class name is the suite's name"),
    Mutant(
      "two suites of a name", #"testsuite name="flights.2013-05.flights""#,
      #"testsuite name="flights.2013-04.flights""#, "was in line"),
    Mutant("negative count", #"failures="0""#, #"failures="-1""#, "'-1' is not a valid value"),
    Mutant("DOCTYPE", "<testsuites", "<!DOCTYPE testsuites>\n<testsuites", "document type"),
    Mutant("entity", "<testsuites", "<!DOCTYPE a [<!ENTITY x \"y\">]>\n<testsuites", "document type"),
    Mutant("not well-formed", "</properties>", "</property>", "mismatch"),
    Mutant("control character", "2.2 % of", "\u{1B}[31m2.2 % of", "invalid character in attribute value"),
    Mutant("property without a value", #" value="7f3a9c01""#, "", "'value' is required"),
    Mutant(
      "property name with a space at its end", #"name="assay.run""#, #"name="assay.run ""#,
      "is not accepted by the pattern"),
    Mutant("property twice", #"name="assay.run""#, #"name="assay.seed""#, "property 'assay.seed' comes twice"),
    Mutant("line 0", #"line="17""#, #"line="0""#, "'0' is not a valid value"),
    Mutant("file without a line", #" line="17""#, "", "one of file and line"),
    Mutant("absolute path", #"file="fixtures"#, #"file="/fixtures"#, "is not accepted by the pattern"),
    Mutant(
      "failure without a message", #"failure message="2.2 % of the rows have the value 0, in the reference 0.0 %""#,
      "failure", "'message' is required"),
    Mutant(
      "empty message", #"failure message="2.2 % of the rows have the value 0, in the reference 0.0 %""#,
      #"failure message="""#, "minLength"),
    Mutant("text without the place", "\nfixtures/flights/assay.yaml:27: limit", "\nlimit", "begins 'limit: max 0.005'"),
    Mutant("text without its message", "27: 2.2 %", "27: two %", "does not repeat its message"),
    Mutant("attachment in properties only", "[[ATTACHMENT|", "[[attachment|", "is not in system-out"),
    Mutant(
      "failing verdict without a result", #"name="verdict" value="warn""#, #"name="verdict" value="fail""#,
      "verdict 'fail' with no result"),
    Mutant("no suites", "", "<testsuites/>", "Missing child element"),
  ]

  private func violations(_ change: (String) -> String) throws -> [JUnitViolation] {
    try SampleRun.withFolder { folder in
      let path = folder + "/r.xml"
      try SampleRun.send(SampleRun.events(), to: JUnitRecorder(output: path, workingDirectory: folder))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try change(text).write(toFile: path, atomically: false, encoding: .utf8)
      return try JUnitValidator().validate(path: path)
    }
  }

  @Test("accepts what the recorder writes")
  func accepts() throws { #expect(try violations { $0 } == []) }

  @Test("rejects a report with one mistake and says which", arguments: mutants)
  func rejects(mutant: Mutant) throws {
    let found = try violations { text in
      guard !mutant.find.isEmpty else { return mutant.replace }
      guard let range = text.range(of: mutant.find) else {
        Issue.record("the report has no '\(mutant.find)'")
        return text
      }
      return text.replacingCharacters(in: range, with: mutant.replace)
    }
    #expect(found.contains { $0.message.contains(mutant.message) }, "\(found)")
    #expect(found.allSatisfy { ($0.line ?? 0) >= 1 })
  }

  @Test("has a schema that sees duplicate names by itself")
  func uniqueInSchema() throws {
    let found = try SampleRun.withFolder { folder in
      let path = folder + "/r.xml"
      try SampleRun.send(SampleRun.events(), to: JUnitRecorder(output: path, workingDirectory: folder))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try text.replacing("drift[seats]", with: "drift[temp]", maxReplacements: 1)
        .write(toFile: path, atomically: false, encoding: .utf8)
      return try JUnitValidator().validate(path: path, schema: JUnitSchema(.superset))
    }
    #expect(found.count == 1 && found[0].message.contains("unique identity-constraint 'caseName'"), "\(found)")
  }

  @Test("stops after a hundred violations")
  func manyViolations() throws {
    let case1 = "<testcase/>"
    let found = try violations { _ in
      "<testsuites><testsuite>\(String(repeating: case1, count: 500))</testsuite></testsuites>"
    }
    #expect(found.count == JUnitValidator.maximumViolations)
  }

  @Test("says that a schema does not parse")
  func badSchema() {
    let error = #expect(throws: JUnitError.self) { try JUnitSchema(source: Array("<xs:schema".utf8), name: "mine.xsd") }
    #expect(error?.description.hasPrefix("mine.xsd:") == true)
    #expect(throws: JUnitError.self) { try JUnitSchema(source: [], name: "mine.xsd") }
  }
}
