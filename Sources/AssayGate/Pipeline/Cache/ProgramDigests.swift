import AssayConcurrency
import AssayLibraries
import Foundation

/// What computes results, by content: another build of Assay, another engine or another model runtime may compute
/// something else.
///
/// The digests are known from the files' stamps after the first time.
struct ProgramDigests: Sendable, Hashable {
  /// `assay 0.1.0 9f86…`; `nil` when the file that holds this code is not found.
  var assay: String?
  /// `duckdb 9f86…`; `nil` when the library is not found.
  var engine: String?
  /// `onnxruntime 9f86…`; `nil` when the library is not found, or no model is run.
  var modelRuntime: String?

  private static let digester = FileDigester(index: DigestIndex(folder: UserCache.folder(), fixture: "/programs"))

  /// What a fixture is computed with today.
  static func current(_ manifest: Manifest) -> ProgramDigests {
    let runsModels = manifest.stages.contains { if case .model = $0.kind { true } else { false } }
    let programs = ProgramDigests(
      assay: imagePath.flatMap(digest).map { "assay \(Gate.toolVersion) \($0)" }, engine: library(.duckdb),
      modelRuntime: runsModels ? library(.onnxRuntime) : nil)
    // Known to the next process from the files' stamps.
    digester.index.save(all: false)
    return programs
  }

  /// `path 9f86…` of a program that a command stage runs.
  static func program(_ path: String) -> String? { digest(path).map { "\(path) \($0)" } }

  private static func library(_ library: NativeLibrary) -> String? {
    guard let path = try? library.locate() else { return nil }
    return digest(path).map { "\(library.identifier) \($0)" }
  }

  private static func digest(_ path: String) -> String? {
    (try? digester.digests(of: path, [.sha256]))?.digests[.sha256]
  }

  /// The file that holds this code: the executable, or a test bundle; `nil` when the system does not tell.
  private static var imagePath: String? {
    #if os(Linux)
      // The mapping around an address of this module.
      let address = UInt(bitPattern: #dsohandle)
      guard let maps = FileManager.default.contents(atPath: "/proc/self/maps") else { return nil }
      for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard fields.count == 6, ends.count == 2, ends[0] <= address, address < ends[1] else { continue }
        return String(fields[5].drop { $0 == " " })
      }
      return nil
    #else
      var information = Dl_info()
      guard dladdr(#dsohandle, &information) != 0, let name = information.dli_fname else { return nil }
      return String(cString: name)
    #endif
  }
}
