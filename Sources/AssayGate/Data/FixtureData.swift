import Foundation

/// The inputs of a fixture as a whole: pinned, verified, listed. Nothing is replayed.
public struct FixtureData: Sendable {
  /// The fixture's manifest.
  public let manifest: Manifest
  private let path: String
  private let resolver: InputResolver

  /// Opens a fixture.
  ///
  /// - Parameters:
  ///   - path: the fixture's folder, as messages and commands name it.
  ///   - isParanoid: read every file, also those whose stamps say that they have not changed.
  ///   - stop: stops the work from outside.
  /// - Throws: `ManifestErrors` for a manifest that does not parse.
  public init(_ path: String, isParanoid: Bool = false, stop: StopSwitch = StopSwitch()) throws(ManifestErrors) {
    try self.init(path, store: .standard, isParanoid: isParanoid, stop: stop)
  }

  /// Opens a fixture with a cache of its own.
  init(
    _ path: String, store: ContentStore, isParanoid: Bool = false, stop: StopSwitch = StopSwitch()
  ) throws(ManifestErrors) {
    self.path = path
    manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
    resolver = InputResolver(manifest, store: store, isParanoid: isParanoid, stop: stop)
  }

  /// What `lock` did.
  public struct Locked: Sendable {
    /// What is pinned now.
    public var lock: InputLock
    /// The addresses that were added, changed and removed; all empty when nothing was written.
    public var added: [String] = []
    public var changed: [String] = []
    public var removed: [String] = []
    /// Whether the lock was written; a lock that holds the same is left as it is, to the byte.
    public var isWritten: Bool
    /// What is not as it should be and is pinned all the same.
    public var warnings: [String]
  }

  /// What `verify` found.
  public struct Verified: Sendable {
    /// What differs, one message for each file; empty when every input is what the lock says.
    public var faults: [String]
    /// What is not as it should be and no fault.
    public var warnings: [String]
    /// The files that were verified.
    public var files: [InputDigest]
    /// How many of them were read; the others' stamps are as they were.
    public var hashed: Int
  }

  /// Pins every input by SHA-256 and size in `assay.lock`.
  ///
  /// Throws `InputErrors` when an input is not there, is not what DVC or a digest says, or the lock cannot be written;
  /// then nothing is written.
  public func lock() async throws(InputErrors) -> Locked {
    let inputs = try await resolve()
    let failures = inputs.failures
    guard failures.isEmpty else { throw InputErrors(failures) }
    let lock = InputLock(inputs.digests)
    guard !lock.inputs.isEmpty else {
      throw InputErrors([InputError("\(manifest.file): the fixture takes no files, so there is nothing to pin")])
    }
    do throws(InputError) {
      // A lock that cannot be read is written anew: that is what this command is for.
      let old = (try? InputLock.read(directory: manifest.directory)) ?? nil
      var result = Locked(
        lock: lock, isWritten: try lock.write(directory: manifest.directory), warnings: inputs.warnings)
      for input in lock.inputs {
        switch old?[input.address] {
        case nil: result.added.append(input.address)
        case input?: break
        default: result.changed.append(input.address)
        }
      }
      result.removed = (old?.inputs ?? []).map(\.address).filter { lock[$0] == nil }
      return result
    } catch {
      throw InputErrors([error])
    }
  }

  /// Verifies every input against `assay.lock`. A fixture without a lock is a fault: nothing would be verified.
  public func verify() async throws(InputErrors) -> Verified {
    let lock: InputLock?
    do throws(InputError) { lock = try InputLock.read(directory: manifest.directory) } catch {
      throw InputErrors([error])
    }
    guard let lock else {
      throw InputErrors([
        InputError(
          "\(Display.path(manifest.directory)) has no \(InputLock.fileName), so nothing can be verified; pin the inputs: "
            + "assay lock \(Rerun.quoted(path))")
      ])
    }
    let inputs = try await resolve()
    return Verified(
      faults: LockComparison(manifest: manifest, path: path, lock: lock).faults(inputs, isComplete: true),
      warnings: inputs.warnings, files: inputs.digests, hashed: resolver.digester.count.value.hashed)
  }

  /// The versions that the fixture knows, with their files.
  public func versions() async throws(InputErrors) -> VersionListing {
    VersionListing(manifest, try await resolve())
  }

  /// All inputs, found and verified.
  func resolve() async throws(InputErrors) -> ResolvedInputs {
    do throws(GateStop) {
      return try await resolver.resolve(FixtureInput.all(manifest), isComplete: true)
    } catch {
      throw InputErrors([.stopped])
    }
  }
}

/// Why the inputs of a fixture cannot be pinned or verified.
public struct InputErrors: Error, Sendable, CustomStringConvertible {
  /// The errors; never empty.
  public var errors: [InputError]

  /// Creates a list of errors.
  public init(_ errors: [InputError]) { self.errors = errors }

  /// One error a line.
  public var description: String { errors.map(\.message).joined(separator: "\n") }
}

extension InputResolver {
  /// A resolver with a cache, the per-user one by default.
  init(_ manifest: Manifest, store: ContentStore = .standard, isParanoid: Bool, stop: StopSwitch) {
    self.init(
      manifest: manifest, store: store,
      digester: FileDigester(
        index: DigestIndex(folder: store.folder, fixture: manifest.directory), isParanoid: isParanoid,
        isStopped: { stop.reason != nil }),
      stop: stop)
  }
}

extension ResolvedInputs {
  /// What is not as it should be and no fault, each once.
  var warnings: [String] {
    var seen: Set<String> = []
    return inputs.flatMap { (try? $0.files.get()) ?? [] }.compactMap(\.warning).filter { seen.insert($0).inserted }
  }
}
