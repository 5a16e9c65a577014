import AssayEngine
import AssayTable
import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// What differs between two tables, by key.
@Suite struct DifferencesTests {
  /// Compares two queries' results, written as Parquet files.
  static func compare(
    _ old: String, _ new: String, key: [String], rows: String? = nil, folder: TemporaryFixture? = nil
  ) async throws -> TableDifference {
    let folder = try folder ?? TemporaryFixture()
    let engine = try await DuckDBEngine.open(DuckDBConfiguration(threads: 1))
    for (name, query) in [("old", old), ("new", new)] {
      try await engine.copy(query, to: "\(folder.path)/\(name).parquet", .parquet)
    }
    await engine.close()
    var options = DifferenceFinder.Options(
      .files(old: "\(folder.path)/old.parquet", new: "\(folder.path)/new.parquet"))
    options.key = key
    options.rowsFile = rows.map { "\(folder.path)/\($0)" }
    let report = try await DifferenceFinder(options).run()
    return try #require(report.tables.first)
  }

  private static func values(_ rows: String, _ columns: String = "id, x, t") -> String {
    "SELECT * FROM (VALUES \(rows)) AS v(\(columns))"
  }

  @Test func theSameRowsInAnotherOrderAreTheSame() async throws {
    let difference = try await Self.compare(
      "SELECT i AS id, i / 7 AS x FROM range(5000) AS r(i)",
      "SELECT i AS id, i / 7 AS x FROM range(5000) AS r(i) ORDER BY hash(i)", key: ["id"])
    #expect(difference.isSame)
    #expect(difference.rows.unchanged == 5000 && difference.columns.map(\.changed) == [0])
  }

  @Test func rowsThatChangedCameAndWentAreCountedByKey() async throws {
    let difference = try await Self.compare(
      Self.values("(1, 1.0, 'a'), (2, 2.0, 'b'), (3, 3.0, 'c'), (4, NULL, 'd'), (5, 5.0, 'e')"),
      Self.values("(6, 1.0, 'f'), (5, 5.0, 'E'), (4, 4.0, 'd'), (3, 13.0, NULL), (2, 2.0, 'b')"), key: ["id"])
    let rows = difference.rows
    #expect(rows.old == 5 && rows.new == 5 && rows.unchanged == 1)
    #expect(rows.changed == 3 && rows.removed == 1 && rows.added == 1)
    let x = try #require(difference.columns.first { $0.name == "x" })
    #expect(x.changed == 2 && x.missingOld == 1 && x.missingNew == 0)
    #expect(x.largest.map(\.key) == [["3"]] && x.largest.first?.change == 10)
    let t = try #require(difference.columns.first { $0.name == "t" })
    #expect(t.changed == 2 && t.missingOld == 0 && t.missingNew == 1)
    #expect(difference.examples.added == [["6"]] && difference.examples.removed == [["1"]])
    // √(((1−2.75)² + (2−2.75)² + (3−2.75)² + (5−2.75)²) / 4)
    #expect(x.deviation == 1.47902)
    #expect(difference.moved.map(\.column) == ["x"])
    #expect(x.largest.first?.scaled == 6.76123)
  }

  @Test func nullEqualsNullNaNEqualsNaNAndMinusZeroEqualsZero() async throws {
    let old = "SELECT 1 AS id, 'NaN'::DOUBLE AS a, -0.0::DOUBLE AS b, NULL::DOUBLE AS c, 'NaN'::FLOAT AS d, [0.0] AS e"
    let new = "SELECT 1 AS id, -'NaN'::DOUBLE AS a, 0.0::DOUBLE AS b, NULL::DOUBLE AS c, 'NaN'::FLOAT AS d, [-0.0] AS e"
    #expect(try await Self.compare(old, new, key: ["id"]).isSame)
    let third = "SELECT 1 AS id, NULL::DOUBLE AS a, NULL::DOUBLE AS b, 'NaN'::DOUBLE AS c, 0::FLOAT AS d, [0.0] AS e"
    let difference = try await Self.compare(old, third, key: ["id"])
    #expect(difference.columns.map(\.changed) == [1, 1, 1, 1, 0])
    #expect(difference.columns.map(\.missingOld) == [1, 0, 1, 1, 0])
    #expect(difference.columns.map(\.missingNew) == [1, 1, 1, 0, 0])
    #expect(difference.columns.allSatisfy { $0.largest.isEmpty }, "no number on both sides, so no change of one")
  }

