/// Cells of ordered keys, numbered as they come: at first one for each value, and coarser ones, by powers of two, as soon
/// as there are more of them than may be.
///
/// The cells of all values together do not depend on the order in which these came: a part of the values never needs
/// coarser cells than all of them.
struct KeyCells: Sendable {
  /// The bits of a key that its cell leaves out.
  private(set) var shift: UInt64 = 0
  /// The cells, without the bits that are left out, by number.
  private(set) var cells: [UInt64] = []
  private let capacity: Int
  /// The numbers plus 1 by the cells' hashes; 0 where there is none.
  private var slots: [Int32]

  /// - Parameter capacity: the most cells, at least 2.
  init(capacity: Int) {
    self.capacity = max(2, capacity)
    slots = [Int32](repeating: 0, count: 16)
  }

  /// The number of the cell of a value, which is made when there is none; nil when there is no room, and `coarsen` must
  /// be called first.
  mutating func number(of value: Double) -> Int? {
    let cell = Self.key(value) &>> shift
    let mask = slots.count - 1
    var slot = Self.hash(cell) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if cells[number] == cell { return number }
      slot = (slot + 1) & mask
    }
    guard cells.count < capacity else { return nil }
    cells.append(cell)
    slots[slot] = Int32(cells.count)
    if 4 * cells.count > slots.count { fill(size: 2 * slots.count) }
    return cells.count - 1
  }

  /// Makes cells wider by a power of two, the smallest one that leaves room for a value; returns the new number of each
  /// old cell.
  mutating func coarsen(for value: Double) -> [Int] {
    let old = cells
    let new = Self.key(value) >> shift
    var left: UInt64 = 0
    var all: Set<UInt64>
    repeat {
      left += 1
      all = Set(old.map { $0 >> left })
      all.insert(new >> left)
    } while all.count > capacity
    cells = Set(old.map { $0 >> left }).sorted()
    shift += left
    fill(size: slots.count)
    let numbers = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($1, $0) })
    return old.map { numbers[$0 >> left] ?? 0 }
  }

  /// Enters all cells anew.
  private mutating func fill(size: Int) {
    slots = [Int32](repeating: 0, count: size)
    for (number, cell) in cells.enumerated() {
      var slot = Self.hash(cell) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int32(number + 1)
    }
  }

  /// A place within a cell; `share` runs from 0, its smallest value, to 1, its largest one.
  func value(_ number: Int, share: Double) -> Double {
    let lowest = cells[number] << shift
    let width: UInt64 = shift == 0 ? 0 : (1 << shift) - 1
    let low = Self.finite(lowest)
    let high = Self.finite(lowest + width)
    return low == high ? low : low * (1 - share) + high * share
  }

  private static func key(_ value: Double) -> UInt64 { OrderedKey.key(of: (value + 0.0).bitPattern) }

  /// The value of a key; the outermost cells end at the largest number.
  private static func finite(_ key: UInt64) -> Double {
    let value = Double(bitPattern: OrderedKey.bits(of: key))
    if value.isFinite { return value }
    return key >= 1 << 63 ? Double.greatestFiniteMagnitude : -Double.greatestFiniteMagnitude
  }

  static func hash(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 33)
  }
}
