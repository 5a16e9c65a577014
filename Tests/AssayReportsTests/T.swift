import AssayGate
import AssayReports
import Foundation
import TestSupport
import Testing
@Test func look() throws {
  let r = ResultsRecorder(output: "/tmp/junit-look/r.json", workingDirectory: "/tmp/junit-look")
  try r.invalidate()
  print(try String(contentsOfFile: "/tmp/junit-look/r.json", encoding: .utf8))
  try SampleRun.send(SampleRun.events(), to: r)
  print(try String(contentsOfFile: "/tmp/junit-look/r.json", encoding: .utf8))
  let c = ConsoleRecorder(
    options: ConsoleOptions(reportPath: "test-results/assay/report.html"), environment: ["LANG": "C.UTF-8"])
  try SampleRun.send(SampleRun.events(), to: c)
}
