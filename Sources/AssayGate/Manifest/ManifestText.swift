import Foundation

/// A manifest's bytes as text: within the size limit, UTF-8, and only characters that YAML allows.
struct ManifestText {
  /// The path as messages show it.
  let file: String
  /// The bytes of the file, for its digest.
  let bytes: [UInt8]
  /// The text without its byte order mark.
  let text: String

  /// Checks bytes.
  init(_ bytes: [UInt8], file: String) throws(ManifestError) {
    let start = SourceLocation(file: file, line: 1)
    guard bytes.count <= ManifestLimits.bytes else {
      throw Self.tooLarge("\(MessageText.grouped(bytes.count)) bytes", at: start)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw ManifestError("the file is UTF-16; save it as UTF-8", at: start)
    }
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    if let fault = Self.firstFault(in: body, file: file) { throw fault }
    self.file = file
    self.bytes = bytes
    self.text = String(decoding: body, as: UTF8.self)
  }

  /// Reads a file; at most one byte more than the limit is taken into memory.
  init(contentsOf path: String, file: String) throws(ManifestError) {
    let start = SourceLocation(file: file, line: 1)
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
      throw ManifestError("there is no such file, or it cannot be reached", at: start)
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw ManifestError("this is not a regular file; a manifest is a YAML file", at: start)
    }
    if let size = attributes[.size] as? Int, size > ManifestLimits.bytes {
      throw Self.tooLarge("\(MessageText.grouped(size)) bytes", at: start)
    }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: resolved))
      defer { try? handle.close() }
      data = try handle.read(upToCount: ManifestLimits.bytes + 1) ?? Data()
    } catch {
      throw ManifestError("the file cannot be read: check its permissions", at: start)
    }
    try self.init([UInt8](data), file: file)
  }

  private static func tooLarge(_ found: String, at location: SourceLocation) -> ManifestError {
    ManifestError(
      "a manifest has at most \(MessageText.grouped(ManifestLimits.bytes)) bytes; this one has \(found)", at: location)
  }

  /// The first byte that is no UTF-8, or character that YAML does not allow. O(n).
  private static func firstFault(in bytes: ArraySlice<UInt8>, file: String) -> ManifestError? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    var column = 1
    var previous: Unicode.Scalar = "\n"
    while true {
      let location = SourceLocation(file: file, line: line, column: column)
      switch decoder.decode(&iterator) {
      case .emptyInput: return nil
      case .error: return ManifestError("the file is not valid UTF-8 here; save it as UTF-8", at: location)
      case .scalarValue(let scalar):
        guard isAllowed(scalar) else {
          let code = MessageText.codePoint(scalar)
          let name = scalar.value == 0 ? "a NUL byte (\(code))" : "the control character \(code)"
          return ManifestError("\(name) cannot stand in a manifest; remove it", at: location)
        }
        if scalar == "\r" || (scalar == "\n" && previous != "\r") {
          line += 1
          column = 1
        } else if scalar != "\n" {
          column += 1
        }
        previous = scalar
      }
    }
  }

  /// The characters of YAML 1.2 (production c-printable).
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
