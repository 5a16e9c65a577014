import AssayTable
import Foundation

/// The profile that a manifest names as its reference, held against today's code.
struct StoredReference: Sendable {
  /// The profile's path as messages show it.
  let file: String
  /// The command that makes the profile anew.
  let command: String
  private let content: Result<ReferenceProfile, TableFailure>
  private let key: ProfileKey.Setting
  /// Why the profile says nothing of a table any more, by table.
  private let stale: [String: String]

  /// Reads the profile of a manifest; `nil` when its reference is no profile. What is wrong with it is told of each
  /// table that is asked for.
  ///
  /// - Parameters:
  ///   - manifest: the fixture's manifest.
  ///   - path: the fixture's path as the user wrote it.
  ///   - inputs: the verified inputs, with the profile and the code of the tables.
  ///   - tables: the tables that will be asked for.
  ///   - key: the key of hashed levels.
  init?(_ manifest: Manifest, path: String, inputs: ResolvedInputs, tables: [String], key: ProfileKey.Setting) {
    guard let reference = manifest.referenceProfile else { return nil }
    self.key = key
    let command = "assay profile \(Rerun.quoted(path)) --output \(Rerun.quoted(Self.output(reference, path)))"
    self.command = command
    do throws(ReferenceProfileError) {
      let found = try Self.read(reference, manifest, inputs, key: key, command: command)
      file = found.file
      content = .success(found.profile)
      stale = Self.stale(found.profile, found.file, CodeDigest(manifest: manifest, inputs: inputs), tables, command)
    } catch {
      file = reference.text
      content = .failure(TableFailure(error.message))
      stale = [:]
    }
  }

  /// The path of the profile as one would write it where the fixture's path was written.
  private static func output(_ reference: PathReference, _ path: String) -> String {
    path.hasSuffix("/") ? path + reference.text : "\(path)/\(reference.text)"
  }

  /// Reads and checks the file that a manifest names.
  ///
  /// - Throws: with the place in the manifest.
  static func read(
    _ reference: PathReference, _ manifest: Manifest, _ inputs: ResolvedInputs, key: ProfileKey.Setting, command: String
  ) throws(ReferenceProfileError) -> (file: String, profile: ReferenceProfile) {
    let found: InputFile?
    do throws(InputError) { found = try inputs.files(reference).first } catch {
      let place = error.message.hasPrefix("\(reference.location)") ? "" : "\(reference.location): "
      throw ReferenceProfileError("\(place)\(error.message); make it with: \(command)")
    }
    guard let found else { throw ReferenceProfileError("\(reference.location): there is no profile") }
    let file = found.shown
    guard let data = FileManager.default.contents(atPath: found.path), let text = String(data: data, encoding: .utf8)
    else {
      throw ReferenceProfileError(
        "\(reference.location): the profile \(file) cannot be read as UTF-8 text; restore it, or make it anew with: "
          + command)
    }
    let profile: ReferenceProfile
    do throws(ReferenceProfileError) { profile = try ReferenceProfile(text: text) } catch {
      throw ReferenceProfileError(
        "\(reference.location): the profile \(file) \(error.message); restore it, or make it anew with: \(command)")
    }
    guard manifest.fixtures.contains(profile.fixture) else {
      throw ReferenceProfileError(
        "\(reference.location): the profile \(file) is of the fixture '\(MessageText.shown(profile.fixture))', not of "
          + "'\(manifest.fixture)'; make one of this fixture with: \(command)")
    }
    // Without a key the levels of private columns alone cannot be compared, and they say so.
    if let mark = profile.keyMark, case .key(let given) = key, given.mark != mark {
      throw ReferenceProfileError(
        "\(reference.location): the profile \(file) was made with another \(ProfileKey.variable), so that no level of "
          + "its private columns would be known; set the one it was made with, or make it anew with: \(command)")
    }
    return (file, profile)
  }

  /// The tables whose code, or that of a table they are made of, is not the one that the profile was made with.
  private static func stale(
    _ profile: ReferenceProfile, _ file: String, _ code: CodeDigest, _ tables: [String], _ command: String
  ) -> [String: String] {
    var stale: [String: String] = [:]
    for table in tables {
      do throws(TableFailure) {
        let today = try code.digests(of: [table])
        let stored = Dictionary(profile.code.map { ($0.table, $0.digest) }) { first, _ in first }
        guard let own = today.last, stored[own.table] != nil else { continue }
        // Digests hold those of what a table is made of, so that the first one that differs is the cause.
        guard let changed = today.first(where: { stored[$0.table] != $0.digest }) else { continue }
        let isData = code.manifest.data.contains { $0.name == changed.table }
        let what = isData ? "the data table '\(changed.table)'" : "the stage '\(changed.table)'"
        stale[table] =
          "the profile \(file) was made when \(what) was another one; a reference must be made by today's code, or a "
          + "change of code would look like drift: make it anew with: \(command)"
      } catch {
        stale[table] = "the profile \(file) cannot be held against today's code: \(error.message)"
      }
    }
    return stale
  }

