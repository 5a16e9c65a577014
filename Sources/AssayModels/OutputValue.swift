/// What a model returned for one output.
enum OutputValue: Sendable, Equatable {
  case tensor(Tensor)
  /// One map for each row, all with the same keys: the keys in ascending order, and a tensor [rows, keys].
  case maps(keys: MapKeys, values: Tensor)
}
