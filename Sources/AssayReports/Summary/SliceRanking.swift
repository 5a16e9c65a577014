import AssayGate

/// The slices of one check, the worst first.
struct SliceRanking {
  var fixture: String
  /// `score · roc_auc`.
  var title: String
  var slices: [Slice]

  struct Slice {
    var name: String
    /// The version in which the slice is worst.
    var version: String
    var item: Results.Case
  }

  /// The sliced checks in the order of the run; each slice with its worst version.
  static func all(of summary: RunSummary) -> [SliceRanking] {
    var rankings: [SliceRanking] = []
    var places: [String: Int] = [:]
    for group in summary.groups {
      guard let slice = group.cases.first?.item.slice, let first = group.cases.first?.item else { continue }
      let title = group.title.dropLast().joined(separator: " · ")
      let key = "\(group.fixture)\u{0}\(first.check)\u{0}\(first.column ?? "")"
      let place = places[key] ?? rankings.count
      if place == rankings.count {
        places[key] = place
        rankings.append(SliceRanking(fixture: group.fixture, title: title, slices: []))
      }
      let worst = group.cases.min { isWorse($0.item, $1.item) }
      if let worst { rankings[place].slices.append(Slice(name: slice, version: worst.version, item: worst.item)) }
    }
    for index in rankings.indices {
      let order = rankings[index].slices.enumerated().sorted { left, right in
        isWorse(left.element.item, right.element.item)
          || (!isWorse(right.element.item, left.element.item) && left.offset < right.offset)
      }
      rankings[index].slices = order.map(\.element)
    }
    return rankings
  }

  /// By verdict, then by the value in the direction that the limits fear.
  private static func isWorse(_ left: Results.Case, _ right: Results.Case) -> Bool {
    if left.known.rank != right.known.rank { return left.known.rank > right.known.rank }
    guard let first = left.metrics.first?.value, let second = right.metrics.first?.value else { return false }
    let fearsLow = left.limits.contains { $0.hasPrefix("min") || $0.hasPrefix("max_drop") }
    let fearsHigh = left.limits.contains { $0.hasPrefix("max ") || $0.hasPrefix("max_rise") || $0.hasPrefix("limit") }
    if fearsLow == fearsHigh { return abs(first) > abs(second) }
    return fearsLow ? first < second : first > second
  }
}
