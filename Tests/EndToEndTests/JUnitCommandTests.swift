import AssayJUnit
import Foundation
import TestSupport
import Testing

/// `assay junit`, and the reports of `assay run` in both dialects, as others read them.
@Suite("assay junit", .timeLimit(.minutes(10)))
struct JUnitCommandTests {
  private static let samples = ConsumerPackage.root + "/Tests/AssayJUnitTests/Samples"

  @Test("--help of each command explains its options and its exit status", arguments: ["merge", "validate", "summary"])
  func help(_ command: String) async throws {
    let run = try await TemporaryFixture().assay("junit", command, "--help")
    #expect(run.status == 0 && run.output.contains("USAGE: assay junit \(command)"))
    #expect(run.output.contains("EXIT STATUS"))
  }

  @Test("merge, validate and summary of the reports of six tools")
  func samples() async throws {
    let fixture = try TemporaryFixture()
    let merge = try await fixture.assay("junit", "merge", Self.samples, "--output", "all.xml")
    #expect(merge.status == 0, "\(merge.errors)")
    #expect(
      merge.output.hasPrefix("22 cases · 6 failed · 1 error · 5 skipped · 1 flaky · 1204.22 s   6 files → all.xml"))
    let strict = try await fixture.assay(
      "junit", "merge", Self.samples, "--output", "strict.xml", "--junit-dialect", "jenkins")
    #expect(strict.status == 0)
    #expect(try await fixture.assay("junit", "validate", "all.xml").output == "all.xml: valid (superset)\n")
    #expect(try await fixture.assay("junit", "validate", "strict.xml", "--dialect", "jenkins").status == 0)
    let wrong = try await fixture.assay("junit", "validate", "all.xml", "--dialect", "jenkins")
    #expect(wrong.status == 1 && wrong.output.contains("all.xml:2: Element 'testsuites', attribute 'skipped'"))

