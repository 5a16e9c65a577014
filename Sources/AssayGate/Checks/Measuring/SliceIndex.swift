import AssayTable

/// The places of slices by the values of the columns that make them. Used by one task at a time.
final class SliceIndex {
  let by: [String]
  private let known: [String: Int32]
  /// The places by the hashes of the values: a name is made once for each combination of values, as text is slow to build.
  private var seen: [UInt64: Int32] = [:]
  /// The combinations that came last, by the lower bits of their hashes; the place is `nothing` where there is none yet.
  private var latest: [(hash: UInt64, place: Int32)]

  private static let nothing: Int32 = -2
  private static let latestSize = 1024
  /// Rows that a condition leaves out may have any number of further combinations.
  private static let mostSeen = 16_384

  /// - Parameter slices: the names of the slices, in the order of their places.
  init(by: [String], slices: [String]) {
    self.by = by
    known = Dictionary(uniqueKeysWithValues: slices.enumerated().map { ($1, Int32($0)) })
    latest = Array(repeating: (0, Self.nothing), count: by.isEmpty ? 0 : Self.latestSize)
  }

  /// The place of each row's slice; −1 for rows of another one.
  ///
  /// - Parameter parts: the columns of `by`, as text.
  func places(_ parts: [Column?], rows: Int) throws(TableError) -> [Int32] {
    var keys = [UInt64](repeating: 0, count: rows)
    var hashes: [UInt64] = []
    for part in parts {
      try part?.hashes(into: &hashes, seed: 0)
      for row in hashes.indices { keys[row] = CellHash.combine(keys[row], hashes[row]) }
    }
    var places = [Int32](repeating: 0, count: rows)
    for row in 0..<rows {
      let key = keys[row]
      let slot = Int(truncatingIfNeeded: key) & (Self.latestSize - 1)
      if latest[slot].hash == key, latest[slot].place != Self.nothing {
        places[row] = latest[slot].place
      } else {
        let place = place(key, parts, row)
        latest[slot] = (key, place)
        places[row] = place
      }
    }
    return places
  }

  private func place(_ key: UInt64, _ parts: [Column?], _ row: Int) -> Int32 {
    if let place = seen[key] { return place }
    if seen.count == Self.mostSeen { seen = [:] }
    let place = known[SliceName.make(by, parts.map { $0?.text(at: row) })] ?? -1
    seen[key] = place
    return place
  }
}