  /// What the profile knows of a table.
  func table(_ name: String) -> Result<StoredTable, TableFailure> {
    switch content {
    case .failure(let failure): return .failure(failure)
    case .success(let profile):
      guard let table = profile.tables.first(where: { $0.name == name }) else {
        let known = MessageText.list(profile.tables.map(\.name))
        return .failure(
          TableFailure(
            "the profile \(file) holds nothing of table '\(name)', only of \(known): it was made before a check compared "
              + "that table; make it anew with: \(command)"))
      }
      if let reason = stale[name] { return .failure(TableFailure(reason)) }
      return .success(StoredTable(table: table, file: file, command: command, key: key))
    }
  }
}

/// What a stored profile knows of one table.
struct StoredTable: Sendable {
  let table: ReferenceProfile.Table
  let file: String
  let command: String
  let key: ProfileKey.Setting

  /// The columns that can be compared.
  var schema: Schema { Schema(table.columns) }

  /// The measurements that are asked of the reference, as far as the profile knows them; the others say why not.
  func measurements(_ requests: [Scope: Set<Measurement>]) -> Measurements {
    var result = Measurements()
    for (scope, wanted) in requests where !wanted.isEmpty {
      guard let known = table.scopes.first(where: { $0.scope == scope }) else {
        result.failures[scope] = CheckError(
          "the profile \(file) holds nothing of table '\(table.name)' for \(Self.shown(scope)); make it anew with: "
            + command)
        continue
      }
      result.values[scope] = [:]
      result.slices[scope] = [:]
      for slice in known.slices {
        let name = SliceName.make(scope.by, slice.values)
        result.slices[scope]?[name] = slice.values
        var values: [Measurement: Measured] = [.rows: .count(slice.rows)]
        for measurement in wanted where measurement != .rows { values[measurement] = value(measurement, slice) }
        result.values[scope]?[name] = values
      }
    }
    return result
  }

  private func value(_ measurement: Measurement, _ slice: ReferenceProfile.Slice) -> Measured {
    switch measurement {
    case .sample(let column), .counts(let column), .calendar(let column): value(column, [], slice)
    case .clusteredSample(let column, let clusters), .clusteredLevels(let column, let clusters):
      value(column, clusters, slice)
    default:
      .failed(
        CheckError(
          "the reference is the profile \(file), which holds what drift checks compare and no rows; \(Evidence.needsRows)"
        ))
    }
  }

  private func value(_ name: String, _ clusters: [String], _ slice: ReferenceProfile.Slice) -> Measured {
    guard let column = slice.columns.first(where: { $0.name == name && $0.clusters == clusters }) else {
      let by = clusters.isEmpty ? "" : " with clusters of \(clusters.joined(separator: ", "))"
      return .failed(
        CheckError("the profile \(file) holds nothing of column '\(name)'\(by); make it anew with: \(command)"))
    }
    switch column.content {
    case .numbers(let profile): return .profile(.numbers(profile))
    case .text(let profiles, let most): return .profile(.text(profiles, mostFrequent: most))
    case .calendar(let counts): return .calendar(counts)
    case .clusteredNumbers(let profile, let values): return .clusteredSample(ClusteredSample(profile, values: values))
    case .levels(let profile, let isHashed):
      guard isHashed else {
        let counts = Dictionary(profile.levels.map { (ExactText($0.level), $0.count) }, uniquingKeysWith: +)
        return .counts(LevelCounts(counts: counts, missing: profile.missing))
      }
      return hashed(name) { .profile(.levels(HashedLevels(profile: profile, hash: $0))) }
    case .clusteredLevels(let profile, let names, let isHashed):
      let levels = ClusteredLevels(profile, names: names)
      guard isHashed else { return .clusteredLevels(levels) }
      return hashed(name) { .profile(.clusteredLevels(HashedClusteredLevels(levels: levels, hash: $0))) }
    }
  }

  /// What needs the key, or that it is not there.
  private func hashed(_ column: String, _ value: (LevelHash) -> Measured) -> Measured {
    guard case .key(let key) = key else {
      return .failed(
        CheckError(
          "column '\(column)' is private, and its levels stand in the profile \(file) as keyed hashes; set "
            + "\(ProfileKey.variable) to the key that it was made with"))
    }
    return value(LevelHash(key: key, table: table.name, column: column))
  }

  private static func shown(_ scope: Scope) -> String {
    let filter = scope.filter.map { "rows where \(MessageText.shown($0))" } ?? "all rows"
    return scope.by.isEmpty ? filter : "\(filter) by \(scope.by.joined(separator: ", "))"
  }
}

/// What the tables of a version are compared with.
enum TableReference: Sendable {
  /// The reference's own table.
  case rows(Replay.Made)
  /// What a stored profile knows of it.
  case profile(StoredTable)

  /// The reference's own table, when it is replayed.
  var rows: Replay.Made? { if case .rows(let made) = self { made } else { nil } }

  /// What a stored profile knows, when one stands for the reference.
  var profile: StoredTable? { if case .profile(let stored) = self { stored } else { nil } }

  /// The columns.
  var schema: Schema {
    switch self {
    case .rows(let made): made.schema
    case .profile(let stored): stored.schema
    }
  }
}
