/// A day or a moment that a manifest writes, in ISO 8601.
struct TimeArgument: Sendable, Hashable {
  /// As it is written.
  var text: String
  /// With seconds where a time has none: engines read an offset behind seconds only.
  var withSeconds: String
  /// Whether it says how far it is from UTC.
  var hasOffset: Bool

  /// `nil` when the text has another form, or names a day or an hour that does not exist.
  init?(_ text: String) {
    let form =
      #/(\d{4})-(\d{2})-(\d{2})(?:([T ](\d{2}):(\d{2}))(?::(\d{2})(\.\d{1,6})?)?(Z|[+-](\d{2})(?::?(\d{2}))?)?)?/#
      .asciiOnlyDigits()
    guard let match = text.wholeMatch(of: form)?.output else { return nil }
    func number(_ part: Substring?) -> Int { part.flatMap { Int($0) } ?? 0 }
    let (year, month, day) = (number(match.1), number(match.2), number(match.3))
    guard year > 0, 1...12 ~= month, day > 0, day <= Self.days(month, of: year) else { return nil }
    guard number(match.5) < 24, number(match.6) < 60, number(match.7) < 60 else { return nil }
    guard number(match.10) < 16, number(match.11) < 60 else { return nil }
    self.text = text
    hasOffset = match.9 != nil
    if let time = match.4, match.7 == nil {
      withSeconds = "\(match.1)-\(match.2)-\(match.3)\(time):00\(match.9 ?? "")"
    } else {
      withSeconds = text
    }
  }

  private static func days(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
