import AssayGate

/// A rule of a SARIF log: a kind of check, or what the gate itself finds.
struct SARIFRule {
  /// The id, by which findings name it.
  var id: String
  /// One sentence.
  var summary: String
  /// What a reader needs to know, as plain text.
  var help: String
  /// The same as Markdown.
  var markdown: String

  /// The rules of some findings, sorted by their ids.
  static func all(of findings: [SARIFFinding]) -> [SARIFRule] { Set(findings.map(\.rule)).sorted().map(SARIFRule.init) }

  private init(id: String) {
    self.id = id
    switch id {
    case SARIFFinding.divergence:
      summary = "Today's replay of a pipeline gives the rows that were approved."
      markdown =
        "The place is the first one at which a stage's output left the approved one; what follows from it further down is "
        + "not told again. Mend the stage, or look at the change with `assay review` and approve it."
    case SARIFFinding.notEvaluated:
      summary = "Everything that a manifest declares can be evaluated."
      markdown = "What could not be evaluated is no pass: the run ends with an exit code other than 0."
    default:
      guard let declaration = CheckRegistry.check(named: id)?.declaration else {
        summary = "A check of this name is not known to this version."
        markdown = summary
        help = summary
        return
      }
      summary = declaration.summary
      markdown = declaration.documentation
    }
    help = markdown.replacing("`", with: "")
  }

  func write(to json: inout JSONWriter) {
    json.beginObject(lines: true)
    json.key("defaultConfiguration")
    json.beginObject()
    json.field("level", "error")
    json.endObject()
    json.key("help")
    json.beginObject()
    json.field("markdown", markdown)
    json.field("text", help)
    json.endObject()
    json.field("id", id)
    json.key("shortDescription")
    json.beginObject()
    json.field("text", summary)
    json.endObject()
    json.endObject()
  }
}
