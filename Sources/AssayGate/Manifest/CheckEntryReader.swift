import AssayTable

/// Reads the list of checks of one table.
struct CheckEntryReader {
  private let checks: [String: any Check.Type]
  private let names: [String]

  /// Creates a reader that knows some checks.
  init(checks: [any Check.Type]) {
    var byName: [String: any Check.Type] = [:]
    for type in checks { byName[type.declaration.name] = type }
    self.checks = byName
    self.names = byName.keys.sorted()
  }

  /// Reads the entries of a table; entries with faults are left out after noting them.
  func read(table: ArgumentKey, _ node: YAMLNode, _ decoder: inout ArgumentDecoder) -> [CheckEntry] {
    guard case .sequence(let items) = node.content, !items.isEmpty else {
      decoder.fail(
        "the checks of \(MessageText.quoted(table.name)) are a list, each entry starting with '- '; "
          + "found \(node.found)", at: node.isNull ? table.location : node.location)
      return []
    }
    return items.compactMap { entry($0, of: table, &decoder) }
  }

  /// Reads one entry: the bare name of a check, or a mapping with one check and what is said beside it.
  private func entry(_ node: YAMLNode, of table: ArgumentKey, _ decoder: inout ArgumentDecoder) -> CheckEntry? {
    if let scalar = node.scalar, scalar.kind == .text {
      let name = ArgumentKey(scalar.text, at: node.location)
      guard let type = checks[name.name] else { return unknown(name, in: table, &decoder) }
      return entry(type, name, arguments: nil, configuration: Arguments(location: node.location), table, &decoder)
    }
    guard let entries = node.entries, !entries.isEmpty else {
      decoder.fail(
        "an entry under \(MessageText.quoted(table.name)) is a check, such as '- row_count: { min: 1 }'; "
          + "found \(node.found)", at: node.location)
      return nil
    }
    let configurationNames = ManifestDeclaration.checkConfiguration.map(\.name)
    let others = entries.filter { !configurationNames.contains($0.key.name) }
    let named = others.filter { checks[$0.key.name] != nil }
    guard let (name, arguments) = named.first, let type = checks[name.name] else {
      if let other = others.first {
        return unknown(other.key, in: table, &decoder)
      }
      decoder.fail(
        "this entry names no check; beside \(MessageText.list(entries.map { "'\($0.key.name)'" })) an entry holds one, "
          + "such as 'row_count: { min: 1 }'", at: node.location)
      return nil
    }
    let subject = ArgumentDecoder.Subject(name: "check \(MessageText.quoted(name.name))", preposition: "beside")
    for (other, _) in named.dropFirst() {
      decoder.fail(
        "an entry holds one check; found \(MessageText.quoted(name.name)) and \(MessageText.quoted(other.name)) "
          + "(start the second with '- ')", at: other.location)
    }
    let declared = Set(type.declaration.arguments.map(\.name))
    let before = decoder.errors.count
    let configuration = decoder.arguments(
      entries.filter { checks[$0.key.name] == nil }, declared: ManifestDeclaration.checkConfiguration, for: subject,
      at: node.location,
      unknown: { key in
        guard declared.contains(key.name) else { return nil }
        return "\(MessageText.quoted(key.name)) is an argument of \(subject.name); indent it below "
          + "'\(name.name):', or write \(name.name): { \(key.name): … }"
      })
    let isSound = decoder.errors.count == before && named.count == 1
    let result = entry(type, name, arguments: arguments, configuration: configuration, table, &decoder)
    return isSound ? result : nil
  }

