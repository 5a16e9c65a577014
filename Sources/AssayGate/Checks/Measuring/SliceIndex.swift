import AssayTable

/// The places of slices by the values of the columns that make them.
struct SliceIndex {
  let by: [String]
  private let known: [String: Int32]

  /// - Parameter slices: the names of the slices, in the order of their places.
  init(by: [String], slices: [String]) {
    self.by = by
    known = Dictionary(uniqueKeysWithValues: slices.enumerated().map { ($1, Int32($0)) })
  }

  /// The place of each row's slice; −1 for rows of another one.
  ///
  /// - Parameter parts: the columns of `by`, as text.
  func places(_ parts: [Column?], rows: Int) throws(TableError) -> [Int32] {
    var places = [Int32](repeating: 0, count: rows)
    // A name is made once for each combination of values: text is slow to build.
    var keys = [UInt64](repeating: 0, count: rows)
    var hashes: [UInt64] = []
    for part in parts {
      try part?.hashes(into: &hashes, seed: 0)
      for row in hashes.indices { keys[row] = CellHash.combine(keys[row], hashes[row]) }
    }
    var seen: [UInt64: Int32] = [:]
    for row in places.indices {
      if let place = seen[keys[row]] {
        places[row] = place
        continue
      }
      let place = known[SliceName.make(by, parts.map { $0?.text(at: row) })] ?? -1
      seen[keys[row]] = place
      places[row] = place
    }
    return places
  }
}
