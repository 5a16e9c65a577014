import AssayEngine
import AssayTable

/// The queries that find what differs between two tables, in DuckDB's SQL.
///
/// First both tables are read once, and of each row two 64-bit hashes are kept: of its key, and of all columns that both
/// tables have (DuckDB's `hash`). A key whose two rows have the same hash is the same; all others are candidates, as are
/// keys that do not occur exactly once on each side. Then only the candidates' rows are read, and compared by their
/// values: what is reported is exact. What is not reported is a changed row whose old and new hash agree, by a chance of
/// 2⁻⁶⁴ for each changed row.
struct DifferenceSQL {
  let dialect: any Dialect
  let old: TableName
  let new: TableName
  let oldSchema: AssayTable.Schema
  let newSchema: AssayTable.Schema
  let key: [ComparedPair]
  /// The columns of both tables beside the key.
  let values: [ComparedPair]
  /// The engine's schema for tables of the comparison.
  let schema: String

  private func made(_ name: String) -> String { dialect.tableReference(TableName(schema: schema, name: name)) }

  private func source(_ side: ComparedPair.Side) -> String { dialect.tableReference(side == .old ? old : new) }

  /// The columns of a table as the candidates' tables name them: `r0`, `r1` …
  private func names(_ side: ComparedPair.Side) -> [String] {
    (side == .old ? oldSchema : newSchema).fields.indices.map { "r\($0)" }
  }

  /// A pair's value of one side, as it is compared, in a row of the source.
  private func original(_ pair: ComparedPair, _ side: ComparedPair.Side) -> String {
    let name = dialect.quote((side == .old ? oldSchema : newSchema).fields[side == .old ? pair.old : pair.new].name)
    return pair.compared(name, dialect)
  }

  /// The same in a row of the candidates.
  private func candidate(_ pair: ComparedPair, _ side: ComparedPair.Side, of alias: String) -> String {
    pair.compared("\(alias).r\(side == .old ? pair.old : pair.new)", dialect)
  }

  private func hashes(_ side: ComparedPair.Side) -> (key: String, row: String) {
    let keys = key.map { original($0, side) }
    let all = keys + values.map { original($0, side) }
    return ("hash(\(keys.joined(separator: ", ")))", "hash(\(all.joined(separator: ", ")))")
  }

  // MARK: Statements

  /// Finds the hashes of the keys that need a closer look.
  var findCandidates: String {
    let (before, after) = (hashes(.old), hashes(.new))
    return """
      CREATE TABLE \(made("candidates")) AS SELECT k FROM (
        SELECT \(before.key) AS k, \(before.row) AS h, 1 AS s FROM \(source(.old))
        UNION ALL SELECT \(after.key) AS k, \(after.row) AS h, -1 AS s FROM \(source(.new))
      ) AS hashed GROUP BY k HAVING count(*) <> 2 OR sum(s) <> 0 OR bit_xor(h) <> 0
      """
  }

  /// Reads the candidates' rows of one side.
  func takeRows(_ side: ComparedPair.Side) -> String {
    let fields = (side == .old ? oldSchema : newSchema).fields
    let list = zip(fields, names(side)).map { "\(dialect.quote($0.name)) AS \($1)" }
    return "CREATE TABLE \(rows(side)) AS SELECT TRUE AS p, \(list.joined(separator: ", ")) FROM \(source(side)) "
      + "WHERE \(hashes(side).key) IN (SELECT k FROM \(made("candidates")))"
  }

  private func rows(_ side: ComparedPair.Side) -> String { made(side == .old ? "old_rows" : "new_rows") }

  /// Finds the keys that occur more than once on a side, with how often they do.
  var findRepeated: String {
    func part(_ side: ComparedPair.Side) -> String {
      let keys = key.indices.map { "\(candidate(key[$0], side, of: "t")) AS k\($0)" }
      let counts = side == .old ? "1 AS o, 0 AS n" : "0 AS o, 1 AS n"
      return "SELECT \(keys.joined(separator: ", ")), \(counts) FROM \(rows(side)) AS t"
    }
    let keys = key.indices.map { "k\($0)" }.joined(separator: ", ")
    return "CREATE TABLE \(made("repeated")) AS SELECT \(keys), sum(o) AS o, sum(n) AS n FROM (\(part(.old)) UNION ALL "
      + "\(part(.new))) AS t GROUP BY \(keys) HAVING sum(o) > 1 OR sum(n) > 1"
  }

  /// Counts the repeated keys, and their rows on each side.
  var countRepeated: String { "SELECT count(*), coalesce(sum(o), 0), coalesce(sum(n), 0) FROM \(made("repeated"))" }

  private func repeatedJoin(_ kind: String, _ side: ComparedPair.Side, _ alias: String) -> String {
    let conditions = key.indices.map { "\(candidate(key[$0], side, of: alias)) IS NOT DISTINCT FROM x.k\($0)" }
    return "\(kind) JOIN \(made("repeated")) AS x ON \(conditions.joined(separator: " AND "))"
  }