    let summary = try await fixture.assay("junit", "summary", "all.xml", "--show", "1")
    #expect(summary.status == 0)
    #expect(summary.output.contains("failed  org.example.JoinTest  fan-out()[2]\n"))
    #expect(summary.output.contains("6 more"))
    #expect(try await fixture.assay("junit", "summary", "all.xml", "--fail").status == 1)
    let failing = try JUnitSummary(path: "\(fixture.root)/all.xml", maximumProblems: 100)
    #expect(failing.problems.count == 7)
  }

  @Test("exit codes: invalid 1, unreadable 2, wrong usage 64")
  func exitCodes() async throws {
    let fixture = try TemporaryFixture([
      "good.xml": "<testsuite name='s'><testcase name='a'/></testsuite>", "empty.xml": "<testsuites/>",
      "cut.xml": "<testsuites><testsuite",
    ])
    func status(_ arguments: String...) async throws -> Int32? {
      try await fixture.assay(list: ["junit"] + arguments).status
    }
    #expect(try await status("summary", "fixture/good.xml", "--fail") == 0)
    #expect(try await status("summary", "fixture/empty.xml") == 0)
    #expect(try await status("summary", "fixture/empty.xml", "--fail") == 2)
    #expect(try await status("summary", "fixture/cut.xml") == 2)
    #expect(try await status("summary", "nowhere.xml") == 2)
    #expect(try await status("validate", "fixture/good.xml") == 1)
    #expect(try await status("validate", "fixture/cut.xml") == 1)
    #expect(try await status("validate", "nowhere.xml") == 2)
    #expect(try await status("merge", "fixture/good.xml", "--output", "out.xml") == 0)
    #expect(try await status("merge", "fixture/empty.xml", "--output", "out.xml") == 2)
    #expect(try await status("merge", "fixture/good.xml", "fixture/cut.xml", "--output", "out.xml") == 2)
    #expect(try await status("merge", "fixture/good.xml", "--output", "/proc/none/out.xml") == 2)
    for wrong in [
      ["merge", "--output", "o.xml"], ["merge", "a.xml"], ["merge", "a.xml", "--output", "o"], ["validate"],
      ["summary"],
      ["merge", "a.xml", "--output", "o.xml", "--split", "20 elephants"],
      ["merge", "a.xml", "--output", "o.xml", "--split", "99999999999999999MB"],
      ["validate", "a.xml", "--dialect", "ant"],
    ] {
      let run = try await fixture.assay(list: ["junit"] + wrong)
      #expect(run.status == 64, "\(wrong)")
    }
  }

  @Test("merge refuses with 64 to replace what is no earlier merge, and merges a folder again and again")
  func replacing() async throws {
    let bad = #"<testsuite name="s"><testcase name="z"><failure message="no"/></testcase></testsuite>"#
    let fixture = try TemporaryFixture([
      "j/a.xml": bad, "j/b.xml": #"<testsuite name="t"><testcase name="y"/></testsuite>"#, "j/c-1.xml": bad,
    ])
    for name in ["a", "c"] {
      let run = try await fixture.assay("junit", "merge", "fixture/j", "--output", "fixture/j/\(name).xml")
      let file = name == "a" ? "fixture/j/a.xml" : "fixture/j/c-1.xml"
      #expect(run.status == 64 && run.errors.hasPrefix("\(file): this file would be replaced"), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1)
    }
    #expect(fixture.text("fixture/j/a.xml") == bad && fixture.text("fixture/j/c-1.xml") == bad)
    for _ in 0..<2 {
      let run = try await fixture.assay("junit", "merge", "fixture/j", "--output", "fixture/j/all.xml")
      #expect(run.status == 0 && run.output.hasPrefix("3 cases · 2 failed"), "\(run.output)\(run.errors)")
    }
  }

  @Test("a billion laughs and an external entity are refused with their position, by every command")
  func entities() async throws {
    let laughs = (1...9).map { "<!ENTITY e\($0) \"\(String(repeating: "&e\($0 - 1);", count: 10))\">" }.joined()
    let fixture = try TemporaryFixture([
      "laughs.xml":
        "<?xml version=\"1.0\"?>\n <!DOCTYPE a [<!ENTITY e0 \"ha\">\(laughs)]>\n<testsuites>&e9;</testsuites>",
      "xxe.xml":
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"secret.txt\">]><testsuites><testsuite name=\"&x;\"/></testsuites>",
      "secret.txt": "nobody shall read this",
    ])
    for (name, place) in [("laughs", "2:2"), ("xxe", "1:22")] {
      for (command, code) in [("validate", 1), ("summary", 2), ("merge", 2)] as [(String, Int32)] {
        let more = command == "merge" ? ["--output", "out.xml"] : []
        let run = try await fixture.assay(list: ["junit", command, "fixture/\(name).xml"] + more)
        #expect(run.status == code)
        let said = "fixture/\(name).xml:\(place): a document type (<!DOCTYPE …>) is refused in a report: remove it"
        #expect((run.output + run.errors + fixture.text("out.xml")).contains(said.replacing("<", with: "<")))
        #expect(!(run.output + run.errors + fixture.text("out.xml")).contains("nobody"))
      }
    }
  }

  @Test("a text of a gigabyte is refused with its position after 10 MB")
  func gigabyte() async throws {
    let fixture = try TemporaryFixture()
    // A pipe that never ends by itself: what is read on would be waited for.
    let run = try await fixture.shell(
      """
      { printf '<testsuites>\\n<testsuite><testcase><system-out>'; head -c 1073741824 /dev/zero | tr '\\0' x; } 2>/dev/null \
      | "$ASSAY" junit summary /dev/stdin
      """)
    #expect(run.status == 2)
    #expect(run.errors.contains("/dev/stdin:2:100"), "\(run.errors)")
    #expect(run.errors.contains("a text has more than 10 MB"))
  }

  @Test("memory does not grow with the number of cases")
  func memory() async throws {
    let fixture = try TemporaryFixture()
    func peak(_ count: Int) async throws -> Int {
      let cases = (0..<count).map {
        #"<testcase classname="a.b" name="checks row \#($0)" time="0.1"><failure message="m">t</failure></testcase>"#
      }
      try fixture.write("\(count).xml", #"<testsuite name="s">\#(cases.joined(separator: "\n"))</testsuite>"#)
      let script = """
        import resource, subprocess, sys
        subprocess.run([sys.argv[1], "junit", "merge", sys.argv[2], "--output", "out.xml"], check=True)
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        """
      try fixture.write("peak.py", script)
      let run = try await fixture.shell("python3 fixture/peak.py \"$ASSAY\" fixture/\(count).xml")
      return try #require(run.lines.last.flatMap { Int($0) }, "\(run.output)\(run.errors)")
    }
    let (small, large) = (try await peak(2_000), try await peak(30_000))
    // Kilobytes on Linux, bytes on macOS. The names alone of 28,000 cases would be more.
    #if os(Linux)
      #expect(large - small < 2_500, "\(small) KB, \(large) KB")
    #else
      #expect(large - small < 2_500_000, "\(small), \(large)")
    #endif
  }

  @Test("--junit-dialect of run: the strict dialect validates, from the report of a run that did not finish on")
  func runDialect() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("run", "fixture", "--junit-dialect", "jenkins")
    #expect(run.status == 0)
    let path = "\(fixture.root)/test-results/assay/TEST-assay.xml"
    #expect(try JUnitValidator().validate(path: path, dialect: .jenkins) == [])
    #expect(try JUnitSummary(path: path).totals.tests == 2)
  }
}
