import AssayGate
import AssayJUnit
import Foundation
import TestSupport
import Testing
@Test func look() throws {
  let r = JUnitRecorder(output: "/tmp/junit-look/r.xml", workingDirectory: "/tmp/junit-look")
  try r.invalidate()
  print(try String(contentsOfFile: "/tmp/junit-look/r.xml", encoding: .utf8))
  try SampleRun.send(SampleRun.events(), to: r)
  print(try String(contentsOfFile: "/tmp/junit-look/r.xml", encoding: .utf8))
  print(try JUnitValidator().validate(path: "/tmp/junit-look/r.xml"))
}
