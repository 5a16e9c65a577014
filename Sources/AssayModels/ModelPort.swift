/// An input that a model takes, or a column that its predictions have.
public struct ModelPort: Sendable, Hashable {
  /// The model's name of an input; the column's name of an output.
  public let name: String
  /// The type of the elements in words: `float32`, `float64`, `int32`, `int64`, `boolean` or `text`.
  public let type: String
  /// How many columns it takes or gives; nil while only a first batch can tell.
  public let width: Int?

  /// Describes a port.
  public init(name: String, type: String, width: Int?) {
    self.name = name
    self.type = type
    self.width = width
  }
}
