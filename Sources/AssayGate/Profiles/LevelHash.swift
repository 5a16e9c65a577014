import Crypto
import Foundation

/// The secret under which the levels of private columns are hashed, from the environment.
///
/// Names and diagnoses are few, so that a hash without a secret would be undone by trying them all. The profile holds
/// the hashes and never the key; whoever compares with it needs the key that it was made with.
struct ProfileKey: Sendable {
  /// The environment variable that holds the key.
  static let variable = "ASSAY_PROFILE_KEY"
  /// The fewest bytes of a key.
  static let smallestLength = 16

  private let key: SymmetricKey

  /// What is known of the key.
  enum Setting: Sendable {
    case missing
    case tooShort
    case key(ProfileKey)
  }

  /// The key that a text holds.
  static func setting(_ text: String?) -> Setting {
    guard let text, !text.isEmpty else { return .missing }
    return ProfileKey(text).map(Setting.key) ?? .tooShort
  }

  /// The text of the key in the environment.
  static var environment: String? { ProcessInfo.processInfo.environment[variable] }

  /// A key from its text; `nil` when it is too short.
  init?(_ text: String) {
    guard text.utf8.count >= Self.smallestLength else { return nil }
    key = SymmetricKey(data: Data(text.utf8))
  }

  /// What tells one key from another, and nothing of the key.
  var mark: String { digest("assay profile key") }

  /// 128 bits of HMAC-SHA-256 in hexadecimal.
  fileprivate func digest(_ text: String) -> String {
    Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).prefix(16))
  }
}

/// Names the levels of one private column by keyed hashes.
struct LevelHash: Sendable {
  let key: ProfileKey
  let table: String
  let column: String

  /// The hash of a level; the same level of another column has another one.
  func name(of level: String) -> String { key.digest("\(table)\u{0}\(column)\u{0}\(level)") }
}

extension LevelHash {
  /// The names of levels by their hashes.
  func names(of levels: some Sequence<String>) -> [String: String] {
    var names: [String: String] = [:]
    for level in levels { names[name(of: level)] = level }
    return names
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
