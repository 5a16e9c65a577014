/// What the arguments of several checks for silent failures have in common.
enum SilentArguments {
  /// A practical limit: a share above 0 and below 1.
  static func limit(_ arguments: Arguments, default standard: Double) throws(ManifestError) -> Double {
    let limit = arguments.number("limit") ?? standard
    if limit == 0 || limit == 1 {
      throw ManifestError("'limit' is a share above 0 and below 1", at: arguments.location(of: "limit"))
    }
    return limit
  }

  /// One comparison a column; an entry for all columns counts as ten.
  static func weight(_ columns: ColumnSelection) -> Double {
    if case .named(let keys) = columns { Double(max(1, keys.count)) } else { 10 }
  }

  /// The names of columns under a key that must name some.
  static func names(_ key: String, _ arguments: Arguments) throws(ManifestError) -> [String] {
    switch arguments.columns(key) {
    case .named(let keys)?: return keys.map(\.name)
    case .all?:
      throw ManifestError("'\(key)' needs names of columns, not 'all'", at: arguments.location(of: key))
    case nil: return []
    }
  }
}

/// Tables for the examples.
enum SilentExamples {
  /// Rows of a number that runs from 1 to `period`; `change` gives another text for some rows, by their position.
  static func cycle(_ rows: Int, of period: Int, change: (Int) -> String? = { _ in nil }) -> String {
    // A second column keeps rows whose number is missing from being blank lines.
    "x,row\n" + (0..<rows).map { "\(change($0) ?? "\($0 % period + 1)"),\($0)\n" }.joined()
  }

  /// Rows made one by one under a heading.
  static func rows(_ heading: String, _ range: Range<Int>, _ row: (Int) -> String) -> String {
    heading + "\n" + range.map { row($0) + "\n" }.joined()
  }
}
