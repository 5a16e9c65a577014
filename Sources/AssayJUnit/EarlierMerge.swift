import AssayGate
import Foundation

/// The files of an earlier merge that a merge replaces: the report itself, and its numbered parts.
///
/// Nothing else is ever replaced: a report that this merge has not written may hold failures that nobody has seen.
struct EarlierMerge {
  /// The name of the root of a merged report.
  static let name = "merged"

  /// The parts that are there, sorted by their numbers.
  let parts: [String]
  private let places: [FilePlace]

  /// Looks at what is there; nothing is touched.
  ///
  /// - Parameters:
  ///   - output: the path of the merged report, which ends in `.xml`.
  ///   - workingDirectory: absolute; what a relative `output` starts from.
  /// - Throws: ``JUnitError`` of the kind ``JUnitError/Kind/replaced`` when a file that this merge could write is no merged
  ///   report.
  init(output: String, workingDirectory: String) throws(JUnitError) {
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)" }
    let numbers = Self.numbers(of: absolute(output))
    parts = numbers.map { Self.part($0, of: output) }
    try Self.requireMerged(absolute(output), shown: output, name: Self.name)
    for (number, part) in zip(numbers, parts) {
      try Self.requireMerged(absolute(part), shown: part, name: Self.name(ofPart: number))
    }
    places = ([output] + parts).map { FilePlace(absolute($0)) }
  }

  /// The path of a part of a report.
  static func part(_ number: Int, of output: String) -> String { "\(stem(output))-\(number).xml" }

  /// The name of the root of a part: a report that somebody has merged into `shard-1.xml` is none of `shard.xml`.
  static func name(ofPart number: Int) -> String { "\(name), part \(number)" }

  /// Whether a path leads to the report or to one of its parts, however it is spelt; the report need not be there.
  func contains(_ path: String) -> Bool {
    let place = FilePlace(path)
    return places.contains { $0.isSame(as: place) }
  }

  private static func stem(_ path: String) -> String { path.hasSuffix(".xml") ? String(path.dropLast(4)) : path }

  private static func numbers(of path: String) -> [Int] {
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    let start = stem(path).dropFirst(folder.count + 1) + "-"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "/" : String(folder))) ?? []
    return files.compactMap { file in
      guard file.hasPrefix(start), file.hasSuffix(".xml") else { return nil }
      let digits = file.dropFirst(start.count).dropLast(4)
      guard let number = Int(digits), number > 0, String(number) == digits else { return nil }
      return number
    }.sorted()
  }

  /// A merged report is known by its first bytes, which stand in one that is not finished too.
  private static func requireMerged(_ path: String, shown: String, name: String) throws(JUnitError) {
    var status = stat()
    // What is no regular file is refused when it is written; in an empty one nothing is lost.
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
    let start = Data("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\(name)\" tests=\"".utf8)
    let file = FileHandle(forReadingAtPath: path)
    if (try? file?.read(upToCount: start.count)) == start { return }
    throw JUnitError(
      .replaced, file: shown,
      message: "this file would be replaced, and is no earlier merge of that name: name another output, or remove it")
  }
}
