import AssayGate

extension JUnitCase {
  /// The case of another tool's report as the superset has it: one result with a message that its text repeats, a line
  /// with each file, a property for each name, and attempts that fit the result.
  ///
  /// - Parameter relativePath: makes a path relative to the repository's root.
  func normalized(relativePath: (String) -> String) -> JUnitCase {
    var out = self
    out.time = JUnitFormat.rounded(time)
    out.file = file.flatMap { $0.isEmpty ? nil : relativePath($0) }
    // Some tools count lines from 0, or have the file alone.
    out.line = out.file == nil ? nil : max(1, line ?? 1)
    out.properties = JUnitProperty.unique(properties)
    out.results = Self.joined(results).map { [$0] } ?? []
    let passed = out.results.isEmpty
    out.attempts = attempts.map { attempt in
      var attempt = attempt
      attempt.kind = attempt.kind.after(passing: passed)
      return attempt
    }
    return out
  }

  /// One result in place of several: the gravest kind, the first message of that kind, the texts of all.
  static func joined(_ results: [JUnitResult]) -> JUnitResult? {
    let order: [JUnitResult.Kind] = [.error, .failure, .skipped]
    guard let index = order.lazy.compactMap({ kind in results.firstIndex { $0.kind == kind } }).first else {
      return nil
    }
    var rest = results
    var first = rest.remove(at: index)
    first.text = ([first.wholeText] + rest.map(\.wholeText)).joined(separator: "\n\n")
    first.message = first.shownMessage
    return first
  }
}

extension JUnitResult {
  /// The message, or else the first line of the text.
  var shownMessage: String {
    let own = JUnitFormat.line(message ?? "")
    if !own.isEmpty { return own }
    let line = text.split(separator: "\n").lazy.map { JUnitFormat.line(String($0)) }.first { !$0.isEmpty }
    return line ?? (type.map(JUnitFormat.line) ?? "no message")
  }

  /// The text, with the message in front where it lacks it.
  var wholeText: String {
    let message = shownMessage
    return text.contains(message) ? text : text.isEmpty ? message : message + "\n" + text
  }
}

extension JUnitAttempt.Kind {
  /// The element for an attempt at a case that passed in the end, or did not.
  func after(passing: Bool) -> JUnitAttempt.Kind {
    switch self {
    case .flakyFailure, .rerunFailure: passing ? .flakyFailure : .rerunFailure
    case .flakyError, .rerunError: passing ? .flakyError : .rerunError
    }
  }
}

extension JUnitProperty {
  /// Properties with a number behind a name that came before.
  package static func unique(_ properties: [JUnitProperty]) -> [JUnitProperty] {
    guard properties.count > 1 else { return properties }
    var names: Set<String> = []
    return properties.map { property in
      let name = JUnitFormat.propertyName(property.name)
      var number = 1
      var unique = name
      while !names.insert(unique).inserted {
        number += 1
        unique = "\(name).\(number)"
      }
      return JUnitProperty(unique, property.value)
    }
  }
}
