/// The numbers of some rows, slice by slice, without those that are missing.
struct SlicedNumbers {
  private var numbers: [Double] = []
  /// Where the numbers of each slice start, and behind them where the last ones end.
  private var starts: [Int]
  /// The rows of each slice, with or without a number.
  private(set) var rows: [Int]

  init(slices: Int) {
    starts = Array(repeating: 0, count: slices + 1)
    rows = Array(repeating: 0, count: slices)
  }

  /// Takes numbers in place of those before, NaN for missing ones.
  ///
  /// - Parameter places: the slice of each row; −1 for rows of none.
  mutating func take(_ values: [Double], _ places: [Int32]) {
    for slice in rows.indices { (rows[slice], starts[slice]) = (0, 0) }
    starts[rows.count] = 0
    for (value, place) in zip(values, places) where place >= 0 {
      rows[Int(place)] &+= 1
      starts[Int(place) + 1] &+= value == value ? 1 : 0
    }
    for slice in rows.indices { starts[slice + 1] += starts[slice] }
    if numbers.count < values.count { numbers = Array(repeating: 0, count: values.count) }
    var next = starts
    for (value, place) in zip(values, places) where place >= 0 && value == value {
      numbers[next[Int(place)]] = value
      next[Int(place)] &+= 1
    }
  }

  /// Calls `body` with the numbers of a slice.
  func withNumbers(of slice: Int, _ body: (UnsafeBufferPointer<Double>) -> Void) {
    numbers.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[starts[slice]..<starts[slice + 1]])) }
  }
}
