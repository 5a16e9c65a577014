import Crypto
import Foundation

/// The approved baselines of a fixture: `baselines/VERSION.json`, and `baselines/VERSION/TABLE.DIGEST.csv` for golden
/// rows.
///
/// A CSV file has a part of its content's digest in its name and is never changed. New ones are written first, then the
/// JSON file that names them takes the old one's place, then the old ones go: whatever ends a process in between, the JSON
/// file tells of rows that are there. A fixture that extends another one reads the other's baselines where it has none of
/// its own; it writes its own.
public struct BaselineStore: Sendable {
  let layers: [String]
  let fixture: String

  /// The store of a fixture.
  public init(_ manifest: Manifest) {
    layers = manifest.layers
    fixture = manifest.fixture
  }

  /// The folder of the fixture's own baselines.
  var folder: String { Self.folder(layers.first ?? ".") }

  /// The command that records again what cannot be read.
  private var hint: String {
    "assay approve \(Rerun.quoted(Display.path(layers.first ?? "."))) --why …"
  }

  private static func folder(_ layer: String) -> String { "\(layer)/baselines" }

  private static func file(_ layer: String, _ version: String) -> String { "\(folder(layer))/\(version).json" }

  /// A table's golden rows of a digest, below the folder of their version.
  static func goldenName(_ table: String, sha256: String) -> String {
    "\(FileName.safe(table)).\(sha256.prefix(12)).csv"
  }

  // MARK: Reading

  /// The baseline of a version; `nil` when none was approved.
  ///
  /// Throws when a baseline is there and cannot be read: an unreadable baseline is not an absent one.
  public func read(_ version: String) throws(BaselineError) -> Baseline? {
    guard let layer = layer(of: version) else { return nil }
    let path = Self.file(layer, version)
    for _ in 0..<20 {
      let before = FileManager.default.contents(atPath: path)
      do throws(BaselineError) {
        return try read(version, in: layer) { problem throws(BaselineError) in throw problem }
      } catch {
        // Another process may have taken golden rows away after it replaced the file that named them.
        if FileManager.default.contents(atPath: path) == before { throw error }
      }
    }
    return try read(version, in: layer) { problem throws(BaselineError) in throw problem }
  }

  /// What can still be read of a version's baseline, for a recording that takes its place.
  ///
  /// Golden rows that are not as they were written are left out: they are recorded anew.
  ///
  /// - Returns: the baseline, and why something of it is missing.
  func salvage(_ version: String) -> (baseline: Baseline?, problem: BaselineError?) {
    guard let layer = layer(of: version) else { return (nil, nil) }
    var found: BaselineError?
    do throws(BaselineError) {
      let baseline = try read(version, in: layer) { problem in found = problem }
      return (baseline, found)
    } catch {
      return (nil, error)
    }
  }

  /// Who approved which parts of a version, without the parts; `nil` when nothing was approved, or it cannot be read.
  func outline(_ version: String) -> BaselineOutline? {
    guard let layer = layer(of: version), let data = FileManager.default.contents(atPath: Self.file(layer, version))
    else { return nil }
    return BaselineOutline(data)
  }

  /// Whether the fixture itself has a baseline of a version, rather than one that it extends.
  func isOwn(_ version: String) -> Bool { layer(of: version) == layers.first }

  private func layer(of version: String) -> String? {
    layers.first { FileManager.default.fileExists(atPath: Self.file($0, version)) }
  }

  private func read(
    _ version: String, in layer: String, onProblem: (BaselineError) throws(BaselineError) -> Void
  ) throws(BaselineError) -> Baseline {
    let content = try parse(Self.file(layer, version))
    var tables: [String: TableBaseline] = [:]
    for (name, table) in content.tables {
      var baseline = TableBaseline(
        fingerprint: table.fingerprint, outputTolerance: table.tolerance ?? [:],
        goldenTolerance: table.golden?.tolerance ?? [:])
      if let declared = table.golden {
        do throws(BaselineError) {
          baseline.golden = try readGolden(declared, below: "\(Self.folder(layer))/\(version)")
        } catch {
          try onProblem(error)
        }
      }
      tables[name] = baseline
    }
    return Baseline(approval: content.approved, tables: tables, metrics: content.metrics, anchor: content.anchor)
  }

