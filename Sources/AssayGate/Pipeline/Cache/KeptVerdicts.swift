import Foundation

/// The verdicts of a table as the cache keeps them: without what the manifest says, in few bytes that are quick to read.
struct KeptVerdicts: Sendable, Hashable {
  /// A case.
  struct Case: Sendable, Hashable {
    var check: String
    var column: String?
    var slice: String?
    var verdict: Verdict
    /// The message without the note on its suppression, which counts days.
    var message: String
    var isSuppressed = false
    var details: [String]
    var metrics: [Metric]
    var limits: [String]
    var n: Int
    var attachments: [Attachment] = []
    var figures: [Figure] = []
    var digest: TableDigest?
  }

  /// A file that belongs to a case.
  struct Attachment: Sendable, Hashable {
    /// Its path below the folder for reports.
    var name: String
    var content: Data
  }

  /// The fixture and table that the verdicts are of.
  var fixture: String
  var table: String
  /// The only day, `YYYY-MM-DD`, on which the verdicts hold; `nil` when they do not depend on it.
  var day: String?
  var cases: [Case] = []

  init(fixture: String, table: String) {
    self.fixture = fixture
    self.table = table
  }

  /// The verdicts as bytes.
  var content: Data {
    var writer = ByteWriter()
    writer.write(fixture)
    writer.write(table)
    writer.write(day)
    writer.write(cases.count)
    for one in cases {
      writer.write(one.check)
      writer.write(one.column)
      writer.write(one.slice)
      writer.write(one.verdict.rawValue)
      writer.write(one.message)
      writer.write(one.isSuppressed ? 1 : 0)
      writer.write(one.details)
      writer.write(one.limits)
      writer.write(one.n)
      writer.write(one.metrics.count)
      for metric in one.metrics {
        writer.write(metric.name)
        writer.write(metric.definition)
        writer.write(metric.n)
        for value in [metric.value, metric.lower, metric.upper] { writer.write(value) }
      }
      writer.write(one.attachments.count)
      for file in one.attachments {
        writer.write(file.name)
        writer.write(file.content)
      }
      writer.write(one.digest?.today)
      writer.write(one.digest?.approved)
      writer.write(one.figures.count)
      for figure in one.figures { writer.write(figure) }
    }
    return writer.bytes
  }

  /// Reads the bytes; throws when they are not what `content` writes.
  init(_ content: Data) throws(ByteReader.Failure) {
    var reader = ByteReader(content)
    fixture = try reader.requiredText()
    table = try reader.requiredText()
    day = try reader.text()
    for _ in 0..<(try reader.count()) {
      var one = Case(
        check: try reader.requiredText(), column: try reader.text(), slice: try reader.text(), verdict: .pass,
        message: "", details: [], metrics: [], limits: [], n: 0)
      guard let verdict = Verdict(rawValue: try reader.requiredText()) else { throw ByteReader.Failure() }
      one.verdict = verdict
      one.message = try reader.requiredText()
      one.isSuppressed = try reader.integer() == 1
      one.details = try reader.texts()
      one.limits = try reader.texts()
      one.n = try reader.integer()
      for _ in 0..<(try reader.count()) {
        let (name, definition, n) = (try reader.requiredText(), try reader.requiredText(), try reader.integer())
        guard let value = try reader.number() else { throw ByteReader.Failure() }
        one.metrics.append(
          Metric(name, value, n: n, definition: definition, lower: try reader.number(), upper: try reader.number()))
      }
      for _ in 0..<(try reader.count()) {
        one.attachments.append(Attachment(name: try reader.requiredText(), content: try reader.data()))
      }
      let (today, approved) = (try reader.text(), try reader.text())
      one.digest = today.map { TableDigest(today: $0, approved: approved) }
      for _ in 0..<(try reader.count()) { one.figures.append(try reader.figure()) }
      cases.append(one)
    }
    guard reader.isAtEnd else { throw ByteReader.Failure() }
  }
}

/// Writes values one after the other.
struct ByteWriter {
  private(set) var bytes = Data()

  mutating func write(_ value: Int) {
    withUnsafeBytes(of: Int64(value).littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ data: Data) {
    write(data.count)
    bytes.append(data)
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ text: String?) {
    if let text { write(text) } else { write(-1) }
  }

  mutating func write(_ texts: [String]) {
    write(texts.count)
    for text in texts { write(text) }
  }

  /// By its bits, so that it comes back as it was.
  mutating func write(_ value: Double?) {
    write(value == nil ? 0 : 1)
    if let value { write(Int(truncatingIfNeeded: value.bitPattern)) }
  }
}

/// Reads what was written; nothing that it finds makes it read beyond the end.
struct ByteReader {
  /// The bytes are something else.
  struct Failure: Error {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ data: Data) { bytes = Array(data) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func integer() throws(Failure) -> Int {
    guard bytes.count - position >= 8 else { throw Failure() }
    let value = bytes.withUnsafeBytes {
      Int64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Int64.self))
    }
    position += 8
    return Int(value)
  }

  /// A number of things that each take a byte at least.
  mutating func count() throws(Failure) -> Int {
    let count = try integer()
    guard count >= 0, count <= bytes.count - position else { throw Failure() }
    return count
  }

  mutating func text() throws(Failure) -> String? {
    let length = try integer()
    if length == -1 { return nil }
    guard length >= 0, length <= bytes.count - position else { throw Failure() }
    defer { position += length }
    return String(decoding: bytes[position..<position + length], as: UTF8.self)
  }

  mutating func requiredText() throws(Failure) -> String {
    guard let text = try text() else { throw Failure() }
    return text
  }

  mutating func texts() throws(Failure) -> [String] {
    var texts: [String] = []
    for _ in 0..<(try count()) { texts.append(try requiredText()) }
    return texts
  }

  mutating func number() throws(Failure) -> Double? {
    guard try integer() == 1 else { return nil }
    return Double(bitPattern: UInt64(bitPattern: Int64(try integer())))
  }

  mutating func data() throws(Failure) -> Data {
    let length = try count()
    defer { position += length }
    return Data(bytes[position..<position + length])
  }
}
