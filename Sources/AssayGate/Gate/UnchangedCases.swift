/// The checks that a run did not judge again, since nothing that changed can affect them.
package struct UnchangedCases: Sendable {
  /// What is compared with: `main (1a2b3c4)`; `nil` when everything is judged.
  var since: String?
  /// How many cases were skipped for that.
  var count = 0
  /// Whether something was judged, or could have been.
  var isAffected = false

  /// Adds those of another fixture.
  mutating func add(_ other: UnchangedCases) {
    since = since ?? other.since
    count += other.count
    isAffected = isAffected || other.isAffected
  }

  /// Whether all cases are such.
  func isAll(_ tally: Tally) -> Bool { since != nil && !isAffected && count == tally.total }

  /// What there is to say of it.
  func note(_ tally: Tally) -> String? {
    guard let since else { return nil }
    let skipped = count == 1 ? "1 check was" : "\(Format.whole(count)) checks were"
    if !isAffected {
      return "nothing that the gate judges has changed since \(since)"
        + (count > 0 ? "; \(skipped) not judged again" : "; all verdicts are those of an earlier run")
    }
    return count > 0 ? "\(skipped) not judged again, because nothing that they look at has changed since \(since)" : nil
  }

  /// The message of such a case.
  static func message(_ since: String) -> String { "unchanged since \(since): not judged again" }

  /// Whether a case is one of them, by its verdict and message.
  package static func contains(_ result: CaseResult) -> Bool {
    result.verdict == .skipped && result.message.hasPrefix("unchanged since ")
      && result.message.hasSuffix(": not judged again")
  }
}
