import AssayTable

/// Holds values of a manifest against their declarations, and collects every fault on the way.
struct ArgumentDecoder {
  /// The faults so far.
  var errors: [ManifestError] = []

  /// What is being read, in the words of a message.
  struct Subject {
    /// `stage 'features'`, `check 'null_rate'`.
    var name: String
    /// What users say for a key of it, when it is not `in`: keys stand `beside` a check.
    var preposition = "in"

    /// A key below a subject.
    func key(_ key: String) -> Place { Place(subject: name, key: key, isItem: false) }
  }

  /// Where a value stands, in the words of a message.
  struct Place {
    /// `check 'null_rate'`.
    var subject: String
    /// `max`, or `tolerance.p_late` for a key inside a key.
    var key: String
    /// Whether the value is an item of the list under the key.
    var isItem: Bool

    /// The start of a message about the value.
    func needs(_ expected: String) -> String {
      let key = MessageText.quoted(key)
      return isItem ? "\(subject) needs \(expected) in \(key)" : "\(subject) needs \(key), \(expected)"
    }

    func item() -> Place { Place(subject: subject, key: key, isItem: true) }
    func entry(_ name: String) -> Place { Place(subject: subject, key: "\(key).\(name)", isItem: false) }
  }

  /// Notes a fault.
  mutating func fail(_ message: String, at location: SourceLocation) {
    errors.append(ManifestError(message, at: location))
  }

  /// The entries of a mapping; `nil` after noting that it is none.
  mutating func entries(
    of node: YAMLNode, for subject: Subject, at location: SourceLocation
  ) -> [(key: ArgumentKey, value: YAMLNode)]? {
    if let entries = node.entries { return entries }
    fail("\(subject.name) is a mapping; found \(node.found)", at: node.isNull ? location : node.location)
    return nil
  }

  /// The values of declared keys.
  ///
  /// Notes unknown keys, values of another form, and required keys that are missing; what is right is returned all the
  /// same. The place of missing keys is `location`.
  mutating func arguments(
    _ entries: [(key: ArgumentKey, value: YAMLNode)], declared declarations: [ArgumentDeclaration],
    for subject: Subject, at location: SourceLocation, inside prefix: String = "",
    unknown: (ArgumentKey) -> String? = { _ in nil }
  ) -> Arguments {
    var arguments = Arguments(location: location)
    var given: Set<String> = []
    for (key, node) in entries {
      guard let declaration = declarations.first(where: { $0.name == key.name }) else {
        let message = "unknown key \(MessageText.quoted(prefix + key.name)) \(subject.preposition) \(subject.name)"
        // Faults beyond the first hundred are only counted: hints for them would be wasted work.
        guard errors.count < ManifestLimits.errors else {
          fail(message, at: key.location)
          continue
        }
        let hint = Self.suggestion(for: key.name, among: declarations, except: Set(entries.map(\.key.name)))
        fail(unknown(key) ?? message + hint, at: key.location)
        continue
      }
      given.insert(key.name)
      let place = Place(subject: subject.name, key: prefix + key.name, isItem: false)
      if let value = value(node, declaration.form, at: place, keyAt: key.location) {
        arguments.values.append((key, value))
      }
    }
    for declaration in declarations where declaration.isRequired && !given.contains(declaration.name) {
      let place = Place(subject: subject.name, key: prefix + declaration.name, isItem: false)
      fail(place.needs(declaration.form.expected), at: location)
    }
    return arguments
  }

  /// The nearest declared key, or all keys when there are few and none is near.
  private static func suggestion(
    for name: String, among declarations: [ArgumentDeclaration], except given: Set<String>
  ) -> String {
    let free = declarations.map(\.name).filter { !given.contains($0) }
    let clause = Suggestion.clause(for: name, among: free)
    if !clause.isEmpty { return clause }
    if declarations.isEmpty { return "; it takes none" }
    return declarations.count <= 8 ? "; expected \(declarations.map(\.name).joined(separator: ", "))" : ""
  }

  /// A value in a form; `nil` after noting what is wrong with it.
  mutating func value(
    _ node: YAMLNode, _ form: ArgumentForm, at place: Place, keyAt: SourceLocation? = nil
  ) -> ArgumentValue? {
    // An empty value has its place after the colon, where an editor shows nothing: point to the key.
    let location = node.isNull && node.scalar?.text.isEmpty == true ? keyAt ?? node.location : node.location
    switch form {
    case .list(let item): return list(node, of: item, whole: form, at: place, location: location)
    case .columns: return columns(node, at: place, location: location)
    case .range: return range(node, at: place, location: location)
    case .map(let value): return map(node, of: value, at: place, location: location)
    case .object(let declarations): return object(node, declarations, at: place, location: location)
    case .either(let forms): return either(node, forms, at: place, location: location)
    default: return scalar(node, form, at: place, location: location)
    }
  }
}
