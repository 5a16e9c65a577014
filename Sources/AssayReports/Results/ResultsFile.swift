import AssayGate
import Foundation

/// Reads `results.json`.
public enum ResultsFile {
  /// Reads a file, or the `results.json` of a folder.
  ///
  /// - Returns: the run, and the file's bytes.
  /// - Throws: ``ResultsFileError``, which names the path, what was found and what to do.
  public static func read(_ path: String) throws(ResultsFileError) -> (results: Results, bytes: Data) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = isFolder.boolValue ? (path.hasSuffix("/") ? path : path + "/") + "results.json" : path
    guard exists else {
      throw ResultsFileError("\(path): there is no such file or folder; name what 'assay run' wrote")
    }
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: file))
    } catch {
      throw ResultsFileError(
        isFolder.boolValue
          ? "\(path): the folder has no results.json that can be read; name the folder that 'assay run' wrote to"
          : "\(file): cannot be read")
    }
    return (try decode(bytes, file), bytes)
  }

  private struct Head: Decodable {
    var format: String?
    var tool: String?
  }

  static func decode(_ bytes: Data, _ file: String) throws(ResultsFileError) -> Results {
    guard !bytes.isEmpty else { throw ResultsFileError("\(file): is empty; run the gate again") }
    let head: Head
    do {
      head = try JSONDecoder().decode(Head.self, from: bytes)
    } catch {
      throw ResultsFileError(
        "\(file): is not a whole JSON object: it was cut off, or is no results.json; run the gate again")
    }
    guard head.format == Results.format else {
      guard let found = head.format else {
        throw ResultsFileError("\(file): has no key 'format', so it is no results.json of assay")
      }
      let writer = head.tool.map { " (assay \(ReportText.oneLine($0, maximumBytes: 40)))" } ?? ""
      throw ResultsFileError(
        "\(file): has the format '\(ReportText.oneLine(found, maximumBytes: 80))', and this assay reads "
          + "'\(Results.format)'; show it with the version that wrote it\(writer)")
    }
    let results: Results
    do {
      results = try JSONDecoder().decode(Results.self, from: bytes)
    } catch let error as DecodingError {
      throw ResultsFileError("\(file): \(describe(error)); run the gate again")
    } catch {
      throw ResultsFileError("\(file): \(error)")
    }
    if let fault = results.inconsistency {
      throw ResultsFileError("\(file): \(fault): it is not what a run wrote; run the gate again")
    }
    return results
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
      let keys = context.codingPath + (key.map { [$0] } ?? [])
      let text = keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
      return text.hasPrefix(".") ? String(text.dropFirst()) : text
    }
    switch error {
    case .keyNotFound(let key, let context): return "the key '\(path(context, key))' is missing"
    case .valueNotFound(_, let context): return "'\(path(context))' has no value"
    case .typeMismatch(let type, let context): return "'\(path(context))' is not what was expected, \(type)"
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      return "it holds text that is no Unicode, or is no JSON further on"
    case .dataCorrupted(let context): return "'\(path(context))' has a value that is not known"
    @unknown default: return "it is not in the format '\(Results.format)'"
    }
  }
}

/// Why a `results.json` cannot be shown.
public struct ResultsFileError: Error, CustomStringConvertible, Equatable {
  /// The path, what was found, what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
