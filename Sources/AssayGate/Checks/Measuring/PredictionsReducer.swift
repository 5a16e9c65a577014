import AssayStatistics
import AssayTable

/// The errors of predicted numbers; takes no memory for each row.
final class PredictionsReducer: Reducer {
  private let prediction: String
  private let label: String
  private var rows: [PredictedRows]
  private var fault: [StatisticsError?]

  init(prediction: String, label: String, slices: Int) {
    self.prediction = prediction
    self.label = label
    rows = (0..<slices).map { _ in PredictedRows() }
    fault = Array(repeating: nil, count: slices)
  }

  func add(_ batch: PulledBatch, slices: SliceAssignment) throws(TableError) {
    let predictions = try batch.doubles(prediction)
    let labels = try batch.doubles(label)
    // Sums take a batch at once.
    var found = rows.map { _ in (predictions: [Double](), labels: [Double]()) }
    for row in 0..<batch.rowCount {
      var slice = 0
      if case .indexed(let indices) = slices { slice = Int(indices[row]) }
      guard slice >= 0 else { continue }
      if labels[row].isNaN {
        rows[slice].unlabelled += 1
      } else if predictions[row].isNaN {
        rows[slice].unpredicted += 1
      } else if predictions[row].isInfinite || labels[row].isInfinite {
        rows[slice].infinite += 1
      } else {
        found[slice].predictions.append(predictions[row])
        found[slice].labels.append(labels[row])
      }
    }
    for slice in found.indices where !found[slice].labels.isEmpty && fault[slice] == nil {
      do throws(StatisticsError) {
        try rows[slice].errors.add(predictions: found[slice].predictions, targets: found[slice].labels)
        for (prediction, label) in zip(found[slice].predictions, found[slice].labels) {
          let error = prediction - label
          // One beyond the range of doubles is told by the sums.
          if error.isFinite { try rows[slice].residuals.add(prediction: prediction, error: error) }
        }
      } catch {
        fault[slice] = error
      }
    }
  }

  func result(slice: Int) -> Measured {
    if let fault = fault[slice] { return .failed(CheckError("'\(prediction)' against '\(label)': \(fault)")) }
    return .predictions(rows[slice])
  }
}
