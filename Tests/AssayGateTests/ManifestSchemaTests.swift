import Foundation
import Testing

@testable import AssayGate

@Suite("The manifest's JSON Schema")
struct ManifestSchemaTests {
  private func object() throws -> [String: Any] {
    let text = ManifestSchema.print(checks: testChecks)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func child(_ object: [String: Any], _ path: String...) throws -> [String: Any] {
    try path.reduce(object) { object, key in try #require(object[key] as? [String: Any], "\(key)") }
  }

  @Test("has every key that is declared, with its documentation")
  func everyKey() throws {
    let schema = try object()
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    let definitions = try child(schema, "$defs")
    let data = try #require((try child(definitions, "data")["anyOf"] as? [[String: Any]])?.last)
    let entry = try #require((try child(definitions, "entry")["anyOf"] as? [[String: Any]])?.first)
    var expected: [(keys: [ArgumentDeclaration], schema: [String: Any])] = [
      (ManifestDeclaration.topLevel, schema), (ManifestDeclaration.dataEntry, data),
      (ManifestDeclaration.stageEntry, try child(definitions, "stage")),
      (ManifestDeclaration.checkConfiguration, entry),
    ]
    for check in testChecks {
      var definition = try child(definitions, "check.\(check.declaration.name)")
      definition = (definition["anyOf"] as? [[String: Any]])?.first ?? definition
      expected.append((check.declaration.arguments, definition))
      #expect(try child(entry, "properties")[check.declaration.name] != nil)
    }
    for (keys, schema) in expected {
      let properties = try child(schema, "properties")
      for key in keys { #expect(try child(properties, key.name)["description"] as? String == key.documentation) }
      #expect(schema["additionalProperties"] as? Bool == false)
      #expect(Set(schema["required"] as? [String] ?? []) == Set(keys.filter(\.isRequired).map(\.name)))
    }
  }

  @Test("says of each form what an editor can check")
  func forms() {
    #expect(ArgumentForm.text.schema == .object([.init("type", .text("string")), .init("minLength", .integer(1))]))
    #expect(ArgumentForm.boolean.schema == .object([.init("type", .text("boolean"))]))
    #expect(ArgumentForm.number.schema == .object([.init("type", .text("number"))]))
    #expect(ArgumentForm.name.schema == .types(["string", "number", "boolean"]))
    #expect(ArgumentForm.column.schema == .types(["string", "number"]))
    #expect(
      ArgumentForm.integer(minimum: 2).schema
        == .object([.init("type", .text("integer")), .init("minimum", .integer(2))]))
    #expect(ArgumentForm.choice(["a", "b"]).schema == .object([.init("enum", .array([.text("a"), .text("b")]))]))
    #expect(
      ArgumentForm.list(.number).schema.printed == """
        {
          "anyOf": [
            {
              "type": "number"
            },
            {
              "type": "array",
              "items": {
                "type": "number"
              },
              "minItems": 1
            }
          ]
        }
        """)
  }

  @Test("prints the same bytes each time, whatever the order of the checks")
  func deterministic() throws {
    let text = ManifestSchema.print(checks: testChecks)
    #expect(text == ManifestSchema.print(checks: testChecks.reversed()))
    #expect(text.hasPrefix("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\""))
    #expect(text.hasSuffix("}\n"))
  }

  @Test("writes JSON that other readers take back")
  func json() throws {
    let value = JSONValue.object([
      .init("quote \" \\ \n \t \u{1} \u{7F} 😀", .array([.null, .boolean(true), .integer(-3), .number(0.25)])),
      .init("empty", .array([])), .init("none", .object([])),
      .init("nested", .array([.object([.init("a", .text("b"))])])),
    ])
    #expect(
      value.printed == """
        {
          "quote \\" \\\\ \\n \\t \\u0001 \\u007f 😀": [null, true, -3, 0.25],
          "empty": [],
          "none": {},
          "nested": [
            {
              "a": "b"
            }
          ]
        }
        """)
    let read = try #require(try JSONSerialization.jsonObject(with: Data(value.printed.utf8)) as? [String: Any])
    #expect(read.keys.contains("quote \" \\ \n \t \u{1} \u{7F} 😀"))
  }
}
