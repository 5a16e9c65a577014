/// A size as people write it: `5368709120`, `500MB`, `5GiB`.
public struct ByteSize: Sendable, Hashable, CustomStringConvertible {
  /// The number of bytes.
  public let bytes: Int

  /// A number of bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// Reads a whole number, alone or with `B`, `KB`, `MB`, `GB`, `TB` (powers of 1000) or `KiB`, `MiB`, `GiB`, `TiB`
  /// (powers of 1024); `nil` for anything else, and for more than 2⁶³ − 1 bytes.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits) else { return nil }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let factor = Self.units.first(where: { $0.name == unit.lowercased() })?.factor else { return nil }
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: factor)
    guard !isTooLarge else { return nil }
    self.bytes = bytes
  }

  private static let units: [(name: String, factor: Int)] = [
    ("", 1), ("b", 1), ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000),
    ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40),
  ]

  /// `312 MB`, `1.4 GB`: powers of 1000, two or three digits.
  public var description: String {
    let names = ["B", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var index = 0
    while value >= 999.5, index + 1 < names.count {
      value /= 1_000
      index += 1
    }
    let rounded = value < 9.95 && index > 0 ? (value * 10).rounded() / 10 : value.rounded()
    return "\(Format.number(rounded)) \(names[index])"
  }
}
