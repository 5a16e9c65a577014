/// What is known of a table in the version before.
public struct PreviousVersion: Sendable {
  /// The version's name.
  public var name: String
  /// What was approved for the table; `nil` when nothing was, or what was cannot be read.
  public var baseline: TableBaseline?

  /// The version before one, in the manifest's order; `nil` for the first.
  init?(before version: String, of manifest: Manifest, table: String) {
    let versions = manifest.versions
    guard let position = versions.firstIndex(of: version), position > 0 else { return nil }
    name = versions[position - 1]
    baseline = (try? BaselineStore(manifest).read(name))?.tables[table]
  }
}
