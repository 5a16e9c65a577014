import AssayGate
import Foundation
import Testing

extension FlightsTests {
  /// Probabilities, quality, drift and missing values of twelve months, as the gate's own checks measure them.
  @Suite struct Numbers {
    static let rowsPerSample = 2000

    @Test(
      "the replayed probabilities have the bits that the model gave in training", arguments: Month.all, Model.allCases)
    func probabilities(_ month: Month, _ model: Model) async throws {
      let folder = FlightsTests.root.appending(path: "Tests/AssayModelsTests/Data/flights")
      let sample = folder.appending(path: "\(month.version).csv")
      let keys = try Self.fields([0, 4, 3], of: sample)
      let expected = try Self.fields([2], of: folder.appending(path: "\(model)-\(month.version).pred.csv"))
      try #require(keys.count == Self.rowsPerSample && expected.count == Self.rowsPerSample)

      let path = sample.path.replacing("'", with: "''")
      let rows = try await FlightsTests.table(model.stage, month).rows(
        """
        SELECT time_hour, carrier, flight, p_late FROM \(model.stage)
        WHERE (time_hour, carrier, flight) IN (
          SELECT (time_hour, carrier, flight)
          FROM read_csv('\(path)', types = { 'time_hour': 'VARCHAR', 'carrier': 'VARCHAR', 'flight': 'BIGINT' })
        )
        """, limit: Self.rowsPerSample + 1)
      #expect(rows.count == Self.rowsPerSample, "every sampled flight is replayed, and once")
      var replayed: [String: UInt32] = [:]
      for row in rows {
        guard case .number(let probability) = row[3] else { continue }
        replayed["\(row[0]),\(row[1]),\(row[2])"] = Float(probability).bitPattern
      }
      var different: [String] = []
      for (key, bits) in zip(keys, expected) where replayed[key] != UInt32(bits) { different.append(key) }
      #expect(different.isEmpty, "\(different.count) of \(keys.count) differ: \(different.prefix(3))")
    }

    /// Some fields of each line of a CSV file without quotes, joined by commas; bytes, because text is slow in debug.
    private static func fields(_ wanted: [Int], of file: URL) throws -> [String] {
      let lines = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).dropFirst()
      return lines.map { line in
        let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        return wanted.map { String(decoding: cells[$0], as: UTF8.self) }.joined(separator: ",")
      }
    }

    /// A month's quality of a model; names as in the file.
    struct Quality: Decodable {
      var month: Int
      var n: Int
      var auc: Double
      var brier: Double
      var logloss: Double
      var acc: Double
      var bias: Double
    }

    struct Qualities: Decodable {
      var logistic: [Quality]
      var lgbm: [Quality]
    }

    @Test("quality equals the notebook's", arguments: Month.all, Model.allCases)
    func quality(_ month: Month, _ model: Model) async throws {
      let all = try JSONDecoder().decode(Qualities.self, from: FlightsTests.expected("quality.json"))
      let list = model == .logistic ? all.logistic : all.lgbm
      let expected = try #require(list.first { $0.month == month.number })
      let table = try await FlightsTests.table(model.stage, month)
      for (check, limit, value) in [
        ("roc_auc", "min: 0", expected.auc), ("brier", "min: 0", expected.brier),
        ("log_loss", "min: 0", expected.logloss), ("accuracy", "min: 0", expected.acc),
        ("calibration_bias", "min: -1", expected.bias),
      ] {
        let results = try await table.judge("\(check): { label: late, score: p_late, \(limit) }")
        let metric = try #require(results.first?.metrics.first, "\(results.map(\.message))")
        #expect(metric.name == check && metric.n == expected.n)
        #expect(abs(metric.value - value) <= 1e-6, "\(check) is \(metric.value), expected \(value)")
      }
    }

    @Test("Kolmogorov-Smirnov distances from January to March equal SciPy's", arguments: Month.all)
    func distances(_ month: Month) async throws {
      let expected = try Self.row("ks.csv", month)
      let columns = expected.keys.filter { $0 != "month" }.sorted()
      try #require(columns.count == 14)
      let results = try await FlightsTests.table("features", month)
        .judge("drift: { columns: [\(columns.joined(separator: ", "))] }")
      #expect(results.compactMap(\.column) == columns)
      for result in results {
        let metric = try #require(result.metrics.first { $0.name == "ks_distance" }, "\(result.message)")
        let value = try #require(expected[result.column ?? ""])
        #expect(abs(metric.value - value) <= 1e-9, "\(result.column ?? "") is \(metric.value), expected \(value)")
      }
    }

    @Test("missing rates equal the notebook's", arguments: Month.all)
    func missing(_ month: Month) async throws {
      let expected = try Self.row("missing.csv", month)
      let columns = ["temp", "wind_dir", "pressure", "plane_age", "seats"]
      let results = try await FlightsTests.table("features", month)
        .judge("null_rate: { columns: [\(columns.joined(separator: ", "))], max: 1 }")
      #expect(results.compactMap(\.column) == columns)
      for result in results {
        let metric = try #require(result.metrics.first)
        let value = try #require(expected[result.column ?? ""])
        #expect(abs(metric.value - value) <= 1e-9, "\(result.column ?? "") is \(metric.value), expected \(value)")
      }
    }

    @Test("destinations and carriers that the reference does not know are the notebook's", arguments: Month.all)
    func unseenLevels(_ month: Month) async throws {
      let expected = try Self.row("missing.csv", month)
      let results = try await FlightsTests.table("features", month).judge("drift: { columns: [dest, carrier] }")
      for (result, rows) in zip(results, [expected["new_dest_rows"], expected["new_carrier_rows"]]) {
        let told = result.details.first { $0.hasPrefix("not in the reference") }
        if rows == 0 {
          #expect(told == nil)
        } else {
          #expect(told?.hasSuffix("(\(Int(rows ?? -1)) rows)") == true, "\(result.details)")
        }
      }
      #expect(results.count == 2)
    }

    /// A month's line of a table of expected numbers.
    private static func row(_ file: String, _ month: Month) throws -> [String: Double] {
      let rows = FlightsTests.rows(try FlightsTests.expected(file)).map { $0.compactMapValues { Double($0) } }
      return try #require(rows.first { $0["month"] == Double(month.number) })
    }
  }
}
