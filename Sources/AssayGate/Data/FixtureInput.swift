import Foundation

/// A file, or a glob of files, that a fixture takes, and for what.
struct FixtureInput: Sendable {
  /// What the input is for.
  enum Role: Sendable, Hashable {
    /// A data table's rows; of one version, of the reference, or of all versions when that is `nil`.
    case data(table: String, version: String?)
    /// A stage's query or model.
    case stage(String)
    /// What a stage's program reads by itself, under the path that it knows: nothing can be put in its place.
    case program(String)
    /// The stored profile that stands for the reference.
    case profile
  }

  var role: Role
  var reference: PathReference
  /// The absolute path of a word of a command, which names just this file.
  var file: String?

  /// Whether other content than that under its path can be handed over.
  var canBePlaced: Bool { if case .program = role { false } else { true } }

  /// All inputs of a fixture.
  static func all(_ manifest: Manifest) -> [FixtureInput] {
    let tables = Set(manifest.tables)
    // What a stored profile was made of is not read any more.
    return of(
      manifest, tables: tables, referenceTables: manifest.referenceProfile == nil ? tables : [],
      versions: Set(manifest.versions)) + profile(manifest)
  }

  /// What a plan takes.
  static func of(_ plan: Plan) -> [FixtureInput] {
    of(
      plan.manifest, tables: Set(plan.tables), referenceTables: Set(plan.referenceTables),
      versions: Set(plan.versions))
      + (plan.selected.contains { $0.entry.check.needsReference } ? profile(plan.manifest) : [])
  }

  /// The stored profile that stands for the reference, when one does.
  static func profile(_ manifest: Manifest) -> [FixtureInput] {
    manifest.referenceProfile.map { [FixtureInput(role: .profile, reference: $0)] } ?? []
  }

  /// What some tables take.
  ///
  /// - Parameters:
  ///   - manifest: the fixture.
  ///   - tables: the tables that are made of each version.
  ///   - referenceTables: the tables that are made of the reference.
  ///   - versions: the versions.
  static func of(
    _ manifest: Manifest, tables: Set<String>, referenceTables: Set<String>, versions: Set<String>
  ) -> [FixtureInput] {
    var inputs: [FixtureInput] = []
    for data in manifest.data {
      if let shared = data.shared, tables.union(referenceTables).contains(data.name) {
        inputs.append(FixtureInput(role: .data(table: data.name, version: nil), reference: shared))
      }
      if let reference = data.reference, referenceTables.contains(data.name) {
        inputs.append(
          FixtureInput(
            role: .data(table: data.name, version: Replayer.referenceVersion), reference: reference))
      }
      for version in data.versions where versions.contains(version.name) && tables.contains(data.name) {
        inputs.append(
          FixtureInput(role: .data(table: data.name, version: version.name), reference: version.path))
      }
    }
    for stage in manifest.stages where tables.union(referenceTables).contains(stage.name) {
      switch stage.kind {
      case .sql(let path), .model(let path, inputs: _, outputs: _):
        inputs.append(FixtureInput(role: .stage(stage.name), reference: path))
      case .command(let words, format: _):
        inputs += words.enumerated().compactMap { index, word in program(word, index, stage, manifest) }
      }
      inputs += stage.files.map { FixtureInput(role: .program(stage.name), reference: $0) }
    }
    return inputs
  }

  /// A word of a command that names a file in the work tree, found as the stage finds it.
  private static func program(
    _ word: ArgumentKey, _ index: Int, _ stage: StageDeclaration, _ manifest: Manifest
  ) -> FixtureInput? {
    guard !word.name.hasPrefix("/") else { return nil }
    // A program without a slash is looked up on the PATH, other words in the folder that the program runs in.
    if index == 0, !word.name.contains("/") { return nil }
    let layers = word.name.contains("/") ? manifest.layers : [manifest.directory]
    let root = WorkTree.root(of: manifest.directory)
    for layer in layers {
      let path = ManifestPlace.absolute(ManifestPlace.join(layer, word.name))
      guard FileHasher.stamp(path) != nil, WorkTree.contains(root, WorkTree.real(path)) else { continue }
      return FixtureInput(
        role: .program(stage.name), reference: PathReference(word.name, at: word.location), file: path)
    }
    return nil
  }
}

/// What files are called in locks and reports.
enum InputAddress {
  /// The path of a file from a folder, both absolute: `data/a.csv`, `../flights/data/a.csv`.
  static func relative(_ path: String, from folder: String) -> String {
    let parts = ManifestPlace.absolute(path).split(separator: "/")
    let base = ManifestPlace.absolute(folder).split(separator: "/")
    let common = zip(parts, base).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: base.count - common)
    let text = (up + parts[common...].map(String.init)).joined(separator: "/")
    // A file's name that reads as another kind of address.
    let isOther = ["dvc:", "git:", "https:", "http:", "file:", "#"].contains { text.lowercased().hasPrefix($0) }
    return isOther ? "./" + text : text
  }
}
