import AssayTable
import Yams

/// From the tree of Yams to ours: masks taken off, aliases and merge keys followed, limits held, twins of keys named.
struct YAMLComposer {
  /// Faults that leave the rest readable.
  private(set) var errors: [ManifestError] = []
  private let mask: YAMLMask
  private let file: String
  private var anchors: [String: YAMLNode] = [:]
  private var aliases = 0
  /// The values that aliases have added so far, with all that is below them.
  private var expanded = 0

  /// Creates a composer of one document.
  init(mask: YAMLMask, file: String) {
    self.mask = mask
    self.file = file
  }

  /// Converts a node that stands at a level of nesting, 1 for the root. Throws when a limit is passed.
  mutating func node(_ node: Node, level: Int) throws(ManifestError) -> YAMLNode {
    let location = location(of: node)
    let result: YAMLNode
    switch node {
    case .scalar(let scalar):
      result = try self.scalar(scalar, at: location, level: level)
    case .sequence(let sequence):
      try checkLevel(level, at: location)
      refuseTag(sequence.tag, at: location)
      var items: [YAMLNode] = []
      for item in sequence { items.append(try self.node(item, level: level + 1)) }
      result = YAMLNode(items, at: location)
    case .mapping(let mapping):
      try checkLevel(level, at: location)
      refuseTag(mapping.tag, at: location)
      result = YAMLNode(try entries(mapping, level: level), at: location)
    case .alias:
      throw ManifestError("an alias stands where none can", at: location)
    }
    if let anchor = node.anchor { anchors[mask.restored(anchor.rawValue)] = result }
    return result
  }

  private mutating func entries(
    _ mapping: Node.Mapping, level: Int
  ) throws(ManifestError) -> [(key: ArgumentKey, value: YAMLNode)] {
    var entries: [(key: ArgumentKey, value: YAMLNode)] = []
    var places: [String: SourceLocation] = [:]
    var merges: [YAMLNode] = []
    for (keyNode, valueNode) in mapping {
      let key = key(keyNode)
      let value = try node(valueNode, level: level + 1)
      guard let key else { continue }
      if let anchor = keyNode.anchor {
        anchors[mask.restored(anchor.rawValue)] = YAMLNode(YAMLScalar(key.name, isPlain: false), at: key.location)
      }
      if let first = places[key.name] {
        errors.append(
          ManifestError(
            "key \(MessageText.quoted(key.name)) is given a second time in this mapping; the first is at \(first)",
            at: key.location))
        continue
      }
      places[key.name] = key.location
      if key.name == "<<", keyNode.scalar?.style == .plain {
        merges += try merged(value)
      } else {
        entries.append((key, value))
      }
    }
    // What a mapping says itself stands before what it merges, and earlier merges before later ones.
    for source in merges {
      for entry in source.entries ?? [] where places[entry.key.name] == nil {
        places[entry.key.name] = entry.key.location
        entries.append(entry)
      }
    }
    return entries
  }

  private mutating func merged(_ value: YAMLNode) throws(ManifestError) -> [YAMLNode] {
    let sources: [YAMLNode] = if case .sequence(let items) = value.content { items } else { [value] }
    for source in sources where source.entries == nil {
      errors.append(ManifestError("'<<' merges mappings; found \(source.found)", at: source.location))
    }
    return sources.filter { $0.entries != nil }
  }

  /// A key: a scalar of any type, taken as text.
  private mutating func key(_ node: Node) -> ArgumentKey? {
    let location = location(of: node)
    guard case .scalar(let scalar) = node else {
      errors.append(ManifestError("a key is a name; found a list or a mapping", at: location))
      return nil
    }
    let name = mask.restored(scalar.string)
    if scalar.style == .plain {
      if mask.startsWithStar(scalar.string) {
        errors.append(ManifestError("an alias cannot be a key; quote a name that starts with '*'", at: location))
        return nil
      }
      if mask.startsWithKeyMark(scalar.string) {
        errors.append(ManifestError("a key is a name; '? ' before keys is not supported", at: location))
        return nil
      }
    }
    guard !name.isEmpty else {
      errors.append(ManifestError("a key cannot be empty", at: location))
      return nil
    }
    refuseNUL(name, at: location)
    return ArgumentKey(name, at: location)
  }

