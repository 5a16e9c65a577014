/// The minimizing delta debugging algorithm, ddmin: a small part of some items that still shows a failure.
///
/// After A. Zeller and R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE Transactions on Software
/// Engineering 28(2), 2002. What is left is 1-minimal: without any one of its items the failure does not show.
struct DeltaDebugging {
  /// What came of it.
  struct Outcome: Sendable, Hashable {
    /// The items that are left, in their order.
    var items: [Int]
    /// Whether the search came to its end, so that none of them can be left out.
    var isMinimal: Bool
  }

  /// Makes items fewer as long as the failure shows. At most quadratic in their number; logarithmic when one item alone
  /// shows it.
  ///
  /// - Parameters:
  ///   - items: items that show the failure.
  ///   - shows: whether some of them show it; `nil` to end the search.
  static func minimize<Stop: Error>(
    _ items: [Int], shows: ([Int]) async throws(Stop) -> Bool?
  ) async throws(Stop) -> Outcome {
    var items = items
    var parts = 2
    while items.count >= 2 {
      let chunks = split(items, into: parts)
      var smaller: (items: [Int], parts: Int)?
      for chunk in chunks where smaller == nil {
        guard let answer = try await shows(chunk) else { return Outcome(items: items, isMinimal: false) }
        if answer { smaller = (chunk, 2) }
      }
      // Of two parts each is the other's complement.
      if smaller == nil, parts > 2 {
        for index in chunks.indices where smaller == nil {
          let rest = chunks.enumerated().flatMap { $0.offset == index ? [] : $0.element }
          guard let answer = try await shows(rest) else { return Outcome(items: items, isMinimal: false) }
          if answer { smaller = (rest, max(parts - 1, 2)) }
        }
      }
      if let smaller {
        (items, parts) = smaller
      } else if parts >= items.count {
        break
      } else {
        parts = min(2 * parts, items.count)
      }
    }
    return Outcome(items: items, isMinimal: true)
  }

  /// Items cut into so many parts of nearly equal size.
  static func split(_ items: [Int], into parts: Int) -> [[Int]] {
    (0..<parts).map { part in
      Array(items[items.count * part / parts..<items.count * (part + 1) / parts])
    }
  }
}
