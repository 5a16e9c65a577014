import AssayGate

/// How a run ended, in words, and what to do now.
struct RunVerdict {
  /// `FAILED`.
  var word: String
  /// How bad it is.
  var tone: Tone
  /// `175 of 1,773 checks failed, first in stage features`.
  var headline: String
  /// What to do, the first thing first.
  var steps: [Step]

  enum Tone: String {
    case good
    case bad
    case doubtful
  }

  /// One thing to do.
  struct Step {
    var text: String
    /// A command or a place, to be copied.
    var code: String?
  }

  init(_ summary: RunSummary) {
    let results = summary.results
    switch results.status {
    // Nothing that a check looks at has changed: that is no verdict of today's.
    case .passed where results.tally.skipped == results.tally.total: (word, tone) = ("UNCHANGED", .doubtful)
    // Nothing failed, and nothing is known to hold either.
    case .passed where Self.couldNotTell(results.tally): (word, tone) = ("INCONCLUSIVE", .doubtful)
    case .passed: (word, tone) = ("PASSED", .good)
    case .failed: (word, tone) = (results.recordedBaselines == nil ? "FAILED" : "RECORDED", .bad)
    // Judged, and not fit to be recorded.
    case .notEvaluated where results.tally.error == 0 && RecordingOptions.areRefusals(summary.problems):
      (word, tone) = ("NOT RECORDED", .bad)
    case .notEvaluated: (word, tone) = ("NOT EVALUATED", .bad)
    case .usage: (word, tone) = ("USAGE ERROR", .bad)
    case .internalError: (word, tone) = ("INTERNAL ERROR", .bad)
    case .interrupted: (word, tone) = ("INTERRUPTED", .bad)
    case .didNotFinish: (word, tone) = ("DID NOT FINISH", .bad)
    }
    headline = Self.headline(summary)
    steps = Self.steps(summary)
  }

  /// Whether some cases were judged, and every one of them is inconclusive.
  private static func couldNotTell(_ tally: Results.Tally) -> Bool {
    tally.inconclusive > 0 && tally.inconclusive + tally.skipped == tally.total
  }

  private static func headline(_ summary: RunSummary) -> String {
    let results = summary.results
    let tally = results.tally
    let checks = NumberText.count(tally.total, "check")
    if results.status == .didNotFinish { return "The run has not come to its end, so nothing is known." }
    if tally.error > 0 {
      let failed = tally.fail > 0 ? ", \(NumberText.grouped(tally.fail)) failed" : ""
      return "\(NumberText.grouped(tally.error)) of \(checks) could not be evaluated\(failed)."
    }
    if tally.fail > 0 {
      let first = summary.groups.first { $0.verdict == .fail }
      let place = first.map { ", first in \($0.cases.first?.item.table ?? $0.fixture)" } ?? ""
      let allowed = results.status == .passed ? ", which --fail-on allows" : ""
      return
        "\(NumberText.grouped(tally.fail)) of \(checks) failed\(ReportText.oneLine(place, maximumBytes: 200))\(allowed)."
    }
    switch results.status {
    case .passed:
      if tally.skipped == tally.total { return "None of \(checks) was judged again." }
      if couldNotTell(tally) { return "None of \(checks) could tell." }
      if tally.pass == tally.total { return "Every one of \(checks) holds." }
      let skipped = tally.skipped > 0 ? "; \(NumberText.grouped(tally.skipped)) skipped" : ""
      return "None of \(checks) failed\(skipped)."
    case .failed:
      if let recorded = results.recordedBaselines {
        return "\(NumberText.count(recorded, "baseline")) recorded from \(checks). A run that records does not pass."
      }
      return "None of \(checks) failed, but --fail-on counts what is named below."
    default: return "\(checks), and what is named below could not be evaluated."
    }
  }

  private static func steps(_ summary: RunSummary) -> [Step] {
    let results = summary.results
    if results.status == .didNotFinish {
      return [
        Step(text: "It is still running, or it was killed. See the log of the job, and run it again.", code: nil)
      ]
    }
    if results.recordedBaselines != nil {
      return [Step(text: "Read the difference of the baselines, commit them, and run the gate again.", code: nil)]
    }
    var steps: [Step] = []
    if let error = summary.groups.first(where: { $0.verdict == .error })?.first {
      steps.append(
        Step(
          text: "Begin with what could not be evaluated: \(ReportText.oneLine(error.item.message, maximumBytes: 400))",
          code: error.item.rerun.isEmpty ? nil : error.item.rerun))
    } else if let problem = summary.problems.first {
      steps.append(Step(text: "Begin with this: \(problem)", code: nil))
    }
    if let divergence = summary.divergences.first {
      let column = divergence.column.map { ", column \($0)" } ?? ""
      steps.append(
        Step(
          text:
            "Open where the data first goes wrong: stage \(divergence.stage)\(column), in version \(divergence.version).",
          code: "\(divergence.file):\(divergence.line)"))
      steps.append(Step(text: "After mending it, run that stage's checks again.", code: divergence.rerun))
      if let folder = folder(of: divergence.fixture, results) {
        steps.append(
          Step(
            text: "Only if today's values are the right ones, approve them.",
            code: "assay approve \(folder) --why \"…\""))
      }
    } else if let failing = summary.groups.first(where: { $0.verdict == .fail })?.first {
      steps.append(
        Step(
          text: "Begin with the first failing check, declared here.", code: "\(failing.item.file):\(failing.item.line)")
      )
      if !failing.item.rerun.isEmpty { steps.append(Step(text: "Run it alone again.", code: failing.item.rerun)) }
    }
    if steps.isEmpty {
      let tally = results.tally
      if couldNotTell(tally) {
        return [
          Step(
            text: "Each check below says how many rows would do. With --fail-on inconclusive such a run fails.",
            code: nil)
        ]
      }
      var text = "Nothing has to be done."
      if tally.warn > 0 { text += " \(NumberText.count(tally.warn, "warning")) may be worth a look." }
      if tally.inconclusive > 0 {
        text += " \(NumberText.count(tally.inconclusive, "check")) had too few rows to tell."
      }
      steps.append(Step(text: text, code: nil))
    }
    return steps
  }

  /// The fixture's folder as commands name it.
  private static func folder(of fixture: String, _ results: Results) -> String? {
    guard let manifest = results.fixtures.first(where: { $0.name == fixture })?.manifest,
      let slash = manifest.lastIndex(of: "/")
    else { return nil }
    return Rerun.quoted(String(manifest[..<slash]))
  }
}
