/// A workflow command of GitHub Actions: a line on standard output that the runner acts on.
///
/// `::error file=F,line=N,title=T::message`, escaped as the runner unescapes it, so that nothing in a message or a name
/// can end the line or start another command.
struct GitHubCommand {
  /// `error`, `warning` or `notice`.
  var name: String
  /// The properties in their order, without those that are empty.
  var properties: [(key: String, value: String)] = []
  /// The message.
  var message: String

  /// The line, with a line feed.
  var line: String {
    let list = properties.filter { !$0.value.isEmpty }.map { "\($0.key)=\(Self.escape(property: $0.value))" }
    return "::\(name)\(list.isEmpty ? "" : " ")\(list.joined(separator: ","))::\(Self.escape(message))\n"
  }

  /// A message in which no two colons stand side by side: an invisible joiner is between them.
  ///
  /// GitHub's runner takes the first `::` for the end of the properties. That of Gitea and Forgejo takes the last one, so
  /// that a name in the data would move the annotation elsewhere.
  static func withoutSeparators(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == ":", out.last == ":" { out.append("\u{2060}") }
      out.append(scalar)
    }
    return String(out)
  }

  /// Escapes a message.
  static func escape(_ text: String) -> String { escape(text, ["%": "%25", "\r": "%0D", "\n": "%0A"]) }

  /// Escapes a property's value.
  static func escape(property text: String) -> String {
    escape(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
  }

  /// Escapes by scalars, as the runner reads: a mark can join a comma into one character.
  private static func escape(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] { out.append(contentsOf: escape.unicodeScalars) } else { out.append(scalar) }
    }
    return String(out)
  }
}
