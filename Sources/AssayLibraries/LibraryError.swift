/// Why a native library could not be found, loaded or set up.
///
/// The text names what was looked for and where, and what to do next; it is meant to be shown as it is.
public struct LibraryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The whole explanation, possibly of several lines.
  public var message: String

  /// The same as ``message``.
  public var description: String { message }
}
