import AssayTable

/// Reads one file of a manifest into a layer.
struct ManifestLayerReader {
  /// The faults so far.
  private(set) var errors: [ManifestError] = []
  private let checks: [any Check.Type]

  /// Creates a reader that knows some checks.
  init(checks: [any Check.Type]) { self.checks = checks }

  /// Reads a text; `nil` when there is nothing to go on with. Faults are in `errors`.
  mutating func layer(_ text: ManifestText, directory: String) -> ManifestLayer? {
    let start = SourceLocation(file: text.file, line: 1)
    let document: YAMLReader.Document
    do {
      document = try YAMLReader.read(text)
      errors += document.errors
    } catch {
      errors.append(error)
      return nil
    }
    var decoder = ArgumentDecoder()
    defer { errors += decoder.errors }
    let subject = ArgumentDecoder.Subject(name: "the manifest")
    guard let entries = decoder.entries(of: document.root, for: subject, at: start) else { return nil }
    // Data, stages and checks are read entry by entry below.
    let own = Set(["data", "stages", "checks"])
    let arguments = decoder.arguments(
      entries.filter { !own.contains($0.key.name) },
      declared: ManifestDeclaration.topLevel.filter { !own.contains($0.name) }, for: subject, at: start,
      unknown: { key in unknownKey(key, among: entries.map(\.key.name)) })
    if let version = arguments["assay"], arguments.integer("assay") != ManifestDeclaration.version {
      decoder.fail(
        "this is a manifest of version \(arguments.integer("assay") ?? 0); this Assay reads version "
          + "\(ManifestDeclaration.version)", at: version.location)
    }
    var layer = ManifestLayer(file: text.file, directory: directory, bytes: text.bytes, fixture: "")
    layer.fixture = fixture(arguments, directory: directory, at: start, &decoder)
    layer.extends = arguments["extends"].flatMap { value in value.text.map { PathReference($0, at: value.location) } }
    layer.privateColumns = Set(arguments.texts("private") ?? [])
    layer.budget = budget(arguments, &decoder)
    layer.referenceProfile = arguments.object("reference")?["profile"].flatMap(DataReader.path)
    layer.hasExtends = entries.contains { $0.key.name == "extends" }
    layer.hasData = entries.contains { $0.key.name == "data" }
    for (key, node) in entries where own.contains(key.name) {
      let subject = ArgumentDecoder.Subject(name: MessageText.quoted(key.name))
      guard let section = decoder.entries(of: node, for: subject, at: key.location) else { continue }
      switch key.name {
      case "data": layer.data = section.map { DataReader.read($0.key, $0.value, &decoder) }
      case "stages": layer.stages = section.map { StageReader.read($0.key, $0.value, &decoder) }
      default:
        layer.checkedTables = section.map(\.key)
        let reader = CheckEntryReader(checks: checks)
        layer.checks = section.flatMap { reader.read(table: $0.key, $0.value, &decoder) }
      }
    }
    return layer
  }

  private func unknownKey(_ key: ArgumentKey, among given: [String]) -> String? {
    let free = ManifestDeclaration.topLevel.map(\.name).filter { !given.contains($0) }
    let clause = Suggestion.clause(for: key.name, among: free)
    let all = ManifestDeclaration.topLevel.map(\.name).joined(separator: ", ")
    return "unknown key \(MessageText.quoted(key.name)) in the manifest\(clause.isEmpty ? "; expected \(all)" : clause)"
  }

  private func fixture(
    _ arguments: Arguments, directory: String, at start: SourceLocation, _ decoder: inout ArgumentDecoder
  ) -> String {
    if let name = arguments.text("fixture") {
      if let rule = NameRule.faultOfFixture(name) {
        decoder.fail(
          "\(MessageText.quoted(name)) cannot name a fixture; use at most \(ManifestLimits.nameLength) \(rule)",
          at: arguments.location(of: "fixture"))
      }
      return name
    }
    let name = directory.split(separator: "/").last.map(String.init) ?? ""
    if NameRule.faultOfFixture(name) != nil {
      decoder.fail(
        "the folder's name \(MessageText.quoted(name)) cannot name the fixture; name it with 'fixture'", at: start)
    }
    return name
  }

  private func budget(_ arguments: Arguments, _ decoder: inout ArgumentDecoder) -> Double? {
    guard let budget = arguments.number("budget") else { return nil }
    guard budget > 0, budget < 1 else {
      decoder.fail(
        "the manifest needs 'budget', a share above 0 and below 1; found \(MessageText.number(budget))",
        at: arguments.location(of: "budget"))
      return nil
    }
    return budget
  }
}
