/// A pattern for the name of one file or folder: `*` any characters, `?` one, `[a-c]` one of these, `[!a-c]` one of the
/// others. A `[` without its `]` stands for itself. Names that start with a dot match only patterns that do, too.
struct GlobPattern: Sendable {
  private enum Part: Sendable {
    case any
    case one
    case character(Character)
    case set([ClosedRange<Character>], isNegated: Bool)
  }

  private var parts: [Part] = []

  /// Whether a text holds any character of a pattern.
  static func isPattern(_ text: some StringProtocol) -> Bool { text.contains { "*?[".contains($0) } }

  /// Reads a pattern.
  init(_ text: some StringProtocol) {
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      switch characters[index] {
      case "*":
        // Several in a row are as one.
        if case .any? = parts.last {} else { parts.append(.any) }
      case "?": parts.append(.one)
      case "[":
        if let (set, end) = Self.set(characters, from: index + 1) {
          parts.append(set)
          index = end
        } else {
          parts.append(.character("["))
        }
      default: parts.append(.character(characters[index]))
      }
      index += 1
    }
  }

  /// Whether a name matches. O(name · pattern).
  func matches(_ name: String) -> Bool {
    let characters = Array(name)
    if characters.first == "." {
      guard case .character(".")? = parts.first else { return false }
    }
    var index = 0
    var part = 0
    // Where to go on when what follows the last `*` does not fit: that `*` takes one character more.
    var retry: (index: Int, part: Int)?
    while index < characters.count {
      if part < parts.count {
        if case .any = parts[part] {
          retry = (index, part + 1)
          part += 1
          continue
        }
        if fits(parts[part], characters[index]) {
          index += 1
          part += 1
          continue
        }
      }
      guard let last = retry else { return false }
      retry = (last.index + 1, last.part)
      index = last.index + 1
      part = last.part
    }
    return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
  }

  private func fits(_ part: Part, _ character: Character) -> Bool {
    switch part {
    case .any, .one: true
    case .character(let other): other == character
    case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
    }
  }

  /// The set that starts after a `[`, and the index of its `]`.
  private static func set(_ characters: [Character], from start: Int) -> (Part, Int)? {
    var index = start
    let isNegated = index < characters.count && "!^".contains(characters[index])
    if isNegated { index += 1 }
    var ranges: [ClosedRange<Character>] = []
    let first = index
    while index < characters.count {
      let character = characters[index]
      if character == "]", index > first { return (.set(ranges, isNegated: isNegated), index) }
      if index + 2 < characters.count, characters[index + 1] == "-", characters[index + 2] != "]" {
        let end = characters[index + 2]
        if character <= end { ranges.append(character...end) }
        index += 3
      } else {
        ranges.append(character...character)
        index += 1
      }
    }
    return nil
  }
}
