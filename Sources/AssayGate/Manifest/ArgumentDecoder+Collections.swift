extension ArgumentDecoder {
  /// A list; one value alone stands for a list of one. Empty lists are refused: nothing would be looked at.
  mutating func list(
    _ node: YAMLNode, of item: ArgumentForm, whole: ArgumentForm, at place: Place, location: SourceLocation
  ) -> ArgumentValue? {
    guard case .sequence(let items) = node.content else {
      guard item.accepts(node.content), !node.isNull else {
        fail("\(place.needs(whole.expected)); found \(node.found)", at: location)
        return nil
      }
      return value(node, item, at: place).map { ArgumentValue(.list([$0]), at: location) }
    }
    guard !items.isEmpty else {
      fail("\(place.needs(whole.expected)); found an empty list", at: location)
      return nil
    }
    var values: [ArgumentValue] = []
    for node in items {
      if let value = value(node, item, at: place.item()) { values.append(value) }
    }
    return values.count == items.count ? ArgumentValue(.list(values), at: location) : nil
  }

  /// `all`, one column, or a list of columns, each once. A quoted `"all"` is a column of that name.
  mutating func columns(_ node: YAMLNode, at place: Place, location: SourceLocation) -> ArgumentValue? {
    if let scalar = node.scalar, scalar.isPlain, scalar.text == "all" { return ArgumentValue(.all, at: location) }
    guard let value = list(node, of: .column, whole: .columns, at: place, location: location) else { return nil }
    var places: [String: SourceLocation] = [:]
    for item in value.items {
      guard let name = item.text else { continue }
      if let first = places[name] {
        fail(
          "\(place.subject) names column \(MessageText.quoted(name)) twice in \(MessageText.quoted(place.key)); "
            + "the first is at \(first)", at: item.location)
        return nil
      }
      places[name] = item.location
    }
    return value
  }

  /// A pair of finite numbers, low not above high.
  mutating func range(_ node: YAMLNode, at place: Place, location: SourceLocation) -> ArgumentValue? {
    let expected = ArgumentForm.range.expected
    guard case .sequence(let items) = node.content else {
      fail("\(place.needs(expected)); found \(node.found)", at: location)
      return nil
    }
    guard items.count == 2 else {
      fail("\(place.needs(expected)); found a list of \(items.count)", at: location)
      return nil
    }
    let ends = items.compactMap { value($0, .number, at: place.item()) }
    guard ends.count == 2, let low = ends[0].number, let high = ends[1].number else { return nil }
    guard low <= high else {
      let found = "[\(MessageText.number(low)), \(MessageText.number(high))]"
      fail("\(place.needs(expected)); found \(found), whose low end is above the high one", at: location)
      return nil
    }
    return ArgumentValue(.list(ends), at: location)
  }

  /// A mapping with keys of the user's choice.
  mutating func map(
    _ node: YAMLNode, of form: ArgumentForm, at place: Place, location: SourceLocation
  ) -> ArgumentValue? {
    guard let entries = node.entries, !entries.isEmpty else {
      fail("\(place.needs(ArgumentForm.map(form).expected)); found \(node.found)", at: location)
      return nil
    }
    var values: [(key: ArgumentKey, value: ArgumentValue)] = []
    for (key, node) in entries {
      if let value = value(node, form, at: place.entry(key.name), keyAt: key.location) { values.append((key, value)) }
    }
    return values.count == entries.count ? ArgumentValue(.map(values), at: location) : nil
  }

  /// A mapping with declared keys.
  mutating func object(
    _ node: YAMLNode, _ declarations: [ArgumentDeclaration], at place: Place, location: SourceLocation
  ) -> ArgumentValue? {
    guard let entries = node.entries else {
      fail("\(place.needs(ArgumentForm.object(declarations).expected)); found \(node.found)", at: location)
      return nil
    }
    let before = errors.count
    let arguments = arguments(
      entries, declared: declarations, for: Subject(name: place.subject), at: location, inside: place.key + ".")
    return errors.count == before ? ArgumentValue(.object(arguments), at: location) : nil
  }

  /// The first form that fits; when none does and only one could by the kind of value, its faults are told.
  mutating func either(
    _ node: YAMLNode, _ forms: [ArgumentForm], at place: Place, location: SourceLocation
  ) -> ArgumentValue? {
    let candidates = forms.filter { $0.accepts(node.content) }
    if candidates.count == 1, !node.isNull { return value(node, candidates[0], at: place, keyAt: location) }
    for form in candidates {
      var attempt = ArgumentDecoder()
      if let value = attempt.value(node, form, at: place, keyAt: location), attempt.errors.isEmpty { return value }
    }
    fail("\(place.needs(ArgumentForm.either(forms).expected)); found \(node.found)", at: location)
    return nil
  }
}
