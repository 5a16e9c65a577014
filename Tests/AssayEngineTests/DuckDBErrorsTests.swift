import Testing

@testable import AssayEngine

@Suite("DuckDB's messages")
struct DuckDBErrorsTests {
  func classify(_ message: String, sql: String? = nil, status: UInt8 = 9) -> EngineError {
    DuckDBErrors.classify(ADBCFailure(operation: "query", status: status, message: message), sql: sql)
  }

  @Test("the prefix gives the kind and is cut off with the copy of the SQL")
  func kinds() {
    let error = classify(
      "Catalog Error: Table with name nope does not exist!\nDid you mean \"x\"?\n\nLINE 1: SELECT * FROM nope\n                      ^",
      sql: "SELECT * FROM nope")
    #expect(error.kind == .catalog)
    #expect(error.message == "Table with name nope does not exist!\nDid you mean \"x\"?")
    #expect(error.position == .init(line: 1, column: 15))
    #expect("\(error)".hasPrefix("duckdb: catalog error at line 1, column 15 of the SQL: Table with name nope"))
    #expect(classify("IO Error: No files found").kind == .io)
    #expect(classify("INTERRUPT Error: Interrupted!").kind == .cancelled)
    #expect(classify("Out of Memory Error: no").kind == .outOfMemory)
    #expect(classify("something else", status: 12).kind == .timeout)
    #expect(classify("something else").message == "something else")
  }

  @Test("the place is found behind wide characters, in later lines and in lines that were cut")
  func places() {
    let wide = "SELECT 'é€😀', nope FROM range(2)"
    #expect(
      classify("Binder Error: m\n\nLINE 1: \(wide)\n                       ^", sql: wide).position
        == .init(line: 1, column: 15))
    let second = "SELECT 1 +\n  nope"
    #expect(
      classify("Binder Error: m\n\nLINE 2:   nope\n          ^", sql: second).position == .init(line: 2, column: 3))
    let long = "SELECT 1" + String(repeating: "+1", count: 100) + "+nope FROM range(3) WHERE true AND true"
    let cut = "LINE 1: ...+1+1+1+nope FROM range(3) WH...\n" + String(repeating: " ", count: 18) + "^"
    #expect(classify("Binder Error: m\n\n\(cut)", sql: long).position == .init(line: 1, column: 210))
  }

  @Test("a place in a script of several statements is not believed, unless the parser says it")
  func scripts() {
    let script = "SELECT 1;\nSELECT\n  nope"
    let message = "m\n\nLINE 3:   nope\n                   ^"
    #expect(classify("Binder Error: \(message)", sql: script).position == nil)
    #expect(
      classify("Parser Error: m\n\nLINE 3:   nope\n          ^", sql: script).position == .init(line: 3, column: 3))
    #expect(classify("Binder Error: m\n\nLINE 1: nope;\n        ^", sql: "nope;").position == .init(line: 1, column: 1))
  }

  @Test("text that only looks like a place stays")
  func noPlace() {
    for message in [
      "Binder Error: LINE 1: x", "Binder Error: m\nLINE x: y\n ^", "Binder Error: m\nLINE 9: y\n        ^", "",
    ] {
      #expect(classify(message, sql: "SELECT 1").position?.column == nil)
    }
  }

  @Test("SQLSTATE goes before status for other drivers")
  func generic() {
    #expect(ADBCProfile.kind(status: 9, sqlState: "42P01") == .catalog)
    #expect(ADBCProfile.kind(status: 9, sqlState: "57014") == .cancelled)
    #expect(ADBCProfile.kind(status: 9, sqlState: "22003") == .outOfRange)
    #expect(ADBCProfile.kind(status: 10, sqlState: "") == .io)
    #expect(ADBCProfile.kind(status: 99, sqlState: "") == .other)
  }
}
