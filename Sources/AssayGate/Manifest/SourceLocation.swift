/// A place in a text file, for messages that an editor can jump to.
public struct SourceLocation: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The path as messages show it: relative to the working directory when it lies below it.
  public var file: String
  /// The line, counted from 1.
  public var line: Int
  /// The column in characters, counted from 1.
  public var column: Int

  /// Creates a location; line and column count from 1.
  public init(file: String, line: Int, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`.
  public var description: String { "\(file):\(line):\(column)" }
}
