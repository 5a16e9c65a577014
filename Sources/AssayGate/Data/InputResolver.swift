import AssayModels
import Foundation

/// The station between plan and replay: finds the files that a manifest names, whatever keeps them, and verifies what
/// they hold.
///
/// Everything is read to its end, or known by its stamp: what comes out has a digest, and what a digest was given for
/// holds what it says. A Git LFS pointer is never taken for the data.
struct InputResolver: Sendable {
  let manifest: Manifest
  let store: ContentStore
  let digester: FileDigester
  let stop: StopSwitch
  /// How many files are read at once.
  var threads = ProcessInfo.processInfo.activeProcessorCount

  /// What a file must hold.
  private enum Expectation: Sendable {
    case anything
    /// By the digest of a pointer.
    case content(String)
    case remote(RemoteFile)
    case dvc(DVCRepository.Tracked)
    case git(GitRepository.Blob, GitFile)
  }

  /// A file that was found and not read yet.
  private struct Candidate: Sendable {
    var address: String
    var path: String
    var name: String
    var shown: String
    var expectation = Expectation.anything
    var canBePlaced: Bool
    /// The pointer in whose place the file stands.
    var pointer: GitLFSPointer?
    /// The file that a store keeps, which may be fetched again.
    var isStored = false
  }

  private enum Verified: Sendable {
    case file(InputFile)
    case pointer(GitLFSPointer)
    /// What the store keeps is damaged.
    case damaged
    case failure(InputError)
  }

  /// Finds and verifies inputs. Throws only when the run is stopped.
  ///
  /// - Parameter isComplete: whether these are all inputs of the fixture.
  func resolve(_ inputs: [FixtureInput], isComplete: Bool = false) async throws(GateStop) -> ResolvedInputs {
    var found = await find(inputs)
    let flat = found.enumerated().flatMap { place, result -> [(place: Int, candidate: Candidate)] in
      ((try? result.get()) ?? []).map { (place, $0) }
    }
    try stop.check()
    var files: [Int: [InputFile]] = [:]
    for ((place, _), result) in zip(flat, await verify(flat.map(\.candidate))) {
      switch result {
      case .success(let file): files[place, default: []].append(file)
      case .failure(let error):
        if case .success = found[place] { found[place] = .failure(error) }
      }
    }
    try stop.check()
    digester.index.save(all: isComplete)
    return ResolvedInputs(
      zip(inputs, found.enumerated()).map { input, result in
        (input, result.element.map { _ in files[result.offset] ?? [] })
      })
  }

  // MARK: Finding

  private func find(_ inputs: [FixtureInput]) async -> [Result<[Candidate], InputError>] {
    let dvc = DVCRepository(root: WorkTree.root(of: manifest.directory))
    var results: [Result<[Candidate], InputError>] = []
    for input in inputs {
      do throws(InputError) {
        results.append(.success(try await find(input, dvc)))
      } catch {
        let isPath = input.reference.source == .path
        results.append(
          .failure(isPath || error.isStop ? error : InputError("\(input.reference.location): \(error.message)")))
      }
    }
    return results
  }

  private func find(_ input: FixtureInput, _ dvc: DVCRepository) async throws(InputError) -> [Candidate] {
    switch input.reference.source {
    case .path:
      let paths: [String]
      do throws(ManifestError) {
        if let file = input.file {
          paths = [file]
        } else {
          paths = try PathResolver.resolve(input.reference, in: manifest)
        }
      } catch {
        throw InputError(error.description)
      }
      return paths.map { path in
        Candidate(
          address: InputAddress.relative(path, from: manifest.directory), path: path, name: Self.name(path),
          shown: Display.path(path), canBePlaced: input.canBePlaced)
      }
    case .dvc(let text):
      return try dvc.files(text, layers: manifest.layers).map { tracked throws(InputError) in
        let relative = tracked.relativePath
        let base = GlobPattern.isPattern(text) ? "" : relative.isEmpty ? text : text + "/"
        return Candidate(
          address: "dvc:"
            + (base.isEmpty ? InputAddress.relative(tracked.path, from: manifest.directory) : base + relative),
          path: try Self.place(tracked), name: Self.name(tracked.path), shown: Display.path(tracked.path),
          expectation: .dvc(tracked), canBePlaced: true)
      }
    case .git(let file):
      let blob = try await GitRepository(directory: manifest.directory, store: store, stop: stop).blob(file)
      return [
        Candidate(
          address: "git:\(file.text)", path: blob.path, name: Self.name(file.path), shown: "git:\(file.text)",
          expectation: .git(blob, file), canBePlaced: true, isStored: true)
      ]
    case .url(let remote):
      let path = try await RemoteFetch(store: store, stop: stop).path(of: remote)
      return [
        Candidate(
          address: remote.url, path: path, name: remote.name, shown: remote.url, expectation: .remote(remote),
          canBePlaced: true, isStored: remote.filePath == nil)
      ]
    }
  }

