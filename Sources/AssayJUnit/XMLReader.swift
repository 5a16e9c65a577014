import CLibXML2

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads XML node by node with libxml2's text reader: no network, no entities, no document type, and limits of size
/// and depth.
///
/// The bytes are read here and not by libxml2, which would unpack compressed files without a limit.
final class XMLReader {
  /// What a node is, as far as a report has it.
  enum Node {
    case element(name: String, isEmpty: Bool)
    case endElement(name: String)
    case text(String)
  }

  private let reader: xmlTextReaderPtr
  private let source: Source
  private let errors: XMLErrors
  private let schemaContext: xmlSchemaValidCtxtPtr?
  /// Keeps the schema alive as long as the context made from it.
  private let schema: JUnitSchema?
  private let path: String
  private let limits: JUnitReader.Limits

  private static func type(_ type: xmlReaderTypes) -> Int32 { Int32(type.rawValue) }

  /// Opens a file.
  ///
  /// - Parameter schema: validate against it on the way; ``takeViolations()`` has what it found. What is not
  ///   well-formed then comes without libxml2's message: read the file without a schema first.
  init(path: String, limits: JUnitReader.Limits, schema: JUnitSchema?) throws(JUnitError) {
    XMLLibrary.initialize()
    let source = try Source(path: path, limits: limits)
    // Not NOENT, DTDLOAD, DTDATTR, HUGE: libxml2's own limits on depth, text and expansion stay.
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOCDATA.rawValue | XML_PARSE_BIG_LINES.rawValue
    let reader = xmlReaderForIO(
      { context, bytes, count in
        guard let context, let bytes else { return -1 }
        let source = Unmanaged<Source>.fromOpaque(context).takeUnretainedValue()
        return source.read(into: UnsafeMutableRawBufferPointer(start: bytes, count: Int(count)))
      }, { _ in 0 }, Unmanaged.passUnretained(source).toOpaque(), nil, nil, Int32(options))
    if reader == nil, let failure = source.failure { throw failure }
    guard let reader else {
      throw JUnitError(.unreadable, file: path, message: "libxml2 could not make a reader: out of memory")
    }
    self.reader = reader
    self.source = source
    self.path = path
    self.limits = limits
    self.schema = schema
    errors = XMLErrors()
    schemaContext = schema.flatMap { xmlSchemaNewValidCtxt($0.pointer) }
    guard let schema else {
      assay_xml_reader_errors(reader, errors.pointer)
      return
    }
    // Never both: the reader's handler gets the schema's data in place of its own, and crashes (libxml2 2.9.14).
    guard let schemaContext, xmlTextReaderSchemaValidateCtxt(reader, schemaContext, 0) == 0 else {
      throw JUnitError(.unreadable, file: path, message: "libxml2 could not validate against \(schema.name)")
    }
    assay_xml_schema_valid_errors(schemaContext, errors.pointer)
  }

  deinit {
    xmlFreeTextReader(reader)
    if let schemaContext { xmlSchemaFreeValidCtxt(schemaContext) }
  }

  /// The next element, end of an element, or text; `nil` at the end of the document.
  func next() throws(JUnitError) -> Node? {
    while true {
      let code = xmlTextReaderRead(reader)
      if let failure = source.failure { throw failure }
      if code == 0 { return nil }
      guard code == 1 else { throw malformed() }
      guard xmlTextReaderDepth(reader) < limits.depth else {
        throw error(.malformed, "elements are nested deeper than \(limits.depth) levels; a JUnit report has 5")
      }
      switch xmlTextReaderNodeType(reader) {
      case Self.type(XML_READER_TYPE_ELEMENT):
        return .element(name: localName, isEmpty: xmlTextReaderIsEmptyElement(reader) == 1)
      case Self.type(XML_READER_TYPE_END_ELEMENT):
        return .endElement(name: localName)
      case Self.type(XML_READER_TYPE_TEXT), Self.type(XML_READER_TYPE_CDATA),
        Self.type(XML_READER_TYPE_SIGNIFICANT_WHITESPACE):
        if let value = xmlTextReaderConstValue(reader) { return .text(String(cString: value)) }
      case Self.type(XML_READER_TYPE_DOCUMENT_TYPE):
        throw error(.forbidden, "a document type (<!DOCTYPE …>) is refused in a report: remove it")
      case Self.type(XML_READER_TYPE_ENTITY_REFERENCE):
        throw error(.forbidden, "an entity reference is refused in a report: write the text itself")
      default: break
      }
    }
  }

  /// The attributes of the element that ``next()`` has just returned.
  func attributes() -> [String: String] {
    var out: [String: String] = [:]
    while xmlTextReaderMoveToNextAttribute(reader) == 1 {
      if let name = xmlTextReaderConstLocalName(reader), let value = xmlTextReaderConstValue(reader) {
        out[String(cString: name)] = String(cString: value)
      }
    }
    _ = xmlTextReaderMoveToElement(reader)
    return out
  }

