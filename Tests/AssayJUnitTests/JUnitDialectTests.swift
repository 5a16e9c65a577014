import AssayGate
import Foundation
import TestSupport
import Testing

@testable import AssayJUnit

@Suite("The dialect of Jenkins' xUnit plugin")
struct JUnitDialectTests {
  private func violations(_ change: (String) -> String) throws -> [JUnitViolation] {
    try SampleRun.withFolder { folder in
      let path = folder + "/r.xml"
      try SampleRun.send(
        SampleRun.events(), to: JUnitRecorder(output: path, workingDirectory: folder, dialect: .jenkins))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try change(text).write(toFile: path, atomically: false, encoding: .utf8)
      return try JUnitValidator().validate(path: path, dialect: .jenkins)
    }
  }

  @Test("is what the recorder writes when asked, from its first act on")
  func recorder() throws {
    #expect(try violations { $0 } == [])
    _ = try violations { text in
      #expect(!text.contains("assertions=") && !text.contains("line=") && text.contains("warning: "))
      return text
    }
    try SampleRun.withFolder { folder in
      try JUnitRecorder(output: "r.xml", workingDirectory: folder, dialect: .jenkins).invalidate()
      #expect(try JUnitValidator().validate(path: folder + "/r.xml", dialect: .jenkins) == [])
      try JUnitRecorder(output: "r.xml", workingDirectory: folder).invalidate()
      #expect(try JUnitValidator().validate(path: folder + "/r.xml") == [])
      #expect(try !JUnitValidator().validate(path: folder + "/r.xml", dialect: .jenkins).isEmpty)
    }
  }

  @Test(
    "has neither properties, file, line nor assertions in a case, nor totals that do not add up",
    arguments: [
      (" classname=", " file=\"a\" classname=", "attribute 'file' is not allowed"),
      (" classname=", " assertions=\"1\" classname=", "attribute 'assertions' is not allowed"),
      ("<failure", "<properties/><failure", "'properties': This element is not expected"),
      ("<testsuites ", "<testsuites timestamp=\"2026-11-23T08:52:27\" ", "attribute 'timestamp' is not allowed"),
      ("<testsuites ", "<testsuites skipped=\"2\" ", "attribute 'skipped' is not allowed"),
      ("tests=\"3\"", "", "attribute 'tests' is required"), ("tests=\"3\"", "tests=\"4\"", "its elements are 3"),
      ("name=\"drift[seats]\"", "name=\"drift[temp]\"", "was in line"),
      ("<failure", "<flakyFailure message=\"m\"/><failure", "attribute 'type' is required"),
    ])
  func strict(find: String, replace: String, message: String) throws {
    let found = try violations { text in
      #expect(text.contains(find))
      return text.replacing(find, with: replace, maxReplacements: 1)
    }
    #expect(found.contains { $0.message.contains(message) }, "\(found)")
  }

  @Test("takes what its schema allows beyond what is written here")
  func foreign() throws {
    let found = try violations { _ in
      """
      <testsuite name="a" tests="3" failures="1" errors="0" time="1,204.5" url="u"><system-err/>
        <testsuite name="b" tests="1" failures="0" errors="0"><testcase name="x"/></testsuite>
        <testcase name="y" group="g"><failure/><failure>two</failure>
          <rerunError type="t">text<stackTrace/></rerunError></testcase>
        <testcase name="z"><system-out/><skipped/></testcase></testsuite>
      """
    }
    #expect(found == [])
  }
}
