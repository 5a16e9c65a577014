import AssayGate

extension JUnitCase {
  /// Creates the case that shows a verdict.
  ///
  /// `fail` is a failure, `error` an error, `inconclusive` and `skipped` are skipped; `warn` is a passed case with a
  /// property `warning` and a line of output.
  ///
  /// - Parameters:
  ///   - result: the verdict and all that belongs to it.
  ///   - file: the path of `result.location`, relative to the repository's root.
  ///   - attachments: the paths of `result.attachments`, relative to the same.
  init(_ result: CaseResult, file: String, attachments: [String]) {
    let line = max(1, result.location.line)
    let attachments = attachments.map(JUnitFormat.line)
    let judged = ![.error, .skipped].contains(result.verdict)
    self.init(
      className: result.className, name: result.name, time: result.seconds,
      assertions: judged ? max(1, result.limits.count) : 0, file: file, line: line,
      properties: Self.properties(of: result, attachments: attachments))
    let message = result.message.isEmpty ? "no message" : result.message
    var output: [String] = []
    switch result.verdict {
    case .pass: break
    case .warn: output.append("warning: " + JUnitFormat.line(message))
    case .fail, .error, .inconclusive, .skipped:
      let kind: JUnitResult.Kind =
        switch result.verdict {
        case .fail: .failure
        case .error: .error
        default: .skipped
        }
      results = [
        JUnitResult(
          kind, type: kind == .failure ? result.kind : kind == .error ? "CheckError" : nil,
          message: JUnitFormat.line(message),
          text: JUnitFormat.located(Self.story(of: result, message: message), file: file, line: line))
      ]
    }
    output += attachments.map { "[[ATTACHMENT|\($0)]]" }
    if !output.isEmpty { systemOut = output.joined(separator: "\n") }
  }

  private static func properties(of result: CaseResult, attachments: [String]) -> [JUnitProperty] {
    var out: [JUnitProperty] = []
    out.reserveCapacity(12 + 4 * result.metrics.count)
    func add(_ name: String, _ value: String?) {
      if let value { out.append(JUnitProperty(name, value)) }
    }
    // Some readers keep one value for each name: number what comes more than once.
    func add(_ name: String, _ values: [String]) {
      for (index, value) in values.enumerated() { add(index == 0 ? name : "\(name).\(index + 1)", value) }
    }
    // Every property is half a hundred bytes in each of very many cases, and GitLab takes 30 MB: what the name or the
    // result's element says already is left out.
    if result.verdict == .inconclusive || result.verdict == .warn { add("verdict", result.verdict.rawValue) }
    add("severity", result.severity.rawValue)
    add("n", String(result.n))
    for (index, metric) in result.metrics.enumerated() {
      let earlier = result.metrics[..<index].count { $0.name == metric.name }
      let name = "metric.\(metric.name)" + (earlier > 0 ? ".\(earlier + 1)" : "")
      add(name, ReportText.shortest(metric.value))
      add(name + ".n", metric.n == result.n ? nil : String(metric.n))
      add(name + ".definition", metric.definition)
      add(name + ".lower", metric.lower.map(ReportText.shortest))
      add(name + ".upper", metric.upper.map(ReportText.shortest))
    }
    add("limit", result.limits)
    if result.verdict == .warn { add("warning", result.message) }
    add("why", result.why)
    add("suppressed.until", result.suppression?.until)
    add("suppressed.why", result.suppression?.why)
    add("suppressed.days-left", result.suppression.map { String($0.daysLeft) })
    add("attachment", attachments)
    return out
  }

  private static func story(of result: CaseResult, message: String) -> [String] {
    // The message as the attribute has it, for readers that show only one of the two; and in full where that is more.
    let line = JUnitFormat.line(message)
    var lines = line == message ? [line] : [line, message]
    for metric in result.metrics {
      var line = "\(metric.name) \(ReportText.shortest(metric.value))"
      if let lower = metric.lower, let upper = metric.upper {
        line += " (\(ReportText.shortest(lower)) to \(ReportText.shortest(upper)))"
      }
      lines.append(line + ", n \(metric.n)" + (metric.definition == metric.name ? "" : ", \(metric.definition)"))
    }
    lines += result.limits.map { "limit: \($0)" }
    lines += result.details
    if let why = result.why { lines.append("why: \(why)") }
    if let suppression = result.suppression {
      lines.append("suppressed until \(suppression.until), \(suppression.daysLeft) days left: \(suppression.why)")
    }
    lines += result.attachments.map { "see \($0)" }
    if !result.rerun.isEmpty { lines.append("run again: \(result.rerun)") }
    return lines
  }
}

extension JUnitFormat {
  /// Joins lines, each with its place in front, as far as 64 KiB reach.
  package static func located(_ lines: [String], file: String?, line: Int) -> String {
    let place = file.map { "\(self.line($0)):\(line):" }
    let prefix = place.map { $0 + " " } ?? ""
    var text = ""
    for paragraph in lines {
      guard text.utf8.count <= textBytes else { break }
      let bounded = ReportText.clip(paragraph, maximumBytes: 4 * textBytes, mark: cutMark)
      for part in ReportText.clean(bounded).split(separator: "\n") {
        if !text.isEmpty { text += "\n" }
        // The message of an error in a manifest has its place already.
        if let place, !part.hasPrefix(place) { text += prefix }
        text += part
        guard text.utf8.count <= textBytes else { break }
      }
    }
    return ReportText.clip(text, maximumBytes: textBytes, mark: "\n\(prefix)… cut")
  }
}
