import AssayStatistics
import AssayTable

/// A quantile of a whole column, from its values: the engine's own aggregate takes a few times as long, on one thread.
final class QuantileReducer: Reducer {
  /// The values of a column, which its quantiles share: 8 bytes for each present one.
  final class Values {
    fileprivate let column: String
    private var builder: ColumnValuesBuilder
    fileprivate private(set) lazy var all = builder.finish()

    /// - Parameters:
    ///   - rows: how many rows there will be, about.
    ///   - memory: where the memory for the values comes from.
    init(column: String, rows: Int, memory: ValueMemory) {
      self.column = column
      builder = ColumnValuesBuilder(expected: rows, memory: memory)
    }

    fileprivate func add(_ column: Column) throws(TableError) { _ = try builder.append(column) }
  }

  private let values: Values
  private let p: Double
  private let reads: Bool

  /// - Parameter reads: whether this is the one of the reducers that share the values that fills them.
  init(_ values: Values, p: Double, reads: Bool) {
    self.values = values
    self.p = p
    self.reads = reads
  }

  /// The most memory that values take, in bytes; more are left to the engine.
  private static let memory = 32 << 20

  /// Whether the quantiles of a column of so many rows may be taken from its values, with those of other columns.
  static func takes(_ types: [DataType?], rows: Int) -> Bool {
    let areNumbers = types.allSatisfy {
      switch $0 {
      case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64: true
      default: false
      }
    }
    return areNumbers && !types.isEmpty && rows <= memory / 8 / types.count
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    if reads, let column = batch.column(values.column) { try values.add(column) }
  }

  func result(slice: Int) -> Measured {
    guard let all = values.all else { return .number(nil, n: 0) }
    do throws(StatisticsError) {
      let quantile = try all.withBlocks { blocks throws(StatisticsError) in try UnorderedQuantile.linear(p, blocks) }
      return .number(quantile, n: all.count)
    } catch {
      return .failed(CheckError("column '\(values.column)': \(error)"))
    }
  }
}
