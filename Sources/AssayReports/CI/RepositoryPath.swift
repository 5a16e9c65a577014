/// Paths as a CI system wants them: from the root of its checkout, without `./`.
struct RepositoryPath {
  /// The absolute path of the checkout; `nil` when it is the working directory.
  var root: String?
  /// The absolute path of the working directory.
  var workingDirectory: String

  /// A path, from the root when it lies below it, else as it is.
  func relative(_ path: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : workingDirectory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    let base = (root ?? workingDirectory).split(separator: "/").filter { $0 != "." }
    guard parts.count > base.count, parts.starts(with: base) else { return path }
    return parts.dropFirst(base.count).joined(separator: "/")
  }
}