  private func parse(_ path: String) throws(BaselineError) -> BaselineFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BaselineError(
        "\(Display.path(path)) cannot be read as a baseline: check its permissions, or record it again: \(hint)")
    }
    return try BaselineFile.parse(data, path: Display.path(path), hint: hint)
  }

  static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context): context.debugDescription
    case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
    default: error.localizedDescription
    }
  }

  private func readGolden(
    _ declared: BaselineFile.Golden, below folder: String
  ) throws(BaselineError) -> KeyedRows {
    // A name that leads elsewhere was not written by Assay.
    let isPlain = !declared.file.isEmpty && !declared.file.contains("/") && !declared.file.hasPrefix(".")
    let path = isPlain ? "\(folder)/\(declared.file)" : folder
    let mend = "restore it, or record it again: \(hint)"
    guard isPlain, let data = FileManager.default.contents(atPath: path) else {
      throw BaselineError("\(Display.path(path)) with the golden rows is missing; \(mend)")
    }
    let digest = Hexadecimal.text(SHA256.hash(data: data))
    guard digest == declared.sha256 else {
      throw BaselineError(
        "\(Display.path(path)) does not hold the \(declared.rows) golden rows that the baseline tells of: expected sha256 "
          + "\(DigestText.short(declared.sha256))…, found \(DigestText.short(digest))…; \(mend)")
    }
    guard let lines = CSVText.parse(String(decoding: data, as: UTF8.self)), let headings = lines.first else {
      throw BaselineError("\(Display.path(path)) is not CSV as it was written; \(mend)")
    }
    let rows = Array(lines.dropFirst())
    guard headings.map({ $0 ?? "" }) == declared.columns, rows.count == declared.rows,
      rows.allSatisfy({ $0.count == headings.count }), declared.types.count == declared.columns.count,
      declared.key.allSatisfy(declared.columns.contains)
    else {
      throw BaselineError(
        "\(Display.path(path)) does not hold the \(declared.rows) golden rows that the baseline tells of; \(mend)")
    }
    return KeyedRows(
      key: declared.key, columns: declared.columns, types: declared.types, rows: rows, repeatedKeys: 0,
      sample: declared.sample.map { $0 == 0 ? KeyedRows.all : $0 })
  }

  // MARK: Writing

  /// Writes a baseline below the fixture's own folder. Returns whether anything was written: a file with the same bytes
  /// is left alone.
  @discardableResult
  func write(_ baseline: Baseline, version: String) throws(BaselineError) -> Bool {
    let folder = "\(self.folder)/\(version)"
    var tables: [String: BaselineFile.Table] = [:]
    do {
      var files: [(path: String, data: Data)] = []
      for (name, table) in baseline.tables {
        var golden: BaselineFile.Golden?
        if let rows = table.golden {
          let data = Data(CSVText.render([rows.columns] + rows.rows).utf8)
          let digest = Hexadecimal.text(SHA256.hash(data: data))
          let file = Self.goldenName(name, sha256: digest)
          golden = BaselineFile.Golden(
            columns: rows.columns, file: file, key: rows.key, rows: rows.rows.count,
            sample: rows.sample.map { $0 == KeyedRows.all ? 0 : $0 }, sha256: digest,
            tolerance: table.goldenTolerance.isEmpty ? nil : table.goldenTolerance, types: rows.types)
          files.append(("\(folder)/\(file)", data))
        }
        tables[name] = BaselineFile.Table(
          fingerprint: table.fingerprint, golden: golden,
          tolerance: table.outputTolerance.isEmpty ? nil : table.outputTolerance)
      }
      let content = BaselineFile(
        format: BaselineFile.format, fixture: fixture, version: version, approved: baseline.approval,
        anchor: baseline.anchor, tables: tables, metrics: baseline.metrics)
      files.append((Self.file(layers.first ?? ".", version), try content.data()))
      let former = formerGolden(version)
      // The file that names the others comes last.
      var isWritten = false
      for file in files { isWritten = try Self.replace(file.path, file.data) || isWritten }
      for leftover in leftovers(of: version) + former { try FileManager.default.removeItem(atPath: leftover) }
      return isWritten
    } catch {
      throw BaselineError(
        "cannot write the baseline of version '\(version)' below \(Display.path(self.folder)): \(Self.writing(error))")
    }
  }

  /// The files of golden rows that a baseline of the first format tells of.
  private func formerGolden(_ version: String) -> [String] {
    guard let data = FileManager.default.contents(atPath: Self.file(layers.first ?? ".", version)),
      let content = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      content["format"] as? String == "assay.baseline/1", let tables = content["tables"] as? [String: Any]
    else { return [] }
    return tables.keys.map { "\(folder)/\(version)/\(FileName.safe($0)).csv" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// Writes beside the file and renames, so that a reader never sees half of it.
  static func replace(_ path: String, _ data: Data) throws -> Bool {
    if FileManager.default.contents(atPath: path) == data { return false }
    try ReportFile(path: path, relativeTo: "/").replace { try $0.append([UInt8](data)) }
    return true
  }

  private static func writing(_ error: any Error) -> String {
    (error as? ReportFileError).map { "\($0.reason); check the folder's permissions and its disk" }
      ?? error.localizedDescription
  }

  // MARK: The folder

  /// The versions of which the fixture has a baseline of its own, sorted.
  func ownVersions() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") && $0 != RejectionStore.fileName }.map { String($0.dropLast(5)) }
      .filter { NameRule.faultOfVersion($0) == nil }.sorted()
  }

  /// Removes a version's own baseline.
  func remove(_ version: String) throws(BaselineError) {
    do {
      // Without the file that names them, the others are leftovers.
      try FileManager.default.removeItem(atPath: Self.file(layers.first ?? ".", version))
      for leftover in leftovers(of: version) { try FileManager.default.removeItem(atPath: leftover) }
      _ = rmdir("\(folder)/\(version)")
    } catch {
      throw BaselineError(
        "cannot remove the baseline of version '\(version)' below \(Display.path(folder)): \(Self.writing(error))")
    }
  }

  /// Files that a process which was ended left behind: temporary ones, and golden rows that no baseline tells of.
  func sweep() {
    guard !temporaries().isEmpty || !goldenLeftovers().isEmpty else { return }
    // Another process may be about to name them.
    try? withLock(patience: 0) { () throws(BaselineError) in
      for file in temporaries() + goldenLeftovers() { try? FileManager.default.removeItem(atPath: file) }
    }
  }

  private func goldenLeftovers() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { NameRule.faultOfVersion($0) == nil && !$0.hasSuffix(".json") }.flatMap(leftovers)
  }

  private func temporaries() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter(Self.isTemporary).map { "\(folder)/\($0)" }
  }

  /// Whether a name is one of ``goldenName(_:sha256:)``: other files are somebody else's.
  private static func isGolden(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    return parts.count > 2 && parts.last == "csv" && DigestText.isHexadecimal(parts[parts.count - 2], count: 12)
  }

  private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".assay-") && name.hasSuffix(".tmp") }

  /// The files in a version's own folder that its baseline does not tell of.
  private func leftovers(of version: String) -> [String] {
    let below = "\(folder)/\(version)"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: below), !names.isEmpty else { return [] }
    let file = Self.file(layers.first ?? ".", version)
    var named: Set<String> = []
    if FileManager.default.fileExists(atPath: file) {
      // What a baseline tells of that cannot be read is not known.
      guard let content = try? parse(file) else { return names.filter(Self.isTemporary).map { "\(below)/\($0)" } }
      named = Set(content.tables.values.compactMap { $0.golden?.file })
    }
    return names.filter { Self.isTemporary($0) || (Self.isGolden($0) && !named.contains($0)) }
      .map { "\(below)/\($0)" }
  }

  /// Does something while no other process changes the fixture's baselines.
  ///
  /// The lock is the system's, on the folder itself: it leaves no file, and goes with the process.
  ///
  /// - Parameter patience: how long to wait for another process, in seconds.
  func withLock<Result>(
    patience: Double = 30, _ body: () throws(BaselineError) -> Result
  ) throws(BaselineError) -> Result {
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
      throw BaselineError("cannot write below \(Display.path(folder)): \(Self.writing(error))")
    }
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw BaselineError("cannot open \(Display.path(folder)): \(String(cString: strerror(errno)))")
    }
    defer { _ = close(descriptor) }
    var waited = 0.0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      // A file system without locks has no other process that could be waited for.
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      guard waited < patience else {
        throw BaselineError(
          "another process is writing baselines below \(Display.path(folder)), for more than \(Format.number(patience)) s; "
            + "wait for it, or end it, and run again")
      }
      usleep(20_000)
      waited += 0.02
    }
    return try body()
  }
}
