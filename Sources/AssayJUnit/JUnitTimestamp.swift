extension JUnitFormat {
  /// Any tool's timestamp as `YYYY-MM-DDThh:mm:ss` in UTC; `nil` when it is none. One without a zone is taken as it is.
  static func timestamp(reading text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19 else { return nil }
    for (index, byte) in bytes[..<19].enumerated() {
      switch index {
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 10: guard byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ") else { return nil }
      case 13, 16: guard byte == UInt8(ascii: ":") else { return nil }
      default: guard (0x30...0x39).contains(byte) else { return nil }
      }
    }
    func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1) - 0x30 } }
    let day = (year: number(0..<4), month: number(5..<7), day: number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    let days = daysSince1970(day)
    // A day that the calendar does not have is another one there and back.
    guard day.year >= 1, (1...12).contains(day.month), civilDate(daysSince1970: days) == day,
      hour < 24, minute < 60, second < 60, let zone = zone(String(decoding: bytes[19...], as: UTF8.self))
    else { return nil }
    return timestamp(secondsSince1970: days * 86_400 + hour * 3_600 + minute * 60 + second - zone)
  }

  /// The seconds east of UTC that the rest of a timestamp says: a fraction and `Z`, `+01:00`, `+0100`, `+01` or nothing.
  private static func zone(_ text: String) -> Int? {
    var rest = Substring(text)
    if rest.first == "." || rest.first == "," { rest = rest.dropFirst().drop { $0.isASCII && $0.isNumber } }
    if rest.isEmpty || rest == "Z" || rest == "z" { return 0 }
    guard let sign = rest.first, "+-".contains(sign) else { return nil }
    let digits = rest.dropFirst().filter { $0 != ":" }
    guard [2, 4].contains(digits.count), let value = Int(digits) else { return nil }
    let minutes = digits.count == 2 ? value * 60 : value / 100 * 60 + value % 100
    return sign == "-" ? -60 * minutes : 60 * minutes
  }

  /// The days from 1970 to a date of the proleptic Gregorian calendar; years begin in March, so that the leap day is last.
  private static func daysSince1970(_ date: (year: Int, month: Int, day: Int)) -> Int {
    let year = date.month <= 2 ? date.year - 1 : date.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
