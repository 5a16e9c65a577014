import AssayEngine
import AssayTable
import Foundation
import Testing

/// An engine that the conformance suite runs on, with the SQL that only it understands.
struct EngineCandidate: Sendable, CustomTestStringConvertible {
  var name: String
  /// Opens an engine of its own for one test.
  var open: @Sendable (StatementObserver?) async throws -> any Engine
  /// A query whose single row takes minutes.
  var slowQuery: String
  /// A query of 10¹⁰ rows that streams at once, with one integer column `i`.
  var endlessQuery: String
  /// A query of the integers 0 ..< n in a column `i`, in order.
  var integers: @Sendable (_ count: Int) -> String
  /// A table that drops rows silently when the same row comes twice.
  var addPrimaryKey: @Sendable (_ table: String, _ column: String) -> String

  var testDescription: String { name }

  static let duckdb = EngineCandidate(
    name: "duckdb",
    open: { try await DuckDBEngine.open(DuckDBConfiguration(memoryLimit: 500_000_000, threads: 2, observer: $0)) },
    slowQuery: "SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3",
    endlessQuery: "SELECT a.range * 100000 + b.range AS i FROM range(100000) a, range(100000) b",
    integers: { "SELECT range AS i FROM range(\($0))" },
    addPrimaryKey: { "ALTER TABLE \($0) ADD PRIMARY KEY (\($1))" })

  static let all = [duckdb]
}

/// Opens an engine, runs a test with it and closes it.
func withEngine(
  _ candidate: EngineCandidate, observer: StatementObserver? = nil, _ body: (any Engine) async throws -> Void
) async throws {
  let engine = try await candidate.open(observer)
  do {
    try await body(engine)
  } catch {
    await engine.close()
    throw error
  }
  await engine.close()
}

/// The error of a call that must fail with an `EngineError`.
func failure(_ body: () async throws -> Void, at location: SourceLocation = #_sourceLocation) async -> EngineError? {
  do {
    try await body()
    Issue.record("no error was thrown", sourceLocation: location)
  } catch let error as EngineError {
    return error
  } catch {
    Issue.record("not an EngineError: \(error)", sourceLocation: location)
  }
  return nil
}
