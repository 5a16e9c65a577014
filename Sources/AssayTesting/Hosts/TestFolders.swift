import AssayGate
import Foundation

/// Where a test finds its fixtures, and where it writes its reports.
enum TestFolders {
  /// The folder of a fixture: an absolute path as it is, another beside the test's file or beside the nearest folder
  /// above it that has it (`Fixtures/flights` in the package's folder, say), or else in the working directory.
  static func fixture(_ path: String, from filePath: StaticString) -> String {
    if path.hasPrefix("/") { return path }
    for folder in folders(above: filePath) {
      let candidate = folder + "/" + path
      if FileManager.default.fileExists(atPath: candidate) { return Display.path(candidate) }
    }
    return path
  }

  /// The folder for the reports of a framework: `test-results/assay/swift-testing` in the package that holds the
  /// test's file, or in the working directory when the file is in none.
  static func reports(of host: TestHost, from filePath: StaticString) -> String {
    let package = folders(above: filePath).first {
      FileManager.default.fileExists(atPath: $0 + "/Package.swift")
    }
    let root = package ?? FileManager.default.currentDirectoryPath
    return Display.path("\(root)/test-results/assay/\(host.rawValue)")
  }

  private static func folders(above filePath: StaticString) -> [String] {
    var parts = "\(filePath)".split(separator: "/").dropLast()
    var folders: [String] = []
    while !parts.isEmpty {
      folders.append("/" + parts.joined(separator: "/"))
      parts.removeLast()
    }
    return folders
  }

  /// A name for a file: letters, digits, `_`, `-` and `=` stay, `/` becomes `.`. Any other text, or a long one, gets a
  /// number at its end, so that different texts have different names, and the same ones in every process.
  static func fileName(_ text: String) -> String {
    var isExact = true
    let name = text.map { character -> Character in
      if character.isASCII, character.isLetter || character.isNumber || "_-=".contains(character) { return character }
      if character == "/" { return "." }
      isExact = false
      return "-"
    }
    guard !isExact || name.count > 100 else { return String(name) }
    // FNV-1a; not `Hasher`, which differs from process to process.
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return name.prefix(100) + "-" + String(hash, radix: 36)
  }
}
