/// Why a check could not be evaluated. Its verdict is then `error`, never a number or a pass.
public struct CheckError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found, what was expected, what to do next.
  public var message: String

  /// Creates an error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
