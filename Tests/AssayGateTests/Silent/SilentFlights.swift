import AssayEngine
import AssayGate
import Foundation
import TestSupport
import Testing

/// The flights fixture with all checks for silent failures, in a folder of its own: clean, and with defects.
struct SilentFlights {
  /// The folder, with copies of `Fixtures/flights` and `Fixtures/flights-year`.
  let folder: TemporaryFixture

  /// The checks, each under an id that starts with `silent.`.
  static let checks = """
    checks:
      features:
        - mode_spike: { columns: [\(features), tailnum, flight, dep_delay, arr_delay, late] }
          id: silent.mode_spike
        - unit_change: { columns: [\(numbers), dep_delay, arr_delay] }
          id: silent.unit_change
        - swapped_columns: { columns: [\(features), tailnum, flight, dep_delay, arr_delay, late] }
          id: silent.swapped_columns
        - unseen_levels: { columns: [carrier, origin, dest], max: 0.02 }
          id: silent.unseen_levels
        - duplicate_rows: {}
          id: silent.duplicate_rows
        - join_fan_out: { from: flights, key: [time_hour, carrier, flight], lossless: true }
          id: silent.join_fan_out
        - overlap: { columns: [time_hour, carrier, flight] }
          id: silent.overlap
        - conflicting_labels: { label: late, columns: [\(features)], max: 0.02 }
          id: silent.conflicting_labels
        - label_leakage: { label: late, columns: [\(features), tailnum, flight] }
          id: silent.label_leakage
        - time_travel: { columns: time_hour, before: 2014-01-02 }
          id: silent.time_travel
        - time_travel: { columns: day, not_after: time_hour }
          id: silent.time_travel.day
        - text_variants: { columns: [carrier, origin, dest, tailnum] }
          id: silent.text_variants
        - disguised_nulls: { columns: [carrier, origin, dest, tailnum] }
          id: silent.disguised_nulls
        - train_serve_skew:
            with: served
            key: [time_hour, carrier, flight]
            columns: [temp, humid, distance, plane_age, origin]
            tolerance: { temp: 0.01, humid: 0.01, distance: 0.01 }
          id: silent.train_serve_skew
      fleet:
        - frozen: { columns: [departures, mean_delay], key: tailnum }
          id: silent.frozen.key
      answers:
        - prediction_collapse: { columns: p_late }
          id: silent.prediction_collapse
        - mode_spike: { columns: p_late }
          id: silent.mode_spike.p_late
        - unit_change: { columns: p_late }
          id: silent.unit_change.p_late

    """

  /// The same with the check of whole columns against the version before: of no use where versions are of one month.
  static let checksOfVersions = checks.replacing(
    "  fleet:\n", with: "    - frozen: { columns: all }\n      id: silent.frozen\n  fleet:\n")

  private static let numbers =
    "hour, minute, dow, distance, temp, dewp, humid, wind_speed, wind_dir, precip, pressure, visib, plane_age, seats"
  private static let features = "\(numbers), carrier, origin, dest"

  /// Stages beside those of the flights: what is served, by another query than training's; aircraft; answers.
  private static let stages = """
    stages:
      served: { sql: stages/served.sql, from: [flights, weather, planes] }
      fleet: { sql: stages/fleet.sql, from: features }
      answers: { sql: stages/answers.sql, from: [score, flights] }

    """

  private static let served = """
    select
      f.time_hour, f.carrier, f.flight, f.origin, f.distance::double as distance,
      (select arg_min(w.temp, w.time_hour) from weather w
        where w.origin = f.origin and w.month = f.month and w.day = f.day and w.hour = f.hour) as temp,
      (select arg_min(w.humid, w.time_hour) from weather w
        where w.origin = f.origin and w.month = f.month and w.day = f.day and w.hour = f.hour) as humid,
      (select min(2013 - p.year) from planes p where p.tailnum = f.tailnum)::float as plane_age
    from flights f
    """

  private static let fleet = """
    select tailnum, count(*) as departures, round(avg(dep_delay), 6) as mean_delay
    from features where tailnum is not null group by tailnum
    """

