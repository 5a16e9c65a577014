import Foundation

/// A fixture in a temporary folder, with a git work tree around it, removed when the value goes.
public final class TemporaryFixture: Sendable {
  /// The folder of the work tree.
  public let root: String
  /// The fixture's folder.
  public let path: String

  /// Writes files: paths below the fixture's folder, and their text.
  public init(_ files: [String: String] = [:]) throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    root = "\(base)/assay-tests-\(UUID().uuidString)"
    path = "\(root)/fixture"
    try FileManager.default.createDirectory(atPath: "\(root)/.git", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  /// Writes a file below the fixture's folder.
  public func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  /// Writes a file below the fixture's folder.
  public func write(_ name: String, _ data: Data) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// The folder for reports, outside the fixture.
  public var output: String { "\(root)/reports" }

  /// The text of a file below the work tree's folder; empty when it is not there.
  public func text(_ name: String) -> String {
    FileManager.default.contents(atPath: "\(root)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The paths of all files below a folder of the fixture, from that folder on, sorted; none when it is not there.
  public func files(below folder: String) -> [String] {
    let base = "\(path)/\(folder)"
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: base)) ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(base)/\(name)", isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  /// The path of a table's golden rows from the fixture's folder on; empty when there are none.
  public func goldenFile(_ table: String, version: String) -> String {
    files(below: "baselines/\(version)").first { $0.hasPrefix("\(table).") }.map { "baselines/\(version)/\($0)" } ?? ""
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }
}
