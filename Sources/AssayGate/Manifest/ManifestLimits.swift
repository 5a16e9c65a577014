/// How large a manifest may be. A file beyond a limit is refused before it can hurt.
enum ManifestLimits {
  /// The size of one file in bytes.
  static let bytes = 1 << 20
  /// How deep lists and mappings may be nested, aliases followed.
  static let levels = 64
  /// How many aliases one file may use.
  static let aliases = 1_000
  /// How many values the aliases of one file may add together, with all that is below them.
  static let expandedValues = 100_000
  /// How many faults are told of; the rest is counted.
  static let errors = 100
  /// How many manifests may extend one another in a chain, the fixture's own included.
  static let layers = 8
  /// How many files one glob may match.
  static let matches = 10_000
  /// How many characters a fixture's or version's name may have.
  static let nameLength = 100
}
