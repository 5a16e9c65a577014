import AssayTable

/// How often the days of the week and the hours of the day occur in a column of dates or times.
public struct CalendarCounts: Sendable, Hashable {
  /// The rows by day of the week, Monday first; all 0 for a column of times of day.
  public private(set) var weekdays = [Int](repeating: 0, count: 7)
  /// The rows by hour of the day; all 0 for a column of dates.
  public private(set) var hours = [Int](repeating: 0, count: 24)
  /// The first and the last day, in days since 1970-01-01; nil without values and for times of day.
  public private(set) var days: ClosedRange<Int>?
  /// The rows where the value is null.
  public private(set) var missing = 0
  /// The rows that have a value.
  public private(set) var present = 0

  /// No rows.
  public init() {}

  /// Counts that were taken before; nil when no rows have them.
  ///
  /// - Parameters:
  ///   - weekdays: 7 counts, Monday first.
  ///   - hours: 24 counts.
  ///   - days: the first and the last day, or nothing.
  init?(weekdays: [Int], hours: [Int], days: [Int], missing: Int) {
    guard weekdays.count == 7, hours.count == 24, days.isEmpty || (days.count == 2 && days[0] <= days[1]), missing >= 0,
      days.allSatisfy({ abs($0) < 1 << 40 }), (weekdays + hours).allSatisfy({ (0...1 << 50).contains($0) })
    else { return nil }
    let (byDay, byHour) = (weekdays.reduce(0, +), hours.reduce(0, +))
    guard byDay == byHour || byDay == 0 || byHour == 0, (byDay > 0) == !days.isEmpty else { return nil }
    self.weekdays = weekdays
    self.hours = hours
    self.days = days.isEmpty ? nil : days[0]...days[1]
    self.missing = missing
    present = max(byDay, byHour)
  }

  /// Adds a value in steps of the column's type; NaN is missing.
  mutating func add(_ value: Double, _ clock: CalendarClock) {
    guard !value.isNaN else {
      missing += 1
      return
    }
    present += 1
    if clock.hasDay {
      let day = clock.day(value)
      weekdays[CalendarClock.weekday(day)] += 1
      days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
    }
    if clock.hasTime { hours[clock.hour(value)] += 1 }
  }
}

/// How the numbers of a date, time or timestamp column are read.
struct CalendarClock: Sendable {
  let hasDay: Bool
  let hasTime: Bool
  /// The steps of a day.
  private let stepsPerDay: Double

  static let weekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// Nil for a type that is none of these.
  init?(_ type: DataType) {
    switch type {
    case .date: (hasDay, hasTime, stepsPerDay) = (true, false, 1)
    case .time(let unit): (hasDay, hasTime, stepsPerDay) = (false, true, 86_400 * Double(unit.stepsPerSecond))
    case .timestamp(let unit, _): (hasDay, hasTime, stepsPerDay) = (true, true, 86_400 * Double(unit.stepsPerSecond))
    default: return nil
    }
  }

  /// Days since 1970-01-01.
  @inline(__always)
  func day(_ value: Double) -> Int { Int((value / stepsPerDay).rounded(.down)) }

  /// 0 for Monday. 1970-01-01 was a Thursday.
  @inline(__always)
  static func weekday(_ day: Int) -> Int {
    let rest = (day % 7 + 3) % 7
    return rest < 0 ? rest + 7 : rest
  }

  @inline(__always)
  func hour(_ value: Double) -> Int {
    let share = value / stepsPerDay
    return min(23, max(0, Int((share - share.rounded(.down)) * 24 + 1e-9)))
  }
}
