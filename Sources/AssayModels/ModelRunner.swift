import AssayTable

/// A model that turns rows into predictions.
///
/// The rows of a batch are independent: a table may be cut into batches anywhere.
public protocol ModelRunner: Sendable {
  /// What the model takes.
  var inputs: [ModelPort] { get }
  /// The columns of a table that feed the model, each once; a batch may hold others.
  var inputColumns: [String] { get }
  /// The columns that predictions have, in their order.
  ///
  /// A port without a width stands for columns that are known only after the first batch.
  var outputs: [ModelPort] { get }
  /// The name and version of what runs the model, such as `onnxruntime 1.32.0`.
  var runtime: String { get }
  /// Predicts each row of a batch.
  ///
  /// Does not block the calling executor. A batch of no rows gives columns of no rows.
  ///
  /// - Returns: The columns that `outputs` names, one row for each row of the batch, in its order.
  /// - Throws: `ModelError`; its `row` counts within this batch. When the task was cancelled: `cancelled`.
  func predict(_ batch: RecordBatch) async throws(ModelError) -> [Column]
}
