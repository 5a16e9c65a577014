/// What a change of a work tree can affect in a fixture: the tables of each version, and their verdicts.
///
/// Whatever is not known for sure counts as affected: files that git ignores, globs in whose folder something changed,
/// revisions that may have moved, programs that do not say what they read.
struct ChangeScope: Sendable {
  /// What is compared with: `main (1a2b3c4)`.
  let since: String
  /// The tables whose verdicts can be other ones, by version.
  private var judged: [String: Set<String>] = [:]
  /// The tables that are needed to judge those, with what they are made of; also of the reference.
  private var needed: [String: Set<String>] = [:]

  /// Whether nothing that the plan judges can be affected.
  var isEmpty: Bool { judged.values.allSatisfy(\.isEmpty) }

  /// Whether a table's verdicts can be other ones.
  func judges(_ table: String, _ version: String) -> Bool { judged[version]?.contains(table) == true }

  /// Whether a table must be there, from the cache or made now.
  func needs(_ table: String, _ version: String) -> Bool { needed[version]?.contains(table) == true }

  /// Finds out what changes affect.
  init(_ changes: GitChanges, _ plan: Plan, _ inputs: ResolvedInputs) async throws(GitChanges.Failure) {
    since = changes.since
    let manifest = plan.manifest
    let layers = manifest.layers.map(WorkTree.real)
    let found = inputs.inputs.filter { $0.input.reference.source == .path }.flatMap { (try? $0.files.get()) ?? [] }
    let ignored = try await changes.ignored(among: Set(found.map { WorkTree.real($0.path) }))
    let touch = Touch(files: changes.files, unknown: ignored, layers: layers, reads: inputs)
    let selected = plan.selected.map(\.entry)
    let compared = Set(selected.filter(\.check.needsReference).map(\.table))
    var made: [String: Set<String>] = [:]
    for version in plan.versions + [Replayer.referenceVersion] {
      made[version] = touch.tables(manifest, version)
    }
    let isWhole = layers.contains { touch.has("\($0)/assay.yaml") } || touch.has(InputLock.path(layers.first ?? ""))
    let isProfileTouched = inputs.inputs.contains { $0.input.role == .profile && touch.has($0.input, $0.files) }
    let reference = made[Replayer.referenceVersion] ?? []
    var neededReference: Set<String> = []
    for version in plan.versions {
      let own = made[version] ?? []
      let isBaselineTouched = touch.hasBaseline(of: version, manifest)
      let before = manifest.versions.firstIndex(of: version).flatMap { $0 > 0 ? manifest.versions[$0 - 1] : nil }
      let isBeforeTouched = before.map { touch.hasBaseline(of: $0, manifest) } ?? false
      var tables: Set<String> = []
      for entry in selected {
        let isReferenceTouched = compared.contains(entry.table) && (isProfileTouched || reference.contains(entry.table))
        if isWhole || isBaselineTouched || own.contains(entry.table) || isReferenceTouched
          || entry.check.needsPreviousVersion && isBeforeTouched
          || entry.check.otherTables.contains(where: own.contains)
        {
          tables.insert(entry.table)
        }
      }
      judged[version] = tables
      let others = selected.filter { tables.contains($0.table) }.flatMap(\.check.otherTables)
      needed[version] = Set(Plan.closure(of: Array(tables) + others, in: manifest))
      neededReference.formUnion(tables.intersection(compared))
    }
    needed[Replayer.referenceVersion] =
      manifest.referenceProfile == nil ? Set(Plan.closure(of: Array(neededReference), in: manifest)) : []
  }
}

/// Changed files, held against what a fixture names.
private struct Touch {
  let files: Set<String>
  /// Files of which nobody knows.
  let unknown: Set<String>
  /// The folders of the fixture and of those that it extends, without symbolic links.
  let layers: [String]
  let reads: ResolvedInputs

  func has(_ path: String) -> Bool { files.contains(path) }

  /// The tables whose content can be another one in a version.
  func tables(_ manifest: Manifest, _ version: String) -> Set<String> {
    var tables: Set<String> = []
    for (input, files) in reads.inputs {
      switch input.role {
      case .data(let table, let owner):
        if owner == nil || owner == version, has(input, files) { tables.insert(table) }
      case .stage(let name), .program(let name):
        if has(input, files) { tables.insert(name) }
      case .profile: break
      }
    }
    for stage in manifest.stages {
      let mayReadAnything = TableKeys.fault(of: stage) != nil && !files.isEmpty
      if mayReadAnything || stage.from.contains(where: { tables.contains($0.name) }) { tables.insert(stage.name) }
    }
    return tables
  }

  /// Whether an input can have changed.
  func has(_ input: FixtureInput, _ found: Result<[InputFile], InputError>) -> Bool {
    // What is not there is told of.
    guard let found = try? found.get() else { return true }
    switch input.reference.source {
    case .url: return false
    case .git(let file): return !DigestText.isHexadecimal(file.revision, count: 40)
    case .dvc:
      return files.contains { path in
        path.hasSuffix(".dvc") || ["dvc.lock", "dvc.yaml"].contains { path.hasSuffix("/" + $0) }
      }
    case .path:
      if found.contains(where: { files.contains(WorkTree.real($0.path)) || unknown.contains(WorkTree.real($0.path)) }) {
        return true
      }
      if let file = input.file { return files.contains(file) }
      let text = input.reference.text
      guard GlobPattern.isPattern(text) else {
        return layers.contains { files.contains(ManifestPlace.absolute(ManifestPlace.join($0, text))) }
      }
      let plain = text.split(separator: "/").prefix { !GlobPattern.isPattern($0) }.joined(separator: "/")
      return layers.contains { layer in
        let folder = ManifestPlace.absolute(ManifestPlace.join(layer, plain))
        return files.contains { $0.hasPrefix(folder + "/") }
      }
    }
  }

  /// Whether something that was approved for a version changed, or something among baselines that belongs to no version.
  func hasBaseline(of version: String, _ manifest: Manifest) -> Bool {
    let others = Set(manifest.versions).subtracting([version])
    return layers.contains { layer in
      let folder = "\(layer)/baselines/"
      return files.contains { path in
        guard path.hasPrefix(folder), path != folder + RejectionStore.fileName else { return false }
        return !path.dropFirst(folder.count).split(separator: "/").contains { part in
          others.contains(part.hasSuffix(".json") ? String(part.dropLast(5)) : String(part))
        }
      }
    }
  }
}
