import Crypto
import Foundation

/// What a result depends on, part by part; equal parts mean an equal result.
struct CacheKey: Sendable, Hashable {
  /// The parts in their order, as `name value`; a cache's entry keeps them, so that one can see why another key is
  /// another one.
  private(set) var parts: [String]

  /// A key of some kind of result.
  ///
  /// - Parameters:
  ///   - kind: `stage`, `data`, `verdicts`.
  ///   - programs: what computes it.
  init(_ kind: String, programs: [String]) {
    parts = ["format \(ReplayCache.format)", "kind \(kind)"] + programs.map { "program \($0)" }
  }

  /// Adds a part.
  mutating func add(_ name: String, _ value: String?) { parts.append("\(name) \(value ?? "-")") }

  /// Adds parts of one name, with their number.
  mutating func add(_ name: String, _ values: [String]) {
    parts.append("\(name) \(values.count)")
    for value in values { parts.append("\(name) \(value)") }
  }

  /// The SHA-256 of the parts, in hexadecimal. Their lengths count, so that no part runs into the next.
  var digest: String {
    var hash = SHA256()
    for part in parts {
      hash.update(data: Data("\(part.utf8.count):".utf8))
      hash.update(data: Data(part.utf8))
    }
    return DigestText.hexadecimal(hash.finalize())
  }
}
