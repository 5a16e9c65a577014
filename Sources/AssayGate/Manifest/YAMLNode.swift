/// A value of a YAML file with its place, after aliases and merge keys have been followed.
struct YAMLNode: Sendable {
  /// What the value is.
  enum Content: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// Entries in the order of the file; keys are unique.
    case mapping([(key: ArgumentKey, value: YAMLNode)])
  }

  /// The value.
  let content: Content
  /// Where it starts. A value that came by an alias stands where its anchor is.
  let location: SourceLocation
  /// The levels of lists and mappings, 0 for a scalar.
  let height: Int
  /// The number of values in it, itself included, aliases followed.
  let size: Int

  /// Creates a scalar.
  init(_ scalar: YAMLScalar, at location: SourceLocation) {
    self.content = .scalar(scalar)
    self.location = location
    self.height = 0
    self.size = 1
  }

  /// Creates a list.
  init(_ items: [YAMLNode], at location: SourceLocation) {
    self.content = .sequence(items)
    self.location = location
    self.height = 1 + (items.map(\.height).max() ?? 0)
    self.size = items.reduce(1) { $0 + $1.size }
  }

  /// Creates a mapping.
  init(_ entries: [(key: ArgumentKey, value: YAMLNode)], at location: SourceLocation) {
    self.content = .mapping(entries)
    self.location = location
    self.height = 1 + (entries.map(\.value.height).max() ?? 0)
    self.size = entries.reduce(1) { $0 + $1.value.size }
  }

  /// The scalar, when the value is one.
  var scalar: YAMLScalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

  /// The entries, when the value is a mapping.
  var entries: [(key: ArgumentKey, value: YAMLNode)]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// Whether the value is an empty place, `~` or `null`.
  var isNull: Bool { scalar?.kind == .null }

  /// The value in the words of a message: `"15%"`, `0.5`, `a list`, `nothing`.
  var found: String {
    switch content {
    case .scalar(let scalar): scalar.found
    case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    }
  }
}
