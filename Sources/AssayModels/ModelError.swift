/// Why a model could not be opened or could not predict.
///
/// The text names the file, what was found, what was expected and what to do next.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What callers tell apart.
  public enum Kind: String, Sendable, CaseIterable {
    /// No library was found where the settings say that it is.
    case libraryNotFound
    /// The library cannot be opened, or it is not ONNX Runtime.
    case libraryUnusable
    /// The library is older than the interface that is needed.
    case libraryTooOld
    /// No file has that path.
    case fileNotFound
    /// The file exists but cannot be read: permissions, a folder, too large.
    case fileUnreadable
    /// The file has no bytes.
    case fileEmpty
    /// A Git LFS pointer stands where the model should be.
    case filePointer
    /// The file begins as a model and ends too early.
    case fileTruncated
    /// The file is not an ONNX model, or it is damaged.
    case fileInvalid
    /// The runtime refused to make a session of the model.
    case modelRejected
    /// The model has an input or an output that a table cannot feed or hold.
    case unsupportedModel
    /// The options name an input that the model does not have.
    case unknownInput
    /// The options name an output that the model does not have, or one name twice.
    case unknownOutput
    /// The table lacks a column that an input takes.
    case missingColumn
    /// The number of columns is not the width of the input.
    case columnCount
    /// The type of a column does not fit its input.
    case columnType
    /// One value does not fit its input: a null, a fraction, out of range, a text with NUL.
    case value
    /// The model takes batches of another number of rows.
    case batchSize
    /// The runtime failed while it ran the model.
    case predictionFailed
    /// The model returned another shape than it declares, or other map keys than before.
    case unexpectedOutput
    /// The task was cancelled.
    case cancelled
  }

  /// What callers tell apart.
  public var kind: Kind
  /// The file at fault: the model, or the library for the `library…` kinds.
  public var file: String?
  /// What was found and what was expected.
  public var message: String
  /// The column at fault, where there is one.
  public var column: String?
  /// The row at fault, counted from 0 within the batch; who cuts a table into batches may add the batch's offset.
  public var row: Int?
  /// What to do next.
  public var advice: String?

  /// Makes an error from its parts.
  public init(
    _ kind: Kind, file: String?, message: String, column: String? = nil, row: Int? = nil, advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.message = message
    self.column = column
    self.row = row
    self.advice = advice
  }

  /// One line: `FILE: MESSAGE (column "C", row N); ADVICE`, where rows are counted from 1.
  public var description: String {
    var text = file.map { "\($0): \(message)" } ?? message
    let place = [column.map { "column \"\($0)\"" }, row.map { "row \($0 + 1)" }].compactMap(\.self)
    if !place.isEmpty { text += " (\(place.joined(separator: ", ")))" }
    if let advice { text += "; \(advice)" }
    return text
  }
}
