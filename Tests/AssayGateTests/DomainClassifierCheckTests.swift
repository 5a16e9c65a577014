import AssayStatistics
import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What the examples of `domain_classifier` do not show.
@Suite struct DomainClassifierCheckTests {
  private static func cases(_ table: String, reference: String, _ checks: String) async throws -> [CaseResult] {
    let fixture = try TemporaryFixture([
      "data/table.csv": table, "data/reference.csv": reference,
      "assay.yaml": """
      assay: 1
      fixture: domain
      data:
        input:
          reference: data/reference.csv
          versions: { v1: data/table.csv }
      checks:
        input:
      \(checks.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """,
    ])
    return await GateReport.run(fixture).cases
  }

  private static func rows(_ heading: String, _ range: Range<Int>, _ row: (Int) -> String) -> String {
    heading + "\n" + range.map { row($0) + "\n" }.joined()
  }

  @Test("two columns that no longer go together are found, where drift sees no column move")
  func relation() async throws {
    let cases = try await Self.cases(
      Self.rows("x,y", 0..<3000, DomainExamples.apart), reference: Self.rows("x,y", 0..<3000, DomainExamples.together),
      """
      - drift: { columns: all }
      - domain_classifier: { columns: all }
      """)
    #expect(cases.map(\.verdict) == [.pass, .pass, .fail], "\(cases.map(\.message))")
    let metric = try #require(cases.last?.metrics.first)
    #expect(metric.name == "domain_classifier_auc" && (metric.lower ?? 0) > 0.6 && metric.n == 3000)
    #expect(cases.last?.details.contains { $0.contains("x and y together have an AUC of") } == true)
  }

