import AssayStatistics
import AssayTable

/// The comparison of dates and times by the calendar. Absolute time always moves on, so that it says nothing.
struct CalendarDrift {
  let column: String
  let type: DataType
  let clusters: [String]
  let hides: Bool

  /// Days of the week are compared when both sides span this many days; in fewer, which days occur is the calendar's doing.
  static let fewestDays = 28

  /// What came of it: the findings, and what was and was not judged.
  struct Outcome {
    var findings: [DriftFinding] = []
    var notes: [String] = []
  }

  private struct Part {
    var subject: String
    var names: [String]
    var level: (Double) -> Int
  }

  func judge(_ rule: DriftVerdictRule, _ reference: DriftSide, _ current: DriftSide) throws(StatisticsError) -> Outcome
  {
    guard let clock = CalendarClock(type), let first = counts(reference, clock), let second = counts(current, clock)
    else { return Outcome() }
    var outcome = Outcome()
    var judged: [String] = []
    if clock.hasTime {
      let zone = if case .timestamp(_, .some) = type { " in UTC" } else { "" }
      let names = (0..<24).map { "\($0) h" }
      let drift = try levels(
        "the hour of \(column)", names, first.hours, second.hours, reference, current, level: clock.hour)
      var finding = try drift.judge(rule)
      finding.metric.name = "hour_total_variation"
      outcome.findings.append(finding)
      judged.append("the hour of the day\(zone)")
    }
    if clock.hasDay {
      let spans = [first, second].map { $0.days.map { $0.upperBound - $0.lowerBound + 1 } ?? 0 }
      if spans.min() ?? 0 >= Self.fewestDays {
        let drift = try levels(
          "the day of the week of \(column)", CalendarClock.weekdayNames, first.weekdays, second.weekdays, reference,
          current, level: { CalendarClock.weekday(clock.day($0)) })
        var finding = try drift.judge(rule)
        finding.metric.name = "weekday_total_variation"
        outcome.findings.append(finding)
        judged.append("the day of the week")
      } else {
        outcome.notes.append(
          "the day of the week was not judged: the reference spans \(Self.days(spans[0])), the table \(Self.days(spans[1])), "
            + "and it takes \(Self.fewestDays)")
      }
      outcome.notes.append(
        judged.isEmpty
          ? "absolute time was not judged, because it always moves on"
          : "judged: \(judged.joined(separator: " and ")); not judged: absolute time, because it always moves on")
    }
    return outcome
  }

  private static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(Format.whole(count)) days" }

  private func counts(_ side: DriftSide, _ clock: CalendarClock) -> CalendarCounts? {
    switch side.content {
    case .calendar(let counts): return counts
    case .clusteredSample(let sample):
      var counts = CalendarCounts()
      for value in sample.values { counts.add(value, clock) }
      return counts
    default: return nil
    }
  }

  private func levels(
    _ subject: String, _ names: [String], _ reference: [Int], _ current: [Int], _ before: DriftSide, _ now: DriftSide,
    level: (Double) -> Int
  ) throws(StatisticsError) -> LevelDrift {
    guard case .clusteredSample(let first) = before.content, case .clusteredSample(let second) = now.content else {
      var drift = LevelDrift(subject: subject, names: names, reference: reference, current: current, hides: hides)
      drift.order = names
      return drift
    }
    func clustered(_ sample: ClusteredSample) -> ClusteredLevels {
      var levels = ClusteredLevels()
      levels.names = names
      for (value, cluster) in zip(sample.values, sample.clusters) { levels.add(Int32(level(value)), cluster: cluster) }
      return levels
    }
    var drift = try LevelDrift(
      subject: subject, reference: clustered(first), current: clustered(second), clusters: clusters, hides: hides)
    drift.order = names
    return drift
  }
}
