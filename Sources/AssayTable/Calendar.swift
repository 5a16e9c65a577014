/// Days and clock times as ISO 8601 text, in the proleptic Gregorian calendar.
enum Calendar {
  /// Division that rounds towards minus infinity, for times before 1970.
  @inline(__always)
  static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// `2013-04-03`; years beyond 9999 have a sign, years before 1 count from 0000 down.
  static func date(daysSince1970 days: Int64) -> String {
    // Count in eras of 400 years from 0000-03-01, so that a leap day ends its year.
    let (era, dayOfEra) = floorDivide(days &+ 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let sign = year < 0 ? "-" : year > 9_999 ? "+" : ""
    return "\(sign)\(padded(Int64(year.magnitude), 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `09:00:00`, with a fraction when it is not zero: `09:00:00.25`.
  static func time(_ steps: Int64, unit: TimeUnit) -> String {
    let (seconds, fraction) = floorDivide(steps, unit.stepsPerSecond)
    var text = "\(padded(seconds / 3_600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    if fraction > 0 {
      var digits = padded(fraction, unit.fractionDigits)
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }

  /// `2013-04-03 09:00:00`, and a `Z` for a point in time of UTC.
  static func timestamp(_ steps: Int64, unit: TimeUnit, isUTC: Bool) -> String {
    let (days, rest) = floorDivide(steps, 86_400 * unit.stepsPerSecond)
    return date(daysSince1970: days) + " " + time(rest, unit: unit) + (isUTC ? "Z" : "")
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
  }
}
