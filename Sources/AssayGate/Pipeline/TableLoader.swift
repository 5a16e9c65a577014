import AssayEngine
import AssayModels
import AssayTable
import Foundation

/// Makes the tables of one version: views over data files, and the output of stages.
struct TableLoader {
  let engine: any Engine

  /// Makes a data table from files.
  ///
  /// Throws a failure that names the file, what is wrong with it, and what to do.
  ///
  /// - Parameters:
  ///   - inputs: the files, verified.
  ///   - place: gives a file's path, under its own name.
  ///   - table: the table to make.
  func load(
    _ inputs: [InputFile], as table: TableName, place: (InputFile) throws(TableFailure) -> String
  ) async throws(TableFailure) {
    for input in inputs where input.digest.size == 0 { throw TableFailure("\(input.shown) is empty (0 bytes)") }
    let files = try inputs.map(place)
    let shown = inputs.map(\.shown)
    let kinds = Set(files.map { Self.format(of: $0) })
    guard kinds.count == 1, let kind = kinds.first, let kind else {
      throw TableFailure(
        "\(shown.joined(separator: ", ")): a data table is made of Parquet files (.parquet) or of CSV "
          + "files (.csv, .csv.gz), not of both or others")
    }
    do {
      switch kind {
      case .parquet:
        try await engine.createView(table, as: "SELECT * FROM \(try engine.parquet(files))")
      case .csv:
        // Read once: text is slow to parse, and a ragged row must be found now.
        try await engine.createTable(table, as: "SELECT * FROM \(try engine.csv(files))")
        for (file, shown) in zip(files, shown) { try await refuseRepeatedNames(file, shown: shown) }
      }
    } catch let failure as TableFailure {
      throw failure
    } catch let error as EngineError {
      if error.kind == .cancelled { throw TableFailure.stopped }
      let advice =
        kind == .parquet && error.kind == .invalidInput
        ? "; it is cut off, damaged or no Parquet file: fetch it or write it again" : ""
      throw TableFailure(Self.naming(files, shown, in: error.message) + advice)
    } catch {
      throw TableFailure("\(Self.naming(files, shown, in: "\(error)"))")
    }
  }

  /// Refuses a CSV file whose heading has a name twice: the engine would number the second, and a check of one column
  /// would say nothing of the other.
  ///
  /// - Parameter shown: the file as messages name it.
  func refuseRepeatedNames(_ file: String, shown: String) async throws {
    let heading = try engine.csv([file], CSVOptions(hasHeader: false, columns: .text))
    let names = try await engine.rows("SELECT * FROM \(heading) LIMIT 1", limit: 1).first?.compactMap(\.text) ?? []
    var seen: [String: String] = [:]
    for name in names {
      // The engine takes no notice of case, nor of white space at the ends.
      let key = name.trimmingCharacters(in: .whitespaces).lowercased()
      if let first = seen.updateValue(name, forKey: key) {
        if first == name, !ExactText.isSame(first, name) {
          throw TableFailure(
            "\(shown):1: two columns look alike, '\(LookAlikes.spelt(first))' and '\(LookAlikes.spelt(name))'; rename one"
          )
        }
        throw TableFailure(
          first == name
            ? "\(shown):1: two columns are named '\(name)'; rename one"
            : "\(shown):1: columns '\(first)' and '\(name)' differ only in case or in white space at the ends, which the "
              + "engine does not tell apart; rename one")
      }
    }
  }

  /// The engine's message with files as messages name them.
  static func naming(_ files: [String], _ shown: [String], in message: String) -> String {
    let text = zip(files, shown).reduce(message) { $0.replacing($1.0, with: $1.1) }
    return shown.contains { text.contains($0) } ? text : "\(shown.joined(separator: ", ")): \(text)"
  }

  /// Whether a data file of that name is read as CSV.
  static func isCSV(_ file: String) -> Bool { format(of: file) == .csv }

  private enum FileFormat { case parquet, csv }

  private static func format(of file: String) -> FileFormat? {
    let name = file.lowercased()
    if name.hasSuffix(".parquet") { return .parquet }
    if name.hasSuffix(".csv") || name.hasSuffix(".csv.gz") { return .csv }
    return nil
  }
}

/// Why a table is not there.
struct TableFailure: Error, Sendable {
  var message: String
  /// Whether the run is being stopped, so that the failure says nothing of the table.
  var isStop = false

  init(_ message: String) { self.message = message }

  static var stopped: TableFailure {
    var failure = TableFailure("the run was stopped")
    failure.isStop = true
    return failure
  }
}

/// Paths as messages show them.
public enum Display {
  /// The path relative to the working directory when it lies below it, else as it is.
  public static func path(_ path: String) -> String {
    let base = FileManager.default.currentDirectoryPath
    return !base.isEmpty && path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
  }
}
