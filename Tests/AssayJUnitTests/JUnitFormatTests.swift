import Foundation
import Testing

@testable import AssayJUnit

@Suite("Values in a JUnit report")
struct JUnitFormatTests {
  @Test(
    "spell seconds with three decimals and a point",
    arguments: [
      (0, "0.000"), (0.0004, "0.000"), (0.0125, "0.013"), (1, "1.000"), (1.9996, "2.000"),
      (1_234_567.0009, "1234567.001"),
      (-1, "0.000"), (.nan, "0.000"), (.infinity, "0.000"), (1e300, "1000000000000.000"),
    ] as [(Double, String)])
  func seconds(value: Double, text: String) {
    #expect(JUnitFormat.seconds(value) == text)
    #expect(abs(JUnitFormat.rounded(value) - Double(text)!) < 1e-9 * Double(text)!.magnitude + 1e-12)
  }

  @Test(
    "spell times in UTC as Foundation does",
    arguments: Array(stride(from: -12_000_000_000.0, through: 250_000_000_000, by: 3_456_789_012)))
  func timestamps(seconds: Double) {
    let date = Date(timeIntervalSince1970: seconds)
    let expected = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    #expect(JUnitFormat.timestamp(date) == expected)
  }

  @Test("keep times within four digits of a year")
  func extremeTimestamps() {
    #expect(JUnitFormat.timestamp(Date(timeIntervalSince1970: 1_795_423_947)) == "2026-11-23T08:52:27")
    #expect(JUnitFormat.timestamp(Date(timeIntervalSince1970: 951_782_400)) == "2000-02-29T00:00:00")
    #expect(JUnitFormat.timestamp(Date(timeIntervalSince1970: -0.5)) == "1969-12-31T23:59:59")
    #expect(JUnitFormat.timestamp(Date(timeIntervalSince1970: 1e18)) == "9999-12-31T23:59:59")
    #expect(JUnitFormat.timestamp(Date(timeIntervalSince1970: -1e18)) == "0001-01-01T00:00:00")
  }

  @Test(
    "make paths relative to the repository",
    arguments: [
      ("assay.yaml", "sub/assay.yaml"), ("./a/../b.yaml", "sub/b.yaml"), ("/repo/x.yaml", "x.yaml"),
      ("../x.yaml", "x.yaml"), ("/etc/x.yaml", "../etc/x.yaml"), ("/repo", "."), ("a//b.yaml", "sub/a/b.yaml"),
    ])
  func relativePath(path: String, relative: String) {
    #expect(JUnitFormat.relativePath(path, workingDirectory: "/repo/sub", root: "/repo/") == relative)
  }

  @Test("turn any kind of check into a name token")
  func nameToken() {
    #expect(JUnitFormat.nameToken("null_rate") == "null_rate")
    #expect(JUnitFormat.nameToken("my check/é") == "my_check__")
    #expect(JUnitFormat.nameToken("") == "unknown")
  }

  @Test("number names that come again, whatever else they meet")
  func uniqueNames() {
    var names = UniqueNames()
    #expect(
      ["a", "a", "a", "b", "a (2)", "a"].map { names.insert($0) } == ["a", "a (2)", "a (3)", "b", "a (2) (2)", "a (4)"])
  }
}
