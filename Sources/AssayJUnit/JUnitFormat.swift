import Foundation

/// How values are spelled in a JUnit report.
package enum JUnitFormat {
  /// The longest `message`, name and class name, in bytes.
  static let lineBytes = 1_000
  /// The longest text of an element or value of a property, in bytes.
  static let textBytes = 65_536
  /// The end of a text that was cut.
  static let cutMark = "\n… cut"

  /// Seconds with three decimals and a point; what is no time is 0.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "0.000" }
    let milliseconds = Int((min(value, 1e12) * 1_000).rounded())
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }

  /// The seconds that ``seconds(_:)`` spells.
  static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value > 0 else { return 0 }
    return (min(value, 1e12) * 1_000).rounded() / 1_000
  }

  /// `YYYY-MM-DDThh:mm:ss` in UTC, which both `xs:dateTime` and the older schemas' patterns accept.
  static func timestamp(_ date: Date) -> String {
    timestamp(secondsSince1970: Int(min(max(date.timeIntervalSince1970, -1e12), 1e12).rounded(.down)))
  }

  /// The same for seconds since 1970.
  static func timestamp(secondsSince1970: Int) -> String {
    // The years 1 to 9999: four digits.
    let seconds = min(max(secondsSince1970, -62_135_596_800), 253_402_300_799)
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let (year, month, day) = civilDate(daysSince1970: days)
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
      + "T\(digits(rest / 3_600, 2)):\(digits(rest / 60 % 60, 2)):\(digits(rest % 60, 2))"
  }

  /// The proleptic Gregorian date of a day; counts in eras of 400 years that begin in March, so that the leap day is last.
  static func civilDate(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Turns text into an XML name token, for the `type` of a failure.
  static func nameToken(_ text: String) -> String {
    let token = text.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ":": Character(scalar)
      default: "_"
      }
    }
    return token.isEmpty ? "unknown" : String(token.prefix(200))
  }

  /// A path relative to a folder, with `..` where it lies outside; both are normalised without looking at the disk.
  ///
  /// - Parameters:
  ///   - path: absolute, or relative to `workingDirectory`.
  ///   - workingDirectory: absolute.
  ///   - root: absolute; what the result is relative to.
  package static func relativePath(_ path: String, workingDirectory: String, root: String) -> String {
    let target = components(absolutePath(path, workingDirectory: workingDirectory))
    let base = components(root)
    let common = zip(target, base).prefix { $0 == $1 }.count
    let steps = [Substring](repeating: "..", count: base.count - common) + target[common...]
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// An absolute path, normalised without looking at the disk.
  static func absolutePath(_ path: String, workingDirectory: String) -> String {
    "/" + components(path.hasPrefix("/") ? path : workingDirectory + "/" + path).joined(separator: "/")
  }

  private static func components(_ path: String) -> [Substring] {
    path.split(separator: "/").reduce(into: []) { out, part in
      switch part {
      case ".": break
      case "..": _ = out.popLast()
      default: out.append(part)
      }
    }
  }
}
