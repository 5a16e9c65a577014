import AssayJUnit
import Foundation
import Testing

@Suite("A package that tests its pipeline with AssayTesting", .serialized)
struct ConsumerTestingTests {
  /// Copied and built once; the tests follow one another.
  private static let built = Task { () throws -> ConsumerPackage in
    let package = try ConsumerPackage("Testing")
    let build = try await package.swift("build", ["--build-tests"])
    guard build.status == 0 else { throw BuildFailure(description: build.output) }
    return package
  }

  struct BuildFailure: Error, CustomStringConvertible {
    let description: String
  }

  private func package() async throws -> ConsumerPackage {
    let package = try await Self.built.value
    package.remove("test-results")
    return package
  }

  @Test("passes in both frameworks, with a JUnit report for each run and for the expectations")
  func passes() async throws {
    let package = try await package()
    let test = try await package.swift("test", ["--skip-build", "--skip", "FailingTests"])
    #expect(test.status == 0, "\(test.output)")
    // Checks of two versions, the case of the run, and the tests themselves.
    #expect(test.output.contains("Executed 15 tests, with 0 failures (0 unexpected)"), "\(test.output)")
    #expect(test.output.contains("\"every check\" with 11 test cases passed"), "\(test.output)")
    #expect(test.output.contains("Test Case 'OrdersXCTests.2026-02 totals.drift.total' passed"), "\(test.output)")
    #expect(reported("warning", "OrdersXCTests.swift", by: .xctest, in: test).count == 5)
    #expect(reported("warning", "OrdersTests.swift", by: .swiftTesting, in: test).count == 5)

    let reports = try junit(package)
    #expect(
      Set(reports.keys) == [
        "swift-testing/TEST-swift-testing.xml", "xctest/TEST-xctest.xml",
        "swift-testing/Fixtures.orders/TEST-swift-testing-Fixtures.orders.xml",
        "xctest/Fixtures.orders/TEST-xctest-Fixtures.orders.xml",
        try #require(reports.keys.first { $0.hasPrefix("swift-testing/Fixtures.orders-2026-03-") }),
      ])
    let cases = reports.values.flatMap(\.self)
    #expect(cases.allSatisfy { $0.results.allSatisfy { $0.kind == .skipped } })
    #expect(reports["xctest/Fixtures.orders/TEST-xctest-Fixtures.orders.xml"]?.count == 10)
    let names = try #require(reports["swift-testing/TEST-swift-testing.xml"]).map(\.name)
    #expect(
      names.contains {
        $0.hasPrefix("2026-02 totals range.total[total] line ") || $0.hasPrefix("2026-02 totals range[total] line ")
      })
    #expect(names.count { $0.hasPrefix("expectClose line ") } == 3)
    let known = try #require(reports["swift-testing/TEST-swift-testing.xml"]).compactMap(\.results.first?.message)
    #expect(known.contains { $0.hasPrefix("known issue: ") })
    // The two frameworks' reports of the same checks have different names.
    let whole = cases.filter { !$0.className.contains("Tests") }.map { "\($0.className) \($0.name)" }
    let fromXCTest = whole.filter { $0.hasPrefix("xctest.orders.") }
    #expect(fromXCTest.count == 10)
  }

  @Test("reports each failure at its caller's line, as often as it happens, in both frameworks")
  func fails() async throws {
    let package = try await package()
    let test = try await package.swift("test", ["--skip-build", "--filter", "FailingTests"])
    #expect(test.status == 1)
    for (file, framework) in [("FailingTests.swift", Framework.swiftTesting), ("FailingXCTests.swift", .xctest)] {
      let expected = try marks(package, file)
      #expect(expected.count >= 17)
      let found = reported("error", file, by: framework, in: test)
      #expect(counts(found) == expected, "\(framework)\n\(test.output)")
    }

    let reports = try junit(package)
    for framework in ["swift-testing", "xctest"] {
      let expectations = try #require(reports["\(framework)/TEST-\(framework).xml"])
      let failing = expectations.filter { [.failure, .error].contains($0.results.first?.kind) }
      // What the marks say of the hand-written expectations: 4, 6 and 4 of them, and one in a class without the base.
      #expect(failing.count == (framework == "xctest" ? 15 : 14))
      #expect(
        failing.allSatisfy { $0.file?.hasSuffix("Failing\(framework == "xctest" ? "XC" : "")Tests.swift") == true })
      let broken = try #require(reports["\(framework)/Fixtures.broken/TEST-\(framework)-Fixtures.broken.xml"])
      #expect(broken.count { $0.results.first?.kind == .failure } == 2)
      #expect(broken.count { $0.results.first?.kind == .error } == 2)
      for nothing in ["Fixtures.empty", "Fixtures.nowhere"] {
        let report = try #require(reports["\(framework)/\(nothing)/TEST-\(framework)-\(nothing).xml"])
        #expect(report.contains { $0.results.first?.kind == .error })
      }
    }
  }

  @Test("in parallel each XCTest has a process and a report of its own, and nothing is lost")
  func parallel() async throws {
    let package = try await package()
    let test = try await package.swift(
      "test", ["--skip-build", "--parallel", "--disable-swift-testing", "--filter", "XCTests"])
    #expect(test.status == 1)
    #expect(
      counts(reported("error", "FailingXCTests.swift", by: .xctest, in: test))
        == (try marks(package, "FailingXCTests.swift")))
    let reports = try junit(package)
    #expect(reports["xctest/TEST-xctest.xml"] == nil)
    let own = reports.filter { $0.key.hasPrefix("xctest/TEST-xctest-") }
    #expect(own.count == 8)
    let failing = own.values.flatMap(\.self).filter { [.failure, .error].contains($0.results.first?.kind) }
    #expect(failing.count == 15)

    // One process for all tests takes their place.
    _ = try await package.swift("test", ["--skip-build", "--disable-swift-testing", "--filter", "OrdersXCTests"])
    #expect(try junit(package).keys.filter { $0.hasPrefix("xctest/TEST-xctest") } == ["xctest/TEST-xctest.xml"])
  }

  @Test("an expectation outside any test ends the process with 70", arguments: [[], ["close"]])
  func outside(_ arguments: [String]) async throws {
    let package = try await package()
    let run = try await package.run("Outside", arguments)
    #expect(run.status == 70)
    let line = try #require(try marks(package, "Sources/Outside/main.swift", "expectClose").keys.first)
    #expect(run.output.contains("Sources/Outside/main.swift:\(line): error: "), "\(run.output)")
    #expect(run.output.contains("outside any test"))
    #expect(package.files(below: "test-results", suffix: ".xml").isEmpty)
  }

  @Test("an XCTest whose task fails after it has ended fails the run")
  func outlives() async throws {
    let package = try await package()
    let test = try await package.swift(
      "test", ["--skip-build", "--disable-swift-testing", "--filter", "testTaskThatOutlivesItsTest"],
      environment: ["ENDING": "outlive"])
    #expect(test.status == 1)
    #expect(test.output.contains("outside any test"), "\(test.output)")
    let name = "xctest/TEST-xctest-FailingTests.EndingsXCTests.testTaskThatOutlivesItsTest.xml"
    #expect(try junit(package)[name]?.map(\.name) == ["did not finish"])
  }

  @Test("a crash leaves a report that does not pass", arguments: ["swift-testing", "xctest"])
  func crash(_ framework: String) async throws {
    let package = try await package()
    let other = framework == "xctest" ? "--disable-swift-testing" : "--disable-xctest"
    let test = try await package.swift(
      "test", ["--skip-build", other, "--filter", "FailingTests.*[cC]rash"], environment: ["ENDING": "crash"])
    #expect(test.status != 0)
    let cases = try junit(package).filter { $0.key.hasPrefix("\(framework)/TEST-\(framework)") }.flatMap(\.value)
    #expect(cases.map(\.name) == ["did not finish"])
    #expect(cases.first?.results.first?.kind == .error)
  }

  @Test(
    "assay test writes one report of both frameworks: checks with their metrics, warnings, and cases made on the way")
  func assayTest() async throws {
    let package = try await package()
    let assay = try #require(AssayProcess.executable)
    let run = try await ConsumerProcess.run(
      [assay, "test", "--", "--scratch-path", package.scratchPath, "--skip-build", "--skip", "FailingTests"],
      in: package.folder)
    #expect(run.status == 0, "\(run.output)")
    let path = "\(package.folder)/test-results/assay/TEST-swift-test.xml"
    #expect(try JUnitValidator().validate(path: path) == [])
    var cases: [String: JUnitCase] = [:]
    try JUnitReader(path: path).read {
      if case .testCase(let one, _) = $0 { cases["\(one.className)/\(one.name)"] = one }
    }
    let checks = cases.filter { $0.key.contains("2026-0") }
    let measured = checks.values.filter { $0.properties.contains { $0.name.hasPrefix("metric.") } }
    #expect(measured.count >= 5, "\(checks.keys.sorted())")
    let drift = cases["GateTests.OrdersXCTests/2026-02 totals.drift.total"]
    #expect(drift?.properties.contains { $0.name.hasPrefix("metric.") } == true, "\(cases.keys.sorted())")
    let warned = cases.values.filter { $0.properties.contains { $0.name.hasPrefix("warning") } }
    #expect(
      warned.contains { $0.className.hasSuffix("XCTests") } && warned.contains { !$0.className.hasSuffix("XCTests") })
    #expect(warned.allSatisfy { $0.results.isEmpty })
  }

  @Test(
    "assay test hears of XCTest from its observer: lines that look like the log, messages and reasons of several lines")
  func observed() async throws {
    let package = try await package()
    let assay = try #require(AssayProcess.executable)
    let run = try await ConsumerProcess.run(
      [assay, "test", "--", "--scratch-path", package.scratchPath, "--skip-build", "--filter", "PrintingXCTests"],
      in: package.folder, environment: ["ENDING": "die", "SWIFT_BACKTRACE": "enable=no"])
    #expect(run.status == 2, "\(run.output.suffix(2_000))")
    let path = "\(package.folder)/test-results/assay/TEST-swift-test.xml"
    #expect(try JUnitValidator().validate(path: path) == [])
    var cases: [String: JUnitCase] = [:]
    try JUnitReader(path: path).read {
      guard case .testCase(let one, _) = $0 else { return }
      #expect(one.className == "FailingTests.PrintingXCTests")
      #expect(cases.updateValue(one, forKey: one.name) == nil)
    }
    #expect(
      Set(cases.keys) == [
        "testLooksLikeTheLog", "testSeveralLines", "testSkips", "testSkipsUnless", "testMegabytes",
        "testXDiesInTheMiddle",
      ])
    let looks = try #require(cases["testLooksLikeTheLog"])
    #expect(looks.results.isEmpty)
    #expect(
      looks.systemOut == """
        Test Case 'Other.testNothing' started at 2026-01-01 00:00:00.000
        Test Case 'Other.testNothing' passed (0.1 seconds)
        Test Case 'PrintingXCTests.testLooksLikeTheLog' passed (0.1 seconds)
        /a/File.swift:5: error: PrintingXCTests.testLooksLikeTheLog : failed - not true
        no end of linetorn down

        """)
    let several = try #require(cases["testSeveralLines"])
    #expect(several.results.first?.message == "first second Test Case 'A.b' started at now")
    let place = "Tests/FailingTests/PrintingXCTests.swift"
    #expect(
      several.results.first?.text.hasSuffix(
        """

        \(place):18: first
        \(place):18: second
        \(place):18:   Test Case 'A.b' started at now
        \(place):20: third
        \(place):20: fourth
        """) == true)
    #expect(several.systemOut == "before\nbetween\ntorn down\n")
    #expect(cases["testSkips"]?.results.first?.kind == .skipped && cases["testSkips"]?.systemOut == "torn down\n")
    #expect(cases["testSkips"]?.results.first?.text.contains("no GPU and no driver") == true)
    #expect(
      cases["testSkipsUnless"]?.results.first?.message == "required false value but got true - no GPU"
        && cases["testSkipsUnless"]?.systemOut == "torn down\n")
    let megabytes = try #require(cases["testMegabytes"])
    #expect(megabytes.results.first?.text == "\(place):29: after all that")
    #expect(megabytes.systemOut.map { (60_000...66_000).contains($0.utf8.count) } == true)
    let dies = try #require(cases["testXDiesInTheMiddle"])
    #expect(dies.results.first?.kind == .error && dies.results.first?.type == "Crash")
    #expect(dies.results.first?.message?.contains("signal 9 (SIGKILL)") == true)
    #expect(dies.results.first?.text.contains("\(place):35: in two lines") == true)
    #expect(dies.systemOut == "last words\n")
  }

  @Test("is offered the command plugin")
  func plugin() async throws {
    let list = try await package().swift("package", ["plugin", "--list"])
    #expect(list.status == 0)
    #expect(list.output.contains("‘assay’ (plugin ‘AssayPlugin’ in package ‘assay’)"), "\(list.output)")
  }

  // MARK: What was reported

  enum Framework { case swiftTesting, xctest }

  /// The lines of a file that a framework has put errors or warnings down to, in the order of the output.
  private func reported(
    _ severity: String, _ file: String, by framework: Framework, in process: ConsumerProcess
  ) -> [Int] {
    process.lines.compactMap { line in
      switch framework {
      case .xctest:
        // /path/File.swift:12: error: Class.test : failed - message
        guard let range = line.firstRange(of: "/\(file):"), line.hasPrefix("/") else { return nil }
        let parts = line[range.upperBound...].split(separator: ":", maxSplits: 2)
        return parts.count == 3 && parts[1] == " \(severity)" ? Int(parts[0]) : nil
      case .swiftTesting:
        // ✘ Test name recorded an issue at File.swift:12:5: Issue recorded
        let phrase = severity == "error" ? " recorded an issue " : " recorded a warning "
        guard line.contains(phrase), let range = line.firstRange(of: " at \(file):") else { return nil }
        return line[range.upperBound...].split(separator: ":").first.flatMap { Int($0) }
      }
    }
  }

  private func counts(_ lines: [Int]) -> [Int: Int] { lines.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

  /// The lines of a source file whose comment says how often they fail, or that hold a text.
  private func marks(_ package: ConsumerPackage, _ file: String, _ text: String = "// fails ") throws -> [Int: Int] {
    let path = file.contains("/") ? file : "Tests/FailingTests/\(file)"
    let source = try String(contentsOfFile: "\(package.folder)/\(path)", encoding: .utf8)
    var marks: [Int: Int] = [:]
    for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard let range = line.firstRange(of: text) else { continue }
      let word = line[range.upperBound...].split(separator: " ").first ?? ""
      marks[index + 1] = word == "twice" ? 2 : Int(word) ?? 1
    }
    return marks
  }

  /// The cases of all JUnit reports by the path below `test-results/assay`; each is valid.
  private func junit(_ package: ConsumerPackage) throws -> [String: [JUnitCase]] {
    var reports: [String: [JUnitCase]] = [:]
    for path in package.files(below: "test-results/assay", suffix: ".xml") {
      #expect(try JUnitValidator().validate(path: path).isEmpty, "\(path)")
      var cases: [JUnitCase] = []
      try JUnitReader(path: path).read { if case .testCase(let one, _) = $0 { cases.append(one) } }
      reports[String(path.dropFirst("\(package.folder)/test-results/assay/".count))] = cases
    }
    return reports
  }
}
