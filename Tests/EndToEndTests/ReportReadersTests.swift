import AssayReports
import Foundation
import TestSupport
import Testing

/// Every kind of report that there is: what it looks like, and that other people's schemas and parsers take it.
///
/// `Reports/results.json` is a run with every verdict; beside it is what each kind makes of it. A kind that joins the
/// registry without such a file and a reader fails here.
@Suite("Other people's readers of all reports", .timeLimit(.minutes(10)))
struct ReportReadersTests {
  private static let folder = ConsumerPackage.root + "/Tests/EndToEndTests/Reports"

  /// The file of each kind.
  private static let files = [
    "codequality": "gl-code-quality-report.json", "html": "report.html", "json": "results.json",
    "junit": "TEST-assay.xml", "markdown": "summary.md", "openmetrics": "metrics.txt", "sarif": "assay.sarif",
  ]

  /// The cache of libraries and environments that `ci/setup` fills.
  static let cache: String = {
    let environment = ProcessInfo.processInfo.environment
    let caches = environment["XDG_CACHE_HOME"].map { "\($0)/assay" } ?? "\(environment["HOME"] ?? "")/.cache/assay"
    return environment["ASSAY_CACHE"] ?? caches
  }()

  /// The virtual environment that `ci/setup --with report-readers` makes.
  static let environment = cache + "/report-readers"