  /// Reads the arguments of a check and makes the check.
  private func entry(
    _ type: any Check.Type, _ name: ArgumentKey, arguments node: YAMLNode?, configuration: Arguments,
    _ table: ArgumentKey, _ decoder: inout ArgumentDecoder
  ) -> CheckEntry? {
    let shown = "check \(MessageText.quoted(name.name))"
    var entries: [(key: ArgumentKey, value: YAMLNode)] = []
    var location = name.location
    if let node, !node.isNull {
      guard let given = node.entries else {
        decoder.fail(
          "\(shown) takes its arguments as a mapping, such as \(Self.sample(type.declaration)); "
            + "found \(node.found)", at: node.location)
        return nil
      }
      entries = given
      if !given.isEmpty { location = node.location }
    }
    let before = decoder.errors.count
    let arguments = decoder.arguments(
      entries, declared: type.declaration.arguments, for: ArgumentDecoder.Subject(name: shown), at: location,
      unknown: { key in
        guard ManifestDeclaration.checkConfiguration.contains(where: { $0.name == key.name }) else { return nil }
        return "\(MessageText.quoted(key.name)) stands beside \(shown), not among its arguments; indent it as "
          + "'\(name.name):'"
      })
    guard decoder.errors.count == before else { return nil }
    do throws(ManifestError) {
      let check = try type.init(arguments)
      try Self.refuseScope(type, name, configuration)
      return Self.entry(check, name, arguments, configuration, table: table.name)
    } catch {
      decoder.errors.append(error)
      return nil
    }
  }

  /// Refuses a `where` that is no condition, and `where` and `by` beside a check of the whole table.
  private static func refuseScope(
    _ type: any Check.Type, _ name: ArgumentKey, _ configuration: Arguments
  ) throws(ManifestError) {
    for key in ["where", "by"] where type.judgesWholeTable && configuration.has(key) {
      throw ManifestError(
        "'\(key)' does not go with check \(MessageText.quoted(name.name)), which is about the whole table; remove it, or "
          + "make a stage that selects the rows", at: configuration.location(of: key))
    }
    if let fault = configuration.text("where").flatMap(RowFilter.fault) {
      throw ManifestError("'where' is no condition on a row: \(fault)", at: configuration.location(of: "where"))
    }
  }

  private static func entry(
    _ check: any Check, _ name: ArgumentKey, _ arguments: Arguments, _ configuration: Arguments, table: String
  ) -> CheckEntry {
    let suppress = configuration.object("suppress").flatMap { object in
      object.text("until").flatMap { until in object.text("why").map { (until: until, why: $0) } }
    }
    let by = configuration["by"]?.items.compactMap { item in item.text.map { ArgumentKey($0, at: item.location) } }
    return CheckEntry(
      id: configuration.text("id") ?? defaultID(table: table, kind: name.name, arguments), table: table,
      kind: name.name, check: check, location: name.location,
      severity: configuration.text("severity").flatMap(Severity.init) ?? .fail, filter: configuration.text("where"),
      by: by ?? [], privateColumns: Set(configuration.texts("private") ?? []), suppress: suppress,
      why: configuration.text("why"), definition: arguments.text)
  }

  /// `table.check.columns` with columns joined by `+`; `table.check` when the check takes none or all of them.
  static func defaultID(table: String, kind: String, _ arguments: Arguments) -> String {
    for name in ["columns", "column"] {
      guard case .named(let columns)? = arguments.columns(name), !columns.isEmpty else { continue }
      return "\(table).\(kind).\(columns.map(\.name).joined(separator: "+"))"
    }
    return "\(table).\(kind)"
  }

  private func unknown(_ name: ArgumentKey, in table: ArgumentKey, _ decoder: inout ArgumentDecoder) -> CheckEntry? {
    let near = Suggestion.nearest(
      to: name.name, among: names + ManifestDeclaration.checkConfiguration.map(\.name))
    let hint =
      near.map { "; did you mean \(MessageText.quoted($0))?" } ?? "; known are \(names.joined(separator: ", "))"
    decoder.fail(
      "unknown check \(MessageText.quoted(name.name)) on table \(MessageText.quoted(table.name))\(hint)",
      at: name.location)
    return nil
  }

  /// `{ columns: … }`: how arguments are written.
  private static func sample(_ declaration: CheckDeclaration) -> String {
    let required = declaration.arguments.filter(\.isRequired)
    let shown = required.isEmpty ? Array(declaration.arguments.prefix(1)) : required
    return shown.isEmpty ? "{}" : "{ \(shown.map { "\($0.name): …" }.joined(separator: ", ")) }"
  }
}
