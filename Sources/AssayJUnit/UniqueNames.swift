/// Makes names unique by a number at the end: `a`, `a (2)`, `a (3)`.
///
/// It keeps 8 bytes for each name, not the name: two different names are taken for one with a probability of
/// n²/2⁶⁵, and then the second gets a number that it did not need.
struct UniqueNames {
  private var seen: Set<UInt64> = []
  /// The number to try next for a name that came more than once.
  private var next: [UInt64: Int] = [:]

  /// Takes a name; returns it, or the first free one made of it.
  mutating func insert(_ name: String) -> String {
    let hash = Self.hash(name)
    if seen.insert(hash).inserted { return name }
    var number = next[hash] ?? 2
    while true {
      let candidate = "\(name) (\(number))"
      number += 1
      if seen.insert(Self.hash(candidate)).inserted {
        next[hash] = number
        return candidate
      }
    }
  }

  /// FNV-1a over the bytes, with a final mix. Not `Hasher`, which differs from run to run, and so would names.
  static func hash(_ name: String) -> UInt64 {
    var name = name
    var hash = name.withUTF8 { bytes in
      var hash = 0xCBF2_9CE4_8422_2325 as UInt64
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return hash
    }
    hash ^= hash >> 32
    hash &*= 0xD6E8_FEB8_6659_FD93
    hash ^= hash >> 32
    return hash
  }
}
