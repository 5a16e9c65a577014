import AssayJUnit
import Foundation
import TestSupport
import Testing

/// `assay test` on a package whose tests end in every way, run as a user runs it.
@Suite("assay test", .serialized, .timeLimit(.minutes(20)))
struct TestCommandTests {
  /// Copied and built once.
  private static let built = Task { () throws -> ConsumerPackage in
    let package = try ConsumerPackage("Endings")
    let build = try await package.swift("build", ["--build-tests"])
    guard build.status == 0 else { throw BuildFailure(description: build.output) }
    return package
  }

  private struct BuildFailure: Error, CustomStringConvertible {
    let description: String
  }

  private struct Report {
    var status: Int32
    var output: String
    var path: String
    var cases: [String: JUnitCase] = [:]

    var errors: [String: JUnitResult] { results(.error) }
    var failures: [String: JUnitResult] { results(.failure) }

    private func results(_ kind: JUnitResult.Kind) -> [String: JUnitResult] {
      cases.compactMapValues { $0.results.first?.kind == kind ? $0.results[0] : nil }
    }
  }

  /// Runs `assay test` and reads its report, which has to be valid whatever happened.
  private func test(
    _ ending: String, options: [String] = [], arguments: [String] = [], dialect: JUnitDialect = .superset
  ) async throws -> Report {
    let package = try await Self.built.value
    let assay = try #require(AssayProcess.executable)
    let run = try await package.run(
      [assay, "test", "--output", "out/\(UUID().uuidString)/TEST.xml"] + options,
      thenSwift: ["--skip-build"] + arguments,
      environment: ["ENDING": ending, "SWIFT_BACKTRACE": "enable=no"])
    let path = try #require(
      run.output.split(separator: "\n").last.flatMap { $0.split(separator: " ").last }.map(String.init), "\(run.output)"
    )
    var report = Report(status: run.status, output: run.output, path: "\(package.folder)/\(path)")
    try #require(FileManager.default.fileExists(atPath: report.path), "\(run.output)")
    #expect(try JUnitValidator().validate(path: report.path, dialect: dialect) == [])
    try JUnitReader(path: report.path).read { event in
      guard case .testCase(let one, _) = event else { return }
      #expect(report.cases.updateValue(one, forKey: "\(one.className)/\(one.name)") == nil)
    }
    return report
  }

  /// The names of all tests as the report has them.
  private func listed() async throws -> Set<String> {
    let list = try await Self.built.value.swift("test", ["list", "--skip-build"])
    let names = list.lines.map(String.init).filter { $0.hasPrefix("EndingsTests.") }
    return Set(
      names.map { name in
        name.replacing("NewTests/Inner/", with: "NewTests.Inner/").replacing(
          #/^EndingsTests\.(?=free|afar)/#, with: "EndingsTests/")
      })
  }

  /// The tests of a report without their arguments.
  private func tests(_ report: Report) -> Set<String> {
    Set(report.cases.keys.map { name in name.hasSuffix("]") ? String(name.prefix { $0 != "[" }.dropLast()) : name })
  }

  @Test("reports every way for a test to end, in both frameworks: messages, place, skips, warnings, attachments")
  func everything() async throws {
    let report = try await test("")
    #expect(report.status == 1)
    #expect(tests(report) == (try await listed()))
    #expect(report.errors.isEmpty)
    #expect(
      Set(report.failures.keys) == [
        "EndingsTests.NewTests/fails()", "EndingsTests.NewTests/each(_:) [\"b\"]", "EndingsTests.OldTests/testFails",
        "EndingsTests.OldTests/testThrows",
      ])
    #expect(
      report.output.contains("\n38 cases · 4 failed · 3 skipped · ") || report.output.contains(" 4 failed · 3 skipped"))

    let fails = try #require(report.cases["EndingsTests.NewTests/fails()"])
    #expect(fails.file == "Tests/EndingsTests/NewTests.swift" && fails.line == 18)
    #expect(fails.results[0].message == "Expectation failed: (two → 2) == 3")
    #expect(fails.results[0].text.contains("NewTests.swift:19: red text, NUL ␀, ]]> & <b>\n"))
    #expect(fails.results[0].text.hasSuffix("NewTests.swift:19: and a second line"))
    let old = try #require(report.cases["EndingsTests.OldTests/testFails"])
    #expect(old.file == "Tests/EndingsTests/OldTests.swift" && old.line == 11)
    #expect(old.results[0].text.hasSuffix("OldTests.swift:12: second"))
    #expect(report.failures["EndingsTests.OldTests/testThrows"]?.message?.hasPrefix("threw error") == true)

    let skipped = report.cases.filter { $0.value.results.first?.kind == .skipped }
      .mapValues { $0.results[0].message }
    #expect(
      skipped == [
        "EndingsTests.NewTests/disabled()": "not today", "EndingsTests.NewTests/cancelled()": "no GPU",
        "EndingsTests.OldTests/testSkipped": "no GPU",
      ])
    func properties(_ name: String) -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: report.cases["EndingsTests.NewTests/\(name)"]?.properties.map { ($0.name, $0.value) }
          ?? [])
    }
    #expect(properties("warns()")["warning"] == "Tests/EndingsTests/NewTests.swift:25: only a warning")
    #expect(report.cases["EndingsTests.NewTests/warns()"]?.systemOut == "warning: only a warning")
    #expect(properties("known()")["known-issue"]?.contains("ticket 12") == true)
    #expect(properties("named()") == ["display-name": "has a name to show", "tag": ".slow"])
    let measures = properties("measures()")
    #expect(measures["metric.auc"] == "0.71" && measures["metric.rows"] == "1000")
    let attachment = try #require(measures["attachment.2"])
    let package = try await Self.built.value
    #expect(try String(contentsOfFile: "\(package.folder)/\(attachment)", encoding: .utf8) == "id,x\n1,2\n")
    #expect(
      report.cases["EndingsTests.NewTests/measures()"]?.systemOut?.contains("[[ATTACHMENT|\(attachment)]]") == true)
    #expect(report.cases["EndingsTests.OldTests/testPasses"]?.systemOut == "<out> of a test\n")
  }

  @Test("a crash and a hang: one error each that names the test, and a case for every test that is listed")
  func crashAndHang() async throws {
    let report = try await test("crash,hang", options: ["--limit", "5s"])
    #expect(report.status == 2)
    #expect(tests(report) == (try await listed()))
    #expect(
      report.errors.mapValues(\.type) == [
        "EndingsTests.NewTests/crashes()": "Crash", "EndingsTests.NewTests/hangs()": "Hang",
        "EndingsTests.OldTests/testCrashes": "Crash", "EndingsTests.OldTests/testHangs": "Hang",
      ])
    for name in ["NewTests/crashes()", "OldTests/testCrashes"] {
      let message = report.errors["EndingsTests.\(name)"]?.message ?? ""
      #expect(message.contains("was ended by signal") && message.hasSuffix("Fatal error: on purpose"), "\(message)")
    }
    #expect(report.errors["EndingsTests.OldTests/testHangs"]?.message?.hasPrefix("nothing happened for 5 s") == true)
    #expect(report.failures.count == 4, "the other tests have their results")
  }

  @Test("a test that ends the process with 0 is an error, and what is left runs")
  func exits() async throws {
    let report = try await test("exit", arguments: ["--no-parallel"], dialect: .superset)
    #expect(report.status == 2)
    #expect(tests(report) == (try await listed()))
    #expect(
      report.errors.mapValues(\.type) == [
        "EndingsTests.NewTests/exits()": "Exit", "EndingsTests.OldTests/testExits": "Exit",
      ])
  }

  @Test("a set-up that crashes, a trait that throws, an issue of a detached task: nothing is lost")
  func outsideTests() async throws {
    let report = try await test(
      "setup,trait,stray", arguments: ["--filter", "SetUpTests|UnreadyTests|afar|free"], dialect: .superset)
    #expect(report.status == 2)
    let names = Set(report.cases.keys)
    #expect(
      names == [
        "EndingsTests.SetUpTests/testOne", "EndingsTests.SetUpTests/testTwo", "EndingsTests.UnreadyTests/suite",
        "EndingsTests.UnreadyTests/needsTheTrait()", "EndingsTests/afar()", "EndingsTests/free()",
        "assay.test/issues outside any test",
      ])
    #expect(report.errors.count == 2)
    #expect(report.errors.values.allSatisfy { $0.type == "Crash" && $0.message?.contains("did not begin") == true })
    #expect(report.failures["EndingsTests.UnreadyTests/suite"]?.message == "Caught error: NotThere()")
    #expect(report.failures["assay.test/issues outside any test"]?.message == "from a detached task")
    #expect(report.cases["EndingsTests/free()"]?.results == [])
  }

  @Test("--filter, --skip and --disable-xctest select; --parallel is taken; nothing selected is an error")
  func selection() async throws {
    let some = try await test("", arguments: ["--filter", "NewTests/p|OldTests/testP", "--skip", "Too", "--parallel"])
    #expect(some.status == 0)
    #expect(Set(some.cases.keys) == ["EndingsTests.NewTests/passes()", "EndingsTests.OldTests/testPasses"])
    let one = try await test("", arguments: ["--filter", "asses", "--disable-xctest"], dialect: .superset)
    #expect(Set(one.cases.keys) == ["EndingsTests.NewTests/passes()", "EndingsTests.NewTests/passesToo()"])
    let none = try await test("", arguments: ["--filter", "NoSuchTest"])
    #expect(none.status == 2 && none.errors.map(\.value.type) == ["NothingRun"])
  }

  @Test("the time limit of the whole run names what was running; the rest is shown as not run")
  func timeout() async throws {
    let report = try await test("hang", options: ["--timeout", "20s"], arguments: ["--filter", "OldTests"])
    #expect(report.status == 2)
    #expect(report.errors.mapValues(\.type) == ["EndingsTests.OldTests/testHangs": "Timeout"])
    #expect(report.cases["EndingsTests.OldTests/testZuletzt"]?.results.first?.message?.hasPrefix("not run: ") == true)
    #expect(tests(report) == (try await listed()).filter { $0.contains("OldTests") })
  }

  @Test("coverage is written where swift test writes it, and nothing beside the package")
  func coverage() async throws {
    let package = try await Self.built.value
    let assay = try #require(AssayProcess.executable)
    let scratch = package.scratchPath + "-coverage"
    let arguments = ["--scratch-path", scratch, "--enable-code-coverage", "--filter", "passes|testPasses"]
    let run = try await ConsumerProcess.run(
      [assay, "test", "--output", "out/coverage.xml", "--"] + arguments, in: package.folder, timeout: 300)
    #expect(run.status == 0, "\(run.output)")
    let shown = try await ConsumerProcess.run(
      ["swift", "test", "--show-codecov-path", "--scratch-path", scratch], in: package.folder, timeout: 300)
    let path = try #require(shown.lines.last.map(String.init))
    #expect(run.output.contains("note: coverage: \(path)"))
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
    let data = try #require((json?["data"] as? [[String: Any]])?.first)
    let files = try #require(data["files"] as? [[String: Any]])
    let names = files.compactMap { ($0["filename"] as? String)?.split(separator: "/").last }
    #expect(names.contains("NewTests.swift") && names.contains("OldTests.swift"), "\(names)")
    for file in files where (file["filename"] as? String)?.hasSuffix("dTests.swift") == true {
      let lines = (file["summary"] as? [String: Any])?["lines"] as? [String: Any]
      #expect((lines?["covered"] as? Int ?? 0) > 0)
    }
    #expect(package.files(below: "", suffix: ".profraw").isEmpty)
  }

  @Test("the strict dialect, and a build that fails")
  func dialectAndBuild() async throws {
    let strict = try await test(
      "", options: ["--junit-dialect", "jenkins"], arguments: ["--filter", "passes"], dialect: .jenkins)
    #expect(strict.status == 0)
    let package = try await Self.built.value
    let assay = try #require(AssayProcess.executable)
    let broken = try await package.run(
      [assay, "test", "--output", "out/broken.xml"], thenSwift: ["-Xswiftc", "-no-such-option"], environment: [:])
    #expect(broken.status == 2)
    let summary = try JUnitSummary(path: "\(package.folder)/out/broken.xml")
    #expect(summary.problems.map(\.message).first?.contains("the build of the tests did not succeed") == true)
    let usage = try await package.run([assay, "test"], thenSwift: ["--xunit-output", "x"], environment: [:])
    #expect(usage.status == 64 && usage.output.contains("--output"))
    let unknown = try await package.run(
      [assay, "test", "--output", "out/unknown.xml"], thenSwift: ["--no-such-option"], environment: [:])
    #expect(unknown.status == 2 && unknown.output.contains("swift refuses the arguments: Unknown option"))
  }
}

extension ConsumerPackage {
  /// Runs a command in the package's folder, with arguments of `swift test` for this copy of it.
  fileprivate func run(
    _ command: [String], thenSwift arguments: [String], environment: [String: String?]
  ) async throws -> ConsumerProcess {
    try await ConsumerProcess.run(
      command + ["--", "--scratch-path", scratchPath] + arguments, in: folder, environment: environment, timeout: 300)
  }
}
