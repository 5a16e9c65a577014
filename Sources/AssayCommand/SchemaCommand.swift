import ArgumentParser
import AssayGate

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of assay.yaml.",
    discussion: """
      Save it beside the manifest, and begin the manifest with this line, so that editors complete and check it:
        # yaml-language-server: $schema=assay.schema.json
      """)

  func run() { Swift.print(ManifestSchema.print(checks: CheckRegistry.all), terminator: "") }
}
