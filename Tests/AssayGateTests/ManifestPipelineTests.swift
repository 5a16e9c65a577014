import Testing

@testable import AssayGate

/// The keys that say where files are, as messages list them.
private let sources = "'path', 'dvc', 'git', 'url', 'sha256', 'max_bytes', 'timeout'"

@Suite("Data and stages of a manifest")
struct ManifestPipelineTests {
  /// The faults of a manifest whose stages are given, after four lines of data.
  private func stages(_ text: String) throws -> [String] {
    try manifestFaults("assay: 1\ndata:\n  flights: a.csv\nstages:\n" + text)
  }

  private func data(_ text: String) throws -> [String] { try manifestFaults("assay: 1\ndata:\n" + text) }

  @Test(
    "with a fault in a stage are refused at its place",
    arguments: [
      (
        "  features: { sql: a.sql, fron: [flights] }",
        [
          "5:13: stage 'features' needs 'from', a list, each item a name",
          "5:27: unknown key 'fron' in stage 'features'; did you mean 'from'?",
        ]
      ),
      ("  s:", ["5:3: stage 's' is a mapping; found nothing"]),
      ("  s: a.sql", ["5:6: stage 's' is a mapping; found \"a.sql\""]),
      (
        "  s: {}",
        [
          "5:3: stage 's' needs 'from', a list, each item a name",
          "5:3: stage 's' needs one of 'sql', 'command' and 'model'",
        ]
      ),
      ("  s: { from: flights }", ["5:6: stage 's' needs one of 'sql', 'command' and 'model'"]),
      (
        "  s: { sql: a.sql, model: m.onnx, from: flights }",
        ["5:20: stage 's' has 'sql' and 'model'; a stage does one thing"]
      ),
      (
        "  s: { sql: a.sql, from: flights, keep: [a], format: csv }",
        [
          "5:35: 'keep' belongs to model stages; stage 's' has 'sql'",
          "5:46: 'format' belongs to command stages; stage 's' has 'sql'",
        ]
      ),
      (
        "  s: { command: python3 run.py --n 2, from: flights }",
        [
          "5:17: stage 's' needs 'command', a list of a program and its arguments; found \"python3 run.py --n 2\" "
            + "(write [\"python3\", run.py, \"--n\", \"2\"])"
        ]
      ),
      (
        "  s: { command: [run, 2], from: flights }",
        ["5:23: stage 's' needs text in 'command'; found 2 (quote it: \"2\")"]
      ),
      (
        "  s: { command: [], from: flights }",
        ["5:17: stage 's' needs 'command', a list, each item text; found an empty list"]
      ),
      (
        "  s: { sql: a.sql, from: [] }",
        ["5:26: stage 's' needs 'from', a list, each item a name; found an empty list"]
      ),
      (
        "  s: { sql: a.sql, from: [flights, flights] }",
        ["5:36: stage 's' names table 'flights' twice in 'from'; the first is at flights/assay.yaml:5:27"]
      ),
      (
        "  a: { sql: a.sql, from: flights }\n  s: { model: m.onnx, from: [flights, a] }",
        ["6:39: stage 's' is a model, which takes one table; found 2 in 'from' (join them in a sql stage before)"]
      ),
      (
        "  s: { sql: a.sql, from: flihgts }",
        ["5:26: stage 's' takes from 'flihgts', which is no table; did you mean 'flights'?"]
      ),
      (
        "  s: { sql: a.sql, from: t }\n  t: { sql: b.sql, from: flights }",
        [
          "5:26: stage 's' takes from 't', which comes later; a stage sees only data and stages before it (move 't' up)"
        ]
      ),
      ("  s: { sql: a.sql, from: s }", ["5:26: stage 's' takes from itself"]),
      (
        "  a: { sql: a.sql, from: [flights, c] }\n  b: { sql: a.sql, from: a }\n  c: { sql: a.sql, from: b }",
        ["5:36: stages take from one another in a cycle: a → c → b → a"]
      ),
      (
        "  a: { sql: a.sql, from: b }\n  b: { sql: a.sql, from: a }\n  c: { sql: a.sql, from: d }\n"
          + "  d: { sql: a.sql, from: c }\n  e: { sql: a.sql, from: a }",
        [
          "5:26: stages take from one another in a cycle: a → b → a",
          "7:26: stages take from one another in a cycle: c → d → c",
        ]
      ),
      (
        "  flights: { sql: a.sql, from: flights }",
        [
          "5:3: stage 'flights' has the name of data 'flights' at flights/assay.yaml:3:3; rename one",
          "5:32: stage 'flights' takes from itself",
        ]
      ),
      (
        "  Flights: { sql: a.sql, from: flights }",
        [
          "5:3: stage 'Flights' differs from data 'flights' at flights/assay.yaml:3:3 only in case, "
            + "which SQL does not tell apart; rename one"
        ]
      ),
      (
        "  s: { model: m.onnx, from: flights, timeout: fast, inputs: { x: [] } }",
        [
          "5:47: stage 's' needs 'timeout', a duration such as 90, 90s, 5m or 1h; found \"fast\"",
          "5:66: stage 's' needs 'inputs.x', a list, each item the name of a column; found an empty list",
        ]
      ),
      (
        "  s: { command: [a], from: flights, format: arrow }",
        ["5:45: stage 's' needs 'format', one of parquet, csv; found \"arrow\""]
      ),
    ])
  func stageFaults(text: String, expected: [String]) throws {
    #expect(try stages(text) == expected)
  }