  @Test func aNullInAKeyIsAValue() async throws {
    let difference = try await Self.compare(
      Self.values("(1, NULL, 5), (NULL, 2, 6), (NULL, NULL, 7)", "a, b, x"),
      Self.values("(1, NULL, 5), (NULL, 2, 16), (2, NULL, 7)", "a, b, x"), key: ["a", "b"])
    #expect(difference.rows.unchanged == 1 && difference.rows.changed == 1)
    #expect(difference.rows.removed == 1 && difference.rows.added == 1)
    #expect(difference.rows.oldWithNullKey == 3 && difference.rows.newWithNullKey == 3)
    #expect(difference.examples.removed == [[nil, nil]])
    #expect(difference.columns.first?.largest.first?.key == [nil, "2"])
  }

  @Test func keysThatRowsShareAreToldAndTheirRowsComparedWhole() async throws {
    let difference = try await Self.compare(
      Self.values("(1, 1.0, 'a'), (1, 1.0, 'a'), (1, 2.0, 'b'), (2, 5.0, 'c'), (3, 1.0, 'z')"),
      Self.values("(1, 1.0, 'a'), (1, 9.0, 'b'), (2, 5.0, 'c'), (2, 5.0, 'c'), (3, 2.0, 'z')"), key: ["id"])
    #expect(difference.repeatedKeys == TableDifference.RepeatedKeys(keys: 2, oldRows: 4, newRows: 4))
    // Of key 1 an equal pair stays, two old rows and one new one do not; of key 2 one row came; key 3 changed.
    #expect(difference.rows.changed == 1 && difference.rows.removed == 2 && difference.rows.added == 2)
    #expect(difference.rows.unchanged == 2)
    #expect(difference.rows.old - difference.rows.removed == difference.rows.new - difference.rows.added)
  }

  @Test func repeatedKeysWithEqualRowsAreToldAndAreTheSame() async throws {
    let rows = Self.values("(1, 1.0, 'a'), (1, 1.0, 'a'), (1, NULL, NULL)")
    let difference = try await Self.compare(rows, "SELECT * FROM (\(rows)) ORDER BY x", key: ["id"])
    #expect(difference.isSame && difference.repeatedKeys.keys == 1 && difference.rows.unchanged == 3)
  }

  @Test func columnsThatCameWentAndChangedTheirTypeAreTold() async throws {
    let difference = try await Self.compare(
      "SELECT 1 AS id, 5::INTEGER AS n, '7' AS m, 1 AS gone, DATE '2013-04-01' AS d, 1.5::DECIMAL(5,1) AS p",
      "SELECT 5::BIGINT AS n, 1 AS id, 7 AS m, TIMESTAMP '2013-04-01 00:00:00' AS d, 'x' AS came, 1.50::DECIMAL(9,2) AS p",
      key: ["id"])
    #expect(!difference.isSame && difference.rows.unchanged == 1 && difference.isReordered)
    #expect(difference.addedColumns.map(\.name) == ["came"] && difference.removedColumns.map(\.name) == ["gone"])
    #expect(difference.retypedColumns.map(\.name) == ["n", "m", "d", "p"])
    #expect(difference.retypedColumns.first == .init(name: "n", old: "int32", new: "int64"))
    let other = try await Self.compare(
      "SELECT 1 AS id, 5::INTEGER AS n", "SELECT 1::BIGINT AS id, 5.5::DOUBLE AS n", key: ["id"])
    #expect(other.rows.changed == 1 && other.columns.first?.largest.first?.change == 0.5)
  }

  @Test func differencesOfLargeIntegersAreExact() async throws {
    let difference = try await Self.compare(
      "SELECT 1 AS id, 9007199254740992 AS x, 18446744073709551615::UBIGINT AS u",
      "SELECT 1 AS id, 9007199254740993 AS x, 0::UBIGINT AS u", key: ["id"])
    #expect(difference.columns.map { $0.largest.first?.change } == [1, -18_446_744_073_709_551_615] as [Double?])
    let ends = try await Self.compare(
      "SELECT 1 AS id, -9223372036854775808 AS x, 1e308::DOUBLE AS y",
      "SELECT 1 AS id, 9223372036854775807 AS x, -1e308::DOUBLE AS y", key: ["id"])
    #expect(ends.columns[0].largest.first?.change == 18_446_744_073_709_551_615)
    #expect(ends.columns[1].changed == 1 && ends.columns[1].largest.isEmpty, "a difference that is no number")
  }

