import AssayTable

/// A column with the label of each of its rows: numbers by label, or how often each value occurs with each label.
public struct LabelledColumn: Sendable {
  /// Rows by their label.
  public struct Counts: Sendable {
    /// The rows whose label is 0.
    public var negatives = 0
    /// The rows whose label is 1.
    public var positives = 0
  }

  /// The numbers of rows whose label is 0, without missing ones; empty for groups.
  public var negatives: [Double] = []
  /// The numbers of rows whose label is 1, without missing ones; empty for groups.
  public var positives: [Double] = []
  /// The rows whose number is missing.
  public var missing = Counts()
  /// The rows of each value, known by its hash, for groups; a missing value is a group as well. Which values they are is
  /// not kept: there may be many, and nobody asks.
  public var groups: [UInt64: Counts] = [:]
  /// The rows left out because they have no label.
  public var unlabelled = 0
}

/// Splits a column by the label while the columns stream by.
final class LabelledColumnReducer: Reducer {
  private let name: String
  private let label: String
  private let asGroups: Bool
  private var slices: [LabelledColumn]
  private var strangeLabel: Double?

  /// - Parameter asGroups: whether values are counted, whatever they are; otherwise they are taken as numbers.
  init(column: String, label: String, asGroups: Bool, slices: Int) {
    name = column
    self.label = label
    self.asGroups = asGroups
    self.slices = Array(repeating: LabelledColumn(), count: slices)
  }

  func add(_ batch: PulledBatch, slices assignment: SliceAssignment) throws(TableError) {
    guard let column = batch.column(name) else { return }
    let labels = try batch.doubles(label)
    let numbers = asGroups ? [] : try batch.doubles(name)
    var hashes: [UInt64] = []
    if asGroups { try column.hashes(into: &hashes, seed: 0) }
    for row in 0..<batch.rowCount {
      var slice = 0
      if case .indexed(let indices) = assignment { slice = Int(indices[row]) }
      guard slice >= 0 else { continue }
      let value = labels[row]
      guard !value.isNaN else {
        slices[slice].unlabelled += 1
        continue
      }
      // The smallest one, so that the message does not depend on the order of the rows.
      if value != 0, value != 1 { strangeLabel = min(value, strangeLabel ?? value) }
      let isPositive = value != 0
      if asGroups {
        if isPositive {
          slices[slice].groups[hashes[row], default: LabelledColumn.Counts()].positives += 1
        } else {
          slices[slice].groups[hashes[row], default: LabelledColumn.Counts()].negatives += 1
        }
      } else if numbers[row].isNaN {
        if isPositive { slices[slice].missing.positives += 1 } else { slices[slice].missing.negatives += 1 }
      } else if isPositive {
        slices[slice].positives.append(numbers[row])
      } else {
        slices[slice].negatives.append(numbers[row])
      }
    }
  }

  func result(slice: Int) -> Measured {
    if let strangeLabel {
      return .failed(
        CheckError("label column '\(label)' holds \(Format.number(strangeLabel)); it must be boolean, or hold 0 and 1"))
    }
    return .labelled(slices[slice])
  }
}
