import AssayTable

/// The order of a pipeline's stages, and what speaks against it.
enum PipelineOrder {
  /// The stages in an order in which each comes after those that it takes from, as near to the given one as can be.
  /// Stages in a cycle stay where they are. O(stages + references).
  static func sorted(_ stages: [StageDeclaration]) -> [StageDeclaration] {
    let places = Dictionary(stages.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var result: [StageDeclaration] = []
    var isVisited = Array(repeating: false, count: stages.count)
    for start in stages.indices {
      // Depth first with a stack of our own: a chain may be as long as the file.
      var stack = [(stage: start, next: 0)]
      if isVisited[start] { continue }
      isVisited[start] = true
      while let top = stack.last {
        let stage = stages[top.stage]
        guard top.next < stage.from.count else {
          result.append(stage)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        if let source = places[stage.from[top.next].name], !isVisited[source] {
          isVisited[source] = true
          stack.append((source, 0))
        }
      }
    }
    return result
  }

  /// What is wrong with the tables of a merged manifest: names used twice, tables that do not exist or come later,
  /// cycles, versions that only some tables have, checks of unknown tables.
  static func faults(of merged: ManifestLayer, layers: [ManifestLayer]) -> [ManifestError] {
    var errors: [ManifestError] = []
    if !layers.contains(where: \.hasData) {
      errors.append(
        ManifestError(
          "the manifest needs 'data', the tables that the pipeline starts from",
          at: SourceLocation(file: merged.file, line: 1)))
    }
    errors += nameFaults(merged) + versionFaults(merged.data) + sourceFaults(merged)
    let tables = merged.data.map(\.name) + merged.stages.map(\.name)
    let known = Set(tables)
    // Faults beyond the first hundred are only counted: hints for them would be wasted work.
    for table in merged.checkedTables where !known.contains(table.name) {
      errors.append(
        ManifestError(
          "there is no table \(MessageText.quoted(table.name)) to check"
            + (errors.count < ManifestLimits.errors ? hint(table.name, tables) : ""), at: table.location))
    }
    return errors
  }

  /// The nearest table, or all of them.
  private static func hint(_ name: String, _ tables: [String]) -> String {
    let clause = Suggestion.clause(for: name, among: tables)
    if !clause.isEmpty || tables.isEmpty { return clause }
    return "; there are \(MessageText.list(tables))"
  }

  private static func nameFaults(_ merged: ManifestLayer) -> [ManifestError] {
    var errors: [ManifestError] = []
    var first: [String: (name: String, what: String, location: SourceLocation)] = [:]
    let tables =
      merged.data.map { (name: $0.name, what: "data", location: $0.location) }
      + merged.stages.map { (name: $0.name, what: "stage", location: $0.location) }
    for table in tables {
      guard let other = first[table.name.lowercased()] else {
        first[table.name.lowercased()] = table
        continue
      }
      let (name, otherName) = (MessageText.quoted(table.name), MessageText.quoted(other.name))
      let difference =
        table.name == other.name
        ? "has the name of \(other.what) \(otherName) at \(other.location)"
        : "differs from \(other.what) \(otherName) at \(other.location) only in case, which SQL does not tell apart"
      errors.append(ManifestError("\(table.what) \(name) \(difference); rename one", at: table.location))
    }
    return errors
  }

  private static func versionFaults(_ data: [DataDeclaration]) -> [ManifestError] {
    var errors: [ManifestError] = []
    let versioned = data.filter { !$0.versions.isEmpty }
    var names: [(name: String, table: DataDeclaration)] = []
    var seen: Set<String> = []
    for table in versioned {
      for version in table.versions where seen.insert(version.name).inserted { names.append((version.name, table)) }
    }
    let referenced = versioned.first { $0.reference != nil }
    for table in versioned {
      let own = Set(table.versions.map(\.name))
      let missing = own.count == names.count ? [] : Array(names.lazy.filter { !own.contains($0.name) }.prefix(1))
      for (name, other) in missing {
        errors.append(
          ManifestError(
            "data \(MessageText.quoted(table.name)) has no version \(MessageText.quoted(name)), which data "
              + "\(MessageText.quoted(other.name)) has", at: table.location))
      }
      if let referenced, table.reference == nil {
        errors.append(
          ManifestError(
            "data \(MessageText.quoted(table.name)) has versions and no 'reference', which data "
              + "\(MessageText.quoted(referenced.name)) has", at: table.location))
      }
    }
    return errors
  }

  private static func sourceFaults(_ merged: ManifestLayer) -> [ManifestError] {
    var errors: [ManifestError] = []
    let stages = merged.stages
    let places = Dictionary(stages.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let data = Set(merged.data.map(\.name))
    let components = StageCycles(stages, places: places)
    errors += components.faults(stages)
    for (place, stage) in stages.enumerated() {
      for source in stage.from where !data.contains(source.name) {
        let name = MessageText.quoted(stage.name)
        guard let other = places[source.name] else {
          let isTold = errors.count < ManifestLimits.errors
          let tables = isTold ? merged.data.map(\.name) + stages[..<place].map(\.name) : []
          errors.append(
            ManifestError(
              "stage \(name) takes from \(MessageText.quoted(source.name)), which is no table\(hint(source.name, tables))",
              at: source.location))
          continue
        }
        // Between files there is no order but that of the pipeline.
        let (here, there) = (stage.location, stages[other].location)
        let comesLater = here.file == there.file && (here.line, here.column) < (there.line, there.column)
        if comesLater, !components.areInOneCycle(place, other) {
          errors.append(
            ManifestError(
              "stage \(name) takes from \(MessageText.quoted(source.name)), which comes later; a stage sees only data "
                + "and stages before it (move \(MessageText.quoted(source.name)) up)", at: source.location))
        }
      }
    }
    return errors
  }
}
