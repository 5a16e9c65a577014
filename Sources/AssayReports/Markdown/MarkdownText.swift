import AssayGate

/// Makes text from data inert in Markdown as GitHub and GitLab read it, HTML in it included.
enum MarkdownText {
  /// Text within a paragraph or a table's cell, on one line.
  static func inline(_ text: String, maximumBytes: Int = 300) -> String {
    var out = String.UnicodeScalarView()
    // An address in the data must not become a link.
    let line = ReportText.oneLine(text, maximumBytes: maximumBytes).replacing("://", with: ":\u{2060}//")
      .replacing("www.", with: "www\u{2060}.")
    for scalar in line.unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "$", "^", "{", "}":
        out.append("\\")
        out.append(scalar)
      // A name after it would be told that it was mentioned: a joiner without width stands between.
      case "@":
        out.append(scalar)
        out.append("\u{2060}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// Text as code, on one line: `assay run …`. Within a table a bar needs an escape of its own.
  static func code(_ text: String, maximumBytes: Int = 500, inTable: Bool = false) -> String {
    var line = ReportText.oneLine(text, maximumBytes: maximumBytes)
    if line.isEmpty { return "" }
    if inTable { line = line.unicodeScalars.map { $0 == "|" ? "\\|" : String($0) }.joined() }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
    let room = line.utf8.first == 0x60 || line.utf8.last == 0x60 ? " " : ""
    return fence + room + line + room + fence
  }

  /// Lines as a block of code.
  static func block(_ lines: [String]) -> String {
    let clean = lines.map { ReportText.clip(ReportText.clean($0), maximumBytes: 300, mark: "…") }
    let longest = clean.map { longestRun(of: "`", in: $0) }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return fence + "text\n" + clean.joined(separator: "\n") + "\n" + fence
  }

  private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
    var (longest, run) = (0, 0)
    for scalar in text.unicodeScalars {
      run = scalar == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
