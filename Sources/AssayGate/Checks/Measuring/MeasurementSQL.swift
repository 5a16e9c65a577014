import AssayEngine
import AssayTable
import Foundation

/// Measurements and conditions in the words of an engine's dialect.
struct MeasurementSQL {
  let dialect: any Dialect
  /// The columns that are known to hold text: lists of texts may be looked up there without a conversion of either side.
  var textColumns: Set<String> = []

  /// The condition as a boolean expression that is never null.
  func condition(_ condition: Condition) -> String {
    switch condition {
    case .missing(let name, let floating):
      let column = dialect.quote(name)
      return floating ? "(\(column) IS NULL OR \(dialect.isNaN(column)))" : "(\(column) IS NULL)"
    case .outside(let name, let lower, let upper, let floating):
      let column = dialect.quote(name)
      var parts: [String] = []
      // NaN is greater than everything in some engines and unordered in others: there, say it.
      if floating, !dialect.ordersNaNLast { parts.append(dialect.isNaN(column)) }
      if let lower { parts.append("\(column) < \(number(lower))") }
      if let upper { parts.append("\(column) > \(number(upper))") }
      if floating, upper == nil { parts.append("\(column) >= \(number(.infinity))") }
      if floating, lower == nil { parts.append("\(column) = \(number(-.infinity))") }
      return "(\(column) IS NOT NULL AND (\(parts.joined(separator: " OR "))))"
    case .notIn(let name, let values):
      let column = dialect.quote(name)
      let literals = values.map(literal)
      let isPlain = textColumns.contains(name) && values.allSatisfy { if case .text = $0 { true } else { false } }
      let among =
        isPlain ? dialect.isAmong(column, texts: literals) : "\(column) IN (\(literals.joined(separator: ", ")))"
      return "(\(column) IS NOT NULL AND NOT \(among))"
    case .notMatching(let name, let pattern):
      let column = dialect.quote(name)
      return "(\(column) IS NOT NULL AND NOT \(dialect.matches(column, pattern: pattern.text)))"
    case .notBefore(let name, let clock, let moment):
      let column = dialect.quote(name)
      // An impossible moment is an error of the engine's, and no row that passes.
      let literal = time(dialect.textLiteral(moment), clock == .plain ? .plain : .zoned)
      return "(\(column) IS NOT NULL AND \(isTrue("\(time(column, clock)) >= \(literal)", clock)))"
    case .later(let name, let clock, let other, let otherClock):
      let (left, right) = (dialect.quote(name), dialect.quote(other))
      let sameClock = clock == otherClock
      let later =
        time(left, sameClock || clock == .text ? clock : .zoned) + " > "
        + time(right, sameClock || otherClock == .text ? otherClock : .zoned)
      return
        "(\(left) IS NOT NULL AND \(right) IS NOT NULL AND \(isTrue(later, clock == .text ? clock : otherClock)))"
    }
  }

  /// The expression as a time of a clock.
  private func time(_ expression: String, _ clock: Condition.Clock) -> String {
    switch clock {
    case .plain: dialect.cast(expression, .timestamp(.microsecond, timeZone: nil))
    case .zoned: dialect.cast(expression, .timestamp(.microsecond, timeZone: "UTC"))
    case .text: dialect.instant(ofText: expression)
    case .number: expression
    }
  }

  /// A comparison of times, false where text is no time.
  private func isTrue(_ comparison: String, _ clock: Condition.Clock) -> String {
    clock == .text ? "coalesce(\(comparison), FALSE)" : "(\(comparison))"
  }

  /// The number as a literal that keeps every bit.
  private func number(_ value: Double) -> String { dialect.literal(.number(value)) }

  /// The value as a literal.
  func literal(_ scalar: Scalar) -> String {
    switch scalar {
    case .text(let text): dialect.textLiteral(text.text)
    case .number(let value): number(value)
    case .integer(let integer): String(integer)
    case .boolean(let boolean): boolean ? "TRUE" : "FALSE"
    }
  }

  /// The aggregate expressions of a measurement that one scan can answer together with others; `nil` for the others.
  func aggregates(_ measurement: Measurement, filter: String?) -> [String]? {
    func condition(_ more: String?) -> String? {
      let conditions = [filter.map(RowFilter.parenthesised), more].compactMap(\.self)
      return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }
    switch measurement {
    case .rows: return [condition(nil).map { dialect.count(where: $0) } ?? "count(*)"]
    case .rowsWhere(.missing(let name, floating: false)) where filter == nil:
      // Engines know the number of nulls without looking at the values.
      return ["count(*) - count(\(dialect.quote(name)))"]
    case .rowsWhere(let rows):
      return [dialect.count(where: condition(self.condition(rows)) ?? "TRUE")]
    case .quantile(let name, let p, let floating):
      let column = dialect.quote(name)
      let present = floating ? "NOT \(dialect.isNaN(column)) AND \(column) IS NOT NULL" : "\(column) IS NOT NULL"
      let conditions = condition(present) ?? present
      return [
        dialect.quantile("CASE WHEN \(conditions) THEN \(dialect.castToDouble(column)) END", p, .interpolated),
        dialect.count(where: conditions),
      ]
    case .notTimes(let name):
      let column = dialect.quote(name)
      let isNoTime = "\(column) IS NOT NULL AND \(dialect.instant(ofText: column)) IS NULL"
      let conditions = condition(isNoTime) ?? isNoTime
      return [dialect.count(where: conditions), "min(CASE WHEN \(conditions) THEN \(column) END)"]
    default: return nil
    }
  }

  /// The text column whose pattern a measurement compares with every row; `nil` for other measurements.
  func patternColumn(_ measurement: Measurement) -> String? {
    if case .rowsWhere(.notMatching(let name, _)) = measurement { name } else { nil }
  }

  /// The query that compares a pattern with each different text of a column once, and adds up their rows.
  func groupedQuery(_ measurement: Measurement, filter: String?, from source: String) -> String? {
    guard case .rowsWhere(.notMatching(let name, let pattern)) = measurement else { return nil }
    let column = dialect.quote(name)
    let failing = "CASE WHEN \(dialect.matches("v", pattern: pattern.text)) THEN 0 ELSE n END"
    return "SELECT coalesce(\(dialect.cast("sum(\(failing))", .int64)), 0) FROM (SELECT \(column) AS v, count(*) AS n "
      + "FROM \(source)\(whereClause(filter)) GROUP BY \(column)) AS g WHERE v IS NOT NULL"
  }

  /// The names of slices: `origin=EWR, carrier=UA`.
  func sliceColumns(_ by: [String]) -> [String] { by.map { dialect.castToText(dialect.quote($0)) } }

  /// A `WHERE` clause, or nothing.
  func whereClause(_ filter: String?) -> String { filter.map { " WHERE \(RowFilter.parenthesised($0))" } ?? "" }
}

/// How a slice is named.
enum SliceName {
  /// `origin=EWR, carrier=null`; values that could be taken for something else stand between quotes, so that different
  /// values have different names.
  static func make(_ by: [String], _ values: [String?]) -> String {
    zip(by, values).map { "\($0)=\(shown($1))" }.joined(separator: ", ")
  }

  private static func shown(_ value: String?) -> String {
    guard let value else { return "null" }
    // Texts that look alike and have other bytes are other slices.
    if !ExactText.isSame(value, value.precomposedStringWithCanonicalMapping) { return "\"\(LookAlikes.spelt(value))\"" }
    let needsQuotes = value == "null" || value.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
    return needsQuotes ? "\"\(value.replacing(scalar: "\"", with: "\"\""))\"" : value
  }
}
