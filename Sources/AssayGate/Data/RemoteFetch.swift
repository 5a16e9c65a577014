import Foundation

/// Fetches files behind URLs into the store, each once.
///
/// By `curl`, which every system has, rather than by URLSession: linking it makes every start of the command slower, also
/// of those that fetch nothing.
struct RemoteFetch: Sendable {
  let store: ContentStore
  let stop: StopSwitch

  /// The most redirections that are followed.
  private static let redirections = 5

  /// Where the content of a URL is, after it was fetched if need be.
  func path(of file: RemoteFile) async throws(InputError) -> String {
    if let path = file.filePath { return path }
    let path = store.path(file.sha256, kind: "sha256")
    if FileHasher.stamp(path) == nil { try await fetch(file) }
    return path
  }

  /// Fetches a file, whatever the store has.
  func fetch(_ file: RemoteFile) async throws(InputError) {
    let partial = try store.makePartial()
    defer {
      close(partial.descriptor)
      unlink(partial.path)
    }
    let curl = DataTool(name: "curl", folder: "/", stop: stop)
    let output = try await curl.run(Self.arguments(file), limit: file.byteLimit) { [store] chunk throws(InputError) in
      try store.write(chunk, to: partial.descriptor)
    }
    let limit = MessageText.grouped(file.byteLimit)
    if output.isTooLong || output.status == 63 {
      throw InputError("\(file.url) has more than \(limit) bytes; raise 'max_bytes' if that is right")
    }
    switch output.status {
    case 0: break
    case 28:
      throw InputError(
        "\(file.url) was not fetched within \(Format.number(file.timeout)) s; raise 'timeout', or try again later")
    case 47: throw InputError("\(file.url) leads on more than \(Self.redirections) times; write the last address")
    default:
      let reason = output.errors.isEmpty ? "curl ended with status \(output.status)" : output.errors
      throw InputError("\(file.url) cannot be fetched: \(reason)")
    }
    let hashed = try FileHasher.hash(partial.path, [.sha256], isStopped: { [stop] in stop.reason != nil })
    let found = hashed.digests[.sha256] ?? ""
    guard found == file.sha256 else {
      throw InputError(
        "\(file.url) holds other content: expected sha256 \(file.sha256), found \(found) "
          + "(\(MessageText.grouped(hashed.stamp.size)) bytes); if the change is meant, write the new digest")
    }
    try store.complete(partial.path, digest: file.sha256, kind: "sha256")
  }

  private static func arguments(_ file: RemoteFile) -> [String] {
    // Only from this machine plain HTTP is taken; nothing leads from HTTPS back to it.
    let protocols = file.url.lowercased().hasPrefix("http:") ? "=http,https" : "=https"
    return [
      "--disable", "--silent", "--show-error", "--fail", "--location", "--max-redirs", String(redirections), "--proto",
      protocols, "--proto-redir", protocols, "--globoff", "--netrc-optional", "--connect-timeout",
      seconds(min(30, file.timeout)), "--max-time", seconds(file.timeout), "--max-filesize", String(file.byteLimit),
      "--url", file.url,
    ]
  }

  /// Seconds as curl reads them, to the millisecond and not more than a year.
  private static func seconds(_ value: Double) -> String {
    let thousandths = Int((min(max(value, 0.001), 31_536_000) * 1000).rounded(.up))
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
