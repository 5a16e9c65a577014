import AssayConcurrency
import AssayTable
import Foundation

/// Finds the line that makes a CSV file undetectable.
///
/// When a ragged row is among the first rows, DuckDB's detection fails as a whole and names only the file. Reading the
/// file again with the columns of its first line, without detection, ends at the line.
enum CSVDiagnosis {
  /// The same error with the line and what is wrong there, where that can be found.
  static func explain(_ error: EngineError, engine: ADBCEngine) async -> EngineError {
    guard let path = DuckDBErrors.undetectedFile(error) else { return error }
    var found: EngineError?
    for separator in separators(in: error.sql ?? "") {
      guard let count = await OwnThread.run({ fieldsInFirstLine(of: path, separator: separator) }) else { return error }
      let columns = CSVOptions.Columns.named((0..<count).map { "c\($0)" })
      let options = CSVOptions(separator: separator, columns: columns)
      guard let source = engine.dialect.readCSV([path], options) else { return error }
      do throws(EngineError) {
        let stream = try await engine.query("SELECT * FROM \(source)")
        while try await stream.next() != nil {}
        // Sound with this separator: then the reason is another one.
        return error
      } catch {
        found = found ?? error
      }
    }
    guard var found, found.message.hasPrefix("CSV Error on Line:") else { return error }
    found.sql = error.sql
    found.position = nil
    return found
  }

  /// The separator that the SQL asks for, a comma when it asks for none.
  private static func separators(in sql: String) -> [Character] {
    var found: [Character] = []
    for match in sql.matches(of: /delim\s*=\s*'([^']|'')'/) {
      if let separator = match.output.1.first, !found.contains(separator) { found.append(separator) }
    }
    return found.isEmpty ? [","] : found
  }

  /// Number of fields in a file's first record, quotes respected; nil when it cannot be read.
  static func fieldsInFirstLine(of path: String, separator: Character) -> Int? {
    guard let file = FileHandle(forReadingAtPath: path), let value = separator.asciiValue else { return nil }
    defer { try? file.close() }
    var fields = 1
    var isQuoted = false
    while let block = try? file.read(upToCount: 65_536), !block.isEmpty {
      for byte in block {
        if byte == UInt8(ascii: "\"") {
          isQuoted.toggle()
        } else if !isQuoted, byte == value {
          fields += 1
        } else if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          return fields
        }
      }
    }
    return fields
  }
}
