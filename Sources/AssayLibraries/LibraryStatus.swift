import AssayConcurrency
import Foundation

/// What `assay doctor` says about one library: whether it is there, from where, which version, and what is wrong.
public struct LibraryStatus: Sendable, Equatable {
  /// The place that a library was found in.
  public enum Source: String, Sendable, Equatable {
    /// Named by the library's environment variable.
    case environment
    /// In one of the system's or Homebrew's library folders.
    case system
    /// In the per-user cache, put there by `assay setup`.
    case cache
  }

  /// How the file's SHA-256 compares with the pinned one.
  public enum Digest: Sendable, Equatable {
    /// The file was read again, and its digest is the pinned one.
    case verified
    /// The digest is not the pinned one; the text gives both and says what to do.
    case differs(String)
    /// Not from the cache: whoever provides the library vouches for it.
    case notPinned
    /// It could not be computed, for the reason given (for example, there is no Python).
    case notVerified(String)
  }

  /// The library that this is about.
  public let library: NativeLibrary

  /// The version that Assay is tested with and that `assay setup` fetches.
  public let pinnedVersion: String

  /// The file that is used, or `nil` when there is none.
  public let path: String?

  /// Where the file was found, or `nil` when there is none.
  public let source: Source?

  /// The version that the library itself reports once it is loaded, or `nil` when it does not load.
  public let version: String?

  /// Whether the file is the pinned one.
  public let digest: Digest

  /// Why the library cannot be used and how to mend that, or `nil` when it can be used.
  public let problem: String?

  /// Whether the library was found, loads, and has no wrong digest.
  public var isUsable: Bool { problem == nil }
}

extension NativeLibrary {
  /// Finds the library, loads it to ask for its version, and verifies the digest of a cached file.
  ///
  /// Takes about 0.1 s per 100 MB of cached file. Never throws: a library that is missing or unfit is a status with a
  /// ``LibraryStatus/problem``.
  public func status() async -> LibraryStatus {
    await status(search: LibrarySearch(), setup: LibrarySetup.Script())
  }

  func status(search: LibrarySearch, setup: LibrarySetup.Script) async -> LibraryStatus {
    let pin: LibraryPins.Library
    do throws(LibraryError) {
      pin = try search.resolvedPins().pin(of: self)
    } catch {
      return missing(pinned: "unknown", error)
    }
    let location: LibrarySearch.Location
    do throws(LibraryError) {
      location = try search.find(self)
    } catch {
      return missing(pinned: pin.version, error)
    }

    let digest: LibraryStatus.Digest
    if location.source == .cache {
      let check = await setup.run(["--check", identifier]) { _ in }
      digest =
        switch check {
        case .success((0, _)): .verified
        case .success((1, let text)): .differs(text)
        case .success((_, let text)): .notVerified(text)
        case .failure(let error): .notVerified(error.message)
        }
    } else {
      digest = .notPinned
    }

    // A file that is not what was pinned is not loaded, not even to ask for its version.
    var version: Result<String, LibraryError>
    if case .differs(let text) = digest {
      version = .failure(LibraryError(message: text))
    } else {
      version = await OwnThread.run { self.loadedVersion(path: location.path) }
    }
    var problem: String?
    if case .failure(let error) = version { problem = error.message }
    return LibraryStatus(
      library: self, pinnedVersion: pin.version, path: location.path, source: location.source,
      version: try? version.get(), digest: digest, problem: problem)
  }

  private func missing(pinned: String, _ error: LibraryError) -> LibraryStatus {
    LibraryStatus(
      library: self, pinnedVersion: pinned, path: nil, source: nil, version: nil, digest: .notPinned,
      problem: error.message)
  }
}
