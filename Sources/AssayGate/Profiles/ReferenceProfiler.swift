import AssayEngine
import AssayStatistics
import AssayTable
import Foundation

/// Makes the profile of a fixture's reference: the work of `assay profile`.
public struct ReferenceProfiler: Sendable {
  /// What to profile, and how.
  public struct Options: Sendable {
    /// The fixture's folder.
    public var fixture: String
    /// The version to profile; `nil` for the reference's side.
    public var version: String?
    /// The file to write.
    public var output: String
    /// The secret under which levels of private columns are hashed; that of `ASSAY_PROFILE_KEY` by default.
    public var key: String?
    /// The number of engine threads for measuring; `nil` for as many as there are cores.
    public var threads: Int?

    /// Options.
    public init(fixture: String, output: String) {
      self.fixture = fixture
      self.output = output
      key = ProfileKey.environment
    }
  }

  /// What came of it.
  public struct Report: Sendable, Hashable {
    /// What was profiled: `reference`, or the version's name.
    public let version: String
    /// The tables, each with its rows and its number of profiled columns, in the order of the pipeline.
    public let tables: [Table]
    /// The size of the file in bytes.
    public let bytes: Int
    /// Whether the file held the same before.
    public let isUnchanged: Bool
    /// The profile that the manifest names as its reference; `nil` when it names none.
    public let named: String?

    /// A profiled table.
    public struct Table: Sendable, Hashable {
      /// The table's name.
      public let name: String
      /// Its rows.
      public let rows: Int
      /// The columns that were profiled.
      public let columns: Int
    }
  }

  /// Why no profile was made.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    /// What was found and what to do.
    public let message: String
    /// Whether the command line or the manifest is wrong, not what they name.
    public let isUsageError: Bool

    /// The message.
    public var description: String { message }

