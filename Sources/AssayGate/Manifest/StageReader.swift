/// Reads an entry under `stages`.
enum StageReader {
  /// Reads one entry. After faults, which are noted, what is left of it: its name keeps other faults from following.
  static func read(_ key: ArgumentKey, _ node: YAMLNode, _ decoder: inout ArgumentDecoder) -> StageDeclaration {
    DataReader.checkTableName(key, &decoder)
    let name = "stage \(MessageText.quoted(key.name))"
    let subject = ArgumentDecoder.Subject(name: name)
    var stage = StageDeclaration(
      name: key.name, location: key.location, kind: .command(words: [], format: .parquet), from: [], keep: [],
      timeout: nil)
    guard let entries = decoder.entries(of: node, for: subject, at: key.location) else { return stage }
    let location = entries.isEmpty ? key.location : node.location
    let readable = checkCommand(entries, of: name, &decoder)
    let arguments = decoder.arguments(
      readable,
      declared: ManifestDeclaration.stageEntry.filter { $0.name != "command" || readable.count == entries.count },
      for: subject, at: location)
    stage.timeout = arguments.number("timeout")
    stage.keep = keys(arguments["keep"])
    stage.files = keys(arguments["files"]).map { PathReference($0.name, at: $0.location) }
    let kinds = entries.filter { ManifestDeclaration.stageKinds.contains($0.key.name) }.map(\.key)
    guard let kind = kinds.first else {
      decoder.fail("\(name) needs one of 'sql', 'command' and 'model'", at: location)
      stage.from = from(arguments, of: name, isModel: false, &decoder)
      return stage
    }
    for other in kinds.dropFirst() {
      decoder.fail(
        "\(name) has \(MessageText.quoted(kind.name)) and \(MessageText.quoted(other.name)); a stage does one thing",
        at: other.location)
    }
    for (key, _) in entries {
      guard let owner = ManifestDeclaration.stageKeyOwners[key.name], owner != kind.name else { continue }
      decoder.fail(
        "\(MessageText.quoted(key.name)) belongs to \(owner) stages; \(name) has \(MessageText.quoted(kind.name))",
        at: key.location)
    }
    stage.from = from(arguments, of: name, isModel: kind.name == "model", &decoder)
    if let work = work(arguments, kind: kind.name) { stage.kind = work }
    return stage
  }

  /// What the stage does; `nil` when its value was at fault.
  private static func work(_ arguments: Arguments, kind: String) -> StageDeclaration.Kind? {
    switch kind {
    case "sql": return arguments["sql"].flatMap(DataReader.path).map { .sql($0) }
    case "model":
      let inputs = (arguments.map("inputs") ?? []).map { (input: $0.key.name, columns: keys($0.value)) }
      let outputs = (arguments.map("outputs") ?? []).compactMap { key, value in
        value.text.map { (name: key.name, output: $0) }
      }
      return arguments["model"].flatMap(DataReader.path).map { .model($0, inputs: inputs, outputs: outputs) }
    default:
      let format = arguments.text("format").flatMap(StageDeclaration.TableFormat.init) ?? .parquet
      return arguments["command"].map { .command(words: keys($0), format: format) }
    }
  }

  /// Notes a command that is one text: whoever writes one expects it to be split, and a file name with a space would
  /// then be two words. Returns the entries that are left to be read.
  private static func checkCommand(
    _ entries: [(key: ArgumentKey, value: YAMLNode)], of name: String, _ decoder: inout ArgumentDecoder
  ) -> [(key: ArgumentKey, value: YAMLNode)] {
    entries.filter { key, node in
      guard key.name == "command", let scalar = node.scalar, scalar.kind != .null else { return true }
      let words = scalar.text.split(whereSeparator: \.isWhitespace).map { word in
        let isBare = word.allSatisfy { $0.isLetter || "-_./".contains($0) } && word.first != "-"
        return isBare ? String(word) : "\"\(word)\""
      }
      decoder.fail(
        "\(name) needs 'command', a list of a program and its arguments; found \(scalar.found) (write "
          + "[\(MessageText.shown(words.joined(separator: ", ")))])", at: node.location)
      return false
    }
  }

  private static func from(
    _ arguments: Arguments, of name: String, isModel: Bool, _ decoder: inout ArgumentDecoder
  ) -> [ArgumentKey] {
    var tables: [ArgumentKey] = []
    for table in keys(arguments["from"]) {
      if let first = tables.first(where: { $0.name == table.name }) {
        decoder.fail(
          "\(name) names table \(MessageText.quoted(table.name)) twice in 'from'; the first is at \(first.location)",
          at: table.location)
      } else {
        tables.append(table)
      }
    }
    if isModel, tables.count > 1 {
      decoder.fail(
        "\(name) is a model, which takes one table; found \(tables.count) in 'from' (join them in a sql stage before)",
        at: tables[1].location)
    }
    return tables
  }

  /// The texts of a list with their places.
  private static func keys(_ value: ArgumentValue?) -> [ArgumentKey] {
    value?.items.compactMap { item in item.text.map { ArgumentKey($0, at: item.location) } } ?? []
  }
}
