import AssayTable

/// What is said of checks to users: the pages of `assay explain`.
public enum CheckGuide {
  /// Every check with its summary.
  public static func list() -> String {
    let width = CheckRegistry.all.map { $0.declaration.name.count }.max() ?? 0
    return CheckRegistry.all.map { check in
      let name = check.declaration.name
      return name + String(repeating: " ", count: width - name.count + 2) + check.declaration.summary
    }.joined(separator: "\n")
  }

  /// The error for a name that no check has.
  public static func unknown(_ name: String) -> String {
    let hint = Suggestion.clause(for: name, among: CheckRegistry.all.map { $0.declaration.name })
    return "there is no check '\(name)'\(hint) 'assay explain' lists them."
  }

  /// What a check asserts, its arguments, and its examples with what comes of them.
  public static func page(_ declaration: CheckDeclaration) -> String {
    var lines = ["\(declaration.name): \(declaration.summary)", ""]
    lines += declaration.documentation.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrapped($0) }
    lines += ["", "ARGUMENTS"]
    for argument in declaration.arguments {
      lines.append("  \(argument.name)\(argument.isRequired ? " (required)" : "")")
      lines += wrapped(argument.documentation[...], indent: "      ")
    }
    lines += ["", "EXAMPLES"]
    for example in declaration.examples {
      let verdicts = example.verdicts.map(\.rawValue).joined(separator: ", ")
      lines += ["  \(example.title):", "      - \(example.entry)", "      → \(verdicts)"]
    }
    return lines.joined(separator: "\n")
  }

  private static func wrapped(_ text: Substring, indent: String = "") -> [String] {
    var lines: [String] = []
    var line = indent
    for word in text.split(separator: " ") {
      if line.count + word.count > 98, line != indent {
        lines.append(line)
        line = indent
      }
      line += (line == indent ? "" : " ") + word
    }
    return lines + [line == indent ? "" : line]
  }
}
