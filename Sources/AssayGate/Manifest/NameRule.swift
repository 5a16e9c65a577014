/// What names of fixtures, versions and tables may look like.
enum NameRule {
  /// The word that names the reference's replay, and so cannot name a version.
  static let reserved = "reference"

  /// What is wrong with a fixture's name, or `nil`.
  static func faultOfFixture(_ name: String) -> String? {
    isFileName(name, extra: "") ? nil : "letters, digits, '-', '_' and '.', the first a letter or digit"
  }

  /// What is wrong with a version's name, or `nil`. Versions may also hold `+`, as in `1.2.0+build.7`.
  static func faultOfVersion(_ name: String) -> String? {
    isFileName(name, extra: "+") ? nil : "letters, digits, '-', '_', '.' and '+', the first a letter or digit"
  }

  /// Whether a name is one for a table: any text of 1 to 100 characters without control characters. It is quoted wherever SQL needs it.
  static func isTable(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.count <= ManifestLimits.nameLength
      && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// Names become folders of baselines and class names of JUnit reports: ASCII, no separators, no leading dot.
  private static func isFileName(_ name: String, extra: String) -> Bool {
    guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= ManifestLimits.nameLength else {
      return false
    }
    let others = Set(("-_." + extra).utf8)
    return name.utf8.allSatisfy { isAlphanumeric($0) || others.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
