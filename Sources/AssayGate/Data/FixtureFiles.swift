import Foundation

/// The files that fixtures stand on: what runs read and people approve, so that no report may take the place of one.
public struct FixtureFiles: Sendable {
  private var files: [String: String] = [:]
  private var patterns: [InputPattern] = []
  private var baselines: [FilePlace] = []
  /// Folders of fixtures whose manifest does not say what they take.
  private var unknown: [FilePlace] = []
  /// The manifests that were read.
  private var read: Set<String> = []

  /// No files.
  public init() {}

  /// Adds a file.
  ///
  /// - Parameter what: what it is, as a message says it: `the results that are shown`.
  public mutating func add(_ file: String, as what: String) {
    for key in FilePlace(file).keys where files[key] == nil { files[key] = what }
  }

  /// Adds the manifest, the lock and the baselines of a fixture and of those that it extends, and all files that it takes.
  ///
  /// Reads the manifest and looks up its paths and globs; no content is read.
  ///
  /// - Parameters:
  ///   - path: the fixture's folder, or its manifest.
  ///   - allowsProfile: whether the stored profile of its reference may be written.
  public mutating func add(fixture path: String, allowsProfile: Bool = false) {
    let place = ManifestPlace(path)
    guard read.insert(WorkTree.real(place.path)).inserted else { return }
    add(place.path, as: "the manifest of a fixture")
    add(folder: place.directory)
    let manifest: Manifest
    do throws(ManifestErrors) {
      manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
    } catch {
      unknown.append(FilePlace(place.directory))
      return
    }
    for layer in manifest.layers { add(folder: layer) }
    let tables = Set(manifest.tables)
    let inputs =
      FixtureInput.of(manifest, tables: tables, referenceTables: tables, versions: Set(manifest.versions))
      + (allowsProfile ? [] : FixtureInput.profile(manifest))
    for input in inputs {
      let what = "\(input.role.words) of fixture '\(manifest.fixture)'"
      if let file = input.file { add(file, as: what) }
      switch input.reference.source {
      case .path:
        for file in (try? PathResolver.resolve(input.reference, in: manifest)) ?? [] {
          add(file, as: what)
          add(file + ".dvc", as: "what DVC knows of \(what)")
        }
        // What is not there yet: a report would be read as it.
        for layer in manifest.layers {
          if GlobPattern.isPattern(input.reference.text) {
            patterns.append(InputPattern(input.reference.text, in: layer, what: what))
          } else {
            add(ManifestPlace.join(layer, input.reference.text), as: what)
          }
        }
      case .dvc(let path):
        for layer in manifest.layers {
          add(ManifestPlace.join(layer, path), as: what)
          add(ManifestPlace.join(layer, path) + ".dvc", as: "what DVC knows of \(what)")
        }
      case .git, .url: break
      }
    }
  }

  /// Adds the fixtures in whose folders a file lies, as `add(fixture:)` does.
  public mutating func add(fixturesAround file: String, allowsProfile: Bool = false) {
    for path in FilePlace(file).paths {
      var folder = path
      while folder != "/" {
        folder = ManifestPlace.parent(folder)
        if FileManager.default.fileExists(atPath: ManifestPlace.join(folder, ManifestReader.fileName)) {
          add(fixture: folder, allowsProfile: allowsProfile)
        }
      }
    }
  }

  private mutating func add(folder: String) {
    add(ManifestPlace.join(folder, ManifestReader.fileName), as: "the manifest of a fixture")
    add(ManifestPlace.join(folder, InputLock.fileName), as: "the lock of a fixture")
    baselines.append(FilePlace(ManifestPlace.join(folder, "baselines")))
  }

  /// Why a file must not be written; `nil` when it may. O(1) in the number of files, O(globs · name).
  ///
  /// - Parameter isReport: whether the file has the name of a report that every run writes, and so may replace an earlier
  ///   one in the folder of a fixture whose manifest does not parse.
  public func fault(of file: String, isReport: Bool = false) -> String? {
    let place = FilePlace(file)
    if let what = place.keys.lazy.compactMap({ files[$0] }).first { return "it is \(what)" }
    if let pattern = patterns.first(where: { place.paths.contains(where: $0.matches) }) {
      return "it would be read as \(pattern.what), whose glob it matches"
    }
    if baselines.contains(where: place.isBelow) { return "it lies among the approved baselines of a fixture" }
    if !isReport, FileManager.default.fileExists(atPath: file), unknown.contains(where: place.isBelow) {
      return "it lies in the folder of a fixture whose manifest does not parse, and may be one of its inputs"
    }
    return nil
  }
}

/// A glob that names inputs: every file that comes to match it is one.
private struct InputPattern: Sendable {
  /// What its files are.
  let what: String
  /// The folders down to the first part with a pattern.
  private let folder: FilePlace
  private let parts: [GlobPattern]

  init(_ glob: String, in layer: String, what: String) {
    self.what = what
    let all = glob.split(separator: "/").filter { $0 != "." }
    let fixed = all.prefix { !GlobPattern.isPattern($0) }
    folder = FilePlace(fixed.isEmpty ? layer : ManifestPlace.join(layer, fixed.joined(separator: "/")))
    parts = all.dropFirst(fixed.count).map { GlobPattern($0) }
  }

  /// Whether the glob names a file of that absolute path.
  func matches(_ path: String) -> Bool {
    folder.paths.contains { folder in
      guard path != folder, WorkTree.contains(folder, path) else { return false }
      let names = path.dropFirst(folder.count).split(separator: "/")
      return names.count == parts.count && zip(parts, names).allSatisfy { $0.matches(String($1)) }
    }
  }
}

extension FixtureInput.Role {
  /// What the file is, as messages say it.
  fileprivate var words: String {
    switch self {
    case .data(let table, version: _): "the data of table '\(table)'"
    case .stage(let stage): "the query or model of stage '\(stage)'"
    case .program(let stage): "what stage '\(stage)' runs or reads"
    case .profile: "the reference's profile"
    }
  }
}
