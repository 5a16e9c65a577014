/// One key that a mapping of the manifest may hold: its name, the form of its value, and what it means.
public struct ArgumentDeclaration: Sendable {
  /// The key.
  public var name: String
  /// The form of its value.
  public var form: ArgumentForm
  /// Whether the key must be there.
  public var isRequired: Bool
  /// What it means, in a sentence.
  public var documentation: String

  /// Declares a key.
  public init(_ name: String, _ form: ArgumentForm, required: Bool = false, _ documentation: String) {
    self.name = name
    self.form = form
    self.isRequired = required
    self.documentation = documentation
  }
}

/// The forms that a value of the manifest can have.
public indirect enum ArgumentForm: Sendable {
  /// Text. Numbers and booleans are refused: quote them.
  case text
  /// Text of any scalar: a version's name is always text, also `2013` or `1.10`.
  case name
  /// `true` or `false`, as YAML 1.2 writes them.
  case boolean
  /// A whole number of at least `minimum`.
  case integer(minimum: Int)
  /// A finite number.
  case number
  /// A number from 0 to 1.
  case share
  /// A duration in seconds, or text with a unit: `90`, `90s`, `5m`, `1h`.
  case duration
  /// A day: `2026-12-31`.
  case date
  /// One of these words.
  case choice([String])
  /// The name of a column.
  case column
  /// Names of columns, one alone, or `all`.
  case columns
  /// A scalar of any type, kept with its type: text, number, boolean.
  case scalar
  /// A path or a glob below the fixture.
  case path
  /// A list of values; one alone may stand for a list of one.
  case list(ArgumentForm)
  /// A pair `[low, high]` of numbers, low not above high.
  case range
  /// A mapping from names that the user chooses to values.
  case map(ArgumentForm)
  /// A mapping with declared keys.
  case object([ArgumentDeclaration])
  /// Any of several forms; the first that fits is taken.
  case either([ArgumentForm])
}
