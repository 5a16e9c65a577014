import Foundation

/// Where the bytes that a manifest names come from.
public enum FileSource: Sendable, Hashable {
  /// Files below the fixture, or in the fixture that it extends: a path or a glob.
  case path
  /// What DVC tracks under a path: `dvc: data/train.parquet`.
  case dvc(String)
  /// A file of a git revision: `git: main:data/train.parquet`.
  case git(GitFile)
  /// A file that is fetched once: `url: https://…` with its SHA-256.
  case url(RemoteFile)
}

/// A file of a git revision.
public struct GitFile: Sendable, Hashable {
  /// The revision as git reads it: `main`, `v1.2`, `HEAD~3`, a commit.
  public var revision: String
  /// The path from the work tree's folder; one that starts with `./` or `../` is relative to the fixture's folder.
  public var path: String

  /// `REV:path`, as git writes it.
  public var text: String { "\(revision):\(path)" }

  /// Creates a file's name.
  public init(revision: String, path: String) {
    self.revision = revision
    self.path = path
  }

  /// Reads `REV:path`; `nil` when either is missing. A colon within braces belongs to the revision.
  public init?(_ text: String) {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "{": depth += 1
      case "}": depth -= 1
      case ":" where depth <= 0:
        let path = String(text[text.index(after: index)...])
        guard index > text.startIndex, !path.isEmpty, !path.hasSuffix("/"), !text.hasPrefix("-") else { return nil }
        self.init(revision: String(text[..<index]), path: path)
        return
      default: break
      }
    }
    return nil
  }
}

/// A file behind a URL, pinned by its digest.
public struct RemoteFile: Sendable, Hashable {
  /// The URL: `https:`, `file:`, or `http:` on this machine.
  public var url: String
  /// The SHA-256 of its bytes: 64 lower-case hexadecimal digits.
  public var sha256: String
  /// The most bytes that are taken from the network.
  public var byteLimit: Int
  /// The most seconds that fetching it may take.
  public var timeout: Double

  /// 4 GiB, when the manifest does not say otherwise.
  public static let defaultByteLimit = 1 << 32
  /// Ten minutes, when the manifest does not say otherwise.
  public static let defaultTimeout = 600.0

  /// Creates a remote file.
  public init(
    url: String, sha256: String, byteLimit: Int = Self.defaultByteLimit, timeout: Double = Self.defaultTimeout
  ) {
    self.url = url
    self.sha256 = sha256
    self.byteLimit = byteLimit
    self.timeout = timeout
  }

  /// What is wrong with a URL, or `nil`.
  static func fault(of url: String) -> String? {
    guard url.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }) else {
      return "a URL has no spaces and no characters beyond ASCII; write them as %XX"
    }
    guard let end = url.range(of: "://") else { return "it is no URL; write https://… or file:///…" }
    let rest = url[end.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    if authority.contains("@") {
      return "it holds a user name or password, which reports would show; put them into ~/.netrc"
    }
    switch url[..<end.lowerBound].lowercased() {
    case "https": return authority.isEmpty ? "it names no host" : nil
    case "file":
      return (authority.isEmpty || authority.lowercased() == "localhost") && rest.dropFirst(authority.count).count > 1
        ? nil : "a file URL is written file:///folder/file"
    case "http":
      return isThisMachine(authority) ? nil : "http: is taken from this machine only; use https:"
    default: return "only https: and file: URLs are fetched"
    }
  }

  private static func isThisMachine(_ authority: Substring) -> Bool {
    if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
    return ["localhost", "127.0.0.1"].contains(authority.prefix { $0 != ":" }.lowercased())
  }

  /// The file's name: the last part of the URL's path, `%XX` decoded.
  var name: String {
    guard let end = url.range(of: "://") else { return url }
    let path = url[end.upperBound...].prefix { !"?#".contains($0) }
    let last = path.split(separator: "/").dropFirst(isFile ? 0 : 1).last.map(String.init) ?? ""
    let decoded = last.removingPercentEncoding ?? last
    return decoded.isEmpty || decoded.contains("/") || decoded.utf8.contains(0) ? "file" : decoded
  }

  /// The path of a `file:` URL; `nil` for others.
  var filePath: String? {
    guard isFile, let end = url.range(of: "://") else { return nil }
    let rest = url[end.upperBound...]
    let path = rest.drop { $0 != "/" }.prefix { !"?#".contains($0) }
    return path.removingPercentEncoding
  }

  private var isFile: Bool { url.lowercased().hasPrefix("file:") }
}
