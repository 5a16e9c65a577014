/// An attempt at a case that did not pass and was made again, as Maven Surefire reports it.
public struct JUnitAttempt: Sendable, Hashable {
  /// The element's name.
  public enum Kind: String, Sendable, CaseIterable {
    /// A failure of a case that passed in the end.
    case flakyFailure
    /// An error of a case that passed in the end.
    case flakyError
    /// A failure of a case that did not pass in the end either.
    case rerunFailure
    /// An error of a case that did not pass in the end either.
    case rerunError
  }

  /// The element's name.
  public var kind: Kind
  /// What kind of failure or error it is.
  public var type: String?
  /// One line.
  public var message: String?
  /// The whole story.
  public var text: String
  /// What the attempt wrote, or `nil`.
  public var systemOut: String?
  /// What the attempt wrote to its error stream, or `nil`.
  public var systemError: String?

  /// Creates an attempt.
  public init(
    _ kind: Kind, type: String? = nil, message: String?, text: String, systemOut: String? = nil,
    systemError: String? = nil
  ) {
    self.kind = kind
    self.type = type
    self.message = message
    self.text = text
    self.systemOut = systemOut
    self.systemError = systemError
  }
}
