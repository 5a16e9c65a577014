import Crypto
import Foundation

/// Reads manifests: from `assay.yaml` on disk to a `Manifest`, or to all faults that it has.
public enum ManifestReader {
  /// The name of a manifest in a fixture's folder.
  public static let fileName = "assay.yaml"

  /// Reads the manifest of a fixture and those that it extends.
  ///
  /// Files that the manifest names are not looked at; `PathResolver.validatePaths(of:)` does that. Blocks while the
  /// files, of at most 1 MiB each, are read.
  ///
  /// - Parameters:
  ///   - path: the fixture's folder, or the manifest itself; relative to the working directory or absolute.
  ///   - checks: the checks that the manifest may use.
  /// - Throws: `ManifestErrors` with every fault of every file, in the order of the files and lines; at most 100 are
  ///   told, the rest is counted.
  public static func read(path: String, checks: [any Check.Type]) throws(ManifestErrors) -> Manifest {
    var chain = ExtensionChain(checks: checks)
    let layers = chain.layers(from: ManifestPlace(path))
    guard let own = layers.first, chain.isComplete else {
      throw faults(chain.errors, in: chain.files)
    }
    var merger = LayerMerger()
    let merged = merger.merge(layers)
    let errors = chain.errors + merger.errors + PipelineOrder.faults(of: merged, layers: layers)
    guard errors.isEmpty else { throw faults(errors, in: chain.files) }
    return Manifest(
      fixture: own.fixture, file: own.file, directory: own.directory, layers: layers.map(\.directory),
      digest: digest(of: layers), data: merged.data, stages: PipelineOrder.sorted(merged.stages),
      checks: merged.checks, budget: merged.budget ?? Manifest.defaultBudget, privateColumns: merged.privateColumns,
      referenceProfile: merged.referenceProfile, fixtures: layers.map(\.fixture))
  }

  /// Reads one entry of a list of checks, as the examples of checks write it: `null_rate: { columns: [a], max: 0.5 }`.
  ///
  /// - Parameters:
  ///   - text: the entry as YAML, without the `- ` in front.
  ///   - table: the table that it is about.
  ///   - file: what locations name as the file.
  ///   - checks: the checks that it may use.
  public static func entry(
    _ text: String, table: String, file: String = "example", checks: [any Check.Type]
  ) throws(ManifestErrors) -> CheckEntry {
    var decoder = ArgumentDecoder()
    do throws(ManifestError) {
      let document = try YAMLReader.read(ManifestText(Array(text.utf8), file: file))
      decoder.errors += document.errors
      let start = SourceLocation(file: file, line: 1)
      let list = YAMLNode([document.root], at: start)
      let entries = CheckEntryReader(checks: checks).read(table: ArgumentKey(table, at: start), list, &decoder)
      if let entry = entries.first, decoder.errors.isEmpty { return entry }
    } catch {
      decoder.errors.append(error)
    }
    throw faults(decoder.errors, in: [file])
  }

  /// The SHA-256 over the bytes of the manifest and then of those that it extends, in hexadecimal. For a manifest that
  /// extends none it is what `sha256sum assay.yaml` prints.
  private static func digest(of layers: [ManifestLayer]) -> String {
    var hash = SHA256()
    for layer in layers { hash.update(data: layer.bytes) }
    let digits = Array("0123456789abcdef")
    return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// Faults by file, line and column, each once.
  static func faults(_ errors: [ManifestError], in files: [String]) -> ManifestErrors {
    // A file may be listed more than once; its first place counts.
    let order = Dictionary(files.enumerated().map { ($1, $0) }) { first, _ in first }
    var sorted = errors.enumerated().sorted { left, right in
      let (a, b) = (left.element.location, right.element.location)
      let (x, y) = (order[a.file] ?? .max, order[b.file] ?? .max)
      return (x, a.line, a.column, left.offset) < (y, b.line, b.column, right.offset)
    }.map(\.element)
    var seen: Set<ManifestError> = []
    sorted.removeAll { !seen.insert($0).inserted }
    guard sorted.count > ManifestLimits.errors else { return ManifestErrors(sorted) }
    let rest = sorted[ManifestLimits.errors...]
    let last = ManifestError(
      "\(MessageText.grouped(rest.count)) more faults from here on", at: rest[ManifestLimits.errors].location)
    return ManifestErrors(Array(sorted.prefix(ManifestLimits.errors)) + [last])
  }
}

extension Manifest {
  /// The probability of a false block on one version when the manifest gives no `budget`.
  public static let defaultBudget = 0.005
}
