/// Reads an entry under `data`.
enum DataReader {
  /// Reads one entry. After faults, which are noted, what is left of it: its name keeps other faults from following.
  static func read(_ key: ArgumentKey, _ node: YAMLNode, _ decoder: inout ArgumentDecoder) -> DataDeclaration {
    let name = "data \(MessageText.quoted(key.name))"
    let subject = ArgumentDecoder.Subject(name: name)
    checkTableName(key, &decoder)
    var table = DataDeclaration(name: key.name, location: key.location, shared: nil, reference: nil, versions: [])
    guard let entries = node.entries else {
      guard node.scalar != nil, !node.isNull else {
        let location = node.isNull ? key.location : node.location
        let forms = ArgumentForm.either([.path, .object(ManifestDeclaration.dataEntry)])
        decoder.fail("\(name) is \(forms.expected); found \(node.found)", at: location)
        return table
      }
      table.shared = decoder.value(node, .path, at: subject.key("path")).flatMap(path)
      return table
    }
    let arguments = decoder.arguments(
      entries, declared: ManifestDeclaration.dataEntry, for: subject, at: node.location)
    let given = entries.map(\.key.name)
    if let kind = given.first(where: ManifestDeclaration.sourceKinds.contains) {
      for (key, _) in entries where key.name == "versions" || key.name == "reference" {
        decoder.fail(
          "\(name) has '\(kind)' and \(MessageText.quoted(key.name)); a table has one path, or 'versions' with a "
            + "'reference'", at: key.location)
      }
    } else if !given.contains("versions") {
      decoder.fail(
        "\(name) needs 'path', or 'versions'", at: node.entries?.isEmpty == true ? key.location : node.location)
    }
    if given.contains(where: { ManifestDeclaration.sourceKinds.contains($0) })
      || given.contains(where: { ManifestDeclaration.urlKeys.contains($0) })
    {
      table.shared = SourceReader(subject: name, key: nil).reference(arguments, given, &decoder)
    }
    let read = { (value: ArgumentValue, key: String, decoder: inout ArgumentDecoder) in
      SourceReader(subject: name, key: key).reference(value, &decoder)
    }
    table.reference = arguments["reference"].flatMap { read($0, "reference", &decoder) }
    table.versions = versions(arguments, of: name, &decoder) { read($0, $1, &$2) }
    return table
  }

  /// Notes a name that cannot be a table's.
  static func checkTableName(_ key: ArgumentKey, _ decoder: inout ArgumentDecoder) {
    guard !NameRule.isTable(key.name) else { return }
    decoder.fail(
      "\(MessageText.quoted(key.name)) cannot name a table; use 1 to \(ManifestLimits.nameLength) characters without "
        + "control characters", at: key.location)
  }

  /// A path with its place.
  static func path(_ value: ArgumentValue) -> PathReference? {
    value.text.map { PathReference($0, at: value.location) }
  }

  private static func versions(
    _ arguments: Arguments, of table: String, _ decoder: inout ArgumentDecoder,
    read: (ArgumentValue, String, inout ArgumentDecoder) -> PathReference?
  ) -> [(name: String, path: PathReference)] {
    var versions: [(name: String, path: PathReference)] = []
    var lowercased: [String: ArgumentKey] = [:]
    for (key, value) in arguments.map("versions") ?? [] {
      let shown = MessageText.quoted(key.name)
      if key.name.lowercased() == NameRule.reserved {
        decoder.fail("\(shown) cannot name a version; write it as 'reference' beside 'versions'", at: key.location)
      } else if let rule = NameRule.faultOfVersion(key.name) {
        decoder.fail(
          "\(shown) cannot name a version; use at most \(ManifestLimits.nameLength) \(rule)", at: key.location)
      } else if let other = lowercased[key.name.lowercased()] {
        decoder.fail(
          "version \(shown) of \(table) differs from \(MessageText.quoted(other.name)) only in case, and some file "
            + "systems take both for the same; rename one", at: key.location)
      }
      lowercased[key.name.lowercased()] = key
      if let path = read(value, "versions." + key.name, &decoder) { versions.append((key.name, path)) }
    }
    return versions
  }
}
