import AssayGate
import CLibXML2

/// Writes elements with libxml2's text writer into a file; everything is cleaned before libxml2 sees it, which
/// writes control characters as they are and so files that no parser takes.
final class XMLWriter {
  private let writer: xmlTextWriterPtr
  private let sink: Sink
  private let path: String
  /// What elements and attributes are written.
  let dialect: JUnitDialect

  /// Where libxml2's output goes, and the first error on that way, which libxml2 itself has no room for.
  private final class Sink {
    let file: BufferedFile
    var failure: ReportFileError?
    init(_ file: BufferedFile) { self.file = file }
  }

  /// Creates a writer that appends to a file; it indents by two spaces.
  init(_ file: BufferedFile, path: String, dialect: JUnitDialect) throws {
    XMLLibrary.initialize()
    let sink = Sink(file)
    let output = xmlOutputBufferCreateIO(
      { context, bytes, count in
        guard let context, let bytes, count >= 0 else { return -1 }
        let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
        if sink.failure == nil {
          do throws(ReportFileError) {
            try sink.file.append(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
          } catch {
            sink.failure = error
          }
        }
        // Never an error: libxml2 would print it to standard error. `check` has it.
        return count
      }, { _ in 0 }, Unmanaged.passUnretained(sink).toOpaque(), nil)
    // The text writer takes over the output buffer, also when it cannot be made (then there is no memory left).
    guard let output, let writer = xmlNewTextWriter(output) else {
      throw JUnitError(.unwritable, file: path, message: "libxml2 could not make a writer: out of memory")
    }
    self.sink = sink
    self.path = path
    self.dialect = dialect
    self.writer = writer
    xmlTextWriterSetIndent(writer, 1)
    xmlTextWriterSetIndentString(writer, "  ")
  }

  // Writes what is still buffered into `sink`, which lives until after this.
  deinit { xmlFreeTextWriter(writer) }

  func startDocument() throws { try check(xmlTextWriterStartDocument(writer, "1.0", "UTF-8", nil)) }

  func startElement(_ name: StaticString) throws {
    try check(xmlTextWriterStartElement(writer, name.utf8Start))
  }

  func attribute(_ name: StaticString, _ value: String) throws {
    try check(xmlTextWriterWriteAttribute(writer, name.utf8Start, value))
  }

  func text(_ value: String) throws { try check(xmlTextWriterWriteString(writer, value)) }

  func endElement() throws { try check(xmlTextWriterEndElement(writer)) }

  /// Closes the open start tag and ends its line, so that bytes written past libxml2 can follow.
  func breakLine() throws {
    try check(xmlTextWriterWriteRaw(writer, "\n"))
    try flush()
  }

  /// Hands everything written so far to the file.
  func flush() throws { try check(xmlTextWriterFlush(writer)) }

  private func check(_ code: Int32) throws {
    if let failure = sink.failure { throw failure }
    guard code < 0 else { return }
    throw JUnitError(.unwritable, file: path, message: "libxml2 could not write an element: out of memory")
  }
}

/// libxml2's global state.
enum XMLLibrary {
  /// Prepares libxml2 for use from several threads; cheap to call again.
  static func initialize() { _ = initialized }

  private static let initialized: Bool = {
    xmlInitParser()
    return true
  }()
}
