import AssayTable
import Testing

@testable import AssayGate

@Suite("An argument in a manifest")
struct ManifestArgumentTests {
  private func arguments(_ text: String) throws(ManifestErrors) -> Arguments {
    let entry = try ManifestReader.entry("probe: { \(text) }", table: "t", checks: testChecks)
    return (entry.check as? TestProbe)?.arguments ?? Arguments(location: entry.location)
  }

  /// The faults without the subject, which is the same in all.
  private func faults(_ text: String) -> [String] {
    do throws(ManifestErrors) {
      _ = try arguments(text)
      return []
    } catch {
      return error.errors.map { $0.message.replacingOccurrences(of: "check 'probe' needs ", with: "") }
    }
  }

  @Test("has the form that is declared for it")
  func forms() throws {
    let values = try arguments(
      """
      text: hello, name: 1.10, boolean: true, integer: 1e3, number: .5, share: 0.15, duration: 1.5h, date: 2028-02-29,
      choice: median, column: 2013, columns: [a, "dew point"], scalar: true, path: data/x.csv, list: one,
      range: [-1, 1], map: { a: 1, "b c": 2.5 }, object: { rows: 10 }, either: auto
      """)
    #expect(values.text("text") == "hello")
    #expect(values.text("name") == "1.10")
    #expect(values.boolean("boolean") == true)
    #expect(values.integer("integer") == 1_000)
    #expect(values.number("number") == 0.5)
    #expect(values.number("share") == 0.15)
    #expect(values.number("duration") == 5_400)
    #expect(values.text("date") == "2028-02-29")
    #expect(values.text("choice") == "median")
    #expect(values.text("column") == "2013")
    guard case .named(let columns)? = values.columns("columns") else {
      Issue.record("columns are named")
      return
    }
    #expect(columns.map(\.name) == ["a", "dew point"])
    #expect(columns[1].location == SourceLocation(file: "example", line: 2, column: 44))
    #expect(values.boolean("scalar") == true)
    #expect(values.text("path") == "data/x.csv")
    #expect(values.texts("list") == ["one"])
    #expect(values.range("range") == -1...1)
    #expect(values.map("map")?.map(\.key.name) == ["a", "b c"])
    #expect(values.map("map")?.map(\.value.number) == [1, 2.5])
    #expect(values.object("object")?.integer("rows") == 10)
    #expect(values.text("either") == "auto")
    #expect(values.location(of: "share") == SourceLocation(file: "example", line: 1, column: 83))
  }

  @Test("can take several forms")
  func alternatives() throws {
    #expect(try arguments("either: 3").number("either") == 3)
    #expect(try arguments("either: { a: 0.5 }").map("either")?.first?.value.number == 0.5)
    #expect(try arguments("duration: 90").number("duration") == 90)
    #expect(try arguments("duration: 90s").number("duration") == 90)
    #expect(try arguments("duration: 5m").number("duration") == 300)
    #expect(try arguments("list: [a, b]").texts("list") == ["a", "b"])
    #expect(try arguments("columns: temp").columns("columns").map { "\($0)".contains("temp") } == true)
    #expect(try arguments("name: true").text("name") == "true")
    #expect(try arguments("integer: 0x1F").integer("integer") == 31)
    #expect(try arguments("integer: 20000.0").integer("integer") == 20_000)
    if case .all? = try arguments("columns: all").columns("columns") {} else { Issue.record("all is all columns") }
    if case .all? = try arguments("columns: 'all'").columns("columns") { Issue.record("'all' is one column") }
  }

