import AssayTable

extension ArgumentDecoder {
  /// A value of one of the forms that are written as a scalar.
  mutating func scalar(
    _ node: YAMLNode, _ form: ArgumentForm, at place: Place, location: SourceLocation
  ) -> ArgumentValue? {
    guard let scalar = node.scalar, scalar.kind != .null else {
      fail("\(place.needs(form.expected)); found \(node.found)", at: location)
      return nil
    }
    if let content = Self.content(scalar, form) { return ArgumentValue(content, at: location) }
    fail("\(place.needs(form.expected)); found \(scalar.found)\(Self.hint(scalar, form))", at: location)
    return nil
  }

  /// The value of a scalar in a form; `nil` when it has another.
  private static func content(_ scalar: YAMLScalar, _ form: ArgumentForm) -> ArgumentValue.Content? {
    switch (form, scalar.kind) {
    case (.text, .text): return scalar.text.isEmpty ? nil : .text(scalar.text)
    case (.path, .text): return isPath(scalar.text) ? .text(scalar.text) : nil
    case (.name, _): return scalar.text.isEmpty ? nil : .text(scalar.text)
    case (.column, .boolean): return nil
    case (.column, _): return scalar.text.isEmpty ? nil : .text(scalar.text)
    case (.boolean, .boolean(let value)), (.scalar, .boolean(let value)): return .boolean(value)
    case (.scalar, .text): return .text(scalar.text)
    case (.scalar, .integer(let value)): return .integer(value)
    case (.integer(let minimum), .integer(let value)): return value >= minimum ? .integer(value) : nil
    case (.integer(let minimum), .number(let value)):
      // `1e3` and `20000.0` are whole numbers to the one who writes them.
      guard let whole = Int(exactly: value), whole >= minimum else { return nil }
      return .integer(whole)
    case (.number, .integer(let value)): return .integer(value)
    case (.number, .number(let value)), (.scalar, .number(let value)): return value.isFinite ? .number(value) : nil
    case (.share, .integer), (.share, .number):
      guard let value = scalar.number, (0...1).contains(value) else { return nil }
      return .number(value)
    case (.duration, _): return seconds(scalar).map { .number($0) }
    case (.date, .text): return isDay(scalar.text) ? .text(scalar.text) : nil
    case (.choice(let words), _): return words.contains(scalar.text) ? .text(scalar.text) : nil
    default: return nil
    }
  }

  /// What to write instead, when that can be guessed.
  private static func hint(_ scalar: YAMLScalar, _ form: ArgumentForm) -> String {
    switch form {
    case .text, .column:
      if scalar.kind != .text { return " (quote it: \"\(scalar.text)\")" }
    case .path:
      if scalar.kind != .text { return " (quote it: \"\(scalar.text)\")" }
      if scalar.text.hasPrefix("/") { return " (paths are relative to the fixture's folder)" }
      if scalar.text.contains("\\") { return " (write / between folders)" }
    case .boolean:
      switch scalar.text.lowercased() {
      case "yes", "on", "y", "1", "true": return " (write true)"
      case "no", "off", "n", "0", "false": return " (write false)"
      default: break
      }
    case .integer, .number, .share:
      return numberHint(scalar, form)
    case .date:
      return " (write year-month-day)"
    case .choice(let words):
      return Suggestion.clause(for: scalar.text, among: words)
    default: break
    }
    return ""
  }

  private static func numberHint(_ scalar: YAMLScalar, _ form: ArgumentForm) -> String {
    if case .share = form {
      if let value = scalar.number, value > 1, value <= 100 {
        return " (for \(MessageText.number(value)) % write \(hundredth(value)))"
      }
      if scalar.text.hasSuffix("%"), let value = Double(scalar.text.dropLast().filter { $0 != " " }),
        (0...100).contains(value)
      {
        return " (write \(hundredth(value)))"
      }
    }
    guard scalar.kind == .text else { return "" }
    let bare = scalar.text.filter { $0 != "_" && $0 != "," && $0 != " " }
    guard content(YAMLScalar(bare, isPlain: true), form) != nil else { return "" }
    return bare == scalar.text ? " (write it without quotes)" : " (write \(bare))"
  }

  /// A hundredth without the noise of binary fractions: 15 → `0.15`.
  private static func hundredth(_ value: Double) -> String { MessageText.number((value * 1e6).rounded() / 1e8) }

  /// The seconds of `90`, `1.5`, `90s`, `5m`, `1h`: more than none, and finite.
  private static func seconds(_ scalar: YAMLScalar) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    var seconds = scalar.number
    if scalar.kind == .text, scalar.text.allSatisfy({ "0123456789.eE+-smh".contains($0) }),
      let unit = scalar.text.last.flatMap({ units[$0] })
    {
      let number = YAMLScalar(String(scalar.text.dropLast()), isPlain: true).number
      seconds = number.map { $0 * unit }
    }
    guard let seconds, seconds > 0, seconds.isFinite else { return nil }
    return seconds
  }

  /// Whether a text is a day of the calendar, `YYYY-MM-DD`.
  private static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return lengths.indices.contains(month - 1) && (1...lengths[month - 1]).contains(day)
  }

  /// Whether a text can be a path below the fixture: not empty, not absolute, no backslash, no control characters.
  private static func isPath(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix("/") && !text.contains("\\")
      && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
