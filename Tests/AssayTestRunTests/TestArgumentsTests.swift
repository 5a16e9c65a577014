import Testing

@testable import AssayTestRun

@Suite("The arguments of swift test")
struct TestArgumentsTests {
  @Test("are sorted by who takes them")
  func sorted() throws {
    let found = try TestArguments([
      "-c", "release", "--filter", "A|B", "--skip=Slow", "--parallel", "--num-workers", "4", "--package-path", "x",
      "--disable-xctest", "-Xswiftc", "-DX", "--skip-build", "--no-parallel", "--test-product=P",
    ])
    #expect(found.build == ["-c", "release", "--package-path", "x", "-Xswiftc", "-DX"])
    #expect(found.filters == ["A|B"] && found.skips == ["Slow"])
    #expect(found.isSerial && found.wantsParallel && found.skipsBuild && !found.runsXCTest && found.runsSwiftTesting)
    #expect(found.packagePath == "x" && found.product == "P")
    #expect(found.selects("M.A/a()") && !found.selects("M.ASlow/a()") && !found.selects("M.C/a()"))
    #expect(try TestArguments([]).selects("anything"))
  }

  @Test("coverage is for the build and for the run, the width for Swift Testing")
  func coverage() throws {
    let found = try TestArguments([
      "--enable-code-coverage", "--experimental-maximum-parallelization-width", "2", "--num-workers=3",
    ])
    #expect(found.collectsCoverage && found.build == ["--enable-code-coverage"])
    #expect(found.width == "2" && found.wantsParallel)
    #expect(try TestArguments(["--enable-code-coverage", "--disable-code-coverage"]).build.isEmpty)
  }

  @Test(
    "are refused when they contradict what is done here",
    arguments: [
      (["--xunit-output", "x"], "--output"), (["--show-codecov-path"], "swift test --show-codecov-path"),
      (["--product", "x"], "--test-product"), (["--test-output", "x"], "leave it out"), (["--", "x"], "second '--'"),
      (["list"], "swift test list"),
      (["--filter"], "needs a value"), (["--filter", "("], "no regular expression"),
      (["--disable-xctest", "--disable-swift-testing"], "nothing to run"),
      (["--attachments-path=x"], "--output"),
    ])
  func refused(arguments: [String], said: String) {
    let refusal = #expect(throws: TestArguments.Refusal.self) { try TestArguments(arguments) }
    #expect(refusal?.description.contains(said) == true, "\(String(describing: refusal))")
  }

  @Test(
    "names of the list become class name and name",
    arguments: [
      ("M.Suite/a()", "M.Suite", "a()"), ("M.Suite/Inner/a(_:)", "M.Suite.Inner", "a(_:)"), ("M.a()", "M", "a()"),
      ("M.Class/testA", "M.Class", "testA"), ("M.S/`a/b. c`()", "M.S", "`a/b. c`()"), ("M.`a.b/c`()", "M", "`a.b/c`()"),
    ])
  func names(listed: String, className: String, name: String) {
    let found = TestName(listed: listed)
    #expect(found.className == className && found.name == name)
  }
}
