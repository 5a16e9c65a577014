/// The identity of an input's bytes.
public struct InputDigest: Sendable, Hashable, Comparable {
  /// What the lock and reports call the file: its path from the fixture's folder, or `dvc:…`, `git:…`, a URL.
  public var address: String
  /// The SHA-256 of its bytes: 64 lower-case hexadecimal digits.
  public var sha256: String
  /// Its size in bytes.
  public var size: Int

  /// Creates an identity.
  public init(address: String, sha256: String, size: Int) {
    self.address = address
    self.sha256 = sha256
    self.size = size
  }

  /// Whether the address is this one, byte by byte.
  func hasAddress(_ other: String) -> Bool { address.utf8.elementsEqual(other.utf8) }

  /// By the bytes of the addresses.
  public static func < (left: InputDigest, right: InputDigest) -> Bool {
    left.hasAddress(right.address)
      ? left.sha256 < right.sha256 : left.address.utf8.lexicographicallyPrecedes(right.address.utf8)
  }
}

/// A file that a fixture takes, found and read to its end.
public struct InputFile: Sendable, Hashable {
  /// What it is called, and what it holds.
  public var digest: InputDigest
  /// The absolute path of the bytes; for content that was fetched a path in a store, which says nothing.
  public var path: String
  /// The file's own name, whose ending tells its format.
  public var name: String
  /// The file as messages name it.
  public var shown: String
  /// What is not as it should be and still no fault: only the line endings differ.
  public var warning: String?
}

/// Why an input is not there, or is not what it must be.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, what was expected, what was found, what to do.
  public var message: String
  /// Whether the run is being stopped, so that the error says nothing of the file.
  var isStop = false

  /// Creates an error.
  public init(_ message: String) { self.message = message }

  static var stopped: InputError {
    var error = InputError("the run was stopped")
    error.isStop = true
    return error
  }

  /// The message.
  public var description: String { message }
}

/// How digests are shown.
enum DigestText {
  /// The first twelve digits, enough to tell files apart.
  static func short(_ digest: String) -> String { String(digest.prefix(12)) }

  /// Whether a text is a number of lower-case hexadecimal digits.
  static func isHexadecimal(_ text: some StringProtocol, count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Bytes as hexadecimal digits.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
