import Foundation

/// The approved baselines of a fixture: `baselines/VERSION.json`, and `baselines/VERSION/TABLE.csv` for golden rows.
///
/// A fixture that extends another one reads the other's baselines where it has none of its own; it writes its own.
public struct BaselineStore: Sendable {
  private let layers: [String]
  private let fixture: String

  /// The store of a fixture.
  public init(_ manifest: Manifest) {
    layers = manifest.layers
    fixture = manifest.fixture
  }

  private static func file(_ layer: String, _ version: String) -> String { "\(layer)/baselines/\(version).json" }

  /// The baseline of a version; `nil` when none was approved.
  ///
  /// Throws when a baseline is there and cannot be read: an unreadable baseline is not an absent one.
  public func read(_ version: String) throws(BaselineError) -> Baseline? {
    guard let layer = layers.first(where: { FileManager.default.fileExists(atPath: Self.file($0, version)) }) else {
      return nil
    }
    let path = Self.file(layer, version)
    let content: BaselineFile
    do {
      content = try JSONDecoder().decode(BaselineFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw BaselineError(
        "\(Display.path(path)) cannot be read as a baseline (\(Self.reason(error))); restore it, or approve again")
    }
    guard content.format == BaselineFile.format else {
      throw BaselineError(
        "\(Display.path(path)) has the format '\(content.format)', and this version of Assay reads '\(BaselineFile.format)'"
      )
    }
    var tables: [String: TableBaseline] = [:]
    for (name, table) in content.tables {
      var golden: KeyedRows?
      if let declared = table.golden {
        golden = try Self.readGolden("\(layer)/baselines/\(version)/\(Self.fileName(name)).csv", declared)
      }
      tables[name] = TableBaseline(fingerprint: table.fingerprint, golden: golden)
    }
    return Baseline(approval: content.approved, tables: tables, metrics: content.metrics)
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

  private static func readGolden(_ path: String, _ declared: BaselineFile.Golden) throws(BaselineError) -> KeyedRows {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw BaselineError("\(Display.path(path)) with the golden rows is missing; restore it, or approve again")
    }
    guard let lines = CSVText.parse(text), let headings = lines.first else {
      throw BaselineError("\(Display.path(path)) is not CSV as it was written; restore it, or approve again")
    }
    let rows = Array(lines.dropFirst())
    guard headings.map({ $0 ?? "" }) == declared.columns, rows.count == declared.rows,
      rows.allSatisfy({ $0.count == headings.count })
    else {
      throw BaselineError(
        "\(Display.path(path)) does not hold the \(declared.rows) golden rows that the baseline tells of; restore it, or "
          + "approve again")
    }
    return KeyedRows(
      key: declared.key, columns: declared.columns, types: declared.types, rows: rows,
      repeatedKeys: 0, sample: declared.sample)
  }

  /// Writes a baseline, unless the same results are there already. Returns whether anything was written.
  @discardableResult
  public func write(_ baseline: Baseline, version: String) throws(BaselineError) -> Bool {
    if let known = try? read(version), known.holdsTheSame(as: baseline), known.holdsAsLong(as: baseline) {
      return false
    }
    guard let layer = layers.first else { return false }
    var tables: [String: BaselineFile.Table] = [:]
    do {
      let folder = "\(layer)/baselines/\(version)"
      for (name, table) in baseline.tables {
        var golden: BaselineFile.Golden?
        if let rows = table.golden {
          golden = BaselineFile.Golden(
            key: rows.key, columns: rows.columns, types: rows.types, rows: rows.rows.count, sample: rows.sample)
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try Self.replace(
            "\(folder)/\(Self.fileName(name)).csv", Data(CSVText.render([rows.columns] + rows.rows).utf8))
        }
        tables[name] = BaselineFile.Table(fingerprint: table.fingerprint, golden: golden)
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      var data = try encoder.encode(
        BaselineFile(
          format: BaselineFile.format, fixture: fixture, version: version, approved: baseline.approval, tables: tables,
          metrics: baseline.metrics))
      data.append(contentsOf: "\n".utf8)
      try FileManager.default.createDirectory(atPath: "\(layer)/baselines", withIntermediateDirectories: true)
      try Self.replace(Self.file(layer, version), data)
    } catch {
      throw BaselineError(
        "cannot write the baseline of version '\(version)' below \(Display.path(layer))/baselines: "
          + "\(error.localizedDescription)")
    }
    return true
  }

  /// Writes beside the file and renames, so that a reader never sees half of it.
  private static func replace(_ path: String, _ data: Data) throws {
    try data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// A table's name as a file's name.
  static func fileName(_ table: String) -> String { FileName.safe(table) }
}

/// Why a baseline could not be read or written.
public struct BaselineError: Error, Sendable, CustomStringConvertible {
  /// The file, what is wrong, what to do.
  public var message: String

  /// Creates an error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// Names that are safe as names of files.
enum FileName {
  /// The most bytes of a name; file systems end at 255, and an ending comes on top.
  private static let longest = 200

  /// Letters, digits, `.`, `_`, `-`, `=` stay; the rest becomes `%XX`. A name that is too long is cut.
  static func safe(_ name: String) -> String {
    var text = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "="):
        text.append(Character(Unicode.Scalar(byte)))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" + digits : digits)
      }
    }
    return short(text.hasPrefix(".") ? "%2E" + text.dropFirst() : text)
  }

  /// The name, when it is too long with a digest of all of it in place of its end.
  static func short(_ name: String) -> String {
    guard name.utf8.count > longest else { return name }
    // FNV-1a; names of one run are few, and what is not found twice needs no more.
    let digest = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    return String(name.prefix(longest - 20)) + "..." + String(digest, radix: 16)
  }
}