  /// The columns of `changes`: what came of the row (0 changed, 1 removed, 2 added), its key, the old row, the new row,
  /// and for each pair of values whether it differs.
  private var changeColumns: [String] {
    ["kind"] + key.indices.map { "k\($0)" } + names(.old).map { "a\($0)" } + names(.new).map { "b\($0)" }
      + values.indices.map { "d\($0)" }
  }

  /// Pairs the candidates' rows by their keys and keeps those that differ.
  func findChanges(hasRepeated: Bool) -> String {
    func side(_ side: ComparedPair.Side) -> String {
      hasRepeated ? "(SELECT t.* FROM \(rows(side)) AS t \(repeatedJoin("ANTI", side, "t")))" : rows(side)
    }
    let kind = "CASE WHEN b.p IS NULL THEN 1 WHEN a.p IS NULL THEN 2 ELSE 0 END"
    var list = ["\(kind) AS kind"]
    for (place, pair) in key.enumerated() {
      let (left, right) = (candidate(pair, .old, of: "a"), candidate(pair, .new, of: "b"))
      list.append("CASE WHEN a.p IS NULL THEN \(right) ELSE \(left) END AS k\(place)")
    }
    list += names(.old).map { "a.\($0) AS a\($0)" } + names(.new).map { "b.\($0) AS b\($0)" }
    for (place, pair) in values.enumerated() {
      let (left, right) = (candidate(pair, .old, of: "a"), candidate(pair, .new, of: "b"))
      list.append("(a.p AND b.p AND \(left) IS DISTINCT FROM \(right)) IS TRUE AS d\(place)")
    }
    let conditions = key.map {
      "\(candidate($0, .old, of: "a")) IS NOT DISTINCT FROM \(candidate($0, .new, of: "b"))"
    }
    let differs = ["kind <> 0"] + values.indices.map { "d\($0)" }
    return "CREATE TABLE \(made("changes")) AS SELECT * FROM (SELECT \(list.joined(separator: ", ")) "
      + "FROM \(side(.old)) AS a FULL JOIN \(side(.new)) AS b ON \(conditions.joined(separator: " AND "))) AS c "
      + "WHERE \(differs.joined(separator: " OR "))"
  }

  /// Adds the rows with repeated keys that have no equal row on the other side.
  func addRepeated(_ from: ComparedPair.Side) -> String {
    let pairs = key + values
    func numbered(_ side: ComparedPair.Side) -> String {
      let all = pairs.map { candidate($0, side, of: "t") }.joined(separator: ", ")
      return "(SELECT t.*, row_number() OVER (PARTITION BY \(all)) AS m FROM \(rows(side)) AS t "
        + "\(repeatedJoin("SEMI", side, "t")))"
    }
    let other: ComparedPair.Side = from == .old ? .new : .old
    let same = pairs.map { "\(candidate($0, from, of: "t")) IS NOT DISTINCT FROM \(candidate($0, other, of: "u"))" }
    let list =
      ["\(from == .old ? 1 : 2) AS kind"]
      + key.enumerated().map { "\(candidate($1, from, of: "t")) AS k\($0)" }
      + names(from).map { "t.\($0) AS \(from == .old ? "a" : "b")\($0)" }
      + values.indices.map { "FALSE AS d\($0)" }
    return "INSERT INTO \(made("changes")) BY NAME SELECT \(list.joined(separator: ", ")) FROM \(numbered(from)) AS t "
      + "ANTI JOIN \(numbered(other)) AS u ON t.m = u.m AND \(same.joined(separator: " AND "))"
  }

  // MARK: Results

  /// Counts the rows that changed, were removed, were added.
  var countKinds: String {
    let counts = [0, 1, 2].map { dialect.count(where: "kind = \($0)") }
    return "SELECT \(counts.joined(separator: ", ")) FROM \(made("changes"))"
  }

  /// Counts the rows of one side with a null in their key.
  func countNullKeys(_ side: ComparedPair.Side) -> String {
    let conditions = key.map { "\(original($0, side)) IS NULL" }
    return "SELECT \(dialect.count(where: conditions.joined(separator: " OR "))) FROM \(source(side))"
  }

  /// For some pairs of values: how many changed, and how many old and new values are missing among rows that changed,
  /// came or went.
  func countChanges(_ places: Range<Int>) -> String {
    let counts = places.flatMap { place in
      [
        dialect.count(where: "d\(place)"), dialect.count(where: "kind <> 2 AND \(isMissing(values[place], .old))"),
        dialect.count(where: "kind <> 1 AND \(isMissing(values[place], .new))"),
      ]
    }
    return "SELECT \(counts.joined(separator: ", ")) FROM \(made("changes"))"
  }

  private func isMissing(_ pair: ComparedPair, _ side: ComparedPair.Side) -> String {
    let value = side == .old ? "ar\(pair.old)" : "br\(pair.new)"
    return pair.isFloating(side) ? "(\(value) IS NULL OR \(dialect.isNaN(value)))" : "\(value) IS NULL"
  }

