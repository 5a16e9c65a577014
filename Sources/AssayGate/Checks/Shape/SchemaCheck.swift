import AssayTable

/// `schema`: the columns are there, with their types.
public struct SchemaCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "schema",
    summary: "The declared columns are there, with their types, and no others unless allowed.",
    documentation: """
      One case per declared column, and one for the columns that are not declared. A type is a family (`integer`, \
      `number`, `text`, `boolean`, `timestamp`, `date`, `any`) or exact (`int64`, `float32`, `decimal(10,2)` …). \
      `number` takes integers too.
      """,
    arguments: [
      ArgumentDeclaration("columns", .map(.text), required: true, "The type of each column."),
      ArgumentDeclaration(
        "extra", .choice(["refuse", "allow"]), "Whether columns that are not declared are refused (default) or allowed."
      ),
    ],
    examples: [
      CheckExample(
        "Columns as declared", table: "id,name\n1,x\n", entry: "schema: { columns: { id: integer, name: text } }",
        verdicts: [.pass, .pass, .pass], says: "id is int64"),
      CheckExample(
        "A number that became text, and a column that nobody knows", table: "id,extra\nx,1\n",
        entry: "schema: { columns: { id: integer } }", verdicts: [.fail, .fail], says: "id is text, declared integer"),
    ])

  private let columns: [(key: ArgumentKey, type: String)]
  private let allowsExtra: Bool

  public init(_ arguments: Arguments) throws(ManifestError) {
    columns = (arguments.map("columns") ?? []).map { key, value in
      let type = value.text ?? "any"
      // `decimal(10, 2)` is how many write it; a timestamp's zone keeps its space.
      return (key, type.hasPrefix("decimal(") ? type.filter { $0 != " " } : type)
    }
    allowsExtra = arguments.text("extra") == "allow"
    for (key, type) in columns where !Self.isKnown(type) {
      let hint = Suggestion.clause(for: type, among: Self.families + Self.exactTypes)
      throw ManifestError("unknown type '\(type)' of column '\(key.name)'\(hint)", at: key.location)
    }
  }

  public static var judgesWholeTable: Bool { true }

  public func cases(of table: TableShape) -> [CheckCase] {
    let schema = table.schema
    var cases = columns.map { key, declared in
      CheckCase(column: key.name, measurements: [.rows]) { evidence throws(CheckError) in
        let rows = try evidence.count(.rows)
        guard let field = schema[key.name] else {
          let hint = Suggestion.nearest(to: key.name, among: schema.names).map { "; the table has '\($0)'" } ?? ""
          return Judgement(.fail, "column \(key.name) is missing\(hint)", n: rows, limits: [declared])
        }
        let fits = Self.fits(field.type, declared)
        return Judgement(
          fits ? .pass : .fail, "column \(key.name) is \(field.type), declared \(declared)", n: rows, limits: [declared]
        )
      }
    }
    if !allowsExtra {
      let known = Set(columns.map(\.key.name))
      cases.append(
        CheckCase(measurements: [.rows]) { evidence throws(CheckError) in
          let extra = schema.fields.map(\.name).filter { !known.contains($0) }
          let message =
            extra.isEmpty
            ? "no column but the declared ones"
            : "undeclared columns: \(extra.joined(separator: ", ")); declare them, or say 'extra: allow'"
          return Judgement(extra.isEmpty ? .pass : .fail, message, n: try evidence.count(.rows))
        })
    }
    return cases
  }

  private static let families = ["integer", "number", "text", "boolean", "timestamp", "date", "any"]
  private static let exactTypes = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "binary", "time",
  ]

  private static func isKnown(_ type: String) -> Bool {
    families.contains(type) || exactTypes.contains(type) || type.hasPrefix("decimal(") || type.hasPrefix("timestamp(")
  }

  private static func fits(_ type: DataType, _ declared: String) -> Bool {
    switch declared {
    case "any": return true
    case "integer": return type.isInteger
    case "number": return type.isNumeric
    case "text": return type.isText
    case "boolean": return type == .boolean
    case "time": return type.description.hasPrefix("time(")
    case "timestamp": return type.description.hasPrefix("timestamp")
    default: return type.description == declared
    }
  }
}
