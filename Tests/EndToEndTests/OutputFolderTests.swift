import Foundation
import TestSupport
import Testing

/// Reports that cannot be written: the run ends with 2, says so, and leaves no old report that reads as a pass.
@Suite("Output folders", .timeLimit(.minutes(10)))
struct OutputFolderTests {
  @Test(
    "that cannot be written end the run with 2, and the console names the file and what to do",
    arguments: ["occupied/reports", "/dev/full", "/proc/assay", "fixture/assay.yaml"])
  func unwritable(folder: String) async throws {
    let fixture = try SamplePipeline.fixture(["../occupied": "a file\n"])
    let run = try await fixture.assay("run", "fixture", "--output", folder)
    #expect(run.status == 2, "\(run.output)")
    for name in ["TEST-assay.xml", "results.json", "report.html"] {
      #expect(run.output.contains("\(folder)/\(name): cannot"), "\(run.output)")
    }
    #expect(run.lines.last?.hasPrefix("NOT EVALUATED") == true)
    #expect(fixture.text("occupied") == "a file\n" && fixture.text("fixture/assay.yaml").hasPrefix("assay: 1"))
  }

  @Test(
    "a report that cannot be replaced makes the other one say so",
    arguments: ["TEST-assay.xml", "results.json", "report.html"])
  func oneReport(name: String) async throws {
    let fixture = try SamplePipeline.fixture()
    let path = "\(fixture.root)/test-results/assay/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2)
    #expect(run.output.contains("\(name): cannot write the report"))
    let reports = fixture.reports
    #expect(!reports.resultsPass && !reports.junitPasses)
    let other = name.hasSuffix("xml") ? reports.resultsText : reports.junitText
    #expect(other.contains("\(name): cannot write the report"), "the other report tells of it")
  }

  @Test("a report that is a device is not replaced") func device() async throws {
    let fixture = try SamplePipeline.fixture()
    let folder = "\(fixture.root)/test-results/assay"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in ["TEST-assay.xml", "results.json"] {
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "/dev/full")
    }
    let run = try await fixture.assay("run", "fixture")
    #expect(run.status == 2)
    #expect(run.output.contains("it is a device or a pipe, not a file"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/results.json") == "/dev/full")
  }

  @Test("a disk that gets full leaves no report that reads as a pass, and the next run with room passes")
  func fullDisk() async throws {
    // A limit on the size of files stands for the end of the disk: the reports of 2,700 cases are larger than 1 MiB,
    // and all else that a run writes is smaller.
    let columns = (0..<30).map { "c\($0)" }
    let fixture = try SamplePipeline.fixture([
      "stages/features.sql": "SELECT ((id * 30 + i.range) % 90)::TINYINT AS g, "
        + columns.map { "1::TINYINT AS \($0)" }.joined(separator: ", ") + " FROM rows, range(30) AS i",
      "assay.yaml": SamplePipeline.manifest(
        features: [
          "null_rate: { columns: [\(columns.joined(separator: ", "))], max: 0 }\n      by: g\n      id: features.wide"
        ]),
    ])
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    #expect(fixture.reports.junit?.tests == 2701)
    let run = try await fixture.shell("ulimit -f 2048; trap '' XFSZ; exec \"$ASSAY\" run fixture")
    #expect(run.status == 2, "\(run.output)\(run.errors)")
    #expect(run.output.contains("TEST-assay.xml: cannot write the report: File too large"), "\(run.output)")
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("standard output that cannot be written ends the run with 2, which standard error and the reports tell")
  func standardOutput() async throws {
    let lines = [
      "\"$ASSAY\" run fixture > /dev/full", "\"$ASSAY\" run fixture --quiet > /dev/full", "\"$ASSAY\" run fixture >&-",
    ]
    for line in lines {
      let fixture = try SamplePipeline.fixture()
      let run = try await fixture.shell(line)
      #expect(run.status == 2, "\(line): \(run.errors)")
      #expect(run.errors.contains("cannot write to standard output"), "\(line): \(run.errors)")
      #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses, "\(line)")
      #expect(fixture.reports.resultsText.contains("cannot write to standard output"), "\(line)")
    }
  }

  @Test("a reader that goes away does not kill the run") func brokenPipe() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.shell("{ \"$ASSAY\" run fixture; echo $? > status; } | true")
    #expect(run.status == 0)
    #expect(["0\n", "2\n"].contains(fixture.text("status")), "it ends in order: \(fixture.text("status"))")
    #expect(fixture.reports.resultsPass == (fixture.text("status") == "0\n"))
  }

  @Test("a scratch folder that cannot be made is an error") func scratch() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("run", "fixture", environment: ["TMPDIR": "\(fixture.path)/assay.yaml"])
    if run.status == 0 { return }  // the system's own folder is used when TMPDIR is none
    #expect(run.status == 2)
    #expect(!fixture.reports.resultsPass && !fixture.reports.junitPasses)
  }

  @Test("reports go where --output says, and folders are made") func elsewhere() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("run", "fixture", "--output", "a/b/c d")
    #expect(run.status == 0)
    let reports = RunReports("\(fixture.root)/a/b/c d")
    #expect(reports.resultsPass && reports.junitPasses)
    #expect(run.lines.last?.hasSuffix("a/b/c d/report.html") == true)
    #expect(fixture.reports.results == nil)
  }
}