  /// For some pairs of values, of the whole old table: how many are missing, and where asked for the standard deviation.
  func describeOld(_ places: Range<Int>, deviations: Set<Int>) -> String {
    let list = places.flatMap { place -> [String] in
      let pair = values[place]
      let name = dialect.quote(oldSchema.fields[pair.old].name)
      let missing =
        pair.isFloating(.old) ? "(\(name) IS NULL OR \(dialect.isNaN(name)))" : "\(name) IS NULL"
      let number = dialect.castToDouble(name)
      return [
        dialect.count(where: missing),
        deviations.contains(place)
          ? "stddev_pop(CASE WHEN \(dialect.isFinite(number)) THEN \(number) END)" : "NULL",
      ]
    }
    return "SELECT \(list.joined(separator: ", ")) FROM \(source(.old))"
  }

  private func order(_ places: [Int]) -> String { places.map { "k\($0)" }.joined(separator: ", ") }

  /// The largest changes of a numeric pair: the shown parts of the key, old, new, and the difference.
  func largestChanges(_ place: Int, shownKey: [Int], limit: Int) -> String {
    let pair = values[place]
    let (old, new) = ("ar\(pair.old)", "br\(pair.new)")
    let isWhole = pair.oldType.isInteger && pair.newType.isInteger
    // 64 bits do not hold every difference of integers, nor a double every integer.
    let change =
      isWhole
      ? dialect.castToDouble("CAST(\(new) AS HUGEINT) - CAST(\(old) AS HUGEINT)")
      : "\(dialect.castToDouble(new)) - \(dialect.castToDouble(old))"
    let list = shownKey.map { "k\($0)" } + ["\(old) AS o", "\(new) AS n", "\(change) AS c"]
    return "SELECT * FROM (SELECT \(list.joined(separator: ", "))\(shownKey.count < key.count ? hidden(shownKey) : "") "
      + "FROM \(made("changes")) WHERE d\(place)) AS t WHERE \(dialect.isFinite("c")) "
      + "ORDER BY abs(c) DESC, \(order(Array(key.indices))) LIMIT \(limit)"
  }

  /// The parts of the key that order rows and are not shown stand at the end.
  private func hidden(_ shown: [Int]) -> String {
    key.indices.filter { !shown.contains($0) }.map { ", k\($0)" }.joined()
  }

  /// The change of a pair that occurs most often.
  func mostFrequentChange(_ place: Int) -> String {
    let pair = values[place]
    let (old, new) = (dialect.castToText("ar\(pair.old)"), dialect.castToText("br\(pair.new)"))
    return "SELECT \(old) AS o, \(new) AS n, count(*) AS c FROM \(made("changes")) WHERE d\(place) GROUP BY o, n "
      + "ORDER BY c DESC, o, n LIMIT 1"
  }

  /// The first keys of rows that went (1) or came (2).
  func exampleKeys(kind: Int, shownKey: [Int], limit: Int) -> String {
    "SELECT \(order(shownKey)) FROM \(made("changes")) WHERE kind = \(kind) "
      + "ORDER BY \(order(Array(key.indices))) LIMIT \(limit)"
  }

  /// The rows that differ, old beside new: `change`, the key, and each column as `name.old` and `name.new`.
  func rowsThatDiffer(hiding hidden: Set<String>, hasRepeated: Bool) -> String {
    var taken: Set<String> = []
    func unique(_ name: String) -> String {
      var name = name
      // The engine takes no notice of case.
      while !taken.insert(name.lowercased()).inserted { name += "_" }
      return dialect.quote(name)
    }
    var list: [String] = []
    for (place, pair) in key.enumerated() where !hidden.contains(pair.name) {
      list.append("k\(place) AS \(unique(pair.name))")
    }
    list.insert("CASE kind WHEN 0 THEN 'changed' WHEN 1 THEN 'removed' ELSE 'added' END AS \(unique("change"))", at: 0)
    let keys = Set(key.map(\.name))
    let paired = Dictionary(uniqueKeysWithValues: values.map { ($0.old, $0.new) })
    for (place, field) in oldSchema.fields.enumerated() where !keys.contains(field.name) && !hidden.contains(field.name)
    {
      list.append("ar\(place) AS \(unique(field.name + ".old"))")
      if let new = paired[place] { list.append("br\(new) AS \(unique(field.name + ".new"))") }
    }
    let known = Set(oldSchema.names)
    for (place, field) in newSchema.fields.enumerated()
    where !known.contains(field.name) && !hidden.contains(field.name) {
      list.append("br\(place) AS \(unique(field.name + ".new"))")
    }
    // Rows that share a key need all their values to have an order.
    let keyOrder = ["kind"] + key.indices.map { "k\($0)" }
    return "SELECT \(list.joined(separator: ", ")) FROM \(made("changes")) "
      + "ORDER BY \((hasRepeated ? changeColumns : keyOrder).joined(separator: ", "))"
  }
}
