import Foundation
import TestSupport
import Testing

@testable import AssayTesting

@Suite("Which framework runs the test, and where its files are")
struct TestHostTests {
  @Test("this test is Swift Testing's, also in a detached task")
  func here() async {
    #expect(TestHost.current == .swiftTesting)
    #expect(await Task.detached { TestHost.current }.value == .swiftTesting)
  }

  @Test(
    "the arguments of the process tell",
    arguments: [
      (["/p/.build/debug/aPackageTests.xctest", "--testing-library", "swift-testing"], TestHost.swiftTesting),
      (["/p/.build/debug/aPackageTests.xctest", "--testing-library=swift-testing"], .swiftTesting),
      (["/p/.build/debug/aPackageTests.xctest", "--testing-library", "xctest"], .xctest),
      (["/p/.build/debug/aPackageTests.xctest", "M.C/testX"], .xctest),
      (["/Applications/Xcode.app/Contents/Developer/usr/bin/xctest", "a.xctest"], .xctest), (["/usr/bin/tool"], nil),
    ] as [([String], TestHost?)])
  func arguments(_ arguments: [String], _ host: TestHost?) {
    #expect(TestHost.find(arguments: arguments, environment: [:]) == host)
  }

  @Test("Xcode tells by its environment")
  func environment() {
    #expect(TestHost.find(arguments: ["app"], environment: ["XCTestConfigurationFilePath": "x"]) == .xctest)
  }

  @Test("a fixture is found from the test's file, and reports go to the package that holds it")
  func folders() throws {
    #expect(TestFolders.fixture("Fixtures/flights", from: #filePath) == "Fixtures/flights")
    #expect(TestFolders.fixture("/elsewhere", from: #filePath) == "/elsewhere")
    #expect(TestFolders.fixture("not there", from: #filePath) == "not there")
    #expect(TestFolders.reports(of: .xctest, from: #filePath) == "test-results/assay/xctest")
    let root = FileManager.default.currentDirectoryPath
    #expect(TestFolders.reports(of: .xctest, from: "/nowhere/Tests/A.swift") == "test-results/assay/xctest", "\(root)")
  }

  @Test("different texts have different file names")
  func names() {
    #expect(TestFolders.fileName("Fixtures/flights-silent") == "Fixtures.flights-silent")
    let texts = [
      "a/b", "a.b", "a b", "a:b", "a b ", String(repeating: "x", count: 101), String(repeating: "x", count: 102),
    ]
    let names = texts.map(TestFolders.fileName)
    #expect(Set(names).count == texts.count)
    #expect(names.allSatisfy { !$0.contains("/") && !$0.contains(" ") && $0.count < 120 })
  }

  @Test("a process that runs one XCTest has a report of its own")
  func reports() {
    #expect(ExpectationReport.selectedTest(["a.xctest"]) == nil)
    #expect(ExpectationReport.selectedTest(["a.xctest", "M.C/testX,M.C/testY"]) == nil)
    #expect(ExpectationReport.selectedTest(["a.xctest", "M.C/testX"]) == "M.C/testX")
    #expect(ExpectationReport.fileName(.xctest, test: nil) == "TEST-xctest.xml")
    #expect(ExpectationReport.fileName(.xctest, test: "M.C/testX") == "TEST-xctest-M.C.testX.xml")
  }
}

@Suite("Open fixtures")
struct OpenFixturesTests {
  private static let manifest = """
    assay: 1
    fixture: small
    data: { rows: { versions: { v1: one.csv, v2: one.csv } }, names: names.csv }
    stages: { joined: { sql: joined.sql, from: [rows, names] } }
    """

  private func fixture() throws -> TemporaryFixture {
    try TemporaryFixture([
      "assay.yaml": Self.manifest, "one.csv": "id,x\n1,1.5\n2,\n", "names.csv": "id,name\n1,a\n2,b\n",
      "joined.sql": "SELECT rows.*, name FROM rows JOIN names USING (id)",
    ])
  }

  @Test("whoever opens a fixture at the same time shares its session; a fixture that is closed is opened anew")
  func shared() async throws {
    let fixture = try fixture()
    let fixtures = OpenFixtures()
    let first = try await fixtures.open(fixture.path)
    #expect(try await fixtures.open(fixture.path) === first)
    await fixtures.close(fixture.path)
    #expect(try await first.table("rows", version: "v1").rowCount == 2)
    await fixtures.close(fixture.path)
    let second = try await fixtures.open(fixture.path)
    #expect(second !== first)
    await fixtures.close(fixture.path)
  }

  @Test("an owner has a fixture open once, and a fixture that could not be opened can be tried again")
  func owned() async throws {
    final class Owner {}
    let fixture = try fixture()
    let fixtures = OpenFixtures()
    let owner = ObjectIdentifier(Owner.self)
    let first = try await fixtures.open(fixture.path, for: owner)
    #expect(try await fixtures.open(fixture.path, for: owner) === first)
    await Task.detached {
      await withCheckedContinuation { done in
        Thread.detachNewThread {
          fixtures.closeAll(of: owner); done.resume()
        }
      }
    }.value
    #expect(try await fixtures.open(fixture.path) !== first)
    await fixtures.close(fixture.path)
    try fixture.write("assay.yaml", "assay: 2")
    await #expect(throws: ManifestErrors.self) { try await fixtures.open(fixture.path, for: owner) }
    try fixture.write("assay.yaml", Self.manifest)
    _ = try await fixtures.open(fixture.path, for: owner)
  }

  @Test("versions that are asked for at once load the tables that they share once")
  func concurrent() async throws {
    let fixture = try fixture()
    let session = try await FixtureSession.open(fixture.path)
    async let first = session.table("joined", version: "v1")
    async let second = session.table("joined", version: "v2")
    #expect(try await first.rowCount == 2)
    #expect(try await second.rowCount == 2)
    await session.close()
  }

  @Test("without the trait there is no current session, and the error says what to do")
  func none() {
    #expect { try FixtureSession.current } throws: { "\($0)".contains(".fixture(…)") }
  }
}
