import AssayStatistics
import AssayTable
import Foundation

/// Why a profile could not be read, made or used.
struct ReferenceProfileError: Error, Sendable, CustomStringConvertible {
  /// What was found and what to do.
  var message: String

  init(_ message: String) { self.message = message }

  var description: String { message }
}

extension ReferenceProfile {
  /// Reads a profile from the text of its file.
  ///
  /// - Throws: for what is no profile, a profile of another form, and one that was changed or damaged. The message goes
  ///   on after the file's name.
  init(text: String) throws(ReferenceProfileError) {
    let file: File
    do {
      let start = try JSONDecoder().decode(Format.self, from: Data(text.utf8))
      guard let format = start.format, format.hasPrefix("assay.profile/") else {
        throw ReferenceProfileError(
          "is no profile: its 'format' is not '\(Self.format)'; make one with 'assay profile'")
      }
      guard format == Self.format else {
        throw ReferenceProfileError(
          "has the format '\(MessageText.shown(format))', and this Assay \(Gate.toolVersion) reads '\(Self.format)'; use "
            + "the Assay that made it, or make it anew")
      }
      file = try JSONDecoder().decode(File.self, from: Data(text.utf8))
    } catch let error as ReferenceProfileError {
      throw error
    } catch {
      throw ReferenceProfileError("cannot be read (\(BaselineStore.reason(error)))")
    }
    // A check-out may have changed the ends of lines, which says nothing.
    let canonical = text.replacing("\r\n", with: "\n")
      .replacing("\"digest\": \"\(file.digest)\"", with: "\"digest\": \"\"", maxReplacements: 1)
    guard Self.digest(of: canonical) == file.digest else {
      throw ReferenceProfileError("was changed after it was written: its digest does not fit its content")
    }
    fixture = file.fixture
    version = file.version
    keyMark = file.key
    code = []
    for pair in file.code {
      guard pair.count == 2 else { throw ReferenceProfileError("has an entry of 'code' that is no pair") }
      code.append((table: pair[0], digest: pair[1]))
    }
    tables = []
    for table in file.tables { tables.append(try table.content()) }
  }

  private struct Format: Decodable {
    var format: String?
  }

  fileprivate struct File: Decodable {
    var digest: String
    var fixture: String
    var version: String
    var key: String?
    var code: [[String]]
    var tables: [TableForm]
  }

  fileprivate struct TableForm: Decodable {
    var name: String
    var columns: [[String]]
    var scopes: [ScopeForm]

    func content() throws(ReferenceProfileError) -> Table {
      var fields: [Field] = []
      for pair in columns {
        guard pair.count == 2, let type = DataType(described: pair[1]) else {
          throw ReferenceProfileError("has a column of table '\(name)' whose type cannot be read")
        }
        fields.append(Field(name: pair[0], type: type))
      }
      var content = Table(name: name, columns: fields, scopes: [])
      for scope in scopes {
        var slices: [Slice] = []
        for slice in scope.slices { slices.append(try slice.content(table: name)) }
        content.scopes.append(
          ProfiledScope(scope: Scope(filter: scope.filter, by: scope.by ?? []), slices: slices))
      }
      return content
    }
  }

  fileprivate struct ScopeForm: Decodable {
    var filter: String?
    var by: [String]?
    var slices: [SliceForm]

    enum CodingKeys: String, CodingKey {
      case filter = "where"
      case by, slices
    }
  }

  fileprivate struct SliceForm: Decodable {
    var values: [String?]?
    var rows: Int
    var columns: [ColumnForm]

    func content(table: String) throws(ReferenceProfileError) -> Slice {
      var slice = Slice(values: values ?? [], rows: rows, columns: [])
      for column in columns {
        do throws(ProfileError) { slice.columns.append(try column.column()) } catch {
          throw ReferenceProfileError("has a profile of '\(table).\(column.name)' that cannot be read: \(error)")
        }
      }
      return slice
    }
  }

