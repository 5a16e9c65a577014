/// One measure of a column's profile that differs from the approved one, in words and back.
///
/// `results.json` holds the words; a report that shows them as a table reads them here, where they are written.
package struct ProfileChange: Sendable, Hashable {
  /// `missing`, `min`, `mean`, `max` or `quantile 0.05`.
  package var measure: String
  /// Today's number.
  package var today: String
  /// The approved number.
  package var approved: String

  private static let missing = "missing"
  private static let between = ", approved "

  init(_ measure: String, today: String, approved: String) {
    self.measure = measure
    self.today = today
    self.approved = approved
  }

  /// The number of missing values, today and as approved.
  static func missing(today: String, approved: String) -> ProfileChange {
    ProfileChange(missing, today: today, approved: approved)
  }

  /// The words: `0 missing, approved 16`, `min 0, approved 30.92`.
  package var text: String {
    (measure == Self.missing ? "\(today) \(measure)" : "\(measure) \(today)") + Self.between + approved
  }

  /// Reads ``text``; `nil` where it is something else.
  package init?(_ text: some StringProtocol) {
    guard let comma = text.firstRange(of: Self.between) else { return nil }
    let space: Character = " "
    var words = text[..<comma.lowerBound].split(separator: space, omittingEmptySubsequences: false).map { String($0) }
    approved = String(text[comma.upperBound...])
    if words.last == Self.missing { words.swapAt(0, words.count - 1) }
    today = words.popLast() ?? ""
    measure = words.joined(separator: " ")
    let isKnown = [Self.missing, "min", "mean", "max"].contains(measure) || measure.hasPrefix("quantile ")
    guard isKnown, words.count <= 2, !today.isEmpty, !approved.isEmpty, !approved.contains(" ") else { return nil }
  }

  /// What differs, one after the other.
  static func text(_ changes: [ProfileChange]) -> String { changes.map(\.text).joined(separator: "; ") }

  /// Reads what ``text(_:)`` writes; `nil` where any of it is something else.
  package static func all(in text: some StringProtocol) -> [ProfileChange]? {
    let parts = text.split(separator: "; ").map { ProfileChange($0) }
    let changes = parts.compactMap(\.self)
    return changes.isEmpty || changes.count < parts.count ? nil : changes
  }
}
