/// The distribution of a numeric column in bounded room: how many values fall into each cell of a fixed grid.
///
/// Doubles have a key, a whole number of 64 bits that is larger for a larger value. A cell of the grid of shift s holds
/// the values whose keys agree but for their lowest s bits, so that the grids of all shifts are nested, and none depends
/// on the data. A profile uses the finest grid on which its values fill at most `cellLimit` cells. More values fill more
/// cells and a coarser grid fewer, so that no part of the data is ever on a coarser grid than the whole: merging adds
/// counts, and gives the profile of all rows to the last bit, however they were split and ordered.
///
/// A cell knows its smallest and its largest value. The empirical distribution function is known exactly everywhere but
/// inside of cells with different values, so that everything computed from a profile is a `ProfileBounds` that contains
/// what the rows would have given. With at most `cellLimit` different values there is no such cell, and all is exact.
///
/// Infinities are values like others; −0 counts as +0; NaN counts as missing.
public struct NumericProfile: Sendable, Equatable {
  /// The most cells that a profile fills: 8,000 cells of any content take less than 256 KB as base64 text.
  public static let cellLimit = 8_000

  /// The largest number of values and of missing values that a profile counts.
  public static let largestCount = 1 << 61

  /// The values of one cell, by their keys.
  struct Cell: Sendable, Hashable {
    /// The smallest key in the cell; of a blurred profile, a bound below it.
    var lowest: UInt64
    /// The largest key in the cell; of a blurred profile, a bound above it.
    var highest: UInt64
    /// How many values lie in the cell, at least 1.
    var count: Int
  }

  /// The number of values, those that are missing left out.
  public internal(set) var count = 0
  /// How many values were missing.
  public internal(set) var missing: Int
  /// How many of the key's lowest bits the grid leaves out, 0 … 64; 0 keeps all values apart.
  public internal(set) var shift = 0
  /// Whether the values were blurred, so that nobody's value can be read from the profile; see `blurred`.
  public internal(set) var isBlurred = false
  /// The cells with values, in ascending order.
  var cells: [Cell] = []
  /// The exact sum of the values; nothing for a blurred profile.
  var total = ExactSum()
  /// The most cells that this profile fills.
  let limit: Int

  /// The profile of no values.
  public init() {
    missing = 0
    limit = Self.cellLimit
  }

  /// The profile of a column whose values are all missing.
  ///
  /// - Throws: `ProfileError` for a negative number of missing values.
  public init(missing: Int) throws(ProfileError) {
    guard missing >= 0 else {
      throw ProfileError("the number of missing values is \(missing), expected 0 or more")
    }
    self.missing = missing
    limit = Self.cellLimit
  }

  /// The profile of an ordered sample, in O(n).
  ///
  /// - Parameters:
  ///   - sample: the values that are there.
  ///   - missing: how many are not, 0 or more.
  /// - Throws: `ProfileError` for a negative number of missing values.
  public init(_ sample: SortedSample, missing: Int = 0) throws(ProfileError) {
    try self.init(sample, missing: missing, limit: Self.cellLimit)
  }

  /// The profile of values in any order; NaN counts as missing.
  public init(_ values: [Double]) {
    self.init(values, limit: Self.cellLimit)
  }

  /// The same with another limit, for tests of what happens at the limit.
  init(_ sample: SortedSample, missing: Int, limit: Int) throws(ProfileError) {
    guard missing >= 0 else {
      throw ProfileError("the number of missing values is \(missing), expected 0 or more")
    }
    self.missing = missing
    self.limit = limit
    add(sample)
  }

  /// The same with another limit, for tests of what happens at the limit.
  init(_ values: [Double], limit: Int) {
    let present = values.filter { !$0.isNaN }
    missing = values.count - present.count
    self.limit = limit
    // Neither NaN nor an empty sample is left.
    if let sample = try? SortedSample(present) { add(sample) }
  }

