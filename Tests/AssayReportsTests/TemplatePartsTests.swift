import Mustache
import Testing

@testable import AssayReports

/// A template in parts is the template.
@Suite("Parts of a template") struct TemplatePartsTests {
  private func text(_ parts: [String]) -> String { parts.joined() }

  @Test("They hold every byte of the report's template, and none begins in a section")
  func report() throws {
    let template = PackageResources.report_mustache
    let parts = TemplateParts.cut(template)
    #expect(Array(parts.joined().utf8) == template)
    #expect(parts.count > 8)
    #expect(try #require(parts.map(\.utf8.count).max()) < template.count / 3)
    for part in parts { #expect(throws: Never.self) { try MustacheTemplate(string: part) } }
    #expect(parts.allSatisfy { $0.hasSuffix("\n") })
  }

  @Test("Rendered one after the other they give what the whole gives")
  func rendering() throws {
    let line = String(repeating: "words ", count: 80)
    let template = """
      {{title}} \(line)
      {{#list}}
        <li>{{.}} \(line)</li>
      {{/list}}
      {{^none}}
      \(line)
      {{#list}}{{.}}{{/list}}
      {{/none}}
        {{#list}}
      - {{.}}
        {{/list}}
      {{title}}{{#list}}{{^none}}{{.}}{{/none}}
      \(line){{/list}}
      \(line)
      end
      """
    let parts = TemplateParts.cut(Array(template.utf8))
    #expect(parts.count > 3 && parts.joined() == template)
    let values: [String: Any] = ["title": "<a>", "list": ["1", "2"]]
    let whole = try MustacheTemplate(string: template).render(values)
    let prefix = "{{% CONTENT_TYPE: HTML}}\n"
    #expect(try parts.map { try MustacheTemplate(string: $0).render(values) }.joined() == whole)
    #expect(try parts.map { try MustacheTemplate(string: prefix + $0).render(values) }.joined() == whole)
  }

  @Test(arguments: ["", "\n", "a", "{{", "{{#", "#", "{{/a}}", "{{#a}}\n"])
  func smallTexts(_ text: String) {
    #expect(TemplateParts.cut(Array(text.utf8)).joined() == text)
  }
}
