import Foundation

/// Where Assay keeps, per user, what can be made or fetched again.
package enum UserCache {
  /// `${ASSAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/assay}`: an empty variable counts as unset, and so does a
  /// relative `XDG_CACHE_HOME` (as its specification says).
  package static func folder(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
    if let folder = environment["ASSAY_CACHE"], !folder.isEmpty { return absolute(folder) }
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/assay" }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return home + "/.cache/assay"
  }

  /// The folder for fixtures' data: `$ASSAY_DATA_CACHE`, else `data` in the cache.
  package static func dataFolder(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
    if let folder = environment["ASSAY_DATA_CACHE"], !folder.isEmpty { return absolute(folder) }
    return folder(environment) + "/data"
  }

  /// The folder for results of stages and checks: `$ASSAY_REPLAY_CACHE`, else `replay` in the cache.
  package static func replayFolder(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
    if let folder = environment["ASSAY_REPLAY_CACHE"], !folder.isEmpty { return absolute(folder) }
    return folder(environment) + "/replay"
  }

  /// A path from the working directory.
  static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
