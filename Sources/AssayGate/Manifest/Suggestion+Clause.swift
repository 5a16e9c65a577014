import AssayTable

extension Suggestion {
  /// `; did you mean 'from'?`, or nothing when no candidate is near.
  static func clause(for name: String, among candidates: some Sequence<String>) -> String {
    nearest(to: name, among: candidates).map { "; did you mean \(MessageText.quoted($0))?" } ?? ""
  }
}
