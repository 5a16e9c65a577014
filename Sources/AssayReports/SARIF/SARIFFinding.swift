import AssayGate

/// One result of a SARIF log.
struct SARIFFinding {
  /// The rule's id: the kind of check, or ``divergence`` or ``notEvaluated``.
  var rule: String
  /// `fail` or `open`.
  var kind = "fail"
  /// `error` or `warning`; `none` for what is not a failure.
  var level: String
  /// What was found, in plain text, escaped.
  var message: String
  /// Where to look; `nil` when there is no such place.
  var location: SourceLocation?
  /// `flights/2013-04/features.drift.temp`
  var logicalName: String?
  /// What the finding is known by from run to run.
  var fingerprint: String
  /// Why a failure is accepted.
  var suppression: Results.Suppression?
  /// The case's verdict, when the finding is a case.
  var verdict: Verdict?
  /// The case, when the finding is one, with its fixture and version.
  var subject: (fixture: String, version: String, item: Results.Case)?
  /// `new`, `unchanged` or `updated` against another run; `nil` when none is known.
  var baselineState: String?

  /// The rule of places where the replay left the approved one.
  static let divergence = "first_divergence"
  /// The rule of what could not be evaluated beside the cases.
  static let notEvaluated = "not_evaluated"

  /// A run's findings, what could not be evaluated first, then in the order of the run.
  static func all(of results: Results) -> [SARIFFinding] {
    var findings: [SARIFFinding] = []
    var known: Set<String> = []
    func note(_ text: String, manifest: String?) {
      guard known.insert(text).inserted else { return }
      let place = FailurePlace(text)
      findings.append(
        SARIFFinding(
          rule: notEvaluated, level: "error", message: Self.text(place.message),
          location: place.location ?? manifest.map { SourceLocation(file: $0, line: 1) },
          fingerprint: FindingIdentity.of(note: "not evaluated\u{0}" + text)))
    }
    for fixture in results.fixtures {
      for failure in fixture.failures { note(failure, manifest: fixture.manifest.isEmpty ? nil : fixture.manifest) }
    }
    for failure in results.failures where !known.contains(where: { failure.hasSuffix(": " + $0) }) {
      note(failure, manifest: nil)
    }
    for fixture in results.fixtures {
      if let divergence = fixture.firstDivergence { findings.append(SARIFFinding(divergence)) }
      for version in fixture.versions {
        findings += version.cases.compactMap { SARIFFinding($0, fixture: fixture.name, version: version.version) }
      }
    }
    return findings
  }

  private init(_ divergence: Results.Divergence) {
    let place = divergence.stage + (divergence.column.map { ".\($0)" } ?? "")
    self.init(
      rule: Self.divergence, level: "error",
      message: Self.text(
        "\(divergence.fixture) \(divergence.version): \(place) leaves the approved replay: \(divergence.message)"
          + "\n" + divergence.rerun),
      location: SourceLocation(file: divergence.file, line: divergence.line),
      logicalName: Self.line("\(divergence.fixture)/\(divergence.version)/\(place)"),
      fingerprint: FindingIdentity.ofDivergence(
        fixture: divergence.fixture, version: divergence.version, place: place))
  }

  /// A case that has something to tell; `nil` for one that passed or was left out.
  private init?(_ item: Results.Case, fixture: String, version: String) {
    let verdict = item.known
    switch verdict {
    case .pass: return nil
    case .skipped where item.suppression == nil: return nil
    case .fail, .error, .warn, .inconclusive, .skipped: break
    }
    var lines = [item.message] + item.details.prefix(8)
    if !item.limits.isEmpty { lines.append("limit: " + item.limits.joined(separator: ", ")) }
    if !item.rerun.isEmpty { lines.append(item.rerun) }
    self.init(
      rule: item.kind,
      level: verdict == .warn || (verdict == .skipped && item.severity == Severity.warn.rawValue) ? "warning" : "error",
      message: Self.text(lines.joined(separator: "\n")), location: SourceLocation(file: item.file, line: item.line),
      logicalName: Self.line(
        "\(fixture)/\(version)/\(item.check)" + (item.column.map { "[\($0)]" } ?? "")
          + (item.slice.map { "[\($0)]" } ?? "")),
      fingerprint: FindingIdentity.of(
        fixture: fixture, version: version, check: item.check, column: item.column, slice: item.slice),
      suppression: verdict == .skipped ? item.suppression : nil, verdict: verdict,
      subject: (fixture, version, item))
    if verdict == .inconclusive {
      kind = "open"
      level = "none"
    }
  }

  private init(
    rule: String, level: String, message: String, location: SourceLocation?, logicalName: String? = nil,
    fingerprint: String, suppression: Results.Suppression? = nil, verdict: Verdict? = nil,
    subject: (fixture: String, version: String, item: Results.Case)? = nil
  ) {
    self.rule = rule
    self.level = level
    self.message = message
    self.location = location
    self.logicalName = logicalName
    self.fingerprint = fingerprint
    self.suppression = suppression
    self.verdict = verdict
    self.subject = subject
  }

  /// Plain text as a message: braces are doubled, since a single one begins a placeholder (section 3.11.5), and nothing
  /// reads as a link (section 3.11.6).
  static func text(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in ReportText.clip(ReportText.clean(text), maximumBytes: 4_000, mark: "…").unicodeScalars {
      if scalar == "{" || scalar == "}" { out.append(scalar) }
      if scalar == "(", last == "]" { out.append("\u{2060}") }
      out.append(scalar)
      last = scalar
    }
    return String(out)
  }

  /// Text on one line.
  static func line(_ text: String) -> String { ReportText.oneLine(text, maximumBytes: 500) }

  /// Writes what programs may want of a case.
  func writeProperties(to json: inout JSONWriter) {
    guard let subject else { return }
    let item = subject.item
    json.key("properties")
    json.beginObject()
    json.field("column", item.column.map(Self.line))
    json.field("fixture", Self.line(subject.fixture))
    json.field("limits", item.limits.map(Self.line))
    json.key("metrics")
    json.array(item.metrics) { json, metric in
      json.beginObject()
      json.field("definition", Self.line(metric.definition))
      json.field("lower", metric.lower)
      json.field("n", metric.n)
      json.field("name", Self.line(metric.name))
      json.field("upper", metric.upper)
      json.field("value", metric.value)
      json.endObject()
    }
    json.field("n", item.n)
    json.field("slice", item.slice.map(Self.line))
    json.field("table", Self.line(item.table))
    json.field("verdict", item.verdict)
    json.field("version", Self.line(subject.version))
    json.endObject()
  }
}
