/// A JUnit report that could not be read or written.
public struct JUnitError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: String, Sendable {
    /// The file could not be opened or read.
    case unreadable
    /// The file is not well-formed XML, or exceeds a limit of size or depth.
    case malformed
    /// The file has a document type or an entity reference, which a report never needs.
    case forbidden
    /// The file is XML, but no JUnit report.
    case notJUnit
    /// A number is not a number.
    case badNumber
    /// A report could not be written.
    case unwritable
    /// A file would be replaced that is an input, or no report of the kind that may be replaced.
    case replaced
  }

  /// What is wrong.
  public var kind: Kind
  /// The path of the report.
  public var file: String
  /// The line, counted from 1; `nil` when the error is about the whole file.
  public var line: Int?
  /// The column in bytes, counted from 1, where it is known.
  public var column: Int?
  /// What was found, what was expected, and what to do.
  public var message: String

  /// Creates an error.
  public init(_ kind: Kind, file: String, line: Int? = nil, column: Int? = nil, message: String) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = line == nil ? nil : column
    self.message = message
  }

  /// `file:line:column: message`.
  public var description: String { "\(file):\(place) \(message)" }

  private var place: String { [line, column].compactMap { $0.map { "\($0):" } }.joined() }
}
