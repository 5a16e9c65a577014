import CLibXML2
import Foundation
import Testing

/// A document as libxml2 reads it, strictly: what is not well-formed is an error.
struct MarkupDocument {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// All text within.
    var text: String
    /// The names of the elements around it, the outermost first.
    var path: [String]
  }

  private(set) var elements: [Element] = []

  init(_ text: String) throws {
    let bytes = Array(text.utf8)
    let document = bytes.withUnsafeBytes { buffer in
      xmlReadMemory(
        buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8",
        Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_HUGE.rawValue))
    }
    guard let document else {
      let error = xmlGetLastError().map { "\($0.pointee.line): \(String(cString: $0.pointee.message))" }
      throw MarkupError(description: error ?? "not well-formed")
    }
    defer { xmlFreeDoc(document) }
    visit(xmlDocGetRootElement(document), [])
  }

  struct MarkupError: Error, CustomStringConvertible { var description: String }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  private mutating func visit(_ node: xmlNodePtr?, _ path: [String]) {
    var node = node
    while let current = node {
      if current.pointee.type == XML_ELEMENT_NODE {
        let name = Self.text(current.pointee.name)
        var attributes: [String: String] = [:]
        var attribute = current.pointee.properties
        while let one = attribute {
          let value = xmlNodeListGetString(current.pointee.doc, one.pointee.children, 1)
          attributes[Self.text(one.pointee.name)] = Self.text(value)
          free(value)
          attribute = one.pointee.next
        }
        let content = xmlNodeGetContent(current)
        elements.append(Element(name: name, attributes: attributes, text: Self.text(content), path: path))
        free(content)
        visit(current.pointee.children, path + [name])
      }
      node = current.pointee.next
    }
  }

  private static func text(_ characters: UnsafePointer<xmlChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}
