import Crypto
import Foundation
import Testing

@testable import AssayGate

@Suite("A manifest")
struct ManifestReaderTests {
  static let flights = """
    # yaml-language-server: $schema=assay.schema.json
    assay: 1
    fixture: flights-2013

    data:
      flights:
        reference: data/flights/2013-0[1-3].parquet
        versions:
          2013-04: data/flights/2013-04.parquet
          1.10: data/flights/1.10.parquet
          2013: data/flights/2013.parquet
      weather: data/weather.parquet
      planes: { path: data/planes.parquet }

    stages:
      features: { sql: stages/features.sql, from: [flights, weather] }
      score:
        model: models/logistic.onnx
        from: features
        keep: [time_hour, late]
        inputs: { x: [a, b], age: plane_age }
        outputs: { p_late: probabilities_1 }
      rules: { command: [python3, rules.py, "2"], from: score, timeout: 5m, format: csv }

    checks:
      score:
        - probe: { columns: all }
          id: everything
      flights:
        - row_count: { min: 2e4 }
        - null_rate: { columns: [temp, "dew point"], max: 0.25 }
          severity: warn
          where: origin = 'EWR'
          by: [origin]
          private: tail
          suppress: { until: 2026-12-31, why: a sensor is broken }
          why: weather is seasonal
    budget: 0.01
    private: [passenger]
    """

  @Test("is read with everything that it says")
  func wholeManifest() throws {
    let manifest = try manifest(Self.flights)
    #expect(manifest.fixture == "flights-2013")
    #expect(manifest.versions == ["2013-04", "1.10", "2013"])
    #expect(manifest.tables == ["flights", "weather", "planes", "features", "score", "rules"])
    #expect(manifest.data[0].reference?.text == "data/flights/2013-0[1-3].parquet")
    #expect(manifest.data[0].reference?.location.line == 7)
    #expect(manifest.data[0].reference?.location.column == 16)
    #expect(manifest.data[0].versions[1].path.text == "data/flights/1.10.parquet")
    #expect(manifest.data[1].shared?.text == "data/weather.parquet")
    #expect(manifest.data[2].shared?.text == "data/planes.parquet")
    #expect(manifest.budget == 0.01)
    #expect(manifest.privateColumns == ["passenger"])

    guard case .sql(let query) = manifest.stages[0].kind else { throw Unexpected() }
    #expect(query.text == "stages/features.sql")
    #expect(manifest.stages[0].from.map(\.name) == ["flights", "weather"])
    guard case .model(let model, let inputs, let outputs) = manifest.stages[1].kind else { throw Unexpected() }
    #expect(model.text == "models/logistic.onnx")
    #expect(inputs.map(\.input) == ["x", "age"])
    #expect(inputs.map { $0.columns.map(\.name) } == [["a", "b"], ["plane_age"]])
    #expect(outputs.map(\.name) == ["p_late"])
    #expect(outputs.map(\.output) == ["probabilities_1"])
    #expect(manifest.stages[1].from.map(\.name) == ["features"])
    #expect(manifest.stages[1].keep.map(\.name) == ["time_hour", "late"])
    guard case .command(let words, let format) = manifest.stages[2].kind else { throw Unexpected() }
    #expect(words.map(\.name) == ["python3", "rules.py", "2"])
    #expect(format == .csv)
    #expect(manifest.stages[2].timeout == 300)

    // Table by table in the order of the pipeline, whatever the order under `checks`.
    #expect(manifest.checks.map(\.id) == ["flights.row_count", "flights.null_rate.temp+dew point", "everything"])
    let rows = try #require(manifest.checks[0].check as? TestRowCount)
    #expect(rows.min == 20_000)
    let nulls = manifest.checks[1]
    #expect(nulls.severity == .warn)
    #expect(nulls.filter == "origin = 'EWR'")
    #expect(nulls.by.map(\.name) == ["origin"])
    #expect(nulls.privateColumns == ["tail"])
    #expect(nulls.suppress?.until == "2026-12-31")
    #expect(nulls.suppress?.why == "a sensor is broken")
    #expect(nulls.why == "weather is seasonal")
    #expect(nulls.kind == "null_rate")
    #expect(nulls.table == "flights")
    #expect(nulls.location.line == 31)
    #expect(nulls.location.column == 7)
  }

