import Foundation

/// `libraries.json`: the pinned version of every library, where systems keep it, and the wheel that carries it.
///
/// `fetch.py` reads the same file; it alone needs the wheels' tags and digests, so they are not declared here.
struct LibraryPins: Decodable, Sendable {
  struct Library: Decodable, Sendable {
    /// A build that can be fetched, or the reason why there is none.
    struct Build: Decodable, Sendable {
      var member: String?
      var unavailable: String?

      /// The library's file name in the cache.
      var fileName: String? { member?.split(separator: "/").last.map(String.init) }
    }

    var name: String
    var title: String
    var version: String
    var variable: String
    /// File names by `linux` and `macos`, the most specific first.
    var system: [String: [String]]
    var homebrew: String
    /// Builds by platform, for example `linux-x86_64`.
    var platforms: [String: Build]
  }

  /// The system's library folders by platform.
  var folders: [String: [String]]
  var libraries: [Library]

  /// The pins that were compiled in.
  static func embedded() throws(LibraryError) -> LibraryPins {
    try LibraryPins(json: Data(PackageResources.libraries_json))
  }

  init(json: Data) throws(LibraryError) {
    do {
      self = try JSONDecoder().decode(LibraryPins.self, from: json)
    } catch {
      throw LibraryError(message: "libraries.json does not decode: \(error)")
    }
  }

  func pin(of library: NativeLibrary) throws(LibraryError) -> Library {
    guard let pin = libraries.first(where: { $0.name == library.identifier }) else {
      let known = libraries.map(\.name).joined(separator: ", ")
      throw LibraryError(message: "libraries.json has no library '\(library.identifier)'; it has: \(known)")
    }
    return pin
  }
}

/// The platform that this program was built for.
enum Platform {
  #if os(macOS)
    static let system = "macos"
    static let name = "macos"
  #else
    static let system = "linux"
    #if arch(x86_64)
      static let name = "linux-x86_64"
    #elseif arch(arm64)
      static let name = "linux-aarch64"
    #else
      static let name = "linux"
    #endif
  #endif
}
