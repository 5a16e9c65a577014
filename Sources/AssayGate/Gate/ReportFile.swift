#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A report's place on the disk, where a reader sees either the old report or the whole new one, never a half.
package struct ReportFile: Sendable {
  /// The path.
  package let path: String
  /// Where complete reports wait for one another; `nil` to give each its name at once.
  private var publication: ReportPublication?

  /// Creates a place; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - path: the report's path.
  ///   - folder: what a relative path starts from.
  ///   - publication: where complete reports wait for one another; `nil` to give each its name at once.
  package init(path: String, relativeTo folder: String, publication: ReportPublication? = nil) {
    self.publication = publication
    // A working directory that was removed has no name; what is relative to it must not end up at the root.
    let folder = folder.isEmpty ? "." : folder
    self.path = path.hasPrefix("/") ? path : folder + (folder.hasSuffix("/") ? "" : "/") + path
  }

  /// Writes a file beside the report, brings it to the disk and renames it to the report; on an error
  /// the report stays as it was.
  ///
  /// - Parameter synchronously: wait for the disk before the new file takes the name.
  package func replace(synchronously: Bool = true, _ body: (BufferedFile) throws -> Void) throws {
    try requireReplaceable()
    let (temporary, descriptor) = try createTemporary()
    var isComplete = false
    defer { if !isComplete { _ = unlink(temporary) } }
    let file = BufferedFile(descriptor: descriptor, path: path)
    try body(file)
    if synchronously { try file.synchronize() }
    try file.finish()
    isComplete = true
    if synchronously, let publication {
      publication.add(temporary, for: self)
    } else {
      try rename(temporary)
      if synchronously { synchronizeFolder() }
    }
  }

  /// The same place for a report that waits for no other.
  var alone: ReportFile {
    var file = self
    file.publication = nil
    return file
  }

  /// Gives a complete file the report's name.
  func rename(_ temporary: String) throws {
    guard Self.rename(temporary, path) else {
      let failure = failure("replace the old report")
      _ = unlink(temporary)
      throw failure
    }
  }

  private static func rename(_ old: String, _ new: String) -> Bool {
    #if canImport(Glibc)
      Glibc.rename(old, new) == 0
    #else
      Darwin.rename(old, new) == 0
    #endif
  }

  /// Replaces the report by a short text; when that fails, makes sure that no old report stays readable as a pass.
  package func invalidate(with text: String) throws {
    do {
      try replace(synchronously: false) { try $0.append(text) }
    } catch {
      discard()
      throw error
    }
  }

  /// Removes the report, or empties it where its folder does not allow that. An empty file is no report to any reader.
  package func discard() {
    guard isRegularFile, unlink(path) != 0 else { return }
    let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Opens a nameless file beside the report, for what has to wait until the totals are known.
  ///
  /// It lies beside the report, not in the system's temporary folder, which is often small and in memory.
  package func makeSpool() throws(ReportFileError) -> BufferedFile {
    let (temporary, descriptor) = try createTemporary()
    _ = unlink(temporary)
    return BufferedFile(descriptor: descriptor, path: path)
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private var isRegularFile: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Renaming over a device would remove it from the system.
  private func requireReplaceable() throws(ReportFileError) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw ReportFileError(path: path, action: "write the report", code: EISDIR)
    }
    throw ReportFileError(
      path: path, action: "write the report", reason: "it is a device or a pipe, not a file",
      advice: "Name a file; the report is written beside it and renamed.")
  }

  private func createTemporary() throws(ReportFileError) -> (path: String, descriptor: Int32) {
    try createFolder(folder)
    // Not mkstemp, which ignores the umask; and no ending that a CI system's pattern for reports would match.
    for _ in 0..<100 {
      let name = ".assay-" + String(UInt64.random(in: .min ... .max), radix: 36) + ".tmp"
      let temporary = folder == "/" ? "/" + name : folder + "/" + name
      let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (temporary, descriptor) }
      if errno != EEXIST && errno != EINTR { break }
    }
    throw failure("create a file in its folder")
  }

  private func createFolder(_ folder: String) throws(ReportFileError) {
    if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
    if errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      try createFolder(String(folder[..<slash]))
      if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
    }
    // A read-only file system answers before it looks whether the folder is there.
    if access(folder, F_OK) == 0 { return }
    throw failure("create its folder")
  }

  private func synchronizeFolder() {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  private func failure(_ action: String) -> ReportFileError { ReportFileError(path: path, action: action, code: errno) }
}
