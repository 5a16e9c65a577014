/// DuckDB's messages: a prefix that names the kind, the text, and often a copy of the line with a caret.
enum DuckDBErrors {
  static func classify(_ failure: ADBCFailure, sql: String?) -> EngineError {
    let (kind, text) = split(failure.message, status: failure.status)
    let (located, position) = locate(text, sql: sql)
    let message = withoutAdvice(located)
    // Behind the first of several statements DuckDB adds the statement's offset twice; only its parser counts right.
    let isReliable = kind == .syntax || !(sql.map(hasSeveralStatements) ?? true)
    return EngineError(
      kind: kind, message: message, engine: "duckdb", sql: sql, position: isReliable ? position : nil)
  }

  /// Whether anything follows a semicolon; a semicolon in a text or comment counts too.
  private static func hasSeveralStatements(_ sql: String) -> Bool {
    guard let semicolon = sql.firstIndex(of: ";") else { return false }
    return sql[sql.index(after: semicolon)...].contains { !$0.isWhitespace && $0 != ";" }
  }

  private static let kinds: [(prefix: String, kind: EngineError.Kind)] = [
    ("Parser Error: ", .syntax), ("Syntax Error: ", .syntax), ("Catalog Error: ", .catalog),
    ("Binder Error: ", .binder), ("Mismatch Type Error: ", .binder), ("Parameter Not Resolved Error: ", .binder),
    ("Conversion Error: ", .conversion), ("Decimal Error: ", .conversion), ("Out of Range Error: ", .outOfRange),
    ("Invalid Input Error: ", .invalidInput), ("Invalid Error: ", .invalidInput),
    ("Serialization Error: ", .invalidInput), ("Sequence Error: ", .invalidInput), ("IO Error: ", .io),
    ("HTTP Error: ", .io), ("Network Error: ", .io), ("Permission Error: ", .permission),
    ("Constraint Error: ", .constraint), ("Dependency Error: ", .constraint), ("Out of Memory Error: ", .outOfMemory),
    ("Not implemented Error: ", .notImplemented), ("Missing Extension Error: ", .notImplemented),
    ("Extension Autoloading Error: ", .notImplemented), ("INTERRUPT Error: ", .cancelled),
    ("Connection Error: ", .connection), ("TransactionContext Error: ", .transaction),
    ("INTERNAL Error: ", .internal), ("FATAL Error: ", .internal),
  ]

  /// Finds the kind by the prefix, which it cuts off; a driver's own words may stand before it.
  private static func split(_ message: String, status: UInt8) -> (EngineError.Kind, String) {
    for (prefix, kind) in kinds where message.hasPrefix(prefix) {
      return (kind, String(message.dropFirst(prefix.count)))
    }
    return (ADBCProfile.kind(status: status, sqlState: ""), message)
  }

  /// Cuts off the copy of the SQL at the end, `LINE n: …` with a caret below, and finds the place it points at.
  private static func locate(_ text: String, sql: String?) -> (String, EngineError.Position?) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let marker = lines.lastIndex(where: { $0.hasPrefix("LINE ") }), marker + 1 < lines.count,
      lines[marker + 1].allSatisfy({ $0 == " " || $0 == "^" }), let caret = lines[marker + 1].firstIndex(of: "^"),
      let colon = lines[marker].firstIndex(of: ":"), let number = Int(lines[marker][..<colon].dropFirst(5))
    else { return (trimmed(text), nil) }
    let message = trimmed(lines[..<marker].joined(separator: "\n"))
    let lead = lines[marker].distance(from: lines[marker].startIndex, to: colon) + 2
    let shown = lines[marker + 1].distance(from: lines[marker + 1].startIndex, to: caret) - lead
    let column = column(atWidth: shown, excerpt: lines[marker].dropFirst(lead), line: number, sql: sql)
    return (message, EngineError.Position(line: number, column: column))
  }

  /// Turns a place in the excerpt, which may be cut on both sides, into a column of the SQL's line.
  private static func column(atWidth shown: Int, excerpt: Substring, line: Int, sql: String?) -> Int? {
    guard let sql, shown >= 0 else { return nil }
    let lines = sql.split(separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, line <= lines.count else { return nil }
    let whole = String(lines[line - 1])
    var visible = excerpt
    var width = shown
    if !whole.hasPrefix(visible), visible.hasSuffix("...") { visible.removeLast(3) }
    let isCut = !whole.hasPrefix(visible) && visible.hasPrefix("...")
    if isCut {
      visible.removeFirst(3)
      width -= 3
    }
    // The caret counts columns of a terminal, where some characters take two.
    var place = 0
    for character in visible {
      guard width > 0 else { break }
      width -= isWide(character) ? 2 : 1
      place += 1
    }
    guard let found = whole.firstRange(of: String(visible)) else { return nil }
    return whole.distance(from: whole.startIndex, to: found.lowerBound) + place + 1
  }

  private static func isWide(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        true
      default: false
      }
    }
  }

  /// Shortens what the CSV reader says to what it found: the list of its settings and the advice to skip rows go.
  private static func withoutAdvice(_ message: String) -> String {
    if message.hasPrefix(sniffing), let end = message.firstRange(of: "\nThe search space used was:") {
      return trimmed(String(message[..<end.lowerBound]))
    }
    guard message.hasPrefix("CSV Error on Line:") else { return message }
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let found = lines.prefix { !$0.hasPrefix("Possible ") }.filter { !$0.isEmpty }
    let file = lines.first { $0.hasPrefix("  file = ") }.map { ["File: " + $0.dropFirst("  file = ".count)] } ?? []
    return (found.map(String.init) + file).joined(separator: "\n")
  }

  private static let sniffing = "Error when sniffing file \""

  /// The file whose dialect the CSV reader could not detect, which is all that it says about a ragged row near the start.
  static func undetectedFile(_ error: EngineError) -> String? {
    guard error.message.hasPrefix(sniffing) else { return nil }
    let rest = error.message.dropFirst(sniffing.count)
    return rest.firstRange(of: "\".\n").map { String(rest[..<$0.lowerBound]) }
  }

  private static func trimmed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
