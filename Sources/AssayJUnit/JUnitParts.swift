import AssayGate
import Foundation

/// The files of a merged report: one, or as many as a limit of size asks for.
final class JUnitParts {
  private let output: String
  private let workingDirectory: String
  private let options: JUnitMerger.Options
  private let earlier: EarlierMerge
  private let publication = ReportPublication()
  private var writer: JUnitWriter
  /// Bytes of the current part, about: what stands around the cases is estimated.
  private var size = 0
  private var finished: [String] = []
  private(set) var totals = JUnitTotals()
  /// The number of the current part, counted from 0.
  var part: Int { finished.count }

  /// - Parameter earlier: the files that may be replaced.
  init(output: String, workingDirectory: String, options: JUnitMerger.Options, replacing earlier: EarlierMerge) {
    self.output = output
    self.workingDirectory = workingDirectory
    self.options = options
    self.earlier = earlier
    writer = Self.writer(output, workingDirectory, options)
  }

  private static func writer(_ output: String, _ folder: String, _ options: JUnitMerger.Options) -> JUnitWriter {
    JUnitWriter(
      ReportFile(path: output, relativeTo: folder),
      options: JUnitWriter.Options(name: EarlierMerge.name, dialect: options.dialect, keepsNames: true))
  }

  /// Makes the output say "did not finish", and removes the numbered parts of an earlier merge, which would be read
  /// beside this one's.
  func invalidate() throws {
    try writer.invalidate()
    for part in earlier.parts { ReportFile(path: part, relativeTo: workingDirectory).discard() }
  }

  /// Opens a suite in the current part.
  func open(_ suite: JUnitSuite) -> Int {
    size +=
      400 + suite.properties.reduce(0) { $0 + 60 + Self.bound($1.name) + Self.bound($1.value) }
      + Self.bound(suite.name) + Self.bound(suite.file ?? "") + Self.bound(suite.package ?? "")
    return writer.open(suite)
  }

  /// Room for what suites have written, which comes after their cases.
  private var reserve: Int { min(options.split / 10, 12 * JUnitFormat.textBytes) }

  /// Ends the current part when what comes next could exceed its limit; the suites of it are closed then.
  ///
  /// - Parameter bytes: at most so many come next.
  func makeRoom(for bytes: Int) throws {
    guard writer.totals.tests > 0, 500 + size + writer.bytes + bytes > options.split - reserve else { return }
    try finishPart()
    writer = Self.writer(output, workingDirectory, options)
    size = 0
  }

  func append(_ testCase: JUnitCase, to suite: Int) throws {
    try writer.append(testCase, to: suite)
    totals.add(testCase)
  }

  func append(output: String, isError: Bool, to suite: Int) throws {
    try writer.append(output: output, isError: isError, to: suite)
  }

  /// Writes what is left and gives every part its name.
  ///
  /// - Returns: the files of this merge, and those of an earlier one that were removed.
  func finish() throws -> (outputs: [String], removed: [String]) {
    if finished.isEmpty {
      try finish(as: output, name: EarlierMerge.name)
      try publication.publish()
    } else {
      try finishPart()
      try publication.publish()
      // It says "did not finish".
      ReportFile(path: output, relativeTo: workingDirectory).discard()
    }
    return (finished, earlier.parts.filter { !finished.contains($0) })
  }

  private func finishPart() throws {
    let number = part + 1
    try finish(as: EarlierMerge.part(number, of: output), name: EarlierMerge.name(ofPart: number))
  }

  private func finish(as path: String, name: String) throws {
    try writer.finish(
      started: Date(), seconds: writer.totals.time, name: name,
      as: ReportFile(path: path, relativeTo: workingDirectory, publication: publication))
    finished.append(path)
  }

  /// At most so many bytes is a text when it is written.
  static func bound(_ text: String) -> Int {
    var bytes = 0
    for byte in text.utf8.prefix(4 * JUnitFormat.textBytes) {
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: ">"): bytes += 4
      case UInt8(ascii: "&"): bytes += 5
      case UInt8(ascii: "\""): bytes += 6
      // A control character becomes a picture of it, or a reference.
      case 0..<0x20, 0x7F, 0xC2: bytes += 8
      default: bytes += 1
      }
    }
    // Texts are cut before they are escaped.
    return min(bytes, 6 * JUnitFormat.textBytes)
  }

  /// At most so many bytes is a case when it is written.
  static func bound(_ testCase: JUnitCase) -> Int {
    var bytes = 200 + bound(testCase.name) + bound(testCase.className) + bound(testCase.file ?? "")
    for property in testCase.properties { bytes += 60 + bound(property.name) + bound(property.value) }
    for result in testCase.results {
      bytes += 80 + bound(result.message ?? "") + bound(result.type ?? "") + bound(result.text)
    }
    for attempt in testCase.attempts {
      bytes += 200 + bound(attempt.message ?? "") + bound(attempt.type ?? "") + bound(attempt.text)
      bytes += bound(attempt.systemOut ?? "") + bound(attempt.systemError ?? "")
    }
    return bytes + 80 + bound(testCase.systemOut ?? "") + bound(testCase.systemError ?? "")
  }
}
