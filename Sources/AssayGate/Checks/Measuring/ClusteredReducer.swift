import AssayTable

/// The number of each row's cluster: rows with the same values in some columns have the same one. Nulls count as equal.
///
/// One index serves all reducers of a pass, which see the same batches in the same order.
final class ClusterIndex {
  private let columns: [String]
  private var known: [UInt64: Int32] = [:]
  private weak var batch: PulledBatch?
  private var numbers: [Int32] = []

  init(columns: [String]) { self.columns = columns }

  /// How many clusters were seen so far.
  var count: Int { known.count }

  /// The cluster of each row of a batch.
  func numbers(of batch: PulledBatch) throws(TableError) -> [Int32] {
    if batch === self.batch { return numbers }
    var keys = [UInt64](repeating: 0, count: batch.rowCount)
    var hashes: [UInt64] = []
    for name in columns {
      try batch.column(name)?.hashes(into: &hashes, seed: 0)
      for row in hashes.indices { keys[row] = CellHash.combine(keys[row], hashes[row]) }
    }
    numbers.removeAll(keepingCapacity: true)
    // Rows of one cluster mostly follow each other.
    var last: (key: UInt64, number: Int32)?
    for key in keys {
      if let last, last.key == key {
        numbers.append(last.number)
        continue
      }
      let number = known[key] ?? Int32(known.count)
      known[key] = number
      last = (key, number)
      numbers.append(number)
    }
    self.batch = batch
    return numbers
  }
}

/// All values of a column with their clusters: 12 bytes for each present one.
final class ClusteredSampleReducer: Reducer {
  private let name: String
  private let clusters: ClusterIndex
  private var samples: [ClusteredSample]

  init(column: String, clusters: ClusterIndex, slices: Int) {
    name = column
    self.clusters = clusters
    samples = Array(repeating: ClusteredSample(), count: slices)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let values = try batch.doubles(name)
    let numbers = try clusters.numbers(of: batch)
    for row in values.indices {
      var slice = 0
      if case .indexed(let indices) = slices { slice = Int(indices[row]) }
      if slice >= 0 { samples[slice].add(values[row], cluster: numbers[row]) }
    }
  }

  func result(slice: Int) -> Measured {
    var own = ClusteredSample()
    swap(&own, &samples[slice])
    return .clusteredSample(own)
  }
}

/// The levels of a column with their clusters: 8 bytes for each present one, and each level's text once.
final class ClusteredLevelsReducer: Reducer {
  private let name: String
  private let clusters: ClusterIndex
  private var known: [UInt64: Int32] = [:]
  private var texts: [String] = []
  private var levels: [ClusteredLevels]

  init(column: String, clusters: ClusterIndex, slices: Int) {
    name = column
    self.clusters = clusters
    levels = Array(repeating: ClusteredLevels(), count: slices)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    guard let column = batch.column(name) else { return }
    var hashes: [UInt64] = []
    try column.hashes(into: &hashes, seed: 0)
    let numbers = try clusters.numbers(of: batch)
    for row in hashes.indices {
      var slice = 0
      if case .indexed(let indices) = slices { slice = Int(indices[row]) }
      guard slice >= 0 else { continue }
      guard !column.isNull(row) else {
        levels[slice].addMissing(cluster: numbers[row])
        continue
      }
      let level: Int32
      if let number = known[hashes[row]] {
        level = number
      } else {
        level = Int32(texts.count)
        known[hashes[row]] = level
        texts.append(column.value(at: row).description)
      }
      levels[slice].add(level, cluster: numbers[row])
    }
  }

  func result(slice: Int) -> Measured {
    var own = ClusteredLevels()
    swap(&own, &levels[slice])
    own.names = texts
    return .clusteredLevels(own)
  }
}
