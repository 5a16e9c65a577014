import Foundation

/// Where a library may be, in the order of precedence, for one environment and one set of pins.
struct LibrarySearch: Sendable {
  struct Location: Sendable, Equatable {
    var path: String
    var source: LibraryStatus.Source
  }

  var environment: [String: String] = ProcessInfo.processInfo.environment
  /// The pins; `nil` means the ones compiled in, decoded only when the environment does not answer.
  var pins: LibraryPins?

  func find(_ library: NativeLibrary) throws(LibraryError) -> Location {
    if let path = environment[library.environmentVariable], !path.isEmpty {
      return try Location(path: named(path, by: library), source: .environment)
    }
    let pins = try resolvedPins()
    let pin = try pins.pin(of: library)
    let names = pin.system[Platform.system] ?? []
    let folders = systemFolders(pins)
    for folder in folders {
      for name in names where Self.isFile("\(folder)/\(name)") {
        return Location(path: "\(folder)/\(name)", source: .system)
      }
    }
    let cached = cachedFile(pin)
    if let cached, Self.isFile(cached) {
      return Location(path: cached, source: .cache)
    }
    throw missing(library, pin: pin, names: names, folders: folders, cached: cached)
  }

  func resolvedPins() throws(LibraryError) -> LibraryPins {
    if let pins { return pins }
    return try LibraryPins.embedded()
  }

  /// See `UserCache`.
  var cacheFolder: String { UserCache.folder(environment) }

  /// Where `fetch.py` puts the library, or `nil` where no build is pinned.
  func cachedFile(_ pin: LibraryPins.Library) -> String? {
    pin.platforms[Platform.name]?.fileName.map { "\(cacheFolder)/libraries/\(pin.name)-\(pin.version)/\($0)" }
  }

  private func systemFolders(_ pins: LibraryPins) -> [String] {
    let searchPath = (environment["LD_LIBRARY_PATH"] ?? "").split(separator: ":").map(String.init)
    return searchPath.filter { $0.hasPrefix("/") } + (pins.folders[Platform.name] ?? [])
  }

  private func named(_ path: String, by library: NativeLibrary) throws(LibraryError) -> String {
    guard Self.isFile(path) else {
      throw LibraryError(
        message: """
          \(library.environmentVariable) names '\(path)', where there is no file. Correct it, or unset it to use \
          \(library.name) from the system or from the cache.
          """)
    }
    return Self.absolute(path)
  }

  private func missing(
    _ library: NativeLibrary, pin: LibraryPins.Library, names: [String], folders: [String], cached: String?
  ) -> LibraryError {
    var lines = ["\(library.name) was not found. Looked at:"]
    lines.append("  \(library.environmentVariable), which is not set")
    lines.append("  \(names.joined(separator: ", ")) in \(folders.joined(separator: ", "))")
    if let cached { lines.append("  \(cached)") }
    let variable = "set \(library.environmentVariable) to the path of \(library.name) \(pin.version)"
    if Platform.system == "macos" {
      lines.append("Run: brew install \(pin.homebrew); or \(variable).")
    } else if cached != nil {
      lines.append("Run: assay setup (it downloads \(library.name) \(pin.version) into the cache); or \(variable).")
    } else {
      let reason = pin.platforms[Platform.name]?.unavailable ?? "no build of it is pinned for \(Platform.name)"
      lines.append("assay setup cannot fetch it (\(reason)): install it on the system, or \(variable).")
    }
    return LibraryError(message: lines.joined(separator: "\n"))
  }

  private static func isFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
  }

  /// A bare file name would make `dlopen` search elsewhere.
  private static func absolute(_ path: String) -> String { UserCache.absolute(path) }
}
