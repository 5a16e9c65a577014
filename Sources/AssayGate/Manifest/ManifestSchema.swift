/// The JSON Schema of `assay.yaml`, made of the declarations that the reader uses.
///
/// An editor with a YAML language server completes and checks a manifest by it:
/// `# yaml-language-server: $schema=assay.schema.json`.
public enum ManifestSchema {
  /// The schema as JSON (draft 2020-12), with a line break at its end. The same checks in any order give the same bytes.
  public static func print(checks: [any Check.Type]) -> String {
    let declarations = checks.map { $0.declaration }.sorted { $0.name < $1.name }
    return schema(declarations).printed + "\n"
  }

  private static func schema(_ checks: [CheckDeclaration]) -> JSONValue {
    let reference = { (name: String) in JSONValue.object([.init("$ref", .text("#/$defs/\(name)"))]) }
    let properties = ManifestDeclaration.topLevel.map { declaration in
      let form =
        switch declaration.name {
        case "assay": JSONValue.object([.init("const", .integer(ManifestDeclaration.version))])
        case "data": section(reference("data"))
        case "stages": section(reference("stage"))
        case "checks": section(.type("array", ("items", reference("entry")), ("minItems", .integer(1))))
        default: declaration.form.schema
        }
      return JSONValue.Member(declaration.name, form.described(declaration.documentation))
    }
    return .object([
      .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .text("assay.yaml")),
      .init("description", .text(ManifestDeclaration.documentation)),
      .init("type", .text("object")),
      .init("properties", .object(properties)),
      .init("required", .array([.text("assay")])),
      .init("additionalProperties", .boolean(false)),
      .init(
        "$defs",
        .object(
          [
            .init(
              "data",
              .anyOf([
                ArgumentForm.path.schema,
                ArgumentForm.schema(of: ManifestDeclaration.dataEntry, exactlyOne: ManifestDeclaration.dataKinds),
              ])),
            .init(
              "stage",
              ArgumentForm.schema(of: ManifestDeclaration.stageEntry, exactlyOne: ManifestDeclaration.stageKinds)),
            .init("entry", entry(checks)),
          ] + checks.map { .init("check.\($0.name)", check($0)) })),
    ])
  }

  private static func section(_ value: JSONValue) -> JSONValue {
    .type("object", ("additionalProperties", value))
  }

  /// One entry of a list of checks: the bare name of a check without required arguments, or a mapping with one check.
  private static func entry(_ checks: [CheckDeclaration]) -> JSONValue {
    let bare = checks.filter { !$0.arguments.contains(where: \.isRequired) }.map { JSONValue.text($0.name) }
    let properties = checks.map { check in
      JSONValue.Member(check.name, .object([.init("$ref", .text("#/$defs/check.\(check.name)"))]))
    }
    var mapping = ArgumentForm.schema(
      of: ManifestDeclaration.checkConfiguration, exactlyOne: checks.map(\.name), more: properties)
    mapping = mapping.described("One check with its arguments, and beside it what is said of the entry.")
    guard !bare.isEmpty else { return mapping }
    return .anyOf([mapping, .object([.init("enum", .array(bare))])])
  }

  /// The arguments of one check.
  private static func check(_ declaration: CheckDeclaration) -> JSONValue {
    let arguments = ArgumentForm.schema(of: declaration.arguments)
    let isOptional = !declaration.arguments.contains(where: \.isRequired)
    let schema = isOptional ? JSONValue.anyOf([arguments, .type("null")]) : arguments
    return schema.described(declaration.summary + "\n\n" + declaration.documentation)
  }
}
