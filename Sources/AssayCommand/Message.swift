import Foundation

/// Messages on standard error.
enum Message {
  static func error(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
