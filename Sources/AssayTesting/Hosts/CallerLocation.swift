import Testing

/// Where an expectation was written, as the compiler fills it in.
struct CallerLocation: Sendable {
  /// The file as the compiler knows it: `Module/File.swift`.
  let fileID: StaticString
  /// The file's path.
  let filePath: StaticString
  /// The line, counted from 1.
  let line: UInt
  /// The column, counted from 1.
  let column: UInt

  init(_ fileID: StaticString, _ filePath: StaticString, _ line: UInt, _ column: UInt) {
    self.fileID = fileID
    self.filePath = filePath
    self.line = line
    self.column = column
  }

  /// The place as Swift Testing takes it.
  var forTesting: Testing.SourceLocation {
    Testing.SourceLocation(fileID: "\(fileID)", filePath: "\(filePath)", line: Int(line), column: Int(column))
  }

  /// The name of the module.
  var module: String { "\(fileID)".split(separator: "/").first.map(String.init) ?? "" }

  /// The name of the file without its extension.
  var file: String {
    let name = "\(fileID)".split(separator: "/").last.map(String.init) ?? ""
    return name.hasSuffix(".swift") ? String(name.dropLast(6)) : name
  }
}
