/// The name that was probably meant.
enum NameSuggestion {
  /// The candidate nearest to a name by edit distance, letter case aside; nil when none is near.
  ///
  /// Near is at most a third of the name's length, and at least one edit. The first of equals wins.
  static func closest(to name: String, in candidates: [String]) -> String? {
    let wanted = Array(name.lowercased())
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(wanted, Array(candidate.lowercased()))
      if distance <= max(1, wanted.count / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
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

  /// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.
  static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for row in 0..<first.count {
      var current = [row + 1]
      for column in 0..<second.count {
        let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
        var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[second.count]
  }
}
