#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text of data: equal to another one when their UTF-8 bytes are, and ordered by them.
///
/// Swift takes texts for equal that are canonically equivalent in Unicode: `Köln` with one character for its ö, and with
/// an o and a diaeresis. To engines, models and joins these are two values, and so they are wherever data is counted.
public struct ExactText: Sendable {
  /// The text, its bytes as they came.
  public let text: String

  /// Takes a text as it is.
  public init(_ text: String) { self.text = text }

  /// Whether two texts have the same bytes. O(bytes).
  public static func isSame(_ left: String, _ right: String) -> Bool { compare(left, right) == 0 }

  /// Negative when `left` comes first, 0 for the same bytes.
  private static func compare(_ left: String, _ right: String) -> Int {
    withBytes(left) { first in
      withBytes(right) { second in
        if let one = first.baseAddress, let other = second.baseAddress {
          let difference = memcmp(one, other, min(first.count, second.count))
          if difference != 0 { return Int(difference) }
        }
        return first.count - second.count
      }
    }
  }

  /// Texts of the standard library's own storage are read in place.
  private static func withBytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    if let result = text.utf8.withContiguousStorageIfAvailable({ body(UnsafeRawBufferPointer($0)) }) { return result }
    return Array(text.utf8).withUnsafeBytes(body)
  }
}

extension ExactText: Hashable {
  /// Whether the bytes are the same.
  public static func == (left: Self, right: Self) -> Bool { isSame(left.text, right.text) }

  /// Consistent with `==`.
  public func hash(into hasher: inout Hasher) {
    Self.withBytes(text) { bytes in
      hasher.combine(bytes.count)
      hasher.combine(bytes: bytes)
    }
  }
}

extension ExactText: Comparable {
  /// Whether the bytes of `left` come first; a text comes before its continuations.
  public static func < (left: Self, right: Self) -> Bool { compare(left.text, right.text) < 0 }
}

extension ExactText: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Takes a text as it is.
  public init(stringLiteral text: String) { self.init(text) }

  /// The text.
  public var description: String { text }
}
