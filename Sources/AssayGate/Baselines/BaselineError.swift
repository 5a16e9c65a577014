/// Why a baseline could not be read or written.
public struct BaselineError: Error, Sendable, CustomStringConvertible {
  /// The file, what is wrong, what to do.
  public var message: String

  /// Creates an error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