  private mutating func scalar(
    _ scalar: Node.Scalar, at location: SourceLocation, level: Int
  ) throws(ManifestError) -> YAMLNode {
    let isPlain = scalar.style == .plain
    let tag = scalar.tag.description
    let isText = tag == Tag.Name.str.rawValue
    if isPlain, mask.startsWithStar(scalar.string) {
      return try alias(scalar, at: location, level: level)
    }
    if isPlain, mask.startsWithKeyMark(scalar.string) {
      errors.append(ManifestError("a key is a name; '? ' before keys is not supported", at: location))
    }
    // Yams gives quoted scalars without a tag the tag of text, plain ones without a tag an empty one.
    if !isText { refuseTag(scalar.tag, at: location) }
    let text = mask.restored(scalar.string)
    refuseNUL(text, at: location)
    return YAMLNode(YAMLScalar(text, isPlain: isPlain && !isText), at: location)
  }

  private mutating func alias(
    _ scalar: Node.Scalar, at location: SourceLocation, level: Int
  ) throws(ManifestError) -> YAMLNode {
    let text = mask.restored(scalar.string)
    let name = String(text.dropFirst())
    let isName = !name.isEmpty && name.utf8.allSatisfy { Self.anchorCharacters.contains($0) }
    guard isName, scalar.anchor == nil, scalar.tag.description.isEmpty else {
      errors.append(
        ManifestError("an unquoted '*' starts an alias; quote the text: \"\(MessageText.shown(text))\"", at: location))
      return YAMLNode(YAMLScalar(text, isPlain: false), at: location)
    }
    aliases += 1
    guard aliases <= ManifestLimits.aliases else {
      throw ManifestError(
        "the manifest uses more than \(MessageText.grouped(ManifestLimits.aliases)) aliases", at: location)
    }
    guard let target = anchors[name] else {
      let candidates = anchors.count <= 100 ? anchors.keys.sorted() : []
      let hint = Suggestion.nearest(to: name, among: candidates).map { "; did you mean '*\($0)'?" }
      errors.append(
        ManifestError(
          "alias \(MessageText.quoted(text)) has no anchor '&\(MessageText.shown(name))' before it\(hint ?? "")",
          at: location))
      return YAMLNode(YAMLScalar("", isPlain: true), at: location)
    }
    expanded += target.size
    guard expanded <= ManifestLimits.expandedValues else {
      throw ManifestError(
        "aliases blow the manifest up by more than \(MessageText.grouped(ManifestLimits.expandedValues)) values; "
          + "write out what is meant", at: location)
    }
    if target.height > 0 { try checkLevel(level + target.height - 1, at: location) }
    return target
  }

  private static let anchorCharacters = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-".utf8)

  private func location(of node: Node) -> SourceLocation {
    SourceLocation(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private func checkLevel(_ level: Int, at location: SourceLocation) throws(ManifestError) {
    guard level > ManifestLimits.levels else { return }
    throw YAMLSyntaxError.tooDeep(at: location)
  }

  /// A NUL written as an escape would end a text early for every C library that it is handed to.
  private mutating func refuseNUL(_ text: String, at location: SourceLocation) {
    guard text.utf8.contains(0) else { return }
    errors.append(ManifestError("a text cannot hold a NUL character; remove the escape", at: location))
  }

  private mutating func refuseTag(_ tag: Tag, at location: SourceLocation) {
    let name = tag.description
    let known = ["", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"]
    guard !known.contains(name) else { return }
    errors.append(
      ManifestError("YAML tags have no meaning in a manifest; remove \(MessageText.quoted(name))", at: location))
  }
}
