/// A fixture's manifest, read and held against its declarations: what `assay.yaml` says, with nothing resolved or run.
public struct Manifest: Sendable {
  /// The fixture's name.
  public var fixture: String
  /// The manifest's path as messages show it.
  public var file: String
  /// The absolute path of the fixture's folder.
  public var directory: String
  /// The absolute paths of the folders in which a relative path is looked up: the fixture's own first, then the one that it extends, and so on.
  public var layers: [String]
  /// The SHA-256 over the bytes of the manifest and of those that it extends, in hexadecimal.
  public var digest: String
  /// The data tables, in the order of the file.
  public var data: [DataDeclaration]
  /// The stages, in the order of the file; a stage names only data and earlier stages.
  public var stages: [StageDeclaration]
  /// The checks, table by table in the order of the pipeline, then in the order of the file.
  public var checks: [CheckEntry]
  /// The probability of a false block that the fixture's comparisons share on one version.
  public var budget: Double
  /// The columns whose values never leave the run, in every table.
  public var privateColumns: Set<String>
  /// The stored profile that stands for the reference; `nil` when the reference is made of its data.
  public var referenceProfile: PathReference?
  /// The names of this fixture and of those that it extends.
  public var fixtures: [String]

  /// The versions of the fixture, in the order of the file; `current` alone when no table has versions.
  public var versions: [String] {
    var names: [String] = []
    for table in data {
      for version in table.versions where !names.contains(version.name) { names.append(version.name) }
    }
    return names.isEmpty && !data.isEmpty ? [Self.onlyVersion] : names
  }

  /// What the version of a fixture is called whose data has no versions.
  public static let onlyVersion = "current"

  /// The names of all tables, in the order of the pipeline.
  public var tables: [String] { data.map(\.name) + stages.map(\.name) }
}

/// One entry under `data`.
public struct DataDeclaration: Sendable {
  /// The table's name.
  public var name: String
  /// Where the manifest declares it.
  public var location: SourceLocation
  /// The file or glob that all versions share; `nil` when the table has versions.
  public var shared: PathReference?
  /// What the versions are compared with; `nil` when there is none. With a stored profile as the reference, what the
  /// profile is made of.
  public var reference: PathReference?
  /// The versions, in the order of the file.
  public var versions: [(name: String, path: PathReference)]
}

/// A file, or some, as the manifest names it: by a path or glob, or by where else its bytes come from.
public struct PathReference: Sendable, Hashable {
  /// The text: a path relative to the fixture's folder, `dvc:…`, `git:…`, or a URL.
  public var text: String
  /// Where the manifest writes it.
  public var location: SourceLocation
  /// Where the bytes come from.
  public var source: FileSource

  /// Creates a reference.
  public init(_ text: String, at location: SourceLocation, source: FileSource = .path) {
    self.text = text
    self.location = location
    self.source = source
  }
}

/// One entry under `stages`.
public struct StageDeclaration: Sendable {
  /// What a stage does.
  public enum Kind: Sendable {
    /// A query in a file.
    case sql(PathReference)
    /// A program: its words, and the format in which tables are handed over.
    case command(words: [ArgumentKey], format: TableFormat)
    /// A model file; which columns feed which of its inputs (inputs not named here take the columns of their own
    /// names); and which of its outputs become columns, under which names. Both in the order of the file.
    case model(
      PathReference, inputs: [(input: String, columns: [ArgumentKey])], outputs: [(name: String, output: String)])
  }

  /// The formats in which a command takes and gives tables.
  public enum TableFormat: String, Sendable, CaseIterable {
    /// Apache Parquet, the default: types and nulls arrive as they are.
    case parquet
    /// CSV with a header line; an empty field is null.
    case csv
  }

  /// The stage's name, which is its table's name.
  public var name: String
  /// Where the manifest declares it.
  public var location: SourceLocation
  /// What it does.
  public var kind: Kind
  /// The tables that it sees, with the places where they are named.
  public var from: [ArgumentKey]
  /// The columns of the input that a model stage hands on.
  public var keep: [ArgumentKey]
  /// The time limit in seconds; `nil` for none but the run's.
  public var timeout: Double?
  /// The files that it reads beside those that `kind` names.
  public var files: [PathReference] = []
}

/// One entry under `checks`.
public struct CheckEntry: Sendable {
  /// The id, unique in the fixture: `features.null_rate.temp` unless the entry gives one.
  public var id: String
  /// The table.
  public var table: String
  /// The check's name: `null_rate`.
  public var kind: String
  /// The check.
  public var check: any Check
  /// Where the entry stands.
  public var location: SourceLocation
  /// How much a failure weighs.
  public var severity: Severity
  /// A condition that rows must meet to be looked at, as SQL.
  public var filter: String?
  /// The columns whose combinations are judged one by one.
  public var by: [ArgumentKey]
  /// The columns whose values this check must not show, beside those of the whole fixture.
  public var privateColumns: Set<String>
  /// Until when, and why, failures are accepted.
  public var suppress: (until: String, why: String)?
  /// Why the entry is as it is.
  public var why: String?
  /// The check's arguments in one text: equal texts, equal checks; `nil` when they are not known.
  var definition: String?
}
