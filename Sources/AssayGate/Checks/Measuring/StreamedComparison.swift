import AssayEngine
import AssayStatistics
import AssayTable

/// Compares a column with a column of the reference when both are too many values to hold: each is read a few times.
///
/// Tables are views of files or stored, so that every reading gives the same values.
struct StreamedComparison {
  let current: TableMeasurer
  let reference: TableMeasurer
  /// How many different values of a side may be held.
  let capacity: Int

  /// Takes a comparison of the rows that meet a filter.
  ///
  /// - Parameters:
  ///   - column: a numeric column of the table.
  ///   - other: a numeric column of the reference.
  ///   - describes: whether what moved is asked for.
  ///   - filter: a condition of the manifest; `nil` for all rows.
  func compare(
    _ column: String, with other: String, describes: Bool, filter: String?
  ) async throws(GateStop) -> Measured {
    let comparison = StreamedKolmogorovSmirnov(
      expected: (reference.rows, current.rows), capacity: capacity, describes: describes)
    var rows = (reference: 0, current: 0)
    do {
      while !comparison.isFinished {
        rows.reference = try await read(other, of: reference, filter, into: comparison, .reference)
        rows.current = try await read(column, of: current, filter, into: comparison, .current)
        try comparison.finishPass()
      }
    } catch {
      if let error = error as? EngineError {
        if error.kind == .cancelled { throw GateStop.current }
        return .failed(CheckError(error.message))
      }
      return .failed(CheckError("column '\(column)': \(error)"))
    }
    func side(_ side: StreamedKolmogorovSmirnov.Side, _ rows: Int) -> NumberComparison.Side {
      NumberComparison.Side(
        rows: rows, missing: rows - comparison.count(side), outline: comparison.outline(side) ?? DistributionOutline())
    }
    var compared = NumberComparison(
      test: comparison.test, change: comparison.change, reference: side(.reference, rows.reference),
      current: side(.current, rows.current))
    if let few = comparison.change?.few {
      compared.counts = DistributionCounts("", few.reference, few.current)
    } else {
      compared.counts = comparison.segments.flatMap { DistributionCounts("", $0) }
    }
    return .comparison(compared)
  }

  /// Reads a column once; returns how many rows there were.
  private func read(
    _ column: String, of table: TableMeasurer, _ filter: String?, into comparison: StreamedKolmogorovSmirnov,
    _ side: StreamedKolmogorovSmirnov.Side
  ) async throws -> Int {
    let stream = try await table.values(of: column, filter: filter)
    var rows = 0
    while let batch = try await stream.next() {
      guard let column = batch.columns.first, batch.rowCount > 0 else { continue }
      rows += batch.rowCount
      let block = ValueBlock(table.memory, expected: 0, atLeast: batch.rowCount)
      try block.append { target throws(TableError) in try column.copyPresentDoubles(to: target) }
      try comparison.add(block.values, to: side)
    }
    return rows
  }
}