  fileprivate struct ColumnForm: Decodable {
    var name: String
    var clusters: [String]?
    var missing: Int?
    var hashed: Bool?
    var cells: String?
    var levels: [LevelForm]?
    var text: [TextForm]?
    var mostFrequent: Int?
    var weekdays: [Int]?
    var hours: [Int]?
    var days: [Int]?
    var values: [String]?
    var names: [String]?
    var rows: String?

    enum CodingKeys: String, CodingKey {
      case name, clusters, missing, hashed, cells, levels, text, weekdays, hours, days, values, names, rows
      case mostFrequent = "most_frequent"
    }

    func column() throws(ProfileError) -> Column {
      Column(name: name, clusters: clusters ?? [], content: try content())
    }

    private func content() throws(ProfileError) -> Column.Content {
      if let cells { return .numbers(try Self.numbers(cells)) }
      if let levels {
        return .levels(
          try LevelProfile(levels.map { ($0.level, $0.count) }, missing: missing ?? 0), isHashed: hashed ?? false)
      }
      if let text {
        guard text.map(\.measure) == TextDrift.features.map(\.name) else {
          throw ProfileError("its measures of text are not those of this Assay")
        }
        var profiles: [NumericProfile] = []
        for form in text { profiles.append(try Self.numbers(form.cells)) }
        guard let most = mostFrequent, most >= 0, most <= profiles.first?.count ?? 0 else {
          throw ProfileError(
            "it does not hold how often its most frequent text occurs; make it anew with 'assay profile'")
        }
        return .text(profiles, mostFrequent: most)
      }
      if let weekdays, let hours, let days {
        guard let counts = CalendarCounts(weekdays: weekdays, hours: hours, days: days, missing: missing ?? 0) else {
          throw ProfileError("its days and hours are not those of a calendar")
        }
        return .calendar(counts)
      }
      guard let rows else { throw ProfileError("it holds nothing that this Assay knows") }
      let profile = try ClusteredProfile(bytes: Self.bytes(rows))
      if let names {
        guard names.count == profile.cellCount else { throw ProfileError("its names are not those of its rows") }
        return .clusteredLevels(profile, names: names, isHashed: hashed ?? false)
      }
      let numbers = (values ?? []).compactMap(Double.init)
      guard numbers.count == profile.cellCount, numbers.count == values?.count, !numbers.contains(where: \.isNaN) else {
        throw ProfileError("its values are not those of its rows")
      }
      return .clusteredNumbers(profile, values: numbers)
    }

    private static func numbers(_ text: String) throws(ProfileError) -> NumericProfile {
      try NumericProfile(bytes: bytes(text))
    }

    private static func bytes(_ text: String) throws(ProfileError) -> [UInt8] {
      guard let data = Data(base64Encoded: text) else { throw ProfileError("it is not base64") }
      return Array(data)
    }
  }

  fileprivate struct TextForm: Decodable {
    var measure: String
    var cells: String
  }

  fileprivate struct LevelForm: Decodable {
    var level: String
    var count: Int

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      level = try pair.decode(String.self)
      count = try pair.decode(Int.self)
    }
  }
}

extension DataType {
  /// The type that has a description, for types whose columns can be compared; `nil` for others.
  init?(described text: String) {
    let units = TimeUnit.allCases
    let plain: [DataType] =
      [
        .null, .boolean, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64, .text,
        .binary, .date, .interval,
      ] + units.map { .time($0) } + units.map { .timestamp($0, timeZone: nil) } + units.map { .duration($0) }
    if let type = plain.first(where: { $0.description == text }) {
      self = type
      return
    }
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
    let parts = text[text.index(after: open)...].dropLast().split(separator: ",", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    switch text[..<open] {
    case "decimal":
      guard let precision = Int(parts[0]), let scale = Int(parts[1]) else { return nil }
      self = .decimal(precision: precision, scale: scale)
    case "timestamp":
      guard let unit = units.first(where: { $0.rawValue == parts[0] }), parts[1].hasPrefix(" ") else { return nil }
      self = .timestamp(unit, timeZone: String(parts[1].dropFirst()))
    default: return nil
    }
    guard description == text else { return nil }
  }
}
