import TestSupport
import Testing

@testable import AssayGate

/// What the examples of `time_travel` do not show: kinds of times, offsets, and text that is none.
@Suite struct TimeTravelTests {
  @Test("times of all kinds are compared as moments of UTC")
  func times() async throws {
    let fixture = try TemporaryFixture([
      "data/t.csv": "day,text\n2013-04-01,2013-04-01T02:00:00+02:00\n2013-04-02,2013-04-01T23:00:00Z\n",
      "stages/s.sql": """
      select day, text, text::timestamptz as zoned, day::timestamp as plain, epoch(day) as n, epoch(day) - 1 as m from t
      """,
      "assay.yaml": """
      assay: 1
      fixture: times
      data: { t: data/t.csv }
      stages: { s: { sql: stages/s.sql, from: t } }
      checks:
        s:
          - time_travel: { columns: [day, text, zoned, plain], before: '2013-04-02' }
          - time_travel: { columns: [day, zoned, plain], not_after: text }
            id: s.text
          - time_travel: { columns: text, not_after: zoned }
            id: s.zoned
          - time_travel: { columns: n, not_after: m }
            id: s.numbers
          - time_travel: { columns: n, not_after: day }
            id: s.mixed
      """,
    ])
    let cases = await GateReport.run(fixture).cases
    #expect(
      cases.map(\.verdict) == [.fail, .pass, .pass, .fail, .fail, .pass, .fail, .pass, .fail, .error],
      "\(cases.map(\.message))")
    #expect(cases.prefix(8).map { $0.metrics.first?.value } == [1, 0, 0, 1, 1, 0, 1, 0])
  }

  @Test(
    "an offset from UTC counts in text, also behind hours and minutes alone",
    arguments: [
      ("2023-12-31T23:30:00-05:00", true), ("2023-12-31 23:30:00-05", true), ("2023-12-31T23:30-0030", true),
      ("2023-12-31T23:30:00.999999-00:30", true), ("2024-01-01T00:00Z", true), ("2024-01-01", true),
      ("2024-01-01 00:00", true), ("2024-01-01T05:00:00+05:00", true), ("2024-01-01T04:59:59.999999+05:00", false),
      ("2024-01-01T00:30:00+05:00", false), ("2024-01-01T00:30+05", false), ("2024-01-01T05:29+0530", false),
      ("2023-12-31T23:59:59Z", false), ("2023-12-31T23:59", false), ("2023-12-31", false),
    ])
  func offsets(_ time: String, _ isLate: Bool) async throws {
    // As text, and as an argument that a timestamp, a date and text are compared with.
    let fixture = try TemporaryFixture([
      "data/t.csv": "n\n1\n",
      "stages/s.sql": """
      select text, '2024-01-01'::timestamp as plain, '2024-01-01'::date as day
      from t, (values ('\(time)'), ('2001-01-01T00:00:00+01:00')) v(text)
      """,
      "assay.yaml": """
      assay: 1
      fixture: offsets
      data: { t: data/t.csv }
      stages: { s: { sql: stages/s.sql, from: t } }
      checks:
        s:
          - time_travel: { columns: text, before: 2024-01-01 }
          - time_travel: { columns: text, before: '2024-01-01T07:00+0700' }
            id: s.argument
          - time_travel: { columns: [plain, day], before: '\(time)' }
            id: s.before
          - time_travel: { columns: [plain, day], not_after: text }
            id: s.not_after
      """,
    ])
    let cases = await GateReport.run(fixture).cases
    let late: Verdict = isLate ? .fail : .pass
    // What is at 2024 or later leaves the other times before it or at it.
    #expect(cases.prefix(2).map(\.verdict) == [late, late], "\(cases.map(\.message))")
    let isAtStart = [
      "2023-12-31T23:30-0030", "2024-01-01T00:00Z", "2024-01-01", "2024-01-01 00:00", "2024-01-01T05:00:00+05:00",
    ].contains(time)
    let other: Verdict = isLate && !isAtStart ? .pass : .fail
    #expect(cases.dropFirst(2).prefix(2).map(\.verdict) == [other, other], "\(cases.map(\.message))")
    // The second row is of 2001.
    let before = Double(isLate ? 1 : 2)
    #expect(cases.suffix(2).map { $0.metrics.first?.value } == [before, before], "\(cases.map(\.message))")
  }

  @Test(
    "a moment has digits of ASCII alone, and names a day and an hour that exist",
    arguments: [
      "2013-04-01T12:00:\u{0663}\u{0660}", "\u{0662}013-04-01", "2013-02-29", "2013-04-01T24:00", "2013-04-01T23:59:60",
      "2013-04-01t12:00:00z", " 2013-04-01", "10000-01-01", "2013-04-01T12:00:00+16:00", "2013-04-01T12:00:00.1234567",
    ]) func noMoment(_ text: String)
  {
    #expect(TimeArgument("2013-04-01T12:00:30") != nil)
    #expect(TimeArgument(text) == nil)
  }

  @Test(
    "text that is no time is an error that names the column and shows it, whatever the other rows hold",
    arguments: ["before: 2014-01-01", "not_after: later"])
  func noTimes(_ argument: String) async throws {
    let fixture = try TemporaryFixture([
      "data/t.csv": "when,later\n2013-01-01,2013-02-01\nsoon,2013-02-01\n2013-02-30,2013-03-01\n,2013-03-01\n",
      "assay.yaml": """
      assay: 1
      fixture: words
      data: { t: data/t.csv }
      checks:
        t:
          - time_travel: { columns: when, \(argument) }
      """,
    ])
    let report = await GateReport.run(fixture)
    #expect(report.cases.map(\.verdict) == [.error])
    #expect(
      report.cases.first?.message.hasPrefix(
        "column 'when' holds text that is no time in 2 rows, such as '2013-02-30'; write ISO 8601") == true,
      "\(report.cases.map(\.message))")
  }

  @Test(
    "words and years that an engine takes for times, and ISO 8601 does not, are text that is no time",
    arguments: ["epoch", "infinity", "-infinity", "2013-01-01 (BC)", "0044-03-15 (BC) 12:00:00"])
  func foreignTimes(_ text: String) async throws {
    let fixture = try TemporaryFixture([
      "data/t.csv": "n\n1\n",
      "assay.yaml": """
      assay: 1
      fixture: foreign
      data: { t: data/t.csv }
      stages: { s: { sql: stages/s.sql, from: t } }
      checks:
        s:
          - time_travel: { columns: when, before: 2014-01-01 }
          - time_travel: { columns: when, not_after: later }
            id: s.later
      """,
      "stages/s.sql":
        "select \"when\", '2013-02-01' as later from t, (values ('2013-01-01'), ('\(text)')) as v(\"when\")",
    ])
    let cases = await GateReport.run(fixture).cases
    #expect(cases.map(\.verdict) == [.error, .error], "\(cases.map(\.message))")
    for one in cases {
      #expect(
        one.message.hasPrefix("column 'when' holds text that is no time in 1 row, such as '\(text)'"), "\(one.message)")
    }
  }
}