  /// The line of the current node. Beyond line 65,534 it can be a few lines too large.
  var line: Int {
    // libxml2's nodes have 16 bits for it; the parser itself, which reads ahead, has more.
    let node = xmlTextReaderCurrentNode(reader)
    let line = node.map { Int(xmlGetLineNo($0)) } ?? 0
    return line > 0 && line < 65_535 ? line : max(line, Int(xmlTextReaderGetParserLineNumber(reader)))
  }

  /// What the schema found since the last call.
  func takeViolations() -> [JUnitViolation] {
    errors.take().map { JUnitViolation(line: $0.line > 0 ? $0.line : line, message: $0.message) }
  }

  /// An error at the current node.
  func error(_ kind: JUnitError.Kind, _ message: String) -> JUnitError {
    JUnitError(kind, file: path, line: max(1, line), message: message)
  }

  private var localName: String { xmlTextReaderConstLocalName(reader).map { String(cString: $0) } ?? "" }

  private func malformed() -> JUnitError {
    let found = errors.take().first ?? (line: line, column: 0, message: "not well-formed XML")
    let told = found.message.lowercased()
    let message: String
    if source.size == 0 {
      message = "the file is empty: what writes it was stopped before it wrote anything"
    } else if ["huge", "too long", "too big"].contains(where: told.contains) {
      message = "a text has more than 10 MB: cut it where it is written"
    } else if told.contains("document is empty") || told.contains("start tag expected") {
      message = "this is no XML: a report begins with '<'"
    } else if source.isAtEnd, told.contains("extra content") || told.contains("premature end") {
      message = "the file ends in the middle of the report, or goes on after it (\(found.message)): write it again"
    } else {
      message = "\(found.message). The file is damaged or was cut off: write it again."
    }
    return JUnitError(
      .malformed, file: path, line: max(1, found.line), column: found.column > 0 ? found.column : nil, message: message)
  }
}

extension XMLReader {
  /// The bytes of the file.
  private final class Source {
    private let descriptor: Int32
    private let path: String
    private var rest: Int
    private(set) var failure: JUnitError?
    private var prolog = XMLProlog()
    private var markup: XMLMarkupScan
    private let limits: JUnitReader.Limits
    /// The bytes that were read.
    private(set) var size = 0
    /// Whether the file has no more.
    private(set) var isAtEnd = false

    init(path: String, limits: JUnitReader.Limits) throws(JUnitError) {
      self.path = path
      self.limits = limits
      rest = limits.bytes
      markup = XMLMarkupScan(limit: limits.attributes)
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw JUnitError(
          .unreadable, file: path,
          message: "cannot open the report: \(String(cString: strerror(errno))). Check the path.")
      }
    }

    deinit { _ = close(descriptor) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
      while true {
        #if canImport(Glibc)
          let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
          let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
        if count < 0, errno == EINTR { continue }
        if count < 0 {
          failure = JUnitError(
            .unreadable, file: path, message: "cannot read the report: \(String(cString: strerror(errno)))")
          return -1
        }
        rest -= count
        size += count
        isAtEnd = count == 0
        if rest < 0 {
          failure = JUnitError(
            .malformed, file: path,
            message: "the report exceeds the limit on its size, \(limits.bytes) bytes: split it")
          return -1
        }
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
        switch markup.refusal(of: bytes) {
        case .attributes:
          failure = JUnitError(
            .malformed, file: path, line: markup.line,
            message: "an element has more than \(limits.attributes) attributes; one of a JUnit report has about 10")
          return -1
        case .encoding(let name):
          failure = JUnitError(
            .malformed, file: path, line: markup.line,
            message: "the encoding '\(JUnitFormat.line(name))' is none that is read in a report: write it in UTF-8")
          return -1
        case nil: break
        }
        if let place = prolog.documentType(in: bytes) {
          failure = JUnitError(
            .forbidden, file: path, line: place.line, column: place.column,
            message: "a document type (<!DOCTYPE …>) is refused in a report: remove it")
          return -1
        }
        return Int32(count)
      }
    }
  }
}

/// What libxml2 reported, at most 100 of it.
final class XMLErrors {
  /// What is handed to libxml2; lives as long as this object.
  let pointer: UnsafeMutablePointer<assay_xml_errors>
  private var found: [(line: Int, column: Int, message: String)] = []

  init() {
    pointer = .allocate(capacity: 1)
    pointer.initialize(to: assay_xml_errors(context: nil, handler: nil))
    pointer.pointee.context = Unmanaged.passUnretained(self).toOpaque()
    pointer.pointee.handler = { context, line, column, message in
      guard let context, let message else { return }
      let errors = Unmanaged<XMLErrors>.fromOpaque(context).takeUnretainedValue()
      guard errors.found.count < 100 else { return }
      var text = Substring(String(cString: message))
      while let last = text.last, last.isWhitespace || last == "." { text.removeLast() }
      errors.found.append((Int(line), Int(column), text.split(whereSeparator: \.isNewline).joined(separator: " ")))
    }
  }

  deinit {
    pointer.deinitialize(count: 1)
    pointer.deallocate()
  }

  func take() -> [(line: Int, column: Int, message: String)] {
    defer { found = [] }
    return found
  }
}
