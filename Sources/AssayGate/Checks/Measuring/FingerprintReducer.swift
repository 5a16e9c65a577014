import AssayStatistics
import AssayTable

/// Digests and profile of a whole table.
///
/// Each cell has a 64-bit hash of its logical value. A row's hash mixes those of its cells by position; the table's
/// digest is the sum of two mixes of all rows' hashes, modulo 2⁶⁴ each, so it does not depend on their order.
final class FingerprintReducer: Reducer {
  private struct ColumnState {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var missing = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
    var sum = ExactSum()
    var values: [Double] = []
  }

  private let fields: [Field]
  private let toleranceColumns: Set<String>
  private let privateColumns: Set<String>
  private var states: [ColumnState]
  private var rows = 0
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(schema: Schema, toleranceColumns: [String], privateColumns: Set<String>) {
    fields = schema.fields
    self.toleranceColumns = Set(toleranceColumns)
    self.privateColumns = privateColumns
    states = Array(repeating: ColumnState(), count: schema.fields.count)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    rows += batch.rowCount
    var rowHashes = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: batch.rowCount)
    var hashes: [UInt64] = []
    for (index, field) in fields.enumerated() {
      guard let column = batch.column(field.name) else { continue }
      let isTolerant = toleranceColumns.contains(field.name)
      if !isTolerant {
        try column.hashes(into: &hashes, seed: 0)
        mix(hashes, into: &rowHashes, column: index)
      }
      if field.type.isNumeric {
        profile(try batch.present(field.name), of: batch.rowCount, column: index, keepsValues: isTolerant)
      } else {
        states[index].missing += column.nullCount
      }
    }
    for hash in rowHashes {
      low &+= hash
      high &+= Self.scrambled(hash)
    }
  }

  private func mix(_ hashes: [UInt64], into rowHashes: inout [UInt64], column: Int) {
    let position = Self.scrambled(UInt64(column) &+ 1) | 1
    var (low, high): (UInt64, UInt64) = (0, 0)
    hashes.withUnsafeBufferPointer { source in
      rowHashes.withUnsafeMutableBufferPointer { target in
        for row in 0..<target.count {
          let hash = source[row]
          low &+= hash
          high &+= Self.scrambled(hash)
          target[row] = Self.scrambled(target[row] ^ (hash &* position))
        }
      }
    }
    states[column].low &+= low
    states[column].high &+= high
  }

  private func profile(_ present: [Double], of rows: Int, column: Int, keepsValues: Bool) {
    var (minimum, maximum) = (states[column].minimum, states[column].maximum)
    present.withUnsafeBufferPointer { values in
      for index in 0..<values.count {
        let value = values[index]
        minimum = value < minimum ? value : minimum
        maximum = value > maximum ? value : maximum
      }
    }
    states[column].minimum = minimum
    states[column].maximum = maximum
    states[column].missing += rows - present.count
    states[column].sum.add(present)
    if keepsValues { states[column].values.append(contentsOf: present) }
  }

  func result(slice: Int) -> Measured {
    var columns: [Fingerprint.ColumnProfile] = []
    for (field, state) in zip(fields, states) {
      var profile = Fingerprint.ColumnProfile(
        name: field.name, type: field.type.description,
        digest: toleranceColumns.contains(field.name) ? nil : Self.hexadecimal(state.high, state.low),
        missing: state.missing)
      if let mean = state.sum.mean, !privateColumns.contains(field.name) {
        // Infinite values have no place in a file of numbers; the digest still holds them.
        if state.minimum.isFinite { profile.minimum = Rounding.significant(state.minimum) }
        if state.maximum.isFinite { profile.maximum = Rounding.significant(state.maximum) }
        if mean.isFinite { profile.mean = Rounding.significant(mean) }
        if toleranceColumns.contains(field.name), let sorted = try? SortedSample(Self.bounded(state.values)) {
          profile.quantiles = Fingerprint.quantileProbabilities.compactMap { p in
            (try? sorted.quantile(p)).map { Rounding.significant($0) }
          }
        }
      }
      columns.append(profile)
    }
    return .fingerprint(Fingerprint(rows: rows, digest: Self.hexadecimal(high, low), columns: columns))
  }

  /// The values, with infinite ones as ±10³⁰⁰, which has a place in a file of numbers and is far from all others.
  private static func bounded(_ values: [Double]) -> [Double] {
    values.allSatisfy(\.isFinite) ? values : values.map { min(max($0, -1e300), 1e300) }
  }

  /// A bijection that spreads every bit over all others (the finaliser of SplitMix64; Steele, Lea and Flood 2014).
  @inline(__always)
  static func scrambled(_ value: UInt64) -> UInt64 {
    var x = value &+ 0x9E37_79B9_7F4A_7C15
    x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
    return x ^ (x >> 31)
  }

  private static func hexadecimal(_ high: UInt64, _ low: UInt64) -> String {
    [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
