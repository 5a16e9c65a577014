import AssayStatistics
import Crypto
import Foundation

extension ReferenceProfile {
  /// The form of the file.
  static let format = "assay.profile/1"

  /// The profile as JSON text: the same bytes for the same profile.
  ///
  /// `digest` is the SHA-256 of the text with an empty digest, so that no change of the file goes unnoticed. `cells` is
  /// `NumericProfile.bytes` as base64, and `rows` is `ClusteredProfile.bytes`; the numbers beside them are there to be read
  /// by people.
  var text: String {
    let empty = json(digest: "").printed + "\n"
    return json(digest: Self.digest(of: empty)).printed + "\n"
  }

  /// The SHA-256 of a text in hexadecimal.
  static func digest(of text: String) -> String { Hexadecimal.text(SHA256.hash(data: Data(text.utf8))) }

  private func json(digest: String) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("format", .text(Self.format)), .init("digest", .text(digest)), .init("fixture", .text(fixture)),
      .init("version", .text(version)),
    ]
    if let keyMark { members.append(.init("key", .text(keyMark))) }
    members += [
      .init("code", .array(code.map { .array([.text($0.table), .text($0.digest)]) })),
      .init("tables", .array(tables.map(\.json))),
    ]
    return .object(members)
  }
}

extension ReferenceProfile.Table {
  fileprivate var json: JSONValue {
    .object([
      .init("name", .text(name)),
      .init("columns", .array(columns.map { .array([.text($0.name), .text($0.type.description)]) })),
      .init("scopes", .array(scopes.map(\.json))),
    ])
  }
}

extension ReferenceProfile.ProfiledScope {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = []
    if let filter = scope.filter { members.append(.init("where", .text(filter))) }
    if !scope.by.isEmpty { members.append(.init("by", .array(scope.by.map(JSONValue.text)))) }
    members.append(.init("slices", .array(slices.map(\.json))))
    return .object(members)
  }
}

extension ReferenceProfile.Slice {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = []
    if !values.isEmpty { members.append(.init("values", .array(values.map { $0.map(JSONValue.text) ?? .null }))) }
    members.append(.init("rows", .integer(rows)))
    members.append(.init("columns", .array(columns.map(\.json))))
    return .object(members)
  }
}

extension ReferenceProfile.Column {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [.init("name", .text(name))]
    if !clusters.isEmpty { members.append(.init("clusters", .array(clusters.map(JSONValue.text)))) }
    switch content {
    case .numbers(let profile): members += Self.members(profile)
    case .levels(let profile, let isHashed):
      members += Self.members(count: profile.count, missing: profile.missing, isHashed: isHashed)
      members.append(
        .init("levels", .array(profile.levels.map { .array([.text($0.level), .integer($0.count)]) })))
    case .text(let profiles, let mostFrequent):
      let forms = zip(TextDrift.features, profiles).map { feature, profile in
        JSONValue.object([.init("measure", .text(feature.name))] + Self.members(profile))
      }
      members.append(.init("most_frequent", .integer(mostFrequent)))
      members.append(.init("text", .array(forms)))
    case .calendar(let counts):
      members += Self.members(count: counts.present, missing: counts.missing)
      members += [
        .init("weekdays", .array(counts.weekdays.map(JSONValue.integer))),
        .init("hours", .array(counts.hours.map(JSONValue.integer))),
        .init("days", .array(counts.days.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? [])),
      ]
    case .clusteredNumbers(let profile, let values):
      members += Self.members(count: profile.rows - profile.missing, missing: profile.missing)
      members += [
        .init("values", .array(values.map { .text($0.description) })),
        .init("rows", .text(Data(profile.bytes).base64EncodedString())),
      ]
    case .clusteredLevels(let profile, let names, let isHashed):
      members += Self.members(count: profile.rows - profile.missing, missing: profile.missing, isHashed: isHashed)
      members += [
        .init("names", .array(names.map(JSONValue.text))),
        .init("rows", .text(Data(profile.bytes).base64EncodedString())),
      ]
    }
    return .object(members)
  }

  private static func members(count: Int, missing: Int, isHashed: Bool = false) -> [JSONValue.Member] {
    [.init("count", .integer(count)), .init("missing", .integer(missing))]
      + (isHashed ? [.init("hashed", .boolean(true))] : [])
  }

  private static func members(_ profile: NumericProfile) -> [JSONValue.Member] {
    var members = members(count: profile.count, missing: profile.missing)
    for (key, value) in [
      ("minimum", profile.minimum), ("median", try? profile.isBlurred ? nil : profile.quantile(0.5).lower),
      ("mean", profile.mean), ("maximum", profile.maximum),
    ] {
      if let value, value.isFinite { members.append(.init(key, .number(value))) }
    }
    if profile.isBlurred { members.append(.init("blurred", .boolean(true))) }
    members.append(.init("cells", .text(Data(profile.bytes).base64EncodedString())))
    return members
  }
}
