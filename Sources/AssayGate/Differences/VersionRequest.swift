import AssayEngine
import AssayTable
import Foundation

/// Which tables of which two versions of a fixture are compared, by which keys.
struct VersionRequest: Sendable {
  let manifest: Manifest
  let path: String
  let old: String
  let new: String
  /// The tables in the order of the pipeline, with the columns that identify a row.
  let tables: [(name: String, key: [String])]

  init(
    fixture: String, old: String, new: String, table: String?, key: [String]
  ) throws(DifferenceFailure) {
    path = fixture
    self.old = old
    self.new = new
    let manifest: Manifest
    do { manifest = try ManifestReader.read(path: fixture, checks: CheckRegistry.all) } catch {
      throw DifferenceFailure(error.description, isUsageError: true)
    }
    self.manifest = manifest
    let versioned = manifest.data.filter { $0.shared == nil }
    guard !versioned.isEmpty else {
      throw DifferenceFailure(
        "fixture '\(manifest.fixture)' has one version only; compare two files: assay diff OLD.parquet NEW.parquet --key COLUMNS",
        isUsageError: true)
    }
    let known = manifest.versions + (versioned.contains { $0.reference != nil } ? [Replayer.referenceVersion] : [])
    for version in [old, new] where !known.contains(version) {
      let hint = Suggestion.clause(for: version, among: known)
      throw DifferenceFailure(
        "fixture '\(manifest.fixture)' has no version '\(version)'\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")"
          + known.joined(separator: ", "), isUsageError: true)
    }
    func has(_ data: DataDeclaration, _ version: String) -> Bool {
      version == Replayer.referenceVersion
        ? data.reference != nil : data.versions.contains { $0.name == version }
    }
    let names: [String]
    if let table {
      guard manifest.tables.contains(table) else {
        let hint = Suggestion.clause(for: table, among: manifest.tables)
        throw DifferenceFailure(
          "fixture '\(manifest.fixture)' has no table '\(table)'\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")"
            + manifest.tables.joined(separator: ", "), isUsageError: true)
      }
      guard Plan.isVersioned(table, in: manifest) else {
        throw DifferenceFailure(
          "table '\(table)' is made of data that all versions share, so it is the same in each", isUsageError: true)
      }
      names = [table]
    } else {
      names = versioned.filter { has($0, old) && has($0, new) }.map(\.name)
      if names.isEmpty {
        throw DifferenceFailure(
          "no table of fixture '\(manifest.fixture)' has both '\(old)' and '\(new)'; see: assay versions \(Rerun.quoted(fixture))",
          isUsageError: true)
      }
    }
    var tables: [(name: String, key: [String])] = []
    for name in names {
      let columns = key.isEmpty ? Self.key(of: name, in: manifest) : key
      guard !columns.isEmpty else {
        throw DifferenceFailure(
          "no 'unique' or 'golden' check says which columns identify a row of table '\(name)'; name them with --key, or "
            + "choose another table with --table", isUsageError: true)
      }
      tables.append((name, columns))
    }
    self.tables = tables
  }

  /// The key of a table, as a check knows it that looks at all rows.
  private static func key(of table: String, in manifest: Manifest) -> [String] {
    manifest.checks.lazy.filter { $0.table == table && $0.filter == nil && $0.by.isEmpty }
      .map(\.check.keyColumns).first { !$0.isEmpty } ?? []
  }

  /// The columns whose values must not be shown.
  func privateColumns(of table: String) -> Set<String> {
    manifest.checks.reduce(into: manifest.privateColumns) { columns, entry in
      if entry.table == table { columns.formUnion(entry.privateColumns) }
    }
  }

  /// Replays both versions up to the tables: each table's old and new state.
  func replay(
    _ engine: any Engine, _ scratch: ScratchFolder, _ stop: StopSwitch
  ) async throws(DifferenceFailure) -> [(old: Replay.Made, new: Replay.Made)] {
    let needed = Plan.closure(of: tables.map(\.name), in: manifest)
    let inputs = try await inputs(Set(needed), stop)
    let replayer = Replayer(
      manifest: manifest, inputs: inputs, engine: RunEngine(engine, scratch, stop: stop), stop: stop,
      models: ModelCache(), emit: { _ in })
    var made: [(old: Result<Replay.Made, TableFailure>, new: Result<Replay.Made, TableFailure>)] = []
    do throws(GateStop) {
      let shared = try await replayer.shared(needed)
      let before = try await replayer.replay(old, needed: needed, shared: shared)
      let after = old == new ? before : try await replayer.replay(new, needed: needed, shared: shared)
      for table in tables {
        made.append(
          (try await replayer.load(table.name, of: before), try await replayer.load(table.name, of: after)))
      }
    } catch {
      throw DifferenceFailure("the run was stopped")
    }
    var states: [(old: Replay.Made, new: Replay.Made)] = []
    for (table, made) in zip(tables, made) {
      states.append((try state(made.old, table.name, old), try state(made.new, table.name, new)))
    }
    return states
  }

  private func state(
    _ made: Result<Replay.Made, TableFailure>, _ table: String, _ version: String
  ) throws(DifferenceFailure) -> Replay.Made {
    do throws(TableFailure) { return try made.get() } catch {
      throw DifferenceFailure("version '\(version)': table '\(table)' is not there: \(error.message)")
    }
  }

  /// Finds and verifies what both replays take.
  private func inputs(
    _ needed: Set<String>, _ stop: StopSwitch
  ) async throws(DifferenceFailure) -> ResolvedInputs {
    let versions = Set([old, new]).subtracting([Replayer.referenceVersion])
    let hasReference = old == Replayer.referenceVersion || new == Replayer.referenceVersion
    let found: ResolvedInputs
    do throws(GateStop) {
      found = try await InputResolver(manifest, isParanoid: false, stop: stop).resolve(
        FixtureInput.of(
          manifest, tables: versions.isEmpty ? [] : needed, referenceTables: hasReference ? needed : [],
          versions: versions))
    } catch {
      throw DifferenceFailure("the run was stopped")
    }
    do throws(InputError) {
      guard let lock = try InputLock.read(directory: manifest.directory) else { return found }
      // A fixture whose reference is a profile pins the profile, and not what it was made of.
      let pinned = found.inputs.filter { item in
        guard case .data(_, Replayer.referenceVersion?) = item.input.role else { return true }
        return manifest.referenceProfile == nil
      }
      let faults = LockComparison(manifest: manifest, path: path, lock: lock).faults(
        ResolvedInputs(pinned.map { ($0.input, $0.files) }), isComplete: false)
      if !faults.isEmpty { throw InputError(faults.joined(separator: "\n")) }
      return found
    } catch {
      throw DifferenceFailure(error.message)
    }
  }
}
