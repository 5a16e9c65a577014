import AssayStatistics
import AssayTable

/// Something that is computed from columns while they stream by, so that one pass over a table serves every check.
///
/// A reducer belongs to one pass and is used by one task at a time.
protocol Reducer: AnyObject {
  /// Takes the next rows.
  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError)

  /// Whether there is a result; without one the engine is asked for it. Known after the last batch.
  var isComplete: Bool { get }

  /// What came of a slice's rows; asked once, after the last batch.
  func result(slice: Int) -> Measured
}

extension Reducer {
  /// Most reducers can deal with all values.
  var isComplete: Bool { true }
}

/// Which slice each row of a batch belongs to.
enum SliceAssignment {
  /// Every row belongs to slice 0.
  case all
  /// The slice of each row; −1 for rows that the scope leaves out.
  case indexed([Int32])
}

/// A batch with its columns by name; numbers are unpacked once, whoever asks.
final class PulledBatch {
  let batch: RecordBatch
  private var numbers: [String: [Double]] = [:]
  private var presentNumbers: [String: [Double]] = [:]

  init(_ batch: RecordBatch) { self.batch = batch }

  var rowCount: Int { batch.rowCount }

  /// A column of the batch; the query asked for it, so it is there.
  func column(_ name: String) -> Column? { batch.schema.index(of: name).map { batch.columns[$0] } }

  /// The values of a numeric column; NaN where the value is null.
  func doubles(_ name: String) throws(TableError) -> [Double] {
    if let known = numbers[name] { return known }
    var values: [Double] = []
    values.reserveCapacity(rowCount)
    try column(name)?.appendDoubles(to: &values)
    numbers[name] = values
    return values
  }

  /// The values of a numeric column without those that are missing: null or NaN.
  func present(_ name: String) throws(TableError) -> [Double] {
    if let known = presentNumbers[name] { return known }
    let all = try doubles(name)
    let kept = [Double](unsafeUninitializedCapacity: all.count) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      var next = 0
      all.withUnsafeBufferPointer { source in
        // Every value is written, and overwritten by the next one when it is missing: no branch to predict.
        for index in 0..<source.count {
          let value = source[index]
          (target + next).initialize(to: value)
          next &+= value == value ? 1 : 0
        }
      }
      count = next
    }
    presentNumbers[name] = kept
    return kept
  }
}

/// The exact mean of a column.
final class MeanReducer: Reducer {
  private let name: String
  private var sums: [ExactSum]
  private var counts: [Int]

  init(column: String, slices: Int) {
    name = column
    sums = Array(repeating: ExactSum(), count: slices)
    counts = Array(repeating: 0, count: slices)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    switch slices {
    case .all:
      let present = try batch.present(name)
      sums[0].add(present)
      counts[0] += present.count
    case .indexed(let indices):
      for (value, slice) in zip(try batch.doubles(name), indices) where slice >= 0 && !value.isNaN {
        sums[Int(slice)].add(value)
        counts[Int(slice)] += 1
      }
    }
  }

  func result(slice: Int) -> Measured {
    .number(sums[slice].mean, n: counts[slice])
  }
}

/// All values of a column: 8 bytes for each present one.
final class SampleReducer: Reducer {
  private let name: String
  private var values: [ColumnValuesBuilder]
  private var missing: [Int]

  /// - Parameters:
  ///   - rows: how many rows each slice has.
  ///   - memory: where the memory for the values comes from.
  init(column: String, rows: [Int], memory: ValueMemory) {
    name = column
    missing = Array(repeating: 0, count: rows.count)
    values = rows.map { ColumnValuesBuilder(expected: $0, memory: memory) }
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    switch slices {
    case .all:
      guard let column = batch.column(name) else { return }
      missing[0] += try values[0].append(column)
    case .indexed(let indices):
      for (value, slice) in zip(try batch.doubles(name), indices) where slice >= 0 {
        if value.isNaN { missing[Int(slice)] += 1 } else { values[Int(slice)].append(value) }
      }
    }
  }

  func result(slice: Int) -> Measured {
    .sample(ColumnSample(values: values[slice].finish(), missing: missing[slice]))
  }
}

/// Scores with their labels.
final class ScoresReducer: Reducer {
  private let score: String
  private let label: String
  private var rows: [ScoredRows]
  private var strangeLabel: Double?

  init(score: String, label: String, slices: Int) {
    self.score = score
    self.label = label
    rows = Array(
      repeating: ScoredRows(scores: [], labels: [], unlabelled: 0, unscored: 0, isSinglePrecision: false), count: slices
    )
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let scores = try batch.doubles(score)
    let labels = try batch.doubles(label)
    let isSinglePrecision = batch.column(score)?.field.type == .float32
    for row in 0..<batch.rowCount {
      var slice = 0
      if case .indexed(let indices) = slices { slice = Int(indices[row]) }
      guard slice >= 0 else { continue }
      rows[slice].isSinglePrecision = isSinglePrecision
      if labels[row].isNaN {
        rows[slice].unlabelled += 1
      } else if scores[row].isNaN {
        rows[slice].unscored += 1
      } else {
        // The smallest one, so that the message does not depend on the order of the rows.
        if labels[row] != 0, labels[row] != 1 { strangeLabel = min(labels[row], strangeLabel ?? labels[row]) }
        rows[slice].scores.append(scores[row])
        rows[slice].labels.append(labels[row] != 0)
      }
    }
  }

  func result(slice: Int) -> Measured {
    if let strangeLabel {
      return .failed(
        CheckError("label column '\(label)' holds \(Format.number(strangeLabel)); it must be boolean, or hold 0 and 1"))
    }
    return .scores(rows[slice])
  }
}
