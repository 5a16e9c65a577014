import AssayEngine
import AssayStatistics
import AssayTable

/// Compares a column with a column of the reference when both are too many values to hold: each is read a few times.
///
/// Tables are views of files or stored, so that every reading gives the same values. The slices of a scope are compared
/// side by side, as many as may be, so that they share the readings.
struct StreamedComparison {
  let current: TableMeasurer
  let reference: TableMeasurer
  /// How many different values of a side may be held, of all slices together.
  let capacity: Int
  /// How many slices are compared at a time.
  let slicesAtOnce: Int

  /// What a slice that is compared takes beside the values that it holds, in bytes, about: two outlines and two parts of
  /// the values.
  static let bytesPerSlice = 5 << 20

  /// The rows of a slice on both sides, as far as they are known.
  typealias Rows = (reference: Int, current: Int)

  /// Takes a comparison of every slice.
  ///
  /// - Parameters:
  ///   - column: a numeric column of the table.
  ///   - other: a numeric column of the reference.
  ///   - describes: whether what moved is asked for.
  ///   - slices: the rows of the slices that both sides have, by name.
  func compare(
    _ column: String, with other: String, describes: Bool, scope: Scope, slices: [String: Rows]
  ) async throws(GateStop) -> [String: Measured] {
    var result: [String: Measured] = [:]
    var rest = slices.keys.sorted()[...]
    while !rest.isEmpty {
      let names = Array(rest.prefix(max(1, slicesAtOnce)))
      rest = rest.dropFirst(names.count)
      let all = names.map { name in
        Slice(
          StreamedKolmogorovSmirnov(
            expected: slices[name] ?? (0, 0), capacity: capacity / names.count, describes: describes))
      }
      do {
        while all.contains(where: { !$0.isFinished }) {
          try await read(other, of: reference, scope, names, into: all, .reference)
          try await read(column, of: current, scope, names, into: all, .current)
          for one in all { one.finishPass() }
        }
        for (name, one) in zip(names, all) { result[name] = one.measured(column) }
      } catch {
        if let error = error as? EngineError, error.kind == .cancelled { throw GateStop.current }
        let failure = (error as? EngineError)?.message ?? "column '\(column)': \(error)"
        for name in names { result[name] = .failed(CheckError(failure)) }
      }
    }
    return result
  }

  /// Reads a column once.
  private func read(
    _ column: String, of table: TableMeasurer, _ scope: Scope, _ names: [String], into slices: [Slice],
    _ side: StreamedKolmogorovSmirnov.Side
  ) async throws {
    let stream = try await table.values(of: column, scope: scope)
    let index = SliceIndex(by: scope.by, slices: names)
    for one in slices { one.startReading(side) }
    var sliced = SlicedNumbers(slices: names.count)
    var numbers: [Double] = []
    while let batch = try await stream.next() {
      guard let values = batch.columns.first, batch.rowCount > 0 else { continue }
      if scope.by.isEmpty {
        let block = ValueBlock(table.memory, expected: 0, atLeast: batch.rowCount)
        try block.append { target throws(TableError) in try values.copyPresentDoubles(to: target) }
        for one in slices { one.add(block.values, rows: batch.rowCount, to: side) }
        continue
      }
      let places = try index.places(Array(batch.columns.dropFirst()), rows: batch.rowCount)
      numbers.removeAll(keepingCapacity: true)
      try values.appendDoubles(to: &numbers)
      sliced.take(numbers, places)
      for (slice, one) in slices.enumerated() where sliced.rows[slice] > 0 {
        sliced.withNumbers(of: slice) { one.add($0, rows: sliced.rows[slice], to: side) }
      }
    }
  }

  /// The comparison of one slice. Used by one task at a time.
  private final class Slice {
    private let comparison: StreamedKolmogorovSmirnov
    private var rows: [StreamedKolmogorovSmirnov.Side: Int] = [:]
    private var failure: StatisticsError?

    init(_ comparison: StreamedKolmogorovSmirnov) { self.comparison = comparison }

    var isFinished: Bool { failure != nil || comparison.isFinished }

    func startReading(_ side: StreamedKolmogorovSmirnov.Side) {
      if !isFinished { rows[side] = 0 }
    }

    /// Takes the values of some rows.
    func add(_ values: UnsafeBufferPointer<Double>, rows count: Int, to side: StreamedKolmogorovSmirnov.Side) {
      guard !isFinished else { return }
      rows[side, default: 0] += count
      do throws(StatisticsError) { try comparison.add(values, to: side) } catch { failure = error }
    }

    func finishPass() {
      guard !isFinished else { return }
      do throws(StatisticsError) { try comparison.finishPass() } catch { failure = error }
    }

    func measured(_ column: String) -> Measured {
      if let failure { return .failed(CheckError("column '\(column)': \(failure)")) }
      func side(_ side: StreamedKolmogorovSmirnov.Side) -> NumberComparison.Side {
        let rows = rows[side] ?? 0
        return NumberComparison.Side(
          rows: rows, missing: rows - comparison.count(side), outline: comparison.outline(side) ?? DistributionOutline()
        )
      }
      var compared = NumberComparison(
        test: comparison.test, change: comparison.change, reference: side(.reference), current: side(.current))
      if let few = comparison.change?.few {
        compared.counts = DistributionCounts("", few.reference, few.current)
      } else {
        compared.counts = comparison.segments.flatMap { DistributionCounts("", $0) }
      }
      return .comparison(compared)
    }
  }
}
