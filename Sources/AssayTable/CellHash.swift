/// The 64-bit hash of a cell's logical value: the same on every machine, in every release, for every encoding.
///
/// Made for digests of tables, not against an adversary. Definition, all arithmetic modulo 2⁶⁴:
///
/// - `mix(x)`: x ^= x >> 30; x *= BF58476D1CE4E5B9; x ^= x >> 27; x *= 94D049BB133111EB; x ^= x >> 31
///   (the output function of SplitMix64, a bijection).
/// - `fold(a, b)`: the exclusive or of the upper and lower half of the 128-bit product a · b.
/// - `key(kind)` = mix(seed + kind · 9E3779B97F4A7C15), with the kind of the value:
///   null 1, boolean 2, integer 3, number 4, decimal 5, text 6, binary 7, date 8, time 9, timestamp 10, duration 11,
///   interval 12, list 13, struct 14; plus 32 for a time, timestamp or duration whose nanoseconds do not make whole
///   microseconds; plus 64 for one that is too far away for microseconds and counts in milliseconds, plus 128 for one
///   that is too far away for these and counts in seconds.
/// - A value of one word w: mix(w ^ key). The word is 0 for null, 0 or 1 for a boolean, the integer in two's complement,
///   the bits of the double (every NaN as 7FF8000000000000, -0.0 as +0.0; a float32 as its exact double), the days of a
///   date since 1970-01-01, the microseconds of a time, timestamp or duration.
///   So two different integers of a column never share a hash, nor do two different doubles.
/// - Integers of every width and whole decimals that fit in 64 bits with a sign are integers.
///   Another decimal (or uint64) loses its trailing zeros behind the point and is the sequence of its unscaled number's
///   lower and upper word and its scale.
/// - A sequence of words: h = key, then h = fold(h ^ word, 9E3779B97F4A7C15) ^ mix(word + h) for each, then
///   mix(h + number of words · D6E8FEB86659FD93). An interval is the sequence months, days, nanoseconds; a list or struct
///   the sequence of its elements' hashes.
/// - Text and binary: h = key, then h = fold(h ^ word, 9E3779B97F4A7C15) for each 8 bytes in little-endian order, the last
///   padded with zeros, then mix(h + number of bytes · D6E8FEB86659FD93). Text is taken as its UTF-8 bytes, without
///   Unicode normalisation.
public enum CellHash {
  enum Kind: UInt64 {
    case null = 1, boolean, integer, number, decimal, text, binary, date, time, timestamp, duration, interval, list
    case structure
  }

  static let nanosecondOffset: UInt64 = 32
  static let coarseOffset: UInt64 = 64
  static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let lengthFactor: UInt64 = 0xD6E8_FEB8_6659_FD93

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var x = value
    x = (x ^ (x &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x &>> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x &>> 31)
  }

  @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  static func key(_ kind: Kind, seed: UInt64, offset: UInt64 = 0) -> UInt64 {
    mix(seed &+ (kind.rawValue &+ offset) &* golden)
  }

  @inline(__always)
  static func numberBits(_ number: Double) -> UInt64 {
    number != number ? 0x7FF8_0000_0000_0000 : (number + 0.0).bitPattern
  }

  static func sequence(_ words: some Sequence<UInt64>, key: UInt64) -> UInt64 {
    var hash = key
    var count: UInt64 = 0
    for word in words {
      hash = fold(hash ^ word, golden) ^ mix(word &+ hash)
      count &+= 1
    }
    return mix(hash &+ count &* lengthFactor)
  }

  @inline(__always)
  static func bytes(_ bytes: UnsafeBufferPointer<UInt8>, key: UInt64) -> UInt64 {
    var hash = key
    let count = bytes.count
    if let base = UnsafeRawPointer(bytes.baseAddress) {
      var position = 0
      while count &- position >= 8 {
        let word = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        hash = fold(hash ^ UInt64(littleEndian: word), golden)
        position &+= 8
      }
      if position < count {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        while position < count {
          word |= UInt64(bytes[position]) &<< shift
          shift &+= 8
          position &+= 1
        }
        hash = fold(hash ^ word, golden)
      }
    }
    return mix(hash &+ UInt64(truncatingIfNeeded: count) &* lengthFactor)
  }

  /// Adds a cell's hash to the running hash of its row; the order of the columns matters.
  @inline(__always)
  public static func combine(_ row: UInt64, _ cell: UInt64) -> UInt64 { mix(row &* golden &+ cell) }

  /// The hash of a text on its own: that of a text cell with these UTF-8 bytes.
  ///
  /// Serves to derive the seed of a column from its name.
  public static func hash(of text: String, seed: UInt64) -> UInt64 {
    var copy = text
    return copy.withUTF8 { bytes($0, key: key(.text, seed: seed)) }
  }
}
