/// Which levels gained and lost most, in words.
struct LevelChanges: CustomStringConvertible {
  private var gained: [String] = []
  private var lost: [String] = []

  /// - Parameters:
  ///   - names: the levels.
  ///   - reference: how often each occurs in the reference.
  ///   - current: how often each occurs now.
  init(names: [String], reference: [Int], current: [Int]) {
    let n = Double(max(1, reference.reduce(0, +)))
    let m = Double(max(1, current.reduce(0, +)))
    let changes = names.indices.map { (level: $0, gain: Double(current[$0]) / m - Double(reference[$0]) / n) }
    func told(_ level: Int) -> String {
      "\(LevelName.shown(names[level])) (\(Format.share(Double(reference[level]) / n)) → "
        + "\(Format.share(Double(current[level]) / m)))"
    }
    // Three of each, and none that hardly moved beside the one that moved most.
    let largest = changes.map { abs($0.gain) }.max() ?? 0
    gained = changes.filter { $0.gain > largest / 10 }.sorted { ($1.gain, $0.level) < ($0.gain, $1.level) }.prefix(3)
      .map { told($0.level) }
    lost = changes.filter { $0.gain < -largest / 10 }.sorted { ($0.gain, $0.level) < ($1.gain, $1.level) }.prefix(3)
      .map { told($0.level) }
  }

  /// `gained most UA (12 % → 18 %); lost most EV (20 % → 15 %)`.
  var description: String {
    var parts: [String] = []
    if !gained.isEmpty { parts.append("gained most \(gained.joined(separator: ", "))") }
    if !lost.isEmpty { parts.append("lost most \(lost.joined(separator: ", "))") }
    return parts.isEmpty ? "none gained or lost" : parts.joined(separator: "; ")
  }
}

/// How a level is shown in messages.
enum LevelName {
  /// The level without control characters and cut to 40 characters; an empty one between quotes.
  static func shown(_ name: String) -> String {
    if name.isEmpty { return "''" }
    let clean = String(
      String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? "␣" : $0 }))
    return clean.count > 40 ? clean.prefix(39) + "…" : clean
  }

  /// Up to five levels, and that there are more.
  static func list(_ names: [String]) -> String {
    names.prefix(5).map(shown).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
  }
}