  @Test func theRowsAreWrittenOldBesideNew() async throws {
    let folder = try TemporaryFixture()
    _ = try await Self.compare(
      Self.values("(1, 1.0, 'a'), (2, NULL, 'b'), (4, 4.0, 'd')"),
      Self.values("(1, 1.5, 'a'), (2, NULL, 'B'), (3, 3.0, 'c')"), key: ["id"], rows: "rows.csv", folder: folder)
    #expect(
      folder.text("fixture/rows.csv") == """
        change,id,x.old,x.new,t.old,t.new
        changed,1,1.0,1.5,a,a
        changed,2,,,b,B
        removed,4,4.0,,d,
        added,3,,3.0,,c

        """)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == ["new.parquet", "old.parquet", "rows.csv"], "no temporary file stays")
  }

  @Test func columnsOfAnyNameAndTypeAreCompared() async throws {
    let old = """
      SELECT i AS "Id 'x", [i, NULL] AS list, {'a': i, 'b': 'x'} AS s, i::VARCHAR::BLOB AS bytes, INTERVAL (i) DAY AS v,
        TIME '00:00:00' + INTERVAL (i) SECOND AS tm, (i % 2 = 0) AS "change", i::UTINYINT AS k0,
        MAP {'k': i} AS m, i::HUGEINT AS h, '6b5d1bb0-0000-4000-8000-000000000000'::UUID AS u
      FROM range(100) AS r(i)
      """
    #expect(try await Self.compare(old, old, key: ["Id 'x"]).isSame)
    let new = old.replacing("[i, NULL]", with: "CASE i WHEN 7 THEN [i] ELSE [i, NULL] END")
      .replacing("'b': 'x'", with: "'b': CASE i WHEN 8 THEN 'y' ELSE 'x' END")
    let difference = try await Self.compare(old, new, key: ["Id 'x"], rows: "rows.parquet")
    #expect(difference.rows.changed == 2)
    #expect(difference.columns.filter { $0.changed > 0 }.map(\.name) == ["list", "s"])
  }

  @Test func whatIsWrongIsSaidWithWhatThereIs() async throws {
    await #expect(throws: DifferenceFailure.self) {
      try await Self.compare("SELECT 1 AS id", "SELECT 1 AS id", key: ["idd"])
    }
    do {
      _ = try await Self.compare("SELECT 1 AS id", "SELECT 1 AS other", key: ["id"])
      Issue.record("the key is not there")
    } catch let failure as DifferenceFailure {
      #expect(failure.message.contains("the new table 'new' has no column 'id' for the key") && failure.isUsageError)
    }
    for rows in ["rows.txt", "rows"] {
      await #expect(throws: DifferenceFailure.self) {
        try await Self.compare("SELECT 1 AS id", "SELECT 1 AS id", key: ["id"], rows: rows)
      }
    }
  }

  /// Random tables against a plain comparison in Swift.
  @Test(arguments: 0..<12) func randomTablesAreComparedAsByHand(_ seed: UInt64) async throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let keys = [3, 40, 400][Int(seed % 3)]
    func table(_ base: [[Int?]]) -> [[Int?]] {
      base.compactMap { row -> [Int?]? in
        switch next(10) {
        case 0: nil
        case 1: [row[0], next(3) == 0 ? nil : next(4), row[2]]
        default: row
        }
      } + (0..<next(10)).map { _ in [next(5) == 0 ? nil : next(keys), next(4), next(2)] }
    }
    let base: [[Int?]] = (0..<120).map { _ in [next(20) == 0 ? nil : next(keys), next(4), next(2)] }
    let (old, new) = (table(base), table(base))
    func sql(_ rows: [[Int?]]) -> String {
      Self.values(
        rows.map { "(\($0.map { $0.map(String.init) ?? "NULL" }.joined(separator: ", ")))" }.joined(separator: ", "),
        "k, x, y")
    }
    func count(_ rows: [[Int?]]) -> [[Int?]: Int] { rows.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
    let before = Dictionary(grouping: old) { $0[0] }
    let after = Dictionary(grouping: new) { $0[0] }
    var (changed, removed, added, repeated) = (0, 0, 0, 0)
    for key in Set(before.keys).union(after.keys) {
      let (left, right) = (before[key] ?? [], after[key] ?? [])
      if left.count > 1 || right.count > 1 { repeated += 1 }
      if left.count == 1, right.count == 1 {
        changed += left == right ? 0 : 1
        continue
      }
      let (a, b) = (count(left), count(right))
      for row in Set(a.keys).union(b.keys) {
        let surplus = a[row, default: 0] - b[row, default: 0]
        removed += max(0, surplus)
        added += max(0, -surplus)
      }
    }
    let difference = try await Self.compare(sql(old), sql(new), key: ["k"])
    let rows = difference.rows
    let found: [Int] = [rows.changed, rows.removed, rows.added, difference.repeatedKeys.keys]
    let expected: [Int] = [changed, removed, added, repeated]
    #expect(found == expected, "seed \(seed)")
    #expect(rows.unchanged == old.count - changed - removed && rows.unchanged == new.count - changed - added)
    #expect(difference.columns[0].missingOld == old.count { $0[1] == nil })
    #expect(difference.columns[0].missingNew == new.count { $0[1] == nil })
  }
}