  private func expectReaders() throws {
    try #require(
      FileManager.default.isExecutableFile(atPath: Self.environment + "/bin/python"),
      "no \(Self.environment): run ci/setup --with report-readers")
  }

  /// What the reader of a kind found in files, by their names.
  private func read(_ kind: String, _ files: [String]) async throws -> [String: [String: Any]] {
    try expectReaders()
    let script = ConsumerPackage.root + "/Tests/EndToEndTests/read-reports.py"
    let run = try await ConsumerProcess.run([Self.environment + "/bin/python", script, kind] + files, in: Self.folder)
    #expect(run.status == 0, "\(run.output)")
    let found = try JSONSerialization.jsonObject(with: Data((run.lines.last ?? "").utf8)) as? [String: [String: Any]]
    let all = try #require(found)
    #expect(all.count == files.count)
    for (file, reading) in all { #expect(reading["error"] == nil, "\(kind) \(file): \(reading["error"] ?? "")") }
    return all
  }

  /// No variable of the CI system that these tests run in names a root.
  private static let noRoot = [
    "GITHUB_WORKSPACE": "", "CI_PROJECT_DIR": "", "BUILD_SOURCESDIRECTORY": "", "WORKSPACE": "",
    "BITBUCKET_CLONE_DIR": "",
  ]

  private func show(_ kind: String, _ results: String, _ fixture: TemporaryFixture) async throws -> String {
    let run = try await fixture.assay("show", results, "--format", kind, environment: Self.noRoot)
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  @Test("every kind has a file to compare with") func complete() async throws {
    let run = try await TemporaryFixture().assay("show", "--format", "nothing")
    let words = try #require(run.errors.firstMatch(of: /--format is console, ([a-z, ]+); found/))
    let kinds = words.1.split(separator: ", ").map(String.init)
    #expect(kinds.sorted() == Self.files.keys.sorted())
  }

  @Test("are byte for byte what they were", arguments: files.keys.sorted())
  func golden(kind: String) async throws {
    let fixture = try TemporaryFixture()
    let file = "\(Self.folder)/\(Self.files[kind] ?? "")"
    var found = try await show(kind, "\(Self.folder)/results.json", fixture)
    // The days that a suppression has left are those of today.
    if kind == "junit" {
      found = found.replacing(/-?[0-9]+ days left/, with: "N days left")
        .replacing(/days-left" value="-?[0-9]+/, with: "days-left\" value=\"N")
    }
    let expected = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard found != expected else { return }
    let lines = zip(found.split(separator: "\n"), expected.split(separator: "\n")).first { $0 != $1 }
    Issue.record(
      """
      found:    \(lines?.0 ?? "more or fewer lines")
      expected: \(lines?.1 ?? "")
      When the new text is right: assay show Tests/EndToEndTests/Reports/results.json --format \(kind) --output \(file)
      """)
  }

  @Test("are valid", arguments: files.keys.sorted())
  func valid(kind: String) async throws {
    let reading = try #require(try await read(kind, ["\(Self.folder)/\(Self.files[kind] ?? "")"]).values.first)
    switch kind {
    case "codequality":
      #expect(reading["count"] as? Int == 8 && reading["fingerprints"] as? Int == 8)
      #expect((reading["paths"] as? [String])?.allSatisfy { $0.hasPrefix("fixtures/flights/") } == true)
    case "markdown": try expectInert(reading, "summary.md")
    case "openmetrics":
      let samples = try #require(reading["samples"] as? [String: Double])
      #expect(samples["assay_run_exit_code"] == 2 && samples["assay_cases fixture=flights verdict=pass"] == 4)
    case "sarif":
      #expect(reading["fingerprints"] as? Int == (reading["results"] as? [Any])?.count)
      #expect(reading["suppressed"] as? Int == 1 && reading["successful"] as? Bool == false)
      let uris = ["fixtures/flights/assay.yaml", "fixtures/flights/stages/features.sql"]
      #expect(reading["uris"] as? [String] == uris)
    default: break
    }
  }

  /// The elements that Markdown of our own makes; no link, no image, and no HTML but the line at the end.
  private func expectInert(_ reading: [String: Any], _ name: String) throws {
    let elements = Set(try #require(reading["elements"] as? [String]))
    let own: Set<String> = [
      "code", "em", "h2", "h3", "li", "ol", "p", "pre", "strong", "sub", "table", "tbody", "td", "th", "thead", "tr",
      "ul",
    ]
    #expect(elements.isSubset(of: own), "\(name): \(elements.subtracting(own))")
    #expect((reading["attributes"] as? [String])?.allSatisfy { ["lang", "start"].contains($0) } == true)
    for table in reading["tables"] as? [[Int]] ?? [] { #expect(table.count == 1, "\(name): a row was torn: \(table)") }
  }

  /// A results.json in which every name and message is hostile text, another one for each; what the format gives a
  /// meaning stays.
  private func hostileResults(_ start: Int) throws -> Data {
    let kept: Set<String> = ["format", "status", "verdict", "severity", "until", "sha256", "manifestDigest", "runId"]
    var next = start
    func dressed(_ value: Any, _ key: String) -> Any {
      switch value {
      case let object as [String: Any]:
        // In a fixed order, so that a failure comes again.
        var out: [String: Any] = [:]
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
          out[name] = name == "figures" || kept.contains(name) ? value : dressed(value, name)
        }
        return out
      case let list as [Any]: return list.map { dressed($0, key) }
      case let text as String:
        next += 1
        return HostileText.all[next % HostileText.all.count] + (key == "version" ? text : " \(next)")
      default: return value
      }
    }
    let data = try Data(contentsOf: URL(filePath: "\(Self.folder)/results.json"))
    return try JSONSerialization.data(
      withJSONObject: dressed(try JSONSerialization.jsonObject(with: data), ""), options: .sortedKeys)
  }

  @Test("are valid, and inert where they are marked up, whatever text the data has", arguments: files.keys.sorted())
  func hostile(kind: String) async throws {
    let fixture = try TemporaryFixture()
    var files: [String] = []
    for start in stride(from: 0, to: HostileText.all.count, by: 3) {
      try fixture.write("results-\(start).json", hostileResults(start))
      let file = "report-\(start)\(kind == "junit" ? ".xml" : "")"
      try fixture.write(file, try await show(kind, "fixture/results-\(start).json", fixture))
      files.append("\(fixture.path)/\(file)")
    }
    for (name, reading) in try await read(kind, files) {
      if kind == "markdown" { try expectInert(reading, name) }
      if kind == "html" {
        let elements = Set(try #require(reading["elements"] as? [String]))
        #expect(elements.isDisjoint(with: ["script", "img", "iframe", "object"]), "\(name): \(elements)")
      }
    }
  }
}
