import CLibXML2

/// An XML Schema, parsed.
///
/// A schema belongs to one thread at a time; parsing Assay's takes about a millisecond.
public final class JUnitSchema {
  /// What messages call it.
  public let name: String
  let pointer: xmlSchemaPtr

  /// Parses a schema from memory; nothing that it imports or includes is loaded from the network.
  ///
  /// - Parameters:
  ///   - source: the text of the schema.
  ///   - name: what messages call it.
  /// - Throws: ``JUnitError`` with the line of the schema that does not parse.
  public init(source: [UInt8], name: String) throws(JUnitError) {
    XMLLibrary.initialize()
    let errors = XMLErrors()
    let schema: xmlSchemaPtr? = source.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        let context = xmlSchemaNewMemParserCtxt(start, Int32(clamping: bytes.count))
      else { return nil }
      defer { xmlSchemaFreeParserCtxt(context) }
      assay_xml_schema_parser_errors(context, errors.pointer)
      return xmlSchemaParse(context)
    }
    guard let schema else {
      let found = errors.take().first
      throw JUnitError(
        .malformed, file: name, line: found.map { max(1, $0.line) },
        message: found?.message ?? "not an XML Schema: expected a document whose root is xs:schema")
    }
    pointer = schema
    self.name = name
  }

  deinit { xmlSchemaFree(pointer) }

  /// Parses the schema of a dialect.
  public convenience init(_ dialect: JUnitDialect) throws(JUnitError) {
    try self.init(source: Self.source(of: dialect), name: Self.fileName(of: dialect))
  }

  /// The text of the schema of a dialect.
  public static func source(of dialect: JUnitDialect) -> [UInt8] {
    switch dialect {
    case .superset: PackageResources.junit_xsd
    case .jenkins: PackageResources.junit_jenkins_xsd
    }
  }

  private static func fileName(of dialect: JUnitDialect) -> String {
    switch dialect {
    case .superset: "junit.xsd"
    case .jenkins: "junit-jenkins.xsd"
    }
  }
}
