import Foundation

/// A copy of a package below `Tests/Consumers` that depends on this one, in a folder of the system's temporary folder
/// which stays, so that the next run has little to build.
struct ConsumerPackage: Sendable {
  /// The copy's folder.
  let folder: String
  private let scratch: String

  /// The folder of its build.
  var scratchPath: String { scratch }

  /// This package's folder.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Copies a package; files that are the same are left alone, so that they need not be compiled again.
  init(_ name: String) throws {
    let files = FileManager.default
    // FNV-1a of the path: two clones on one machine do not share a folder.
    let hash = Self.root.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let base = files.temporaryDirectory.path + "/assay-consumers-\(getuid())-\(String(hash, radix: 36))"
    folder = "\(base)/\(name)"
    scratch = "\(base)/\(name)-build"
    let source = "\(Self.root)/Tests/Consumers/\(name)"
    guard let walk = files.enumerator(atPath: source) else { throw CocoaError(.fileReadNoSuchFile) }
    var kept: Set<String> = []
    for case let path as String in walk where walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
      var data = try Data(contentsOf: URL(fileURLWithPath: "\(source)/\(path)"))
      if path == "Package.swift" {
        let text = String(decoding: data, as: UTF8.self)
        data = Data(text.replacing("path: \"../../..\"", with: "path: \"\(Self.root)\"").utf8)
      }
      let copy = URL(fileURLWithPath: "\(folder)/\(path)")
      kept.insert(path)
      if files.contents(atPath: copy.path) == data { continue }
      try files.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: copy, options: .atomic)
    }
    // What the package does not have any more, and what earlier runs have written.
    let old = (files.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter { path in
      var isFolder: ObjCBool = false
      return files.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
    }
    for path in old where !kept.contains(path) && path != "Package.resolved" {
      try? files.removeItem(atPath: "\(folder)/\(path)")
    }
  }

  /// Runs a subcommand of `swift` with the package.
  func swift(
    _ command: String, _ arguments: [String] = [], environment: [String: String?] = [:]
  ) async throws -> ConsumerProcess {
    try await ConsumerProcess.run(
      ["swift", command, "--scratch-path", scratch] + arguments, in: folder, environment: environment)
  }

  /// Runs an executable of the package.
  func run(_ product: String, _ arguments: [String] = [], environment: [String: String?] = [:]) async throws
    -> ConsumerProcess
  {
    try await ConsumerProcess.run([path(of: product)] + arguments, in: folder, environment: environment, timeout: 120)
  }

  /// The path of something that was built.
  func path(of name: String) -> String { "\(scratch)/debug/\(name)" }

  /// The paths below the package's folder that end in a suffix.
  func files(below path: String, suffix: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: "\(folder)/\(path)")?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(suffix) }.map { "\(folder)/\(path)/\($0)" }.sorted()
  }

  /// Removes a file or a folder of the package.
  func remove(_ path: String) { try? FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
}