  struct Unexpected: Error {}

  @Test("takes its name from the folder and its budget from the default")
  func defaults() throws {
    let manifest = try manifest("assay: 1\ndata: { a: a.csv }\n")
    #expect(manifest.fixture == "flights")
    #expect(manifest.budget == 0.005)
    #expect(manifest.layers == [manifest.directory])
    #expect(manifest.checks.isEmpty)
  }

  @Test("is found by its folder or its file, and named relative to the working directory")
  func places() throws {
    let folder = try ManifestFolder()
    let text = "assay: 1\ndata: { a: a.csv }\n"
    try folder.write("flights/assay.yaml", text)
    try folder.write("flights/other.yaml", text)
    #expect(try folder.read("flights").file == folder.path + "/flights/assay.yaml")
    #expect(try folder.read("flights/").directory == folder.path + "/flights")
    #expect(try folder.read("flights/../flights/./other.yaml").file == folder.path + "/flights/other.yaml")
    let below = FileManager.default.currentDirectoryPath + "/Fixtures/flights/assay.yaml"
    #expect(ManifestPlace.shown(below) == "Fixtures/flights/assay.yaml")
  }

  @Test("has the SHA-256 of its bytes as digest")
  func digest() throws {
    let text = "assay: 1\ndata: { a: a.csv }\n"
    let expected = SHA256.hash(data: Data(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    #expect(try manifest(text).digest == expected.joined())
    #expect(try manifest(text + "\n").digest != expected.joined())
  }

  @Test("that is not there is a fault which says what is")
  func missing() throws {
    let folder = try ManifestFolder()
    try folder.folder("empty")
    try folder.write("named/assay.yml", "assay: 1")
    try folder.folder("deep/assay.yaml")
    #expect(
      folder.faults("nowhere") == ["nowhere/assay.yaml:1:1: there is no folder 'nowhere'"])
    #expect(
      folder.faults("empty")
        == ["empty/assay.yaml:1:1: there is no manifest; a fixture is a folder with an 'assay.yaml'"])
    #expect(
      folder.faults("named") == [
        "named/assay.yaml:1:1: there is no manifest; a fixture is a folder with an 'assay.yaml'; "
          + "the folder holds 'assay.yml': rename it"
      ])
    #expect(
      folder.faults("deep") == ["deep/assay.yaml:1:1: this is not a regular file; a manifest is a YAML file"])
  }

  @Test("tells all of its faults at once, in the order of the file")
  func allFaults() throws {
    let faults = try manifestFaults(
      """
      fixture: bad/name
      dta: {}
      budget: 2
      data:
        a: { versions: { reference: x.csv, "v 1": y.csv } }
      stages:
        s: { sqll: a.sql, fron: [a] }
        t: { sql: t.sql, from: [b] }
      checks:
        t:
          - nul_rate: { columns: [a], max: 15% }
          - null_rate: { columns: [a], max: 15% }
        u: [row_count]
      """)
    #expect(
      faults == [
        "1:1: the manifest needs 'assay', a whole number from 1 up",
        "1:10: 'bad/name' cannot name a fixture; use at most 100 letters, digits, '-', '_' and '.', "
          + "the first a letter or digit",
        "2:1: unknown key 'dta' in the manifest; expected "
          + "assay, fixture, extends, data, reference, stages, checks, budget, private",
        "3:9: the manifest needs 'budget', a share between 0 and 1; found 2 (for 2 % write 0.02)",
        "5:20: 'reference' cannot name a version; write it as 'reference' beside 'versions'",
        "5:38: 'v 1' cannot name a version; use at most 100 letters, digits, '-', '_', '.' and '+', "
          + "the first a letter or digit",
        "7:6: stage 's' needs 'from', a list, each item a name",
        "7:6: stage 's' needs one of 'sql', 'command' and 'model'",
        "7:8: unknown key 'sqll' in stage 's'; did you mean 'sql'?",
        "7:21: unknown key 'fron' in stage 's'; did you mean 'from'?",
        "8:27: stage 't' takes from 'b', which is no table; there are a, s",
        "11:7: unknown check 'nul_rate' on table 't'; did you mean 'null_rate'?",
        "12:39: check 'null_rate' needs 'max', a share between 0 and 1; found \"15%\" (write 0.15)",
        "13:3: there is no table 'u' to check; there are a, s, t",
      ])
  }

  @Test("damaged in any way is read, or refused with a place in it; it never crashes", .timeLimit(.minutes(10)))
  func damaged() throws {
    // Linear congruential: the same damage on every machine.
    var state: UInt64 = 20_130_401
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let good = Array(Self.flights.utf8)
    let pieces = [
      "{", "}", "[", "]", "*a", "&a ", "? ", ": ", "- ", "\n", "\t", "\"", "'", "|", "<<: ", "!x ", "#", "%", ",",
      "\0", "\u{FEFF}", "😀", "---\n", "~", ".nan", "9e999", "..",
    ].map { Array($0.utf8) }
    var refused = 0
    for _ in 0..<1_500 {
      var bytes = good
      for _ in 0...random(3) {
        let place = random(bytes.count)
        switch random(4) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8(random(256))
        case 2: bytes.insert(contentsOf: pieces[random(pieces.count)], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + random(40)))
        }
      }
      do throws(ManifestError) {
        var reader = ManifestLayerReader(checks: testChecks)
        let layer = reader.layer(try ManifestText(bytes, file: "f"), directory: "/flights")
        #expect(layer != nil || !reader.errors.isEmpty)
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 2
        #expect(reader.errors.allSatisfy { !$0.message.isEmpty && (1...lines).contains($0.location.line) })
        refused += reader.errors.isEmpty ? 0 : 1
      } catch {
        refused += 1
      }
    }
    #expect(refused > 500)
    #expect(refused < 1_500)
  }

  @Test("with more than a hundred faults tells a hundred and counts the rest")
  func manyFaults() throws {
    let keys = (1...5_000).map { "key\($0): 1" }.joined(separator: "\n")
    let faults = try manifestFaults("assay: 1\ndata: { a: a.csv }\n" + keys)
    #expect(faults.count == 101)
    #expect(faults.last == "103:1: 4,900 more faults from here on")
  }

  @Test(
    "of another version or form is refused",
    arguments: [
      ("assay: 2\ndata: { a: a.csv }", "1:8: this is a manifest of version 2; this Assay reads version 1"),
      (
        "assay: '1'\ndata: { a: a.csv }",
        "1:8: the manifest needs 'assay', a whole number from 1 up; found \"1\" (write it without quotes)"
      ),
      ("assay: 1", "1:1: the manifest needs 'data', the tables that the pipeline starts from"),
      ("assay: 1\ndata:", "2:1: 'data' is a mapping; found nothing"),
      ("assay: 1\ndata: [a]", "2:7: 'data' is a mapping; found a list"),
      ("[1]", "1:1: the manifest is a mapping; found a list"),
      ("hello", "1:1: the manifest is a mapping; found \"hello\""),
      (
        "assay: 1\nbudget: 0\ndata: { a: a.csv }",
        "2:9: the manifest needs 'budget', a share above 0 and below 1; found 0"
      ),
      (
        "Assay: 1\nassay: 1\ndata: { a: a.csv }",
        "1:1: unknown key 'Assay' in the manifest; expected "
          + "assay, fixture, extends, data, reference, stages, checks, budget, private"
      ),
    ])
  func refused(yaml: String, fault: String) throws {
    #expect(try manifestFaults(yaml).first == fault)
  }
}
