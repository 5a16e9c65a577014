import AssayGate
import Foundation

/// A run as a log of SARIF 2.1.0 (OASIS Standard with errata 01): a function of ``Results``.
///
/// Findings stand on the manifest's lines: failures and errors as errors, warnings as warnings, inconclusive checks as
/// `open`, accepted failures as suppressed ones, and what could not be evaluated at all. Rules are the checks that have
/// findings. Paths start from `SRCROOT`, the root of the checkout.
public struct SARIFReport: Sendable {
  /// The address of the schema that the log keeps to; nothing is fetched from it.
  static let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
  /// The name of the fingerprint; another number means that fingerprints are made of something else.
  static let fingerprint = "assayFinding/v1"
  /// The name of the base of relative paths.
  static let base = "SRCROOT"

  private let paths: RepositoryPath

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - environment: the process's environment, which may name the checkout's root (`GITHUB_WORKSPACE`, …).
  ///   - workingDirectory: the absolute path that relative paths start from.
  public init(environment: [String: String], workingDirectory: String) {
    paths = RepositoryPath(environment: environment, workingDirectory: workingDirectory)
  }

  /// The log of a run.
  ///
  /// - Parameters:
  ///   - results: the run.
  ///   - base: the results to tell new findings from known ones by; without readable ones no finding says which it is.
  /// - Returns: JSON with sorted keys.
  public func render(_ results: Results, base: ReportBase? = nil) -> String {
    var findings = SARIFFinding.all(of: results)
    if case .results(let known)? = base, known.status != .didNotFinish {
      let before = Dictionary(
        SARIFFinding.all(of: known).map { ($0.fingerprint, $0.message) }, uniquingKeysWith: { first, _ in first })
      for index in findings.indices {
        let message = before[findings[index].fingerprint]
        findings[index].baselineState =
          message == nil ? "new" : message == findings[index].message ? "unchanged" : "updated"
      }
    }
    let rules = SARIFRule.all(of: findings)
    var json = JSONWriter()
    json.beginObject(lines: true)
    json.field("$schema", Self.schema)
    json.key("runs")
    json.beginArray(lines: true)
    json.beginObject(lines: true)
    json.key("automationDetails")
    json.beginObject()
    json.field("id", "assay/")
    json.endObject()
    write(&json, invocationOf: results, unlisted: unlisted(results, findings))
    json.key("originalUriBaseIds")
    json.beginObject()
    json.key(Self.base)
    json.beginObject()
    json.text("description", "The root of the checkout.")
    json.endObject()
    json.endObject()
    json.key("results")
    json.array(findings, lines: true) { json, finding in
      write(&json, finding, rule: rules.firstIndex { $0.id == finding.rule } ?? 0)
    }
    json.key("tool")
    json.beginObject()
    json.key("driver")
    json.beginObject(lines: true)
    json.field("name", "Assay")
    json.key("rules")
    json.array(rules, lines: true) { $1.write(to: &$0) }
    json.field("version", results.tool)
    json.endObject()
    json.endObject()
    json.endObject()
    json.endArray()
    json.field("version", "2.1.0")
    json.endObject()
    json.endLine()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// How many findings the log leaves out, since a report holds some thousands of them.
  private func unlisted(_ results: Results, _ findings: [SARIFFinding]) -> Int {
    var listed: [Verdict: Int] = [:]
    for finding in findings { if let verdict = finding.verdict { listed[verdict, default: 0] += 1 } }
    return [Verdict.fail, .error, .warn, .inconclusive].reduce(0) { sum, verdict in
      sum + max(0, results.tally[verdict] - listed[verdict, default: 0])
    }
  }

  private func write(_ json: inout JSONWriter, invocationOf results: Results, unlisted: Int) {
    func date(_ seconds: Double?) -> String? {
      seconds.map { Date(timeIntervalSince1970: min(max($0, 0), 4e10)).formatted(.iso8601) }
    }
    json.key("invocations")
    json.beginArray()
    json.beginObject(lines: true)
    json.field("endTimeUtc", date(results.finished))
    json.field("executionSuccessful", results.status == .passed || results.status == .failed)
    json.field("exitCode", Int(results.exitCode))
    json.field("startTimeUtc", date(results.started))
    let failures = results.failures + results.fixtures.flatMap(\.failures).filter { !results.failures.contains($0) }
    var notices = failures.map { (level: "error", text: $0) }
    notices += (results.warnings ?? []).map { ("warning", $0) }
    if unlisted > 0 { notices.append(("warning", "\(NumberText.grouped(unlisted)) more findings are in results.json")) }
    json.key("toolExecutionNotifications")
    json.array(notices, lines: true) { json, notice in
      json.beginObject()
      json.field("level", notice.level)
      json.text("message", SARIFFinding.text(notice.text))
      json.endObject()
    }
    json.endObject()
    json.endArray()
  }

  private func write(_ json: inout JSONWriter, _ finding: SARIFFinding, rule: Int) {
    json.beginObject(lines: true)
    json.field("baselineState", finding.baselineState)
    json.field("kind", finding.kind)
    json.field("level", finding.level)
    json.key("locations")
    json.array(finding.location.map { [$0] } ?? []) { json, location in
      json.beginObject()
      if let name = finding.logicalName {
        json.key("logicalLocations")
        json.beginArray()
        json.beginObject()
        json.field("fullyQualifiedName", name)
        json.field("kind", "object")
        json.endObject()
        json.endArray()
      }
      let uri = paths.uri(location.file)
      json.key("physicalLocation")
      json.beginObject()
      json.key("artifactLocation")
      json.beginObject()
      json.field("uri", uri.text)
      json.field("uriBaseId", uri.isRelative ? Self.base : nil)
      json.endObject()
      json.key("region")
      json.beginObject()
      json.field("startLine", max(1, location.line))
      json.endObject()
      json.endObject()
      json.endObject()
    }
    json.text("message", finding.message)
    json.key("partialFingerprints")
    json.beginObject()
    json.field(Self.fingerprint, finding.fingerprint)
    json.endObject()
    finding.writeProperties(to: &json)
    json.field("ruleId", finding.rule)
    json.field("ruleIndex", rule)
    if let suppression = finding.suppression {
      json.key("suppressions")
      json.beginArray()
      json.beginObject()
      json.field("justification", "\(SARIFFinding.line(suppression.why)) (until \(suppression.until))")
      json.field("kind", "external")
      json.field("status", "accepted")
      json.endObject()
      json.endArray()
    }
    json.endObject()
  }
}

extension JSONWriter {
  /// Writes a message object of plain text.
  fileprivate mutating func text(_ name: String, _ text: String) {
    key(name)
    beginObject()
    field("text", text)
    endObject()
  }
}