  /// The working file, or where it is not there the one of the cache.
  private static func place(_ tracked: DVCRepository.Tracked) throws(InputError) -> String {
    for path in [tracked.path] + tracked.cached where FileHasher.stamp(path) != nil { return path }
    throw InputError(
      "\(Display.path(tracked.path)) is not here, and the cache of DVC does not have it; run: dvc pull "
        + Rerun.quoted(Display.path(tracked.path)))
  }

  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  // MARK: Verifying

  private func verify(_ candidates: [Candidate]) async -> [Result<InputFile, InputError>] {
    let first = await Parallel.map(candidates, threads: threads) { verify($0) }
    var results: [Result<InputFile, InputError>] = []
    var stores: [String]?
    for (candidate, verified) in zip(candidates, first) {
      switch verified {
      case .file(let file): results.append(.success(file))
      case .failure(let error): results.append(.failure(error))
      case .damaged: results.append(await fetchAgain(candidate))
      case .pointer(let pointer):
        let known =
          if let stores { stores } else {
            await GitRepository(directory: manifest.directory, store: store, stop: stop).lfsStores()
          }
        stores = known
        results.append(await follow(pointer, candidate, known))
      }
    }
    return results
  }

  /// The real content of a pointer.
  private func follow(
    _ pointer: GitLFSPointer, _ candidate: Candidate, _ stores: [String]
  ) async -> Result<InputFile, InputError> {
    let object = stores.compactMap { pointer.object(in: $0) }.first { FileHasher.stamp($0) != nil }
    guard candidate.canBePlaced, let object, let digest = pointer.sha256 else {
      return .failure(absent(pointer, candidate))
    }
    var real = candidate
    real.path = object
    real.expectation = .content(digest)
    real.pointer = pointer
    real.isStored = false
    return result(await Parallel.map([real], threads: 1) { verify($0) }.first)
  }

  private func fetchAgain(_ candidate: Candidate) async -> Result<InputFile, InputError> {
    do throws(InputError) {
      unlink(candidate.path)
      switch candidate.expectation {
      case .remote(let file): try await RemoteFetch(store: store, stop: stop).fetch(file)
      case .git(let blob, let file):
        try await GitRepository(directory: manifest.directory, store: store, stop: stop).extract(blob, file)
      case .anything, .content, .dvc: break
      }
    } catch {
      return .failure(error)
    }
    return result(await Parallel.map([candidate], threads: 1) { verify($0) }.first)
  }

  private func result(_ verified: Verified?) -> Result<InputFile, InputError> {
    switch verified {
    case .file(let file)?: .success(file)
    case .failure(let error)?: .failure(error)
    case .pointer?: .failure(InputError("a Git LFS pointer leads to another one; run: git lfs fsck"))
    case .damaged?, nil: .failure(InputError("the cache \(store.folder) is damaged; remove it"))
    }
  }

  /// Reads one file. Blocks.
  private func verify(_ candidate: Candidate) -> Verified {
    do throws(InputError) {
      var algorithms: Set<DigestAlgorithm> = [.sha256]
      switch candidate.expectation {
      case .dvc(let tracked): algorithms.insert(tracked.rule)
      case .git(let blob, _): algorithms.insert(blob.algorithm)
      case .anything, .content, .remote: break
      }
      let (digests, stamp) = try digester.digests(of: candidate.path, algorithms)
      guard let sha256 = digests[.sha256] else { return .failure(InputError("\(candidate.shown) has no digest")) }
      var warning: String?
      switch candidate.expectation {
      case .anything: break
      case .content(let expected):
        if sha256 != expected { return .failure(differs(candidate, expected: expected, found: sha256, stamp)) }
      case .remote(let file):
        if sha256 != file.sha256 {
          if candidate.isStored { return .damaged }
          return .failure(differs(candidate, expected: file.sha256, found: sha256, stamp))
        }
      case .dvc(let tracked): warning = try compare(candidate, tracked, digests[tracked.rule] ?? "", stamp)
      case .git(let blob, _):
        if digests[blob.algorithm] != blob.id { return .damaged }
      }
      if candidate.pointer == nil, stamp.size < FileHasher.headSize {
        let head = try FileHasher.head(candidate.path).head
        if let pointer = GitLFSPointer(head) { return .pointer(pointer) }
      }
      return .file(
        InputFile(
          digest: InputDigest(address: candidate.address, sha256: sha256, size: stamp.size), path: candidate.path,
          name: candidate.name, shown: candidate.shown, warning: warning))
    } catch {
      return .failure(error)
    }
  }

