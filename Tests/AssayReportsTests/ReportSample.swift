import AssayGate
import Foundation
import TestSupport

@testable import AssayReports

/// Runs for reports to show.
enum ReportSample {
  /// What results.json holds of some events.
  static func results(_ events: [GateEvent]) throws -> Results {
    try SampleRun.withFolder { folder in
      let recorder = ResultsRecorder(
        output: folder + "/results.json", workingDirectory: folder,
        now: { Date(timeIntervalSince1970: 1_795_423_948.25) })
      try recorder.invalidate()
      try SampleRun.send(events, to: recorder)
      return try JSONDecoder().decode(Results.self, from: Data(contentsOf: URL(filePath: folder + "/results.json")))
    }
  }

  /// A case of each kind of figure.
  static let drawn: [CaseResult] = {
    var drift = SampleRun.result(
      .fail, "features", "drift", column: "temp", metrics: [Metric("ks_distance", 0.4, n: 900, lower: 0.3, upper: 0.5)],
      limits: ["limit 0.1"], message: "temp moved")
    drift.figures = [
      figure(
        "temp", edges: [0, 10, 20, 30], reference: [0.5, 0.3, 0.1], current: [0.1, 0.2, 0.3], missing: (0.1, 0.4))
    ]
    var levels = SampleRun.result(
      .warn, "features", "drift", column: "carrier", metrics: [Metric("total_variation", 0.2, n: 900)],
      limits: ["limit 0.1"], message: "carrier moved")
    levels.figures = [
      figure(
        "carrier", levels: ["UA", "B6", "ZZ"], reference: [0.6, 0.4, 0], current: [0.7, 0, 0.3], missing: (0, 0))
    ]
    var auc = SampleRun.result(
      .pass, "score", "roc_auc", metrics: [Metric("roc_auc", 0.7, n: 900)], limits: ["min 0.6"], message: "roc_auc 0.7")
    auc.figures = [
      .roc(.init(x: [0, 0.2, 1], y: [0, 0.7, 1], n: [])), .precisionRecall(.init(x: [0.2, 1], y: [0.9, 0.4], n: [])),
      .reliability(.init(x: [0.1, 0.6], y: [0.2, 0.5], n: [600, 300])),
      .confusion(.init(threshold: 0.5, truePositives: 11, falsePositives: 22, trueNegatives: 33, falseNegatives: 44)),
      .residuals(
        .init(
          subject: "delay", predictions: [1, 5, 20], n: [300, 300, 300],
          quantiles: [[-4, -5, -9], [-2, -2, -3], [0, 0.5, 1], [1, 2, 4], [3, 6, 12]])),
    ]
    auc.digest = TableDigest(today: "0123456789abcdef", approved: "0123456789abcdef")
    return [drift, levels, auc]
  }()

  static func figure(
    _ subject: String, edges: [Double] = [], levels: [String] = [], reference: [Double], current: [Double],
    missing: (Double, Double)
  ) -> AssayGate.Figure {
    .distribution(
      .init(
        subject: subject, edges: edges, levels: levels, otherLevels: 0, reference: reference, current: current,
        referenceMissing: missing.0, currentMissing: missing.1))
  }

  /// Text that would do harm where it is not made inert.
  static let hostile = HostileText.all

  /// A run in which every text is one of the hostile ones.
  static func hostileRun(_ text: String) -> [GateEvent] {
    func dressed(_ verdict: Verdict, _ kind: String) -> CaseResult {
      var result = SampleRun.result(
        verdict, text, kind, column: text, slice: text, metrics: [Metric(text, 1, n: 5)], limits: [text], message: text,
        details: [text], attachments: [text], why: text, rerun: text)
      result.check = text + kind
      result.fixture = text
      result.version = text
      result.location = SourceLocation(file: text, line: 1)
      result.figures = [
        figure(text, levels: [text, text + "2"], reference: [1, 0], current: [0, 1], missing: (0, 0)),
        .residuals(.init(subject: text, predictions: [0], n: [1], quantiles: [[0], [0], [0], [0], [0]])),
      ]
      return result
    }
    var header = SampleRun.header
    header.tool = text
    header.id = text
    header.runtimes = [text: text]
    var fixture = SampleRun.fixture
    fixture.name = text
    fixture.manifest = text
    fixture.versions = [text]
    fixture.reference = text
    var tally = Tally()
    let cases = Verdict.allCases.map { dressed($0, "k\($0.rawValue)") }
    for item in cases { tally.add(item.verdict) }
    let divergence = Divergence(
      fixture: text, version: text, stage: text, column: text, message: text, examples: [[text, text], [text, text]],
      carriesInto: [text], location: SourceLocation(file: text, line: 3), rerun: text)
    return [
      .runStarted(header), .fixtureStarted(fixture), .versionStarted(fixture: text, version: text),
      .stageFinished(
        StageResult(fixture: text, version: text, stage: text, kind: text, rows: nil, seconds: 1, failure: text)),
    ] + cases.map { .caseFinished($0) } + [
      .versionFinished(VersionResult(fixture: text, version: text, rows: 3, tables: [], seconds: 1)),
      .fixtureFinished(
        FixtureResult(
          name: text, tally: tally, firstDivergence: divergence, failures: [text],
          inputs: [InputDigest(address: text, sha256: text, size: 5)], seconds: 1)),
      .runFinished(
        Outcome(
          tally: tally, firstDivergence: divergence, failures: [text], exitCode: .notEvaluated, runtimes: [text: text],
          seconds: 1)),
    ]
  }
}
