import AssayTable

/// Tells texts apart in messages that look alike and have different bytes: an ö of one character, and one of two.
struct LookAlikes: Sendable {
  /// How many different texts look like one; Swift's own equality takes them for the same.
  private var spellings: [String: Int] = [:]

  /// - Parameter texts: every text once. O(texts); texts of ASCII alone cost next to nothing.
  init(_ texts: some Collection<ExactText>) {
    guard texts.contains(where: { !$0.text.utf8.allSatisfy { $0 < 0x80 } }) else { return }
    for text in texts { spellings[text.text, default: 0] += 1 }
    spellings = spellings.filter { $0.value > 1 }
  }

  /// The text; with its characters beyond ASCII as code points, `Ko\u{308}ln`, when another one looks like it.
  func shown(_ text: String) -> String {
    spellings.isEmpty || spellings[text] == nil ? text : Self.spelt(text)
  }

  /// The text with its characters beyond ASCII as code points: `Ko\u{308}ln`.
  static func spelt(_ text: String) -> String {
    text.unicodeScalars.map { $0.isASCII ? String($0) : "\\u{\(String($0.value, radix: 16, uppercase: true))}" }
      .joined()
  }
}
