extension ONNXModel {
  /// How a model is run, what feeds it and what it gives.
  public struct Options: Sendable, Hashable {
    /// A column of the predictions: the name that it gets and where it comes from.
    public struct Output: Sendable, Hashable {
      /// The column's name.
      public var name: String
      /// The model's output: `label`, or one column of a wide output: `probabilities_1`.
      public var output: String

      /// Selects and renames a column.
      public init(name: String, output: String) {
        self.name = name
        self.output = output
      }
    }

    /// Threads within an operator, at least 1. More than one changes the last bits of some models.
    public var intraOpThreads: Int
    /// For a model input, the columns that feed it in order; without an entry the column of the same name does.
    public var inputs: [String: [String]]
    /// The columns of the predictions; empty for all outputs of the model under their own names.
    public var outputs: [Output]

    /// Makes options; the defaults fit a model whose inputs are named as the table's columns.
    public init(intraOpThreads: Int = 1, inputs: [String: [String]] = [:], outputs: [Output] = []) {
      self.intraOpThreads = intraOpThreads
      self.inputs = inputs
      self.outputs = outputs
    }
  }
}
