import Foundation

/// Where a test's fixture lies.
enum FixturePath {
  /// The path itself when it is there (`swift test` runs in the package's folder), else the same path below a folder
  /// that holds the test's file (Xcode runs tests elsewhere).
  static func find(_ path: String, from filePath: String) -> String {
    if path.hasPrefix("/") || FileManager.default.fileExists(atPath: path) { return path }
    var folder = URL(fileURLWithPath: filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent(path).path
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return path
  }
}
