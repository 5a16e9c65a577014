/// Paths as a CI system wants them: from the root of its checkout, without `./`.
struct RepositoryPath {
  /// The absolute path of the checkout; `nil` when it is the working directory.
  var root: String?
  /// The absolute path of the working directory.
  var workingDirectory: String

  /// The root of the checkout that the process's CI system names.
  init(environment: [String: String], workingDirectory: String) {
    let roots = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "WORKSPACE", "BITBUCKET_CLONE_DIR"]
    self.init(
      root: roots.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }, workingDirectory: workingDirectory)
  }

  init(root: String?, workingDirectory: String) {
    self.root = root
    self.workingDirectory = workingDirectory
  }

  /// A path, from the root when it lies below it, else as it is.
  func relative(_ path: String) -> String {
    let parts = absolute(path)
    return below(parts)?.joined(separator: "/") ?? path
  }

  /// A path as a URI: relative, without a scheme, when it lies below the root, else of the scheme `file`.
  func uri(_ path: String) -> (text: String, isRelative: Bool) {
    let parts = absolute(path)
    let below = below(parts)
    let text = (below ?? parts[...]).map(Self.encoded).joined(separator: "/")
    return below == nil ? ("file:///" + text, false) : (text, true)
  }

  private func absolute(_ path: String) -> [Substring] {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : workingDirectory + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    return parts
  }

  private func below(_ parts: [Substring]) -> ArraySlice<Substring>? {
    let base = (root ?? workingDirectory).split(separator: "/").filter { $0 != "." }
    return parts.count > base.count && parts.starts(with: base) ? parts.dropFirst(base.count) : nil
  }

  /// A part of a path with all but the unreserved characters of RFC 3986 escaped.
  private static func encoded(_ part: Substring) -> String {
    var out = ""
    for byte in part.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        out += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return out
  }
}
