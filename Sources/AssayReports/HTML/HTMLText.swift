import AssayGate
import Mustache

/// Makes text from data inert in HTML, in content and in attributes between double quotes.
///
/// The template package's own escaping looks at characters as people see them, so that a quotation mark with an accent
/// over it would be let through and end an attribute. Here every code point is looked at by itself.
struct HTMLText: MustacheContentType {
  /// The name under which the template asks for it.
  static let name = "ASSAY_HTML"

  func escapeText(_ text: String) -> String { Self.escaped(text) }

  static func escaped(_ text: String) -> String {
    let text = ReportText.clean(text)
    let isPlain = text.utf8.allSatisfy { ![0x22, 0x26, 0x27, 0x3C, 0x3E, 0x60].contains($0) && $0 < 0x80 }
    if isPlain { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": out.append(contentsOf: "&#34;".unicodeScalars)
      case "'": out.append(contentsOf: "&#39;".unicodeScalars)
      case "`": out.append(contentsOf: "&#96;".unicodeScalars)
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
