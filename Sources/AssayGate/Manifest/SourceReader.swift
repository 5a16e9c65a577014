/// Reads where files come from: a path, or a mapping with one of `path`, `dvc`, `git` and `url`.
struct SourceReader {
  /// What is being read, in the words of a message: `data 'flights'`.
  let subject: String
  /// The key under which it stands; `nil` for the entry itself.
  let key: String?

  private var place: String { key.map { "\(subject) in '\(MessageText.shown($0))'" } ?? subject }

  /// The reference of a value that has been held against its declaration; `nil` after noting what is wrong with it.
  func reference(_ value: ArgumentValue, _ decoder: inout ArgumentDecoder) -> PathReference? {
    if case .object(let arguments) = value.content {
      return reference(arguments, arguments.values.map(\.key.name), &decoder)
    }
    return DataReader.path(value)
  }

  /// The reference of a mapping.
  ///
  /// - Parameter given: the keys that are written, also those whose values were at fault.
  func reference(
    _ arguments: Arguments, _ given: [String], _ decoder: inout ArgumentDecoder
  ) -> PathReference? {
    let kinds = given.filter(ManifestDeclaration.sourceKinds.contains)
    guard let kind = kinds.first else {
      decoder.fail("\(place) needs one of 'path', 'dvc', 'git' and 'url'", at: arguments.location)
      return nil
    }
    for other in kinds.dropFirst() {
      decoder.fail(
        "\(place) has '\(kind)' and '\(other)'; files come from one place", at: arguments.location(of: other))
    }
    if kind != "url" {
      for other in given where ManifestDeclaration.urlKeys.contains(other) {
        decoder.fail(
          "\(place): '\(other)' belongs to 'url'; found '\(kind)'", at: arguments.location(of: other))
      }
    }
    guard let value = arguments[kind], let text = value.text else { return nil }
    switch kind {
    case "dvc": return PathReference("dvc:" + text, at: value.location, source: .dvc(text))
    case "git":
      guard let file = GitFile(text) else {
        decoder.fail(
          "\(place) needs 'git', a revision and a file such as main:data/a.csv; found \(MessageText.quoted(text))",
          at: value.location)
        return nil
      }
      return PathReference("git:" + text, at: value.location, source: .git(file))
    case "url": return remote(text, value.location, arguments, given, &decoder)
    default: return PathReference(text, at: value.location)
    }
  }

  private func remote(
    _ url: String, _ location: SourceLocation, _ arguments: Arguments, _ given: [String],
    _ decoder: inout ArgumentDecoder
  ) -> PathReference? {
    if let fault = RemoteFile.fault(of: url) {
      decoder.fail(
        "\(place) needs 'url', an https: or file: URL; found \(MessageText.quoted(url)): \(fault)", at: location)
      return nil
    }
    guard given.contains("sha256") else {
      decoder.fail(
        "\(place) has 'url' without 'sha256': what a URL holds can change any day, and the gate would not notice",
        at: location)
      return nil
    }
    guard let digest = arguments.text("sha256")?.lowercased() else { return nil }
    guard DigestText.isHexadecimal(digest, count: 64) else {
      decoder.fail(
        "\(place) needs 'sha256', 64 hexadecimal digits as sha256sum prints them; found \(MessageText.quoted(digest))",
        at: arguments.location(of: "sha256"))
      return nil
    }
    let file = RemoteFile(
      url: url, sha256: digest, byteLimit: arguments.integer("max_bytes") ?? RemoteFile.defaultByteLimit,
      timeout: arguments.number("timeout") ?? RemoteFile.defaultTimeout)
    return PathReference(url, at: location, source: .url(file))
  }
}