  @Test(
    "of another form is refused with what was found and what to write",
    arguments: [
      ("text: 12", "'text', text; found 12 (quote it: \"12\")"),
      ("text: ''", "'text', text; found \"\""),
      ("text:", "'text', text; found nothing"),
      ("text: [a]", "'text', text; found a list"),
      ("text: {a: 1}", "'text', text; found a mapping"),
      ("name:", "'name', a name; found nothing"),
      ("boolean: yes", "'boolean', true or false; found \"yes\" (write true)"),
      ("boolean: 'false'", "'boolean', true or false; found \"false\" (write false)"),
      ("boolean: maybe", "'boolean', true or false; found \"maybe\""),
      ("integer: 0", "'integer', a whole number from 1 up; found 0"),
      ("integer: 1.5", "'integer', a whole number from 1 up; found 1.5"),
      ("integer: '7'", "'integer', a whole number from 1 up; found \"7\" (write it without quotes)"),
      ("integer: 20_000", "'integer', a whole number from 1 up; found \"20_000\" (write 20000)"),
      ("integer: 99999999999999999999", "'integer', a whole number from 1 up; found 99999999999999999999"),
      ("number: .inf", "'number', a number; found .inf"),
      ("number: .nan", "'number', a number; found .nan"),
      ("number: 1e400", "'number', a number; found 1e400"),
      ("number: true", "'number', a number; found true"),
      ("share: 15%", "'share', a share between 0 and 1; found \"15%\" (write 0.15)"),
      ("share: 0.1 %", "'share', a share between 0 and 1; found \"0.1 %\" (write 0.001)"),
      ("share: 15", "'share', a share between 0 and 1; found 15 (for 15 % write 0.15)"),
      ("share: -0.1", "'share', a share between 0 and 1; found -0.1"),
      ("share: 250", "'share', a share between 0 and 1; found 250"),
      ("duration: 5 minutes", "'duration', a duration such as 90, 90s, 5m or 1h; found \"5 minutes\""),
      ("duration: 0", "'duration', a duration such as 90, 90s, 5m or 1h; found 0"),
      ("duration: -5m", "'duration', a duration such as 90, 90s, 5m or 1h; found \"-5m\""),
      ("date: 2026-02-30", "'date', a day such as 2026-12-31; found \"2026-02-30\" (write year-month-day)"),
      ("date: 31.12.2026", "'date', a day such as 2026-12-31; found \"31.12.2026\" (write year-month-day)"),
      ("choice: meen", "'choice', one of mean, median; found \"meen\"; did you mean 'mean'?"),
      ("choice: 3", "'choice', one of mean, median; found 3"),
      ("column: true", "'column', the name of a column; found true (quote it: \"true\")"),
      ("columns: []", "'columns', the names of columns, or all; found an empty list"),
      ("columns: { a: 1 }", "'columns', the names of columns, or all; found a mapping"),
      ("columns: [a, [b]]", "the name of a column in 'columns'; found a list"),
      ("columns:", "'columns', the names of columns, or all; found nothing"),
      ("scalar: [1]", "'scalar', a text, number or boolean; found a list"),
      ("path: /etc/passwd", "'path', a path; found \"/etc/passwd\" (paths are relative to the fixture's folder)"),
      ("path: 'a\\b'", "'path', a path; found \"a\\b\" (write / between folders)"),
      ("path: 2013", "'path', a path; found 2013 (quote it: \"2013\")"),
      ("list: [a, 3]", "text in 'list'; found 3 (quote it: \"3\")"),
      ("list: []", "'list', a list, each item text; found an empty list"),
      ("range: 3", "'range', a pair [low, high] of numbers; found 3"),
      ("range: [1]", "'range', a pair [low, high] of numbers; found a list of 1"),
      (
        "range: [2, 1.5]",
        "'range', a pair [low, high] of numbers; found [2, 1.5], whose low end is above the high one"
      ),
      ("range: [a, 1]", "a number in 'range'; found \"a\""),
      ("map: { a: x }", "'map.a', a number; found \"x\""),
      ("map: {}", "'map', a mapping, each value a number; found an empty mapping"),
      ("map: 3", "'map', a mapping, each value a number; found 3"),
      ("object: {}", "'object.rows', a whole number from 0 up"),
      ("object: 3", "'object', a mapping with the key 'rows'; found 3"),
      ("object: { rows: 1, row: 2 }", "unknown key 'object.row' in check 'probe'; expected rows"),
      (
        "either: maybe",
        "'either', a number, or auto, or a mapping, each value a share between 0 and 1; found \"maybe\""
      ),
      ("either: { a: 2 }", "'either.a', a share between 0 and 1; found 2 (for 2 % write 0.02)"),
    ])
  func refused(text: String, expected: String) {
    #expect(faults(text) == [expected])
  }

  @Test("named by hostile text is shown on one line")
  func hostileText() {
    #expect(
      faults("choice: \"a\\nb\\e[31m'; DROP TABLE x; -- 😀\\u202E\"") == [
        "'choice', one of mean, median; found \"a\\nb\\u{1B}[31m'; DROP TABLE x; -- 😀\\u{202E}\""
      ])
    let long = String(repeating: "x", count: 500)
    #expect(
      faults("choice: \(long)")
        == ["'choice', one of mean, median; found \"\(String(repeating: "x", count: 80))…\""])
  }

  @Test("points to its key when it is left empty, else to itself")
  func places() {
    do throws(ManifestErrors) {
      _ = try ManifestReader.entry("probe:\n  share:\n  number: abc", table: "t", checks: testChecks)
      Issue.record("both are faults")
    } catch {
      #expect(
        error.errors.map(\.location) == [
          SourceLocation(file: "example", line: 2, column: 3), SourceLocation(file: "example", line: 3, column: 11),
        ])
    }
  }
}

@Suite("A suggestion")
struct ManifestSuggestionTests {
  @Test(
    "is the nearest name, when one is near",
    arguments: [
      ("fron", "from"), ("form", "from"), ("FROM", "from"), ("severty", "severity"), ("timeot", "timeout"),
      ("xyz", nil), ("f", nil), ("", nil), ("command", nil), ("frmo", "from"),
    ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    #expect(Suggestion.nearest(to: name, among: ["from", "severity", "timeout", "a"]) == expected)
  }

  @Test("counts swaps of neighbours as one edit")
  func distance() {
    #expect(Suggestion.distance(Array("form"), Array("from")) == 1)
    #expect(Suggestion.distance(Array("kitten"), Array("sitting")) == 3)
    #expect(Suggestion.distance(Array(""), Array("abc")) == 3)
    #expect(Suggestion.distance(Array("ca"), Array("abc")) == 3)
  }
}