  /// Fills an empty profile.
  private mutating func add(_ sample: SortedSample) {
    count = sample.count
    total.add(sample.values)
    sample.values.withUnsafeBufferPointer { values in
      var index = 0
      while index < values.count {
        let value = values[index]
        var next = index &+ 1
        while next < values.count && values[next] == value { next &+= 1 }
        let key = OrderedKey.key(of: value.bitPattern)
        let run = next &- index
        if let last = cells.last, last.lowest >> UInt64(shift) == key >> UInt64(shift) {
          cells[cells.count - 1].highest = key
          cells[cells.count - 1].count += run
        } else {
          cells.append(Cell(lowest: key, highest: key, count: run))
          if cells.count > limit { coarsen() }
        }
        index = next
      }
    }
  }

  /// Adds everything that another profile holds: the result is the profile of the rows of both.
  ///
  /// - Throws: `ProfileError` for a blurred profile, and when the counts exceed `largestCount`.
  public mutating func merge(_ other: NumericProfile) throws(ProfileError) {
    guard !isBlurred, !other.isBlurred else {
      throw ProfileError("a blurred profile cannot be merged; merge first, then blur")
    }
    guard limit == other.limit else {
      throw ProfileError("profiles of \(limit) and of \(other.limit) cells cannot be merged")
    }
    guard count + other.count <= Self.largestCount, missing + other.missing <= Self.largestCount else {
      throw ProfileError("two profiles hold more than 2^61 values together")
    }
    missing += other.missing
    count += other.count
    total.merge(other.total)
    let coarser = max(shift, other.shift)
    coarsen(to: coarser)
    var theirs = other
    theirs.coarsen(to: coarser)
    cells = Self.merged(cells, theirs.cells, shift: coarser)
    if cells.count > limit { coarsen() }
  }

  private static func merged(_ first: [Cell], _ second: [Cell], shift: Int) -> [Cell] {
    var result: [Cell] = []
    result.reserveCapacity(first.count + second.count)
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
      guard i < first.count else {
        result.append(second[j])
        j += 1
        continue
      }
      guard j < second.count else {
        result.append(first[i])
        i += 1
        continue
      }
      let (a, b) = (first[i].lowest >> UInt64(shift), second[j].lowest >> UInt64(shift))
      if a == b {
        result.append(
          Cell(
            lowest: min(first[i].lowest, second[j].lowest), highest: max(first[i].highest, second[j].highest),
            count: first[i].count + second[j].count))
        i += 1
        j += 1
      } else if a < b {
        result.append(first[i])
        i += 1
      } else {
        result.append(second[j])
        j += 1
      }
    }
    return result
  }

  /// Goes to the finest grid on which there are no more cells than allowed; one cell is left at the latest at shift 64.
  private mutating func coarsen() {
    while cells.count > limit { coarsen(to: shift + 1) }
  }

  /// Goes to a coarser grid, in O(cells).
  mutating func coarsen(to coarser: Int) {
    guard coarser > shift else { return }
    shift = coarser
    var kept = 0
    for index in cells.indices {
      let cell = cells[index]
      if kept > 0, cells[kept - 1].lowest >> UInt64(coarser) == cell.lowest >> UInt64(coarser) {
        cells[kept - 1].highest = cell.highest
        cells[kept - 1].count += cell.count
      } else {
        cells[kept] = cell
        kept += 1
      }
    }
    cells.removeLast(cells.count - kept)
  }
}

extension NumericProfile {
  /// The smallest value; nil for no values and for a blurred profile.
  public var minimum: Double? {
    isBlurred ? nil : cells.first.map { Double(bitPattern: OrderedKey.bits(of: $0.lowest)) }
  }

  /// The largest value; nil for no values and for a blurred profile.
  public var maximum: Double? {
    isBlurred ? nil : cells.last.map { Double(bitPattern: OrderedKey.bits(of: $0.highest)) }
  }

  /// The double nearest to the true mean, NaN for infinities of both signs; nil for no values and for a blurred profile.
  public var mean: Double? { isBlurred ? nil : total.mean }

  /// How many cells of the grid hold values.
  public var cellCount: Int { cells.count }

  /// The largest share of the values in one cell of different values: no statistic below is less certain than that. 0 when everything is exact.
  public var coarseness: Double {
    guard count > 0 else { return 0 }
    let largest = cells.reduce(0) { $1.lowest == $1.highest ? $0 : max($0, $1.count) }
    return Double(largest) / Double(count)
  }
}

/// Why a profile could not be made, merged or read.
public struct ProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let message: String

  /// An error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
