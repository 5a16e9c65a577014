import AssayGate

/// Names for findings by which systems tell new from known ones.
///
/// A name is made of what is judged, never of a value, a message or a line, or every run would look like "one mended, one
/// new".
enum FindingIdentity {
  /// The name of a case.
  static func of(
    fixture: String, version: String, check: String, column: String?, slice: String?
  ) -> String {
    digest([fixture, version, check, column ?? "", slice ?? ""])
  }

  /// The name of a place where the replay left the approved one.
  static func ofDivergence(fixture: String, version: String, place: String) -> String {
    digest(["divergence", fixture, version, place])
  }

  /// The name of what a run says beside its cases.
  static func of(note: String) -> String { digest([note]) }

  private static func digest(_ parts: [String]) -> String { ReportText.digest(parts.joined(separator: "\u{0}")) }
}
