/// How text is dressed for a terminal.
public struct ConsoleStyle: Sendable, Hashable {
  /// When colours are used.
  public enum ColorMode: String, Sendable, CaseIterable {
    /// On a terminal that has them, unless `NO_COLOR` is set; elsewhere when `CLICOLOR_FORCE` or `FORCE_COLOR` is.
    case auto
    /// Always.
    case always
    /// Never.
    case never
  }

  /// Colours are used.
  public var usesColor: Bool
  /// Symbols beyond ASCII are used; otherwise they have a plain form.
  public var usesUnicode: Bool

  /// Creates a style.
  public init(usesColor: Bool, usesUnicode: Bool) {
    self.usesColor = usesColor
    self.usesUnicode = usesUnicode
  }

  /// Creates the style for a stream.
  ///
  /// - Parameters:
  ///   - mode: what the user asked for.
  ///   - isTerminal: the stream that is written to is a terminal.
  ///   - environment: the process's environment: `NO_COLOR`, `CLICOLOR_FORCE`, `FORCE_COLOR`, `TERM`, `LC_ALL`,
  ///     `LC_CTYPE` and `LANG` are read.
  public init(_ mode: ColorMode, isTerminal: Bool, environment: [String: String]) {
    func isSet(_ name: String) -> Bool {
      environment[name].map { !["", "0", "false"].contains($0) } ?? false
    }
    let terminal = environment["TERM"] ?? ""
    let automatic =
      (environment["NO_COLOR"] ?? "").isEmpty
      && (isSet("CLICOLOR_FORCE") || isSet("FORCE_COLOR") || (isTerminal && !["", "dumb"].contains(terminal)))
    usesColor =
      switch mode {
      case .auto: automatic
      case .always: true
      case .never: false
      }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    usesUnicode = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
  }

  /// A colour with a meaning.
  enum Ink: String {
    case good = "1;32"
    case bad = "1;31"
    case doubtful = "1;33"
    case strong = "1"
    case faint = "2"
  }

  /// Text in a colour.
  func paint(_ text: String, _ ink: Ink) -> String { usesColor ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text }

  /// Text whose symbols are shown as the stream can: names that come from data stay as they are.
  func symbols(_ text: String) -> String {
    guard !usesUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for character in text {
      if let plain = Self.plain[character] { out += plain } else { out.append(character) }
    }
    return out
  }

  private static let plain: [Character: String] = [
    "·": "-", "…": "...", "→": "->", "≥": ">=", "≤": "<=", "±": "+/-", "×": "x", "–": "-", "−": "-",
  ]
}
