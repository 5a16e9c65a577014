/// One fault of a manifest: where it is, what was found, what was expected, what to do.
public struct ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where the fault is.
  public var location: SourceLocation
  /// What is wrong, without the place.
  public var message: String

  /// Creates an error.
  public init(_ message: String, at location: SourceLocation) {
    self.location = location
    self.message = message
  }

  /// `file:line:column: message`.
  public var description: String { "\(location): \(message)" }
}

/// All faults that were found in a manifest, in the order of the file.
public struct ManifestErrors: Error, Sendable, CustomStringConvertible {
  /// The faults; never empty.
  public var errors: [ManifestError]

  /// Creates a list of faults.
  public init(_ errors: [ManifestError]) { self.errors = errors }

  /// One fault a line.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
