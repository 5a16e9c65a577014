/// Tables for the examples of the `drift` check.
enum DriftExamples {
  static func numbers(_ range: Range<Int>) -> String { "x\n" + range.map { "\($0)\n" }.joined() }

  /// 600 rows of a number, of which some are missing, and a second column.
  static func missing(_ count: Int) -> String {
    "x,y\n" + (0..<600).map { $0 < count ? ",1\n" : "\($0 % 300),1\n" }.joined()
  }

  /// A column `colour` of levels by their counts.
  static func levels(_ counts: [String: Int]) -> String {
    "colour\n" + counts.sorted { $0.key < $1.key }.map { String(repeating: "\($0.key)\n", count: $0.value) }.joined()
  }

  /// 90 days of 12 timestamps, one in each hour from `first` on.
  static func hours(from first: Int) -> String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "at\n"
      + (0..<90).flatMap { day in
        (first..<first + 12).map { "2013-\(padded(1 + day / 30))-\(padded(1 + day % 28)) \(padded($0)):30:00\n" }
      }.joined()
  }

  /// 400 texts of which no two are equal.
  static func codes(_ prefix: String) -> String {
    "code\n" + (0..<400).map { "\(prefix)-\(1000 + $0 * 7)\n" }.joined()
  }

  /// Days of 30 rows, which have nearly the same number.
  static func days(_ range: Range<Int>, shift: Int) -> String {
    "day,x\n"
      + range.flatMap { day in (0..<30).map { "\(day),\(day * 37 % 20 * 10 + $0 % 3 + shift)\n" } }.joined()
  }
}
