import AssayTable

/// Names in messages.
enum NameSuggestion {
  /// The candidate that was probably meant; nil when none is near.
  static func closest(to name: String, in candidates: [String]) -> String? {
    Suggestion.nearest(to: name, among: candidates)
  }

  /// A question for the end of a sentence, or nothing.
  static func question(for name: String, in candidates: [String]) -> String {
    closest(to: name, in: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
  }

  /// Names for a message, the first twenty of them.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }
}
