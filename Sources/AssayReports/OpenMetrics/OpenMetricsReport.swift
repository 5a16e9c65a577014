import AssayGate

/// A run as the text format of OpenMetrics 1.0, which readers of the Prometheus text format 0.0.4 take too: a function of
/// ``Results``, in the order of the run.
///
/// Values that are infinite, which `results.json` does not hold, are left out; so are passing cases beyond 20,000, and
/// others beyond some thousands: `assay_cases_left_out` counts them.
public struct OpenMetricsReport: Sendable {
  /// Creates a renderer.
  public init() {}

  /// The text of a run.
  ///
  /// - Returns: lines in UTF-8, the last one `# EOF`. Time, durations and `assay_run_finished_timestamp_seconds` aside,
  ///   equal runs give equal texts.
  public func render(_ results: Results) -> String {
    (run(results) + fixtures(results) + cases(results)).map(\.text).joined() + "# EOF\n"
  }

  private func run(_ results: Results) -> [MetricFamily] {
    var tool = MetricFamily("assay_tool", "1, with the version of Assay.")
    tool.add(1, [("version", results.tool)])
    var code = MetricFamily("assay_run_exit_code", "The exit code: 0 passed, 1 failed, others not evaluated.")
    code.add(Double(results.exitCode))
    var status = MetricFamily("assay_run_status", "1 for the way in which the run ended.")
    status.add(
      state: results.status.rawValue, of: Results.Status.allCases.map(\.rawValue), label: "status")
    var failures = MetricFamily("assay_run_failures", "What could not be evaluated beside the cases.")
    failures.add(Double(results.failures.count))
    var finished = MetricFamily("assay_run_finished_timestamp_seconds", "When the run ended, in seconds since 1970.")
    finished.add(results.finished)
    var duration = MetricFamily("assay_run_duration_seconds", "How long the run took.")
    duration.add(results.seconds)
    var leftOut = MetricFamily("assay_cases_left_out", "Cases that this text does not list.")
    let listed = results.fixtures.flatMap(\.versions).reduce(0) { $0 + $1.cases.count }
    leftOut.add(Double(max(0, results.tally.total - listed)))
    return [tool, code, status, failures, finished, duration, leftOut]
  }

  private func fixtures(_ results: Results) -> [MetricFamily] {
    var count = MetricFamily("assay_cases", "Cases of a fixture by their verdict.")
    var fixtureSeconds = MetricFamily("assay_fixture_duration_seconds", "How long a fixture took.")
    var divergence = MetricFamily("assay_fixture_diverged", "1 when a replay left the approved one.")
    var versionSeconds = MetricFamily("assay_version_duration_seconds", "How long a version's replay and checks took.")
    var stageSeconds = MetricFamily("assay_stage_duration_seconds", "How long a stage took.")
    var stageRows = MetricFamily("assay_stage_rows", "The rows of a stage's table.")
    for fixture in results.fixtures {
      for verdict in Verdict.allCases {
        count.add(Double(fixture.tally[verdict]), [("fixture", fixture.name), ("verdict", verdict.rawValue)])
      }
      fixtureSeconds.add(fixture.seconds, [("fixture", fixture.name)])
      divergence.add(fixture.firstDivergence == nil ? 0 : 1, [("fixture", fixture.name)])
      for version in fixture.versions {
        let labels: [MetricFamily.Label] = [("fixture", fixture.name), ("version", version.version)]
        versionSeconds.add(version.seconds, labels)
        for stage in version.stages {
          let stageLabels = labels + [("stage", stage.stage), ("kind", stage.kind)]
          stageSeconds.add(stage.seconds, stageLabels)
          stageRows.add(stage.rows.map(Double.init), stageLabels)
        }
      }
    }
    return [count, fixtureSeconds, divergence, versionSeconds, stageSeconds, stageRows]
  }

  private func cases(_ results: Results) -> [MetricFamily] {
    var value = MetricFamily("assay_check_value", "What a check measured.")
    var lower = MetricFamily("assay_check_value_lower", "The lower end of the value's interval.")
    var upper = MetricFamily("assay_check_value_upper", "The upper end of the value's interval.")
    var limit = MetricFamily("assay_check_limit", "A limit of a check, to six significant digits.")
    var rows = MetricFamily("assay_check_rows", "The rows that a verdict stands on.")
    var seconds = MetricFamily("assay_check_duration_seconds", "How long a check took by itself.")
    var verdict = MetricFamily("assay_check_verdict", "1 for the verdict of a check.")
    for fixture in results.fixtures {
      for version in fixture.versions {
        for item in version.cases {
          let labels: [MetricFamily.Label] = [
            ("fixture", fixture.name), ("version", version.version), ("table", item.table), ("check", item.check),
            ("kind", item.kind), ("column", item.column), ("slice", item.slice),
          ]
          for metric in item.metrics {
            let metricLabels = labels + [("metric", metric.name), ("definition", metric.definition)]
            value.add(metric.value, metricLabels)
            lower.add(metric.lower, metricLabels)
            upper.add(metric.upper, metricLabels)
          }
          for (bound, number) in item.limits.compactMap(Self.limit) { limit.add(number, labels + [("bound", bound)]) }
          rows.add(Double(item.n), labels)
          seconds.add(item.seconds, labels)
          verdict.add(
            state: item.known.rawValue, of: Verdict.allCases.map(\.rawValue), label: "verdict", labels)
        }
      }
    }
    return [value, lower, upper, limit, rows, seconds, verdict]
  }

  /// The number of a limit in words, `max 0.25` or `max_drop 0.005 (approved 0.6453)`; `nil` for one that has none.
  static func limit(_ words: String) -> (bound: String, number: Double)? {
    let parts = words.split(separator: " ", maxSplits: 2)
    let bounds = ["min", "max", "max_drop", "max_rise", "limit", "missing_limit"]
    guard parts.count >= 2, bounds.contains(String(parts[0])), parts.count == 2 || parts[2].hasPrefix("("),
      let number = Double(parts[1].replacing(",", with: "")), number.isFinite
    else { return nil }
    return (String(parts[0]), number)
  }
}