  @Test("identifiers, times, free text and clusters are left out and named")
  func leftOut() async throws {
    func table(_ first: Int, day: String) -> String {
      Self.rows("id,at,note,shop,x,none", first..<(first + 1200)) {
        "\($0),\(day) 00:00:\($0 % 50 + 10),note \($0),\($0 * 31 % 200),\($0 * 7 % 40),"
      }
    }
    let cases = try await Self.cases(
      table(5000, day: "2031-01-01"), reference: table(0, day: "2013-01-01"),
      """
      - domain_classifier: { columns: all, cluster: shop }
      - domain_classifier: { columns: [id, x] }
        id: named
      - domain_classifier: { columns: all, except: [x, shop] }
        id: nothing
      """)
    #expect(cases.map(\.verdict) == [.pass, .fail, .error], "\(cases.map(\.message))")
    let details = cases[0].details.joined(separator: "\n")
    for text in [
      "columns that the classifier saw: x\n", "id (no two rows have the same number)", "note (most values occur once)",
      "at (timestamp", "shop (cluster)", "none (",
    ] { #expect(details.contains(text), "'\(text)' in\n\(details)") }
    #expect(cases[0].message.contains(" in 200 clusters ("), "\(cases[0].message)")
    #expect(cases[1].message.contains("most by id"), "\(cases[1].message)")
    #expect(cases[2].message.contains("no column is left"), "\(cases[2].message)")
  }

  @Test("a sample is the same in any order of the rows and however they are cut, and says of how many rows it is")
  func order() throws {
    func column(_ name: String, _ values: [Int]) -> Column { Column(name: name, integers: values.map(Int64.init)) }
    func sample(_ rows: [Int], batch: Int, limit: Int) throws -> RowSample {
      let schema = Schema([Field(name: "a", type: .int64), Field(name: "b", type: .int64)])
      let reducer = RowSampleReducer(columns: ["a", "b"], clusters: [], limit: limit, schema: schema, slices: 1)
      for start in stride(from: 0, to: rows.count, by: batch) {
        let part = Array(rows[start..<min(rows.count, start + batch)])
        let columns = [column("a", part.map { $0 % 977 }), column("b", part.map { $0 / 3 })]
        try reducer.add(PulledBatch(try RecordBatch(columns: columns)), slices: .all)
      }
      guard case .rowSample(let sample) = reducer.result(slice: 0) else { throw CheckError("no sample") }
      return sample
    }
    func numbers(_ sample: RowSample, _ name: String) -> [Double] {
      if case .numbers(let values)? = sample.columns[name] { values } else { [] }
    }
    for (count, limit) in [(5000, 100), (300, 100), (150, 100), (60, 100)] {
      let rows = Array(0..<count)
      let first = try sample(rows, batch: 64, limit: limit)
      let second = try sample(rows.reversed(), batch: 1000, limit: limit)
      #expect(first.count == min(count, limit) && first.rows == count)
      #expect(first.groups == second.groups)
      for name in ["a", "b"] { #expect(numbers(first, name) == numbers(second, name)) }
    }
  }

  @Test("rows that hold the same are drawn by their number")
  func duplicates() throws {
    let schema = Schema([Field(name: "a", type: .int64)])
    let reducer = RowSampleReducer(columns: ["a"], clusters: [], limit: 2000, schema: schema, slices: 1)
    for _ in 0..<30 {
      let values = (0..<1000).map { $0 % 10 == 0 ? Int64(1) : 0 }
      try reducer.add(
        PulledBatch(try RecordBatch(columns: [Column(name: "a", integers: values)])), slices: .all)
    }
    guard case .rowSample(let sample) = reducer.result(slice: 0), case .numbers(let values)? = sample.columns["a"]
    else {
      throw CheckError("no sample")
    }
    // A tenth of 30,000 rows; four standard errors.
    let ones = values.filter { $0 == 1 }.count
    #expect(sample.count == 2000 && sample.rows == 30_000 && abs(ones - 200) < 54, "\(ones)")
    #expect(Set(sample.groups).count == 2000)
  }

  @Test("what cannot be compared is an error, and nothing to compare is no pass")
  func errors() async throws {
    let cases = try await Self.cases(
      "x,t,k\n1,a,1\n2,b,1\n", reference: "x,t\nu,2013-01-01\n",
      """
      - domain_classifier: { columns: x }
      - domain_classifier: { columns: y }
        id: unknown
      - domain_classifier: { columns: k }
        id: missing
      - domain_classifier: { columns: t, cluster: k }
        id: cluster
      """)
    #expect(cases.allSatisfy { $0.verdict == .error } && cases.count == 4, "\(cases.map(\.message))")
    let messages = cases.map(\.message).joined(separator: "\n")
    for text in [
      "column 'x' is int64, and text", "has no column 'y'", "no column 'k' to compare", "to make clusters of",
    ] {
      #expect(messages.contains(text), "'\(text)' in\n\(messages)")
    }
    for (table, reference, verdict) in [
      ("x\n", "x\n1\n2\n", Verdict.error), ("x\n1\n", "x\n", .error), ("x\n1\n", "x\n1\n", .inconclusive),
      ("x\n1\n2\n", "x\n5\n6\n", .inconclusive),
    ] {
      let one = try await Self.cases(table, reference: reference, "- domain_classifier: { columns: x }")
      #expect(one.map(\.verdict) == [verdict], "\(table): \(one.map(\.message))")
    }
  }

  @Test(
    "arguments that make no sense are refused",
    arguments: [
      ("domain_classifier: { columns: all, max: 0.5 }", "above 0.5"),
      ("domain_classifier: { columns: all, max: 1 }", "below 1"),
      ("domain_classifier: { columns: all, rows: 2000000 }", "at most 1,000,000"),
      ("domain_classifier: { columns: [a, b], except: b }", "name it once"),
      ("domain_classifier: { columns: [a, b], cluster: a }", "name it once"),
      ("domain_classifier: { columns: a, cluster: all }", "not 'all'"),
    ])
  func arguments(_ entry: String, _ message: String) {
    do {
      _ = try ManifestReader.entry(entry, table: "input", file: "check", checks: CheckRegistry.all)
      Issue.record("\(entry) was taken")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}

extension FlightsTests {
  /// The flights of a month, and of the months after the reference.
  @Suite struct Domain {
    private static let columns = [
      "distance", "hour", "plane_age", "seats", "temp", "dewp", "pressure", "humid", "wind_speed", "visib", "dep_delay",
    ]

    @Test("the halves of a month, split at random, cannot be told apart", arguments: [1, 2] as [UInt64])
    func halves(seed: UInt64) async throws {
      let list = Self.columns.map { "\($0)::DOUBLE" }.joined(separator: ", ")
      let rows = try await FlightsTests.table("features", Month.all[3]).rows(
        "SELECT \(list) FROM features WHERE hash(time_hour, carrier, flight) % 12 = 0", limit: 100_000)
      let numbers = rows.map { row in
        row.map { if case .number(let number) = $0 { number } else { Double.nan } }
      }
      #expect(numbers.count > 1500)
      var sides: [[[Double]]] = [[], []]
      var state = seed
      for row in numbers.sorted(by: { $0.description < $1.description }) {
        state = FingerprintReducer.scrambled(state)
        sides[Int(state & 1)].append(row)
      }
      let samples = sides.enumerated().map { side, rows in
        DomainClassifier.Sample(
          columns: Self.columns.indices.map { column in .numbers(rows.map { $0[column] }) },
          groups: rows.indices.map { UInt64(2 * $0 + side) })
      }
      let found = try DomainClassifier(reference: samples[0], current: samples[1])
      #expect(try found.area.interval(significance: 0.005).lower < 0.6 && abs(found.area.area - 0.5) < 0.09)
    }

    @Test("July is told from the winter by its weather, also by days; schedules are not")
    func july() async throws {
      let july = try await FlightsTests.table("features", Month.all[6])
      let weather = try await july.judge(
        "domain_classifier: { columns: [temp, dewp, distance, hour], cluster: day, rows: 2000 }")
      #expect(weather.map(\.verdict) == [.fail], "\(weather.map(\.message))")
      #expect(weather.first?.message.contains("most by ") == true, "\(weather.map(\.message))")
      #expect(weather.first?.message.contains("temp") == true, "\(weather.map(\.message))")
      let schedule = try await july.judge(
        "domain_classifier: { columns: [distance, hour], cluster: day, rows: 2000 }")
      #expect(schedule.map(\.verdict) == [.pass], "\(schedule.map(\.message))")
    }
  }
}
