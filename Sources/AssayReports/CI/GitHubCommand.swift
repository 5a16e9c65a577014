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

  /// Escapes a message.
  static func escape(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r\n", with: "%0D%0A").replacing("\r", with: "%0D")
      .replacing("\n", with: "%0A")
  }

  /// Escapes a property's value.
  static func escape(property text: String) -> String {
    escape(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
