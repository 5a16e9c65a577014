import AssayEngine
import Foundation

/// The keys of tables: what their rows depend on.
struct TableKeys {
  let manifest: Manifest
  let inputs: ResolvedInputs
  let programs: ProgramDigests

  /// The key of a data table: its files by content, in their order, and their format.
  ///
  /// `nil` when a file or the engine is not there.
  func data(_ path: PathReference) -> CacheKey? {
    guard let files = try? inputs.files(path), let programs = all([programs.engine]) else { return nil }
    var key = CacheKey("data", programs: programs)
    for file in files { key.add("file", "\(Self.ending(file.name)) \(file.digest.sha256)") }
    return key
  }

  /// The key of a stage over tables of some content; `nil` when it cannot be kept.
  ///
  /// - Parameters:
  ///   - version: the version, which programs are told.
  ///   - tables: the digests of the tables that it reads, in the order of `from`.
  func stage(_ stage: StageDeclaration, version: String, tables: [(name: String, digest: String)]) -> CacheKey? {
    var runtimes = [programs.engine]
    if case .model = stage.kind { runtimes.append(programs.modelRuntime) }
    guard let programs = all(runtimes) else { return nil }
    var key = CacheKey("stage", programs: programs)
    key.add("does", stage.kind.name)
    switch stage.kind {
    case .sql(let path):
      guard let files = try? inputs.files(path) else { return nil }
      key.add("query", files.map(\.digest.sha256))
    case .model(let path, let modelInputs, let outputs):
      guard let files = try? inputs.files(path) else { return nil }
      key.add("model", files.map(\.digest.sha256))
      for input in modelInputs { key.add("input", [input.input] + input.columns.map(\.name)) }
      for output in outputs { key.add("output", [output.name, output.output]) }
      key.add("keep", stage.keep.map(\.name))
    case .command(let words, let format):
      guard Self.fault(of: stage) == nil, let program = words.first,
        let executable = executable(program.name), let digest = ProgramDigests.program(executable)
      else { return nil }
      key.add("format", format.rawValue)
      key.add("word", words.map(\.name))
      key.add("executable", digest)
      key.add("version", version)
      for item in inputs.inputs where item.input.role == .program(stage.name) {
        guard let files = try? item.files.get() else { return nil }
        key.add("reads \(item.input.reference.text)", files.map { "\($0.digest.address) \($0.digest.sha256)" })
      }
    }
    for table in tables { key.add("table", "\(table.digest) \(table.name)") }
    return key
  }

  /// Why a stage always runs; `nil` when its definition does not say so.
  static func fault(of stage: StageDeclaration) -> String? {
    guard case .command = stage.kind, stage.files.isEmpty else { return nil }
    return "a program may read anything; name what it reads under 'files', and its output is kept"
  }

  /// What decides a data table's digest.
  func digest(_ path: PathReference) -> String? {
    guard let files = try? inputs.files(path) else { return nil }
    var key = CacheKey("rows", programs: [])
    for file in files { key.add("file", "\(Self.ending(file.name)) \(file.digest.sha256)") }
    return key.digest
  }

  /// The files that a stage's own definition names: query, model, what a program reads.
  func files(of stage: StageDeclaration) -> [InputDigest] {
    inputs.inputs.filter { $0.input.role == .stage(stage.name) || $0.input.role == .program(stage.name) }
      .flatMap { (try? $0.files.get()) ?? [] }.map(\.digest)
  }

  private func all(_ runtimes: [String?]) -> [String]? {
    let all = [programs.assay] + runtimes
    let known = all.compactMap(\.self)
    return known.count == all.count ? known : nil
  }

  /// What the loader looks at beside the bytes.
  private static func ending(_ name: String) -> String {
    [".parquet", ".csv.gz", ".csv"].first { name.lowercased().hasSuffix($0) } ?? "-"
  }

  /// The file that a command's first word starts.
  private func executable(_ word: String) -> String? {
    if word.contains("/") {
      if word.hasPrefix("/") { return word }
      return manifest.layers.map { ManifestPlace.absolute(ManifestPlace.join($0, word)) }
        .first { FileHasher.stamp($0) != nil }
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(word)" }.first {
      FileHasher.stamp($0) != nil && access($0, X_OK) == 0
    }
  }
}
