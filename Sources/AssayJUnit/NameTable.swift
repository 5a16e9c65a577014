/// Values by names of which only a hash is kept: 128 bits and the value for each, in one block without pointers.
///
/// The hash is SipHash with the process's random key, so nobody can prepare names that collide. Two of n names are taken
/// for one with a probability of n²/2¹²⁹.
struct NameTable<Value> {
  /// A hash of a name: equal for equal names, and different in each process.
  struct Key: Hashable {
    fileprivate var high: UInt64
    fileprivate var low: UInt64

    init(_ name: String) {
      var name = name
      (high, low) = name.withUTF8 { bytes in (Self.hash(bytes, salt: 1), Self.hash(bytes, salt: 2)) }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, salt: UInt64) -> UInt64 {
      var hasher = Hasher()
      hasher.combine(salt)
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
      return UInt64(bitPattern: Int64(hasher.finalize()))
    }
  }

  private struct Slot {
    var key: Key
    var value: Value
  }

  private var slots: [Slot?]
  /// The number of names.
  private(set) var count = 0

  /// Creates a table with room for so many names; it grows by half when it is three quarters full.
  init(expected: Int = 0) {
    slots = [Slot?](repeating: nil, count: max(16, expected + expected / 3 + 1))
  }

  /// The value of a name, if it has one.
  subscript(key: Key) -> Value? { slots[place(of: key)]?.value }

  /// Gives a name a value, in place of the one that it has.
  mutating func set(_ key: Key, _ value: Value) {
    var place = place(of: key)
    if slots[place] == nil {
      count += 1
      if 4 * count > 3 * slots.count {
        grow()
        place = self.place(of: key)
      }
    }
    slots[place] = Slot(key: key, value: value)
  }

  /// Keeps only what a condition is true for, when that is less than half: else the smaller table beside the old one
  /// would take more memory than it saves.
  mutating func keepIfFew(_ isKept: (Value) -> Bool) {
    let kept = slots.count { slot in slot.map { isKept($0.value) } ?? false }
    guard 2 * kept < count else { return }
    var few = NameTable(expected: kept)
    for case let slot? in slots where isKept(slot.value) { few.set(slot.key, slot.value) }
    self = few
  }

  /// The slot of a key, or the free one where it belongs.
  private func place(of key: Key) -> Int {
    var place = Int(key.high.multipliedFullWidth(by: UInt64(slots.count)).high)
    while let slot = slots[place], slot.key != key {
      place += 1
      if place == slots.count { place = 0 }
    }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot?](repeating: nil, count: old.count + old.count / 2)
    for case let slot? in old { slots[place(of: slot.key)] = slot }
  }
}
