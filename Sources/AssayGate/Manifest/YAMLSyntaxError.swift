import Yams

/// The parser's faults in plain words.
enum YAMLSyntaxError {
  /// The fault of a manifest that is nested too deep.
  static func tooDeep(at location: SourceLocation) -> ManifestError {
    ManifestError("lists and mappings are nested more than \(ManifestLimits.levels) levels deep", at: location)
  }

  /// What a parser's error means for the one who wrote the text.
  static func explain(_ error: any Error, in text: ManifestText) -> ManifestError {
    guard let error = error as? YamlError else {
      return ManifestError("this is not valid YAML: \(error)", at: SourceLocation(file: text.file, line: 1))
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let location = SourceLocation(file: text.file, line: mark.line, column: mark.column)
      if problem.hasPrefix("Maximum nesting level") { return tooDeep(at: location) }
      let next = character(at: mark, in: text.text)
      return ManifestError(words(problem, context: context, next: next), at: location)
    default:
      return ManifestError("this is not valid YAML: \(error)", at: SourceLocation(file: text.file, line: 1))
    }
  }

  private static func words(_ problem: String, context: YamlError.Context?, next: Unicode.Scalar?) -> String {
    let start = context.map { "\($0.mark.line):\($0.mark.column)" } ?? "1:1"
    let isQuoted = context?.text.contains("quoted scalar") == true
    switch problem {
    case "found character that cannot start any token" where next == "\t",
      "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return "a tab indents this line; YAML indents with spaces only"
    case "found character that cannot start any token":
      return "a text cannot start with '\(next.map(String.init) ?? "")'; quote it"
    case "mapping values are not allowed in this context":
      return "a ':' is not expected here; indent the line as its neighbours, or quote a text that holds ': '"
    case "did not find expected key" where next == ":":
      return "a key is missing before this ':'"
    case "did not find expected key":
      return "this does not fit the mapping that starts at \(start); check the indentation, or quote the text"
    case "did not find expected '-' indicator":
      return "this does not fit the list that starts at \(start); expected '- ', or less indentation"
    case "did not find expected ',' or ']'":
      return "the list that starts at \(start) is not closed; expected ',' or ']'"
    case "did not find expected ',' or '}'":
      return "the mapping that starts at \(start) is not closed; expected ',' or '}'"
    case "could not find expected ':'":
      return "the key that starts at \(start) has no ':' after it"
    case "found unexpected end of stream" where isQuoted, "found unexpected document indicator" where isQuoted:
      return "the quoted text that starts at \(start) is not closed"
    case "found unknown escape character":
      return "an unknown escape in double quotes; write '\\\\' for a backslash, or use single quotes"
    case "block sequence entries are not allowed in this context":
      return "a '- ' is not expected here; a list starts on a line of its own"
    case "did not find expected <document start>":
      return "this does not belong to what stands before it; check the indentation"
    case "did not find expected alphabetic or numeric character":
      return "a text that starts with '*' or '&' must be quoted"
    case "did not find expected node content":
      return "a value is missing here"
    case "but found another document":
      return "a manifest is one document; remove the second, which starts here"
    default:
      return "this is not valid YAML: \(problem)"
    }
  }

  private static func character(at mark: Mark, in text: String) -> Unicode.Scalar? {
    var line = 1
    var column = 1
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if line == mark.line, column == mark.column, !(scalar == "\n" && previous == "\r") { return scalar }
      if scalar == "\r" || (scalar == "\n" && previous != "\r") {
        line += 1
        column = 1
      } else if scalar != "\n" {
        column += 1
      }
      if line > mark.line { return nil }
      previous = scalar
    }
    return nil
  }
}
