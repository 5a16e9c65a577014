/// Cuts the text of a template into parts that are templates of their own: rendered one after the other, they give what
/// the whole gives.
///
/// The template package's parser looks, at every tag, at all characters up to the end of its text: its time grows with
/// the square of the length, and that of parts with their number.
enum TemplateParts {
  /// The fewest bytes of a part but the last: each has a cost of its own.
  private static let smallest = 400

  /// The parts of a template, which ends all sections that it begins; each ends with a line, outside of all sections.
  /// O(bytes).
  static func cut(_ template: [UInt8]) -> [String] {
    var parts: [String] = []
    var start = 0
    var depth = 0
    for index in template.indices {
      switch template[index] {
      case UInt8(ascii: "\n"):
        guard depth == 0, index + 1 - start >= smallest else { continue }
        parts.append(String(decoding: template[start...index], as: UTF8.self))
        start = index + 1
      case UInt8(ascii: "#") where isTag(template, index), UInt8(ascii: "^") where isTag(template, index): depth += 1
      case UInt8(ascii: "/") where isTag(template, index): depth -= 1
      default: break
      }
    }
    if start < template.count { parts.append(String(decoding: template[start...], as: UTF8.self)) }
    return parts
  }

  /// Whether a byte is the first of a tag.
  private static func isTag(_ template: [UInt8], _ index: Int) -> Bool {
    index >= 2 && template[index - 1] == UInt8(ascii: "{") && template[index - 2] == UInt8(ascii: "{")
  }
}
