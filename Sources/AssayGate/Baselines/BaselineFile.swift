import Foundation

/// The file format of a baseline: a JSON file per version, which names a CSV file per table with golden rows.
///
/// Keys are sorted, and each metric and each column's profile stands on a line of its own, so that a change of one of
/// them is a change of one line.
struct BaselineFile: Codable {
  static let format = "assay.baseline/2"

  var format: String
  var fixture: String
  var version: String
  var approved: Baseline.Approval
  var anchor: BaselineAnchor
  var tables: [String: Table]
  var metrics: [String: [Metric]]

  struct Table: Codable {
    var fingerprint: Fingerprint?
    var golden: Golden?
    /// The tolerances of the fingerprint's columns.
    var tolerance: [String: Double]?
  }

  /// What the golden rows' CSV file does not say.
  struct Golden: Codable {
    var columns: [String]
    /// The name of the CSV file below `baselines/VERSION`.
    var file: String
    var key: [String]
    var rows: Int
    /// How many of the rows are there for the hash of their key, at most; 0 for all rows of the table.
    var sample: Int?
    /// The digest of the CSV file's bytes, in hexadecimal.
    var sha256: String
    var tolerance: [String: Double]?
    var types: [String]
  }

  /// What any version of the format says first.
  private struct Heading: Codable {
    var format: String
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - path: the file as messages name it.
  ///   - hint: the command that records it again.
  static func parse(_ data: Data, path: String, hint: String) throws(BaselineError) -> BaselineFile {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = infinity
    do {
      let content = try decoder.decode(BaselineFile.self, from: data)
      if content.format == format { return content }
    } catch {
      guard let heading = try? decoder.decode(Heading.self, from: data), heading.format != format else {
        throw BaselineError(
          "\(path) cannot be read as a baseline (\(BaselineStore.reason(error))); restore it, or record it again: \(hint)"
        )
      }
    }
    let found = (try? decoder.decode(Heading.self, from: data))?.format ?? ""
    throw BaselineError(
      "\(path) has the format '\(found)', and this version of Assay reads '\(format)'; record it again: \(hint)")
  }

  private static var infinity: JSONDecoder.NonConformingFloatDecodingStrategy {
    .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  /// The file's bytes; the same content gives the same.
  func data() throws -> Data {
    let text = try BaselineText()
    let anchored = try anchor.metrics.keys.sorted().map { name in
      let values = anchor.metrics[name]
      return try "\(text(name)): {\"at\":\(text(values?.at ?? "")),\"metrics\":\(text(values?.metrics ?? []))}"
    }
    let measured = try metrics.keys.sorted().map { try text($0) + ": " + text.list(metrics[$0] ?? [], depth: 2) }
    let described = try tables.keys.sorted().compactMap { name in
      try tables[name].map { try text(name) + ": " + $0.text(text) }
    }
    let lines = try [
      "\"anchor\": "
        + text.object(
          ["\"approved\": " + text(anchor.approved), "\"metrics\": " + text.object(anchored, depth: 2)], depth: 1),
      "\"approved\": " + text(approved), "\"fixture\": " + text(fixture), "\"format\": " + text(format),
      "\"metrics\": " + text.object(measured, depth: 1), "\"tables\": " + text.object(described, depth: 1),
      "\"version\": " + text(version),
    ]
    return Data((text.object(lines, depth: 0) + "\n").utf8)
  }
}

extension BaselineFile.Table {
  func text(_ text: BaselineText) throws -> String {
    var parts: [String] = []
    if let fingerprint {
      parts.append(
        try "\"fingerprint\": "
          + text.object(
            [
              "\"columns\": " + text.list(fingerprint.columns, depth: 4), "\"digest\": " + text(fingerprint.digest),
              "\"rows\": " + text(fingerprint.rows),
            ], depth: 3))
    }
    if let golden { parts.append(try "\"golden\": " + text(golden)) }
    if let tolerance { parts.append(try "\"tolerance\": " + text(tolerance)) }
    return text.object(parts, depth: 2)
  }
}

/// JSON in lines: objects whose members stand on lines of their own, around values that take one line.
struct BaselineText {
  private let encoder = JSONEncoder()

  init() throws {
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }

  /// A value on one line.
  func callAsFunction(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Members, each on a line.
  func object(_ members: [String], depth: Int) -> String { lines(members, "{", "}", depth) }

  /// A list: one value on the same line, more of them on a line each.
  func list(_ values: [some Encodable], depth: Int) throws -> String {
    let texts = try values.map { try self($0) }
    return texts.count == 1 ? "[\(texts[0])]" : lines(texts, "[", "]", depth)
  }

  private func lines(_ texts: [String], _ open: String, _ close: String, _ depth: Int) -> String {
    guard !texts.isEmpty else { return open + close }
    let outer = String(repeating: "  ", count: depth)
    return open + "\n" + texts.map { outer + "  " + $0 }.joined(separator: ",\n") + "\n" + outer + close
  }
}
