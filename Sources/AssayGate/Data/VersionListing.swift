/// The versions that a fixture knows, with the files of each.
public struct VersionListing: Sendable, CustomStringConvertible {
  /// A file of a table.
  public struct File: Sendable, Hashable {
    /// The table.
    public var table: String
    /// What the file holds; `nil` when it is not there or not what it must be.
    public var digest: InputDigest?
    /// What the manifest names, when there is no digest.
    public var text: String
  }

  /// What belongs to one version.
  public struct Version: Sendable, Hashable {
    /// The version's name; `reference` for what versions are compared with, `nil` for what all of them share.
    public var name: String?
    /// Its files, in the order of the tables.
    public var files: [File]
  }

  /// The fixture's name and manifest.
  public let heading: String
  /// The reference, the versions in the manifest's order, and what all share.
  public let versions: [Version]
  /// Why files are not there.
  public let failures: [String]

  init(_ manifest: Manifest, _ inputs: ResolvedInputs) {
    heading = "\(manifest.fixture) · \(manifest.file)"
    failures = inputs.failures.map(\.message)
    var files: [String?: [File]] = [:]
    for input in inputs.inputs {
      guard case .data(let table, let version) = input.input.role else { continue }
      let text = input.input.reference.text
      let found = (try? input.files.get())?.map { File(table: table, digest: $0.digest, text: text) }
      files[version, default: []] += found ?? [File(table: table, digest: nil, text: text)]
    }
    // Without versions everything belongs to the only one.
    let hasVersions = manifest.data.contains { $0.shared == nil }
    let names: [String?] =
      hasVersions ? [Replayer.referenceVersion] + manifest.versions.map { $0 } + [nil] : [nil]
    versions = names.compactMap { name in
      files[name].map { Version(name: hasVersions ? name : Manifest.onlyVersion, files: $0) }
    }
  }

  /// The listing as text: a line for each version with its files, sizes in bytes and the first digits of the SHA-256.
  public var description: String {
    let files = versions.flatMap(\.files)
    let table = files.map(\.table.count).max() ?? 0
    let address = files.map { ($0.digest?.address ?? $0.text).count }.max() ?? 0
    let size = files.compactMap { $0.digest.map { MessageText.grouped($0.size).count } }.max() ?? 0
    var lines = [heading]
    for version in versions {
      let count = version.files.count
      lines.append(
        "\(version.name ?? "all versions")  \(count == 1 ? "1 file" : "\(MessageText.grouped(count)) files")")
      for file in version.files {
        let name = LineText.escaped(file.digest?.address ?? file.text)
        var line = "  \(Self.padded(file.table, table))  \(Self.padded(name, address))  "
        if let digest = file.digest {
          let bytes = MessageText.grouped(digest.size)
          line += String(repeating: " ", count: size - bytes.count) + bytes + "  " + DigestText.short(digest.sha256)
        } else {
          line += "not there"
        }
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
