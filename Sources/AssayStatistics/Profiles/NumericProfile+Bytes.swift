extension NumericProfile {
  /// The form of the bytes.
  static let bytesVersion: UInt64 = 1

  /// The profile as bytes, the same for equal profiles: at most 24 bytes a cell and 600 more, less than 192 KB.
  ///
  /// Numbers of seven bits a byte: the form's version (1), 1 for a blurred profile, the shift, the missing values, the
  /// cells; then for each cell how far its smallest key lies above the largest one before, its largest above its smallest
  /// key, and its count less 1; then the exact sum unless the profile is blurred.
  public var bytes: [UInt8] {
    var writer = ProfileBytesWriter()
    writer.append(Self.bytesVersion)
    writer.append(isBlurred ? 1 : 0)
    writer.append(shift)
    writer.append(missing)
    writer.append(cells.count)
    var before: UInt64 = 0
    for cell in cells {
      writer.append(cell.lowest - before)
      writer.append(cell.highest - cell.lowest)
      writer.append(cell.count - 1)
      before = cell.highest
    }
    if !isBlurred { total.write(to: &writer) }
    return writer.bytes
  }

  /// Reads a profile from its bytes.
  ///
  /// - Throws: `ProfileError` for bytes that are not those of a profile, and for another version of their form.
  public init(bytes: [UInt8]) throws(ProfileError) {
    self.init()
    var reader = ProfileBytesReader(bytes)
    let version = try reader.number()
    guard version == Self.bytesVersion else {
      throw ProfileError("its form has version \(version), expected \(Self.bytesVersion)")
    }
    isBlurred = try reader.count(atMost: 1, "the mark of a blurred profile") == 1
    shift = try reader.count(atMost: 64, "the shift of the grid")
    missing = try reader.count(atMost: Self.largestCount, "the number of missing values")
    let cellCount = try reader.count(atMost: Self.cellLimit, "the number of cells")
    let largest = OrderedKey.key(of: Double.infinity.bitPattern)
    var before = OrderedKey.key(of: (-Double.infinity).bitPattern)
    cells.reserveCapacity(cellCount)
    for index in 0..<cellCount {
      let step = try reader.number()
      let (lowest, overflow) = (index == 0 ? 0 : before).addingReportingOverflow(step)
      let (highest, overflowAgain) = lowest.addingReportingOverflow(try reader.number())
      guard !overflow, !overflowAgain, lowest >= before, highest <= largest else {
        throw ProfileError("cell \(index) lies outside of the numbers")
      }
      // −0 is stored as +0, so that its key is nobody's.
      guard isBlurred || (Self.isValue(lowest) && Self.isValue(highest)) else {
        throw ProfileError("cell \(index) ends at −0, which counts as 0")
      }
      let grid = UInt64(shift)
      guard isBlurred || lowest >> grid == highest >> grid, index == 0 || lowest >> grid > before >> grid else {
        throw ProfileError("cell \(index) does not fit the grid of shift \(shift)")
      }
      let values = 1 + (try reader.count(atMost: Self.largestCount - 1, "the count of cell \(index)"))
      guard values > 1 || isBlurred || lowest == highest, count + values <= Self.largestCount else {
        throw ProfileError("cell \(index) has \(values) values, which does not fit its ends or the other cells")
      }
      count += values
      cells.append(Cell(lowest: lowest, highest: highest, count: values))
      before = highest
    }
    if !isBlurred { total = try ExactSum(from: &reader, count: count) }
    guard reader.isAtEnd else { throw ProfileError("it goes on after its end") }
  }

  private static func isValue(_ key: UInt64) -> Bool { OrderedKey.bits(of: key) != (-0.0).bitPattern }
}

extension ExactSum {
  /// Writes sign, first word, words and special values of the sum; its count is kept elsewhere.
  func write(to writer: inout ProfileBytesWriter) {
    var carried = self
    carried.moveCarries()
    let isNegative = carried.limbs[Self.limbCount - 1] < 0
    if isNegative {
      for index in carried.limbs.indices { carried.limbs[index] = -carried.limbs[index] }
      carried.moveCarries()
    }
    writer.append(positiveInfinities)
    writer.append(negativeInfinities)
    let first = carried.limbs.firstIndex { $0 != 0 } ?? 0
    let end = (carried.limbs.lastIndex { $0 != 0 } ?? -1) + 1
    writer.append(isNegative ? 1 : 0)
    writer.append(first)
    writer.append(max(0, end - first))
    if first < end { for limb in carried.limbs[first..<end] { writer.append(UInt64(limb)) } }
  }

  /// Reads what `write` wrote.
  init(from reader: inout ProfileBytesReader, count: Int) throws(ProfileError) {
    self.init()
    positiveInfinities = try reader.count(atMost: count, "the number of infinities")
    negativeInfinities = try reader.count(atMost: count - positiveInfinities, "the number of negative infinities")
    let isNegative = try reader.count(atMost: 1, "the sign of the sum") == 1
    let first = try reader.count(atMost: Self.limbCount, "the start of the sum")
    let length = try reader.count(atMost: Self.limbCount - first, "the length of the sum")
    for index in first..<first + length {
      limbs[index] = Int64(try reader.count(atMost: 0xffff_ffff, "a word of the sum"))
    }
    guard length == 0 ? first == 0 && !isNegative : limbs[first] != 0 && limbs[first + length - 1] != 0 else {
      throw ProfileError("the sum is not written as it should be")
    }
    if isNegative {
      for index in limbs.indices { limbs[index] = -limbs[index] }
      moveCarries()
    }
    self.count = count
  }
}
