/// Finds the names that may come more than once among very many, without keeping them.
///
/// Takes every name once; then ``mayRepeat(_:)`` is true for each name that came twice, and for a few that did not.
/// Memory is fixed: 16 to 32 bits for each name that is expected, at most 16 MiB.
struct NameCensus {
  /// A bit for each hash value that came, and one for each that came again.
  private var seen: [UInt64]
  private var again: Set<UInt32> = []
  private let mask: UInt64

  /// Creates a census.
  ///
  /// - Parameter expected: about how many names will come. With fewer, more names than need be are taken for repeated.
  init(expected: Int) {
    var bits = 1 << 16
    while bits < 16 * expected, bits < 1 << 27 { bits *= 2 }
    seen = [UInt64](repeating: 0, count: bits / 64)
    mask = UInt64(bits - 1)
  }

  /// About how many names may have come more than once.
  var repeated: Int { again.count }

  /// Takes a name.
  mutating func insert(_ name: String) {
    let place = UniqueNames.hash(name) & mask
    let bit = UInt64(1) << (place % 64)
    if seen[Int(place / 64)] & bit != 0 {
      again.insert(UInt32(place))
    } else {
      seen[Int(place / 64)] |= bit
    }
  }

  /// Whether the name may have come more than once. Never false for one that has.
  func mayRepeat(_ name: String) -> Bool { again.contains(UInt32(UniqueNames.hash(name) & mask)) }

  /// Whether the name may have come. Never false for one that has.
  func mayContain(_ name: String) -> Bool {
    let place = UniqueNames.hash(name) & mask
    return seen[Int(place / 64)] & UInt64(1) << (place % 64) != 0
  }
}
