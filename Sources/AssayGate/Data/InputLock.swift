import Foundation

/// What `assay.lock` says: the inputs of a fixture by SHA-256 and size.
///
/// Text, one line for each file, sorted by the bytes of its address, so that changes of different files merge. The same
/// inputs give the same bytes.
public struct InputLock: Sendable, Equatable {
  /// The name of the lock beside `assay.yaml`.
  public static let fileName = "assay.lock"
  /// The first line that is no comment.
  static let heading = "assay-lock 1"
  /// The largest lock that is read: more than the files of the largest globs.
  static let largest = 64 << 20

  /// The inputs, sorted, each address once.
  public private(set) var inputs: [InputDigest]

  /// Creates a lock of inputs; the same address twice counts once.
  public init(_ inputs: some Sequence<InputDigest>) {
    // By bytes: strings that differ only in how letters are composed are equal, and two files all the same.
    var sorted: [InputDigest] = []
    for input in inputs.sorted() where sorted.last.map({ !$0.hasAddress(input.address) }) ?? true {
      sorted.append(input)
    }
    self.inputs = sorted
  }

  /// The input of an address.
  public subscript(address: String) -> InputDigest? {
    var low = 0
    var high = inputs.count
    while low < high {
      let middle = (low + high) / 2
      if inputs[middle].address.utf8.lexicographicallyPrecedes(address.utf8) { low = middle + 1 } else { high = middle }
    }
    return low < inputs.count && inputs[low].hasAddress(address) ? inputs[low] : nil
  }

  /// The lock as text.
  public var text: String {
    let lines = inputs.map { "\($0.sha256) \($0.size) \(LineText.escaped($0.address))" }
    return """
      # The inputs of this fixture by SHA-256 and size. 'assay lock' writes this file, every run verifies it.
      \(Self.heading)

      """ + lines.map { $0 + "\n" }.joined()
  }

  /// Reads the text of a lock.
  ///
  /// - Parameters:
  ///   - text: the text; CRLF is taken for LF.
  ///   - file: the file as messages name it.
  /// - Throws: `InputError` that names the line, for anything that `assay lock` does not write.
  public init(parsing text: String, file: String) throws(InputError) {
    var inputs: [InputDigest] = []
    var lines: [[UInt8]: Int] = [:]
    var hasHeading = false
    for (index, bytes) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let number = index + 1
      let line = Substring(bytes.last == 0x0D ? bytes.dropLast() : bytes)
      func fault(_ message: String) -> InputError { InputError("\(file):\(number): \(message)") }
      if line.hasPrefix("<<<<<<<") || line.hasPrefix(">>>>>>>") || line.hasPrefix("=======") {
        throw fault("a merge left its marks; write the lock again: assay lock")
      }
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard hasHeading else {
        guard line == Self.heading else {
          throw fault(
            "expected '\(Self.heading)', found \(MessageText.quoted(String(line))); write it again: assay lock")
        }
        hasHeading = true
        continue
      }
      let parts = LineText.words(line, count: 3)
      guard parts.count == 3, DigestText.isHexadecimal(parts[0], count: 64), let size = Int(parts[1]), size >= 0,
        let address = LineText.unescaped(parts[2]), !address.isEmpty
      else {
        throw fault("expected a SHA-256, a size and a file, found \(MessageText.quoted(String(line)))")
      }
      let input = InputDigest(address: address, sha256: String(parts[0]), size: size)
      if let first = lines[Array(address.utf8)] {
        throw fault(
          "\(MessageText.quoted(address)) is given a second time, the first is in line \(first); write the lock again: "
            + "assay lock")
      }
      lines[Array(address.utf8)] = number
      inputs.append(input)
    }
    guard hasHeading else { throw InputError("\(file): the lock is empty; write it again: assay lock") }
    self.init(inputs)
  }

  /// The path of a fixture's lock.
  static func path(_ directory: String) -> String { ManifestPlace.join(directory, fileName) }

  /// The lock of a fixture; `nil` when it has none.
  ///
  /// Throws when there is one and it cannot be read: an unreadable lock is not an absent one.
  public static func read(directory: String) throws(InputError) -> InputLock? {
    let path = path(directory)
    var status = stat()
    // What cannot be looked at, or leads nowhere, is not absent.
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return nil }
      throw InputError("\(Display.path(path)) cannot be reached: \(String(cString: strerror(errno)))")
    }
    guard let stamp = FileHasher.stamp(path) else {
      throw InputError("\(Display.path(path)) is not a regular file; write it again: assay lock")
    }
    guard stamp.size <= largest else {
      throw InputError("\(Display.path(path)) has \(MessageText.grouped(stamp.size)) bytes, more than any lock")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("\(Display.path(path)) cannot be read; check its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw InputError("\(Display.path(path)) is not UTF-8 text; write it again: assay lock")
    }
    return try InputLock(parsing: text, file: Display.path(path))
  }

  /// Writes the lock of a fixture, unless it is there already. Returns whether anything was written.
  @discardableResult
  func write(directory: String) throws(InputError) -> Bool {
    let path = Self.path(directory)
    let data = Data(text.utf8)
    if FileManager.default.contents(atPath: path) == data { return false }
    do {
      try ReportFile(path: path, relativeTo: "/").replace { try $0.append([UInt8](data)) }
    } catch {
      let reason = (error as? ReportFileError)?.reason ?? "\(error)"
      throw InputError("\(Display.path(path)) cannot be written: \(reason)")
    }
    return true
  }
}
