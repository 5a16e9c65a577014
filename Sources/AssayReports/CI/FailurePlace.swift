import AssayGate

/// The place that a message about what could not be evaluated names: `flights/assay.yaml:12:5: unknown key`.
struct FailurePlace {
  /// The place; `nil` when the message begins with none.
  let location: SourceLocation?
  /// What follows it; the whole message when there is none.
  let message: String

  /// Reads the place at a message's start: a path, a line, perhaps a column, each with a colon after it.
  init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, !parts[0].isEmpty, parts[0].last != " ", let line = Int(parts[1]), line > 0 else {
      location = nil
      message = text
      return
    }
    let column = parts.count == 4 ? Int(parts[2]) : nil
    location = SourceLocation(file: String(parts[0]), line: line, column: max(1, column ?? 1))
    let rest = column == nil ? parts[2...].joined(separator: ":") : String(parts[3])
    message = String(rest.drop { $0 == " " })
  }
}