  /// The outcomes of what DVC tracks: the same, the same but for line endings (the warning), or another content (an
  /// error).
  private func compare(
    _ candidate: Candidate, _ tracked: DVCRepository.Tracked, _ found: String, _ stamp: FileStamp
  ) throws(InputError) -> String? {
    let source = Display.path(tracked.source)
    let warning =
      "\(candidate.shown): only the line endings differ from what \(source) pins; check git's and the editor's settings "
      + "for line endings, then: dvc add \(Rerun.quoted(candidate.shown))"
    if found == tracked.md5 {
      // The old rule takes CRLF for LF; then only the size tells.
      return tracked.rule == .md5Dos2unix && tracked.size != nil && tracked.size != stamp.size ? warning : nil
    }
    // A binary file that somebody converted is damaged.
    if Dos2unixHash.isText(try FileHasher.head(candidate.path).head) {
      let others: Set<DigestAlgorithm> = [.md5, .md5LineFeeds, .md5CarriageReturns]
      let digests = try digester.digests(of: candidate.path, others).digests
      if digests.values.contains(tracked.md5) { return warning }
    }
    let expected = "md5 \(tracked.md5)" + (tracked.size.map { " (\(MessageText.grouped($0)) bytes)" } ?? "")
    let actual = "md5 \(found) (\(MessageText.grouped(stamp.size)) bytes)"
    guard candidate.path == tracked.path else {
      throw InputError(
        "\(candidate.shown): the cache of DVC is damaged: \(Display.path(candidate.path)) has \(actual), expected "
          + "\(expected); remove that file, then: dvc pull \(Rerun.quoted(candidate.shown))")
    }
    throw InputError(
      "\(candidate.shown): the content differs from what \(source) pins: expected \(expected), found \(actual). To take "
        + "back what is pinned: dvc checkout \(Rerun.quoted(candidate.shown)); if the change is meant: dvc add "
        + Rerun.quoted(candidate.shown))
  }

  private func differs(
    _ candidate: Candidate, expected: String, found: String, _ stamp: FileStamp
  ) -> InputError {
    let size = MessageText.grouped(stamp.size)
    guard candidate.pointer != nil else {
      return InputError(
        "\(candidate.shown): the content differs: expected sha256 \(expected), found \(found) (\(size) bytes)")
    }
    return InputError(
      "\(candidate.shown): the object of Git LFS is damaged: \(Display.path(candidate.path)) has sha256 \(found) "
        + "(\(size) bytes); remove it, then \(fetch(candidate))")
  }

  private func absent(_ pointer: GitLFSPointer, _ candidate: Candidate) -> InputError {
    let size = pointer.size.map { " (\(Format.whole($0)) bytes)" } ?? ""
    return InputError(
      "\(candidate.shown) is a Git LFS pointer, not the data\(size). \(fetch(candidate, capital: true))")
  }

  /// The command that fetches what a pointer stands for.
  private func fetch(_ candidate: Candidate, capital: Bool = false) -> String {
    let run = capital ? "Run" : "run"
    if case .git(_, let file) = candidate.expectation {
      return "\(run): git lfs fetch origin \(Rerun.quoted(file.revision))"
    }
    if candidate.address.hasPrefix("git:"), let file = GitFile(String(candidate.address.dropFirst(4))) {
      return "\(run): git lfs fetch origin \(Rerun.quoted(file.revision))"
    }
    // Git LFS takes paths from the work tree's folder.
    let root = WorkTree.root(of: manifest.directory)
    let working = candidate.pointer == nil ? candidate.path : "\(manifest.directory)/\(candidate.address)"
    let path = InputAddress.relative(WorkTree.real(working), from: root)
    return "\(run): git lfs pull --include \(Rerun.quoted(path))"
  }
}

/// What became of a fixture's inputs.
struct ResolvedInputs: Sendable {
  /// The inputs in the order in which they were asked for, each with its files.
  let inputs: [(input: FixtureInput, files: Result<[InputFile], InputError>)]
  private let places: [PathReference: Result<[InputFile], InputError>]

  init(_ inputs: [(FixtureInput, Result<[InputFile], InputError>)]) {
    self.inputs = inputs.map { (input: $0.0, files: $0.1) }
    places = Dictionary(inputs.map { ($0.0.reference, $0.1) }) { first, _ in first }
  }

  /// The files of a reference.
  func files(_ reference: PathReference) throws(InputError) -> [InputFile] {
    guard let files = places[reference] else {
      throw InputError("\(reference.location): \(MessageText.quoted(reference.text)) was not looked up")
    }
    return try files.get()
  }

  /// All files, each once, sorted by their addresses.
  var digests: [InputDigest] { InputLock(inputs.flatMap { (try? $0.files.get()) ?? [] }.map(\.digest)).inputs }

  /// Why inputs are not there, in their order, each once.
  var failures: [InputError] {
    var seen: Set<InputError> = []
    return inputs.compactMap { input in
      guard case .failure(let error) = input.files, !error.isStop, seen.insert(error).inserted else { return nil }
      return error
    }
  }
}
