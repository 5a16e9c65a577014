/// What the manifest may say of a check, and what is said of it to users.
///
/// The JSON Schema of the manifest, `assay explain`, and the errors about arguments are all made of this.
public struct CheckDeclaration: Sendable {
  /// The name that the manifest uses: `null_rate`.
  public var name: String
  /// One sentence that says what the check asserts.
  public var summary: String
  /// What a user needs to know to use it: Markdown, a few sentences. Made anew each time: a run reads none of it.
  public var documentation: String { makeDocumentation() }
  /// The arguments that it takes.
  public var arguments: [ArgumentDeclaration]
  /// Examples that run as tests. Made anew each time, with their tables: a run needs none of them.
  public var examples: [CheckExample] { makeExamples() }

  private let makeDocumentation: @Sendable () -> String
  private let makeExamples: @Sendable () -> [CheckExample]

  /// Creates a declaration. Documentation and examples are made when somebody asks for them.
  public init(
    name: String, summary: String, documentation: @autoclosure @escaping @Sendable () -> String,
    arguments: [ArgumentDeclaration], examples: @autoclosure @escaping @Sendable () -> [CheckExample]
  ) {
    self.name = name
    self.summary = summary
    self.arguments = arguments
    makeDocumentation = documentation
    makeExamples = examples
  }
}

/// An example of a check: a small table, the entry as the manifest writes it, and what comes of it.
public struct CheckExample: Sendable {
  /// What the example shows, in a few words.
  public var title: String
  /// The table as CSV with a header line; an empty field is null.
  public var table: String
  /// The reference as CSV, for checks that compare with one.
  public var reference: String?
  /// The approved output of the same version as CSV, for checks that compare with a baseline.
  public var approved: String?
  /// Further tables of the same version as CSV, by name, for checks that read more than their own.
  public var others: [String: String]
  /// The entry as the manifest writes it: `null_rate: { columns: [a], max: 0.5 }`.
  public var entry: String
  /// The verdicts of its cases, in order.
  public var verdicts: [Verdict]
  /// Words that the first case's message must hold.
  public var says: String

  /// Creates an example.
  public init(
    _ title: String, table: String, reference: String? = nil, approved: String? = nil,
    others: [String: String] = [:], entry: String, verdicts: [Verdict], says: String
  ) {
    self.title = title
    self.table = table
    self.reference = reference
    self.approved = approved
    self.others = others
    self.entry = entry
    self.verdicts = verdicts
    self.says = says
  }
}