    init(_ message: String, isUsageError: Bool = false) {
      self.message = message
      self.isUsageError = isUsageError
    }
  }

  /// The values that are held at once while columns are measured: half a gigabyte.
  private static let valuesAtOnce = 64 << 20

  private let options: Options
  private let stop: StopSwitch

  /// A profiler.
  public init(_ options: Options, stop: StopSwitch = StopSwitch()) {
    self.options = options
    self.stop = stop
  }

  /// Replays the reference, or the named version, and writes the profile of every column that a drift check compares.
  ///
  /// The file is written whole or not at all.
  ///
  /// - Throws: `Failure` for whatever keeps the profile from being made.
  public func run() async throws(Failure) -> Report {
    let manifest: Manifest
    do { manifest = try ManifestReader.read(path: options.fixture, checks: CheckRegistry.all) } catch {
      throw Failure(error.description, isUsageError: true)
    }
    let version = options.version ?? Replayer.referenceVersion
    let entries = manifest.checks.filter(\.check.comparesWithProfile)
    try Self.checkRequest(manifest, version: version, entries)
    let profile = try await profile(manifest, version: version, entries)
    let text = profile.text
    let old = FileManager.default.contents(atPath: options.output)
    let new = Data(text.utf8)
    if old != new {
      do {
        let folder = (options.output as NSString).deletingLastPathComponent
        if !folder.isEmpty {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try new.write(to: URL(fileURLWithPath: options.output), options: .atomic)
      } catch {
        throw Failure("cannot write \(Display.path(options.output)): \(error.localizedDescription)")
      }
    }
    let tables = profile.tables.map { table in
      let columns = Set(table.scopes.flatMap(\.slices).flatMap(\.columns).map(\.name))
      let whole = table.scopes.map { $0.slices.reduce(0) { $0 + $1.rows } }.max() ?? 0
      return Report.Table(name: table.name, rows: whole, columns: columns.count)
    }
    return Report(
      version: version, tables: tables, bytes: new.count, isUnchanged: old == new,
      named: manifest.referenceProfile?.text)
  }

  private static func checkRequest(
    _ manifest: Manifest, version: String, _ entries: [CheckEntry]
  ) throws(Failure) {
    if version == Replayer.referenceVersion {
      guard manifest.data.contains(where: { $0.reference != nil }) else {
        throw Failure(
          "fixture '\(manifest.fixture)' has no data with a 'reference'; name the version to profile with --version, or "
            + "add a 'reference' to the data at \(manifest.file)", isUsageError: true)
      }
    } else if !manifest.versions.contains(version) {
      throw Failure(
        "fixture '\(manifest.fixture)' has no version '\(version)'\(Suggestion.clause(for: version, among: manifest.versions))",
        isUsageError: true)
    }
    guard !entries.isEmpty else {
      throw Failure(
        "fixture '\(manifest.fixture)' has no check that compares with a profile of the reference, such as drift, so there "
          + "is nothing to profile", isUsageError: true)
    }
  }

  private func profile(
    _ manifest: Manifest, version: String, _ entries: [CheckEntry]
  ) async throws(Failure) -> ReferenceProfile {
    let engine: DuckDBEngine
    let scratch: ScratchFolder
    do {
      engine = try await DuckDBEngine.open(DuckDBConfiguration(threads: 1))
      scratch = try ScratchFolder(in: engine.scratchFolder)
    } catch {
      throw Failure("\(error)")
    }
    let registered = stop.onStop { engine.cancelAll() }
    let result: Result<ReferenceProfile, Failure>
    do throws(Failure) {
      result = .success(try await profile(manifest, version: version, entries, engine, scratch))
    } catch {
      result = .failure(stop.reason.map { Failure($0.description) } ?? error)
    }
    stop.forget(registered)
    scratch.remove()
    await engine.close()
    return try result.get()
  }

  private func profile(
    _ manifest: Manifest, version: String, _ entries: [CheckEntry], _ engine: any Engine, _ scratch: ScratchFolder
  ) async throws(Failure) -> ReferenceProfile {
    let names = manifest.tables.filter { name in
      entries.contains { $0.table == name } && Plan.isVersioned(name, in: manifest)
    }
    let needed = Plan.closure(of: names, in: manifest)
    var profile = ReferenceProfile(fixture: manifest.fixture, version: version, keyMark: nil, code: [], tables: [])
    let inputs = try await inputs(manifest, version: version, needed: Set(needed))
    do throws(TableFailure) {
      profile.code = try CodeDigest(manifest: manifest, inputs: inputs).digests(of: names)
    } catch {
      throw Failure(error.message)
    }
    var tables: [String: Result<Replay.Made, TableFailure>] = [:]
    do throws(GateStop) {
      let replayer = Replayer(
        manifest: manifest, inputs: inputs, engine: RunEngine(engine, scratch, stop: stop), stop: stop,
        models: ModelCache(), emit: { _ in })
      let replay = try await replayer.replay(version, needed: needed, shared: try await replayer.shared(needed))
      for name in names { tables[name] = try await replayer.load(name, of: replay) }
    } catch {
      throw Failure("the run was stopped")
    }
    if let statement = engine.dialect.setThreads(options.threads) {
      do { try await engine.execute(statement) } catch { throw Failure("\(error)") }
    }
    let key = ProfileKey.setting(options.key)
    for name in names {
      switch tables[name] {
      case .success(let made)?:
        let checks = entries.filter { $0.table == name }
        profile.tables.append(try await self.table(name, made, checks, manifest, engine, key))
      case .failure(let failure)?: throw Failure("table '\(name)' is not there: \(failure.message)")
      case nil: throw Failure("table '\(name)' was not made")
      }
    }
    if case .key(let known) = key, profile.hasHashedLevels { profile.keyMark = known.mark }
    guard !profile.tables.isEmpty else {
      throw Failure(
        "no drift check looks at a table that is made of data with versions, so there is nothing to profile",
        isUsageError: true)
    }
    return profile
  }

  /// Finds and verifies what the replay takes.
  private func inputs(
    _ manifest: Manifest, version: String, needed: Set<String>
  ) async throws(Failure) -> ResolvedInputs {
    let isReference = version == Replayer.referenceVersion
    let found: ResolvedInputs
    do throws(GateStop) {
      found = try await InputResolver(manifest, isParanoid: false, stop: stop).resolve(
        FixtureInput.of(
          manifest, tables: isReference ? [] : needed, referenceTables: isReference ? needed : [], versions: [version]))
    } catch {
      throw Failure("the run was stopped")
    }
    let lock: InputLock?
    do throws(InputError) { lock = try InputLock.read(directory: manifest.directory) } catch {
      throw Failure(error.message)
    }
    if let lock {
      // A fixture whose reference is a profile pins the profile, and not what it was made of.
      let pinned = found.inputs.filter { item in
        guard case .data(_, Replayer.referenceVersion?) = item.input.role else { return true }
        return manifest.referenceProfile == nil
      }
      let faults = LockComparison(manifest: manifest, path: options.fixture, lock: lock).faults(
        ResolvedInputs(pinned.map { ($0.input, $0.files) }), isComplete: false)
      guard faults.isEmpty else { throw Failure(faults.joined(separator: "\n")) }
    }
    return found
  }

  private static func isBefore(_ first: Scope, _ second: Scope) -> Bool {
    if first.by != second.by { return first.by.lexicographicallyPrecedes(second.by) }
    return (first.filter ?? "") < (second.filter ?? "")
  }

  // MARK: Tables

  private func table(
    _ name: String, _ made: Replay.Made, _ checks: [CheckEntry], _ manifest: Manifest, _ engine: any Engine,
    _ key: ProfileKey.Setting
  ) async throws(Failure) -> ReferenceProfile.Table {
    if made.rows == 0 {
      throw Failure("table '\(name)' has no rows to profile\(made.emptiness.map { ": \($0)" } ?? "")")
    }
    let shape = TableShape(name: name, schema: made.schema, reference: made.schema)
    let privateColumns = manifest.checks.reduce(into: manifest.privateColumns) { columns, entry in
      if entry.table == name { columns.formUnion(entry.privateColumns) }
    }
    var requests: [Scope: Set<Measurement>] = [:]
    for entry in checks {
      let scope = Scope(filter: entry.filter, by: entry.by.map(\.name))
      for column in scope.by where privateColumns.contains(column) {
        throw Failure("\(entry.location): column '\(column)' is private, and the names of slices would show its values")
      }
      let fault: CheckError?
      do throws(GateStop) { fault = try await FilterProbe(engine: engine).fault(entry, made) } catch {
        throw Failure("the run was stopped")
      }
      if let fault { throw Failure(fault.message) }
      do throws(CheckError) {
        for one in try entry.check.cases(of: shape) {
          requests[scope, default: []].formUnion(one.referenceMeasurements)
        }
      } catch {
        throw Failure("\(entry.location): \(error.message)")
      }
    }
    var table = ReferenceProfile.Table(
      name: name, columns: made.schema.fields.filter { DataType(described: $0.type.description) == $0.type }, scopes: []
    )
    let form = ProfileForm(table: name, schema: made.schema, privateColumns: privateColumns, key: key)
    for scope in requests.keys.sorted(by: Self.isBefore) {
      let slices = try await self.slices(requests[scope] ?? [], scope, name, made, engine, form)
      table.scopes.append(ReferenceProfile.ProfiledScope(scope: scope, slices: slices))
    }
    return table
  }

  /// Measures a scope, a few columns at a time, and keeps the profiles alone. Slices are in the order of their names.
  private func slices(
    _ wanted: Set<Measurement>, _ scope: Scope, _ name: String, _ made: Replay.Made, _ engine: any Engine,
    _ form: ProfileForm
  ) async throws(Failure) -> [ReferenceProfile.Slice] {
    let measurer = TableMeasurer(
      engine: engine, table: made.table, schema: made.schema, visible: [:], privateColumns: [])
    let ordered = wanted.subtracting([.rows]).map { (text: String(describing: $0), measurement: $0) }
      .sorted { $0.text < $1.text }.map(\.measurement)
    let atOnce = max(1, Self.valuesAtOnce / max(1, made.rows))
    var slices: [String: ReferenceProfile.Slice] = [:]
    var start = 0
    repeat {
      let part = Set(ordered[start..<min(ordered.count, start + atOnce)])
      let measured: Measurements
      do throws(GateStop) { measured = try await measurer.measure([scope: part.union([.rows])]) } catch {
        throw Failure("the run was stopped")
      }
      if let failure = measured.failures[scope] { throw Failure("table '\(name)': \(failure.message)") }
      for (slice, values) in measured.values[scope] ?? [:] {
        guard case .count(let rows)? = values[.rows], rows > 0 else {
          throw Failure("table '\(name)' has no rows to profile")
        }
        var content =
          slices[slice]
          ?? ReferenceProfile.Slice(
            values: measured.slices[scope]?[slice] ?? [], rows: rows, columns: [])
        for measurement in part { try form.add(measurement, values[measurement], to: &content) }
        slices[slice] = content
      }
      start += atOnce
    } while start < ordered.count
    guard !slices.isEmpty else { throw Failure("table '\(name)' has no rows to profile") }
    return slices.sorted { $0.key < $1.key }.map { $0.value.ordered }
  }
}