  @Test(
    "with a fault in the data are refused at its place",
    arguments: [
      (
        "  a:",
        ["3:3: data 'a' is a path, or a mapping with the keys \(sources), 'reference', 'versions'; found nothing"]
      ),
      (
        "  a: [x]",
        ["3:6: data 'a' is a path, or a mapping with the keys \(sources), 'reference', 'versions'; found a list"]
      ),
      ("  a: {}", ["3:3: data 'a' needs 'path', or 'versions'"]),
      ("  a: { reference: x.csv }", ["3:6: data 'a' needs 'path', or 'versions'"]),
      (
        "  a: { pth: x.csv }",
        ["3:6: data 'a' needs 'path', or 'versions'", "3:8: unknown key 'pth' in data 'a'; did you mean 'path'?"]
      ),
      (
        "  a: { path: x.csv, versions: { v: y.csv } }",
        ["3:21: data 'a' has 'path' and 'versions'; a table has one path, or 'versions' with a 'reference'"]
      ),
      (
        "  a: { versions: {} }",
        [
          "3:18: data 'a' needs 'versions', a mapping, each value a path, or a mapping with the keys \(sources); found an "
            + "empty mapping"
        ]
      ),
      (
        "  a: { versions: { v: } }",
        [
          "3:20: data 'a' needs 'versions.v', a path, or a mapping with the keys \(sources); found nothing"
        ]
      ),
      (
        "  a: { versions: { v: x.csv, v: y.csv } }",
        ["3:30: key 'v' is given a second time in this mapping; the first is at flights/assay.yaml:3:20"]
      ),
      (
        "  a: { versions: { v1: x.csv, V1: y.csv } }",
        [
          "3:31: version 'V1' of data 'a' differs from 'v1' only in case, and some file systems take both for the same; rename one"
        ]
      ),
      (
        "  a: { versions: { ../x: x.csv } }",
        [
          "3:20: '../x' cannot name a version; use at most 100 letters, digits, '-', '_', '.' and '+', the first a letter or digit"
        ]
      ),
      (
        "  a: { reference: r.csv, versions: { v1: x.csv, v2: x.csv } }\n  b: { versions: { v1: y.csv } }",
        [
          "4:3: data 'b' has no version 'v2', which data 'a' has",
          "4:3: data 'b' has versions and no 'reference', which data 'a' has",
        ]
      ),
      (
        "  a: /etc/passwd",
        ["3:6: data 'a' needs 'path', a path; found \"/etc/passwd\" (paths are relative to the fixture's folder)"]
      ),
      ("  \"a\\tb\": x.csv", ["3:3: 'a\\tb' cannot name a table; use 1 to 100 characters without control characters"]),
    ])
  func dataFaults(text: String, expected: [String]) throws {
    #expect(try data(text) == expected)
  }

  @Test("may have tables with any printable name")
  func hostileNames() throws {
    let names = [
      "it's \"quoted\"", "😀", "a; DROP TABLE x; --", "with.dots/and\\slashes", "select", "2013", "true", "ñ",
    ]
    let quoted = names.map { "'" + $0.replacingOccurrences(of: "'", with: "''") + "'" }
    let data = quoted.dropLast().enumerated().map { "  \($1): \($0).csv" }.joined(separator: "\n")
    let yaml =
      "assay: 1\ndata:\n\(data)\nstages:\n  \(quoted[7]): { sql: s.sql, from: [\(quoted.dropLast().joined(separator: ", "))] }\n"
    let manifest = try manifest(yaml)
    #expect(manifest.tables == names)
    #expect(manifest.stages[0].from.map(\.name) == Array(names.dropLast()))
  }

  @Test("in a chain of thousands of stages are ordered and searched for cycles in time", .timeLimit(.minutes(10)))
  func longChain() throws {
    let chain = (1...8_000).map { "  s\($0): { sql: a, from: s\($0 - 1) }" }.joined(separator: "\n")
    let yaml = "assay: 1\ndata: { s0: a.csv }\nstages:\n" + chain
    #expect(try manifest(yaml).stages.count == 8_000)
    let circle = yaml + "\n  t1: { sql: a, from: t2 }\n  t2: { sql: a, from: t1 }"
    #expect(try manifestFaults(circle) == ["8004:23: stages take from one another in a cycle: t1 → t2 → t1"])
  }
}