  /// Copies the fixtures.
  init() throws {
    folder = try TemporaryFixture()
    for name in ["flights", "flights-year"] {
      try FileManager.default.copyItem(atPath: FlightsTests.fixture(name), toPath: "\(folder.path)/\(name)")
      // Without the fixture's own checks, so that these have the whole budget whatever stands there.
      let manifest = folder.text("fixture/\(name)/assay.yaml")
      try folder.write(
        "\(name)/assay.yaml", String(manifest.prefix(upTo: try #require(manifest.range(of: "\nchecks:")).lowerBound)))
    }
  }

  /// Writes a fixture that extends `flights` or `flights-year`; returns its folder.
  func write(
    _ name: String, extends base: String, data: String, checks: String, features: String? = nil,
    served: String = served, answers: String = "select * from score"
  ) throws -> String {
    try folder.write(
      "\(name)/assay.yaml",
      "assay: 1\nfixture: \(name)\nextends: ../\(base)\n\(data)\(Self.stages)\(checks)")
    if let features { try folder.write("\(name)/stages/features.sql", features) }
    try folder.write("\(name)/stages/served.sql", served)
    try folder.write("\(name)/stages/fleet.sql", Self.fleet)
    try folder.write("\(name)/stages/answers.sql", answers)
    return "\(folder.path)/\(name)"
  }

  /// Runs the checks for silent failures of a fixture.
  func run(_ path: String, versions: [String] = []) async -> GateReport {
    var options = Gate.Options(fixtures: [path])
    options.output = folder.output
    options.checks = ["silent.*"]
    options.versions = versions
    return await GateReport.run(options)
  }

  // MARK: Clean

  /// The twelve months, each against three months that it is not one of: April to December against January to March,
  /// and these against October to December.
  func cleanMonths() async throws -> [GateReport] {
    let summer = try write("summer", extends: "flights", data: "", checks: Self.checksOfVersions)
    let winter = try write(
      "winter", extends: "flights-year",
      data: """
        data:
          flights:
            reference: data/flights/2013-1[0-2].parquet
            versions:
              2013-01: data/flights/2013-01.parquet
              2013-02: data/flights/2013-02.parquet
              2013-03: data/flights/2013-03.parquet

        """, checks: Self.checksOfVersions)
    return [await run(summer), await run(winter)]
  }

  // MARK: Defects

  /// Runs April once for each defect, and once without.
  func defects() async throws -> GateReport {
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(threads: 1))
    let flights = "\(folder.path)/flights/data/flights"
    func copy(_ query: String, to name: String) async throws {
      try await self.copy(query, to: "defects/data/\(name)", engine)
    }
    try await copy("SELECT *, '' AS defect FROM '\(flights)/2013-0[1-3].parquet'", to: "reference.parquet")
    for defect in ["none"] + SilentDefect.all.map(\.name) {
      let more = defect == "training_rows" ? " UNION ALL (SELECT * FROM '\(flights)/2013-03.parquet' LIMIT 300)" : ""
      let month = defect == "stale" ? "0[1-3]" : "04"
      try await copy(
        "SELECT *, '\(defect)' AS defect FROM (SELECT * FROM '\(flights)/2013-\(month).parquet'\(more))",
        to: "\(defect).parquet")
    }
    await engine.close()
    let clean = try String(contentsOfFile: "\(folder.path)/flights/stages/features.sql", encoding: .utf8)
    let versions = (["none"] + SilentDefect.all.map(\.name)).map { "      \($0): data/\($0).parquet\n" }.joined()
    let path = try write(
      "defects", extends: "flights",
      data: "data:\n  flights:\n    reference: data/reference.parquet\n    versions:\n\(versions)", checks: Self.checks,
      features: SilentDefect.features(clean), served: SilentDefect.served(Self.served), answers: SilentDefect.answers)
    return await run(path)
  }

  /// Runs `unit_change` on half of the flights of December against the other half, with another expression for `temp`.
  func halves(temp: String) async throws -> GateReport {
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(threads: 1))
    let december = "'\(folder.path)/flights/data/flights/2013-12.parquet'"
    for (name, half) in [("reference", 0), ("half", 1)] {
      try await copy(
        "SELECT * FROM \(december) WHERE flight // 2 % 2 = \(half)", to: "halves/data/\(name).parquet", engine)
    }
    await engine.close()
    let path = try write(
      "halves", extends: "flights",
      data: """
        data:
          flights:
            reference: data/reference.parquet
            versions: { half: data/half.parquet }

        """,
      checks: "checks:\n  answers:\n    - unit_change: { columns: [temp, dewp] }\n      id: silent.unit_change\n",
      answers: "select case when flight // 2 % 2 = 1 then \(temp) else temp end as temp, dewp from features")
    let manifest = folder.text("fixture/halves/assay.yaml")
    try folder.write("halves/assay.yaml", manifest.replacing("from: [score, flights]", with: "from: features"))
    return await run(path)
  }

  private func copy(_ query: String, to name: String, _ engine: any Engine) async throws {
    try folder.write(name, "")
    try await engine.execute("COPY (\(query)) TO '\(folder.path)/\(name)' (FORMAT parquet)")
  }
}
