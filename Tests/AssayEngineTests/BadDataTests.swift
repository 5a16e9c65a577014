import AssayTable
import Foundation
import Testing

@testable import AssayEngine

@Suite("Bad data", .timeLimit(.minutes(10)))
struct BadDataTests {
  /// The error of reading a file with this content; nil when it can be read.
  func parquet(_ content: Data?) async throws -> EngineError? {
    var found: EngineError?
    try await DuckDBEngineTests.with { engine, folder in
      let path = folder + "/bad.parquet"
      try content?.write(to: URL(fileURLWithPath: path))
      do {
        let source = try #require(engine.dialect.readParquet([path]))
        _ = try await engine.rows("SELECT sum(i), max(t) FROM \(source)")
      } catch let error as EngineError {
        found = error
        #expect(error.message.contains("bad.parquet"))
      }
    }
    return found
  }

  func goodParquet() async throws -> Data {
    var data = Data()
    try await DuckDBEngineTests.with { engine, folder in
      let path = folder + "/good.parquet"
      let query = "SELECT range AS i, 'text ' || range AS t FROM range(100000)"
      try await engine.execute(try #require(engine.dialect.copyToParquet(query, path: path)))
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return data
  }

  @Test("a Parquet file that is missing, empty, cut off or damaged is a typed error that names it")
  func badParquet() async throws {
    let good = try await goodParquet()
    #expect(try await parquet(good) == nil)
    #expect(try await parquet(nil)?.kind == .io)
    #expect(try await parquet(Data())?.kind == .invalidInput)
    #expect(try await parquet(good.prefix(good.count / 2))?.kind == .invalidInput)
    #expect(try await parquet(Data("PAR1 no parquet at all PAR1".utf8)) != nil)
    var damaged = good
    for index in 1_000..<min(40_000, good.count / 2) { damaged[index] ^= 0x55 }
    #expect(try await parquet(damaged) != nil)
  }

  func csv(_ content: String, _ options: CSVOptions = CSVOptions()) async throws -> Result<[[Value]], EngineError> {
    var result: Result<[[Value]], EngineError> = .success([])
    try await DuckDBEngineTests.with { engine, folder in
      let path = folder + "/data.csv"
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      let source = try #require(engine.dialect.readCSV([path], options))
      do {
        result = .success(try await engine.rows("SELECT * FROM \(source)"))
      } catch let error as EngineError {
        result = .failure(error)
      }
    }
    return result
  }

  static let ragged = [
    (content: "a,b,c\n1,2,3\n4,5,6\n7,8\n9,10,11\n", line: 4), (content: "a,b,c\n1,2,3\n4,5,6,7\n", line: 3),
    (content: "a,b,c\n1,2\n3,4\n", line: 2), (content: "a\n7\n9,1\n", line: 3),
    (content: "a,b,c\n" + String(repeating: "1,2,3\n", count: 50_000) + "7,8\n9,10,11\n", line: 50_002),
    (content: "a,b,c\n\"x\ny\",2,3\n4,5\n", line: 4), (content: "a,b,c\n1,2,\"x\n3,4,5\n", line: 2),
  ]

  @Test("a ragged CSV row is an error that names file and line", arguments: 0..<7)
  func ragged(number: Int) async throws {
    let (content, line) = Self.ragged[number]
    let names = content.split(separator: "\n")[0].split(separator: ",").map(String.init)
    for columns in [CSVOptions.Columns.detected, .text, .named(names)] {
      guard case .failure(let error) = try await csv(content, CSVOptions(columns: columns)) else {
        Issue.record("\(columns): the row was read or skipped")
        continue
      }
      #expect(error.kind == .invalidInput)
      #expect(error.message.contains("data.csv"))
      #expect(error.message.contains("Line: \(line)"), "\(columns): \(error.message.prefix(200))")
    }
  }

  @Test("a sound CSV file is read with its types, or as text, with its nulls")
  func sound() async throws {
    let content = "i,d,t\n1,2013-04-03,NA\n2,,\"x, y\"\n"
    #expect(
      try await csv(content).get() == [
        [.integer(1), .date("2013-04-03"), .text("NA")], [.integer(2), .null, .text("x, y")],
      ])
    let text = CSVOptions(nullTexts: ["NA", ""], columns: .text)
    #expect(
      try await csv(content, text).get() == [
        [.text("1"), .text("2013-04-03"), .null], [.text("2"), .null, .text("x, y")],
      ])
    let named = CSVOptions(hasHeader: false, separator: ";", columns: .named(["p", "it's"]))
    #expect(try await csv("#1;2\n3;4\n", named).get() == [[.text("#1"), .text("2")], [.text("3"), .text("4")]])
  }

  @Test("a value that does not have its column's type late in a CSV file makes the column text")
  func lateType() async throws {
    let content = "i\n" + String(repeating: "1\n", count: 50_000) + "x\n"
    #expect(try await csv(content).get().last == [.text("x")])
  }

  @Test("bytes that are not UTF-8 are an error that names the line")
  func encoding() async throws {
    try await DuckDBEngineTests.with { engine, folder in
      let path = folder + "/latin.csv"
      try Data([0x61, 0x0A, 0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
      let source = try #require(engine.dialect.readCSV([path], CSVOptions(columns: .named(["a"]))))
      do throws(EngineError) {
        _ = try await engine.rows("SELECT * FROM \(source)")
        Issue.record("the bytes were read")
      } catch {
        #expect(error.kind == .invalidInput)
        #expect(error.message.contains("Line: 2") && error.message.contains("utf-8"))
      }
    }
  }
}
