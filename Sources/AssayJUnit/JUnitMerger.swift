import AssayGate
import Foundation

/// Merges the reports of any tools into one, or into several of a limited size, in the superset or the strict dialect.
///
/// Totals are counted anew, names become unique, illegal characters visible, suites flat. Nothing turns green on the way:
/// a file that cannot be read to its end, a suite that states failures which none of its cases has, and a merge without
/// any case are errors in the merged report.
///
/// Reads every file twice, three times with `retries`, and writes case by case: memory does not grow with the number of
/// cases, but with that of suites' names and of names that come more than once.
public struct JUnitMerger {
  /// How to merge.
  public struct Options: Sendable {
    /// The largest size of a file in bytes: beyond it `merged.xml` becomes `merged-1.xml`, `merged-2.xml` and so on. A
    /// case that is larger by itself has a file of its own.
    public var split = 20_000_000
    /// Cases of the same class name and name are attempts at one, of which the last counts.
    public var retries = false
    /// What the merged report may say.
    public var dialect = JUnitDialect.superset
    /// How much of each file is taken.
    public var limits = JUnitReader.Limits()

    /// Creates options: 20 MB a file, no retries, the superset.
    public init() {}
  }

  /// What was merged.
  public struct Report: Sendable {
    /// The files that were written.
    public var outputs: [String] = []
    /// The number of files that were read to their end.
    public var files = 0
    /// The totals of all that was written.
    public var totals = JUnitTotals()
    /// Cases that got a number because another has their name, and the first of these.
    public var renamed = (count: 0, first: "")
    /// Cases that passed after attempts that did not.
    public var flaky = 0
    /// Attempts that were joined with a later one.
    public var attempts = 0
    /// XML of folders that is no JUnit report.
    public var passedOver: [String] = []
    /// What could not be read, and what else is an error in the merged report.
    public var errors: [String] = []
    /// Totals that a file states and that its cases do not add up to, and what was left out.
    public var notes: [String] = []
    /// Files of an earlier merge that were removed.
    public var removed: [String] = []
  }

  private let options: Options
  private let workingDirectory: String

  /// Creates a merger.
  ///
  /// - Parameter workingDirectory: absolute; what paths in the merged report are relative to.
  public init(_ options: Options, workingDirectory: String) {
    self.options = options
    self.workingDirectory = workingDirectory
  }

  /// Merges files; the output says "did not finish" until the very end.
  ///
  /// - Parameters:
  ///   - paths: files and folders.
  ///   - output: the path of the merged report, which ends in `.xml`; no file of `paths`. A file that is there, and
  ///     numbered files beside it, must be of an earlier merge: these are replaced, and no input when they are found.
  /// - Throws: ``JUnitError`` of the kind ``JUnitError/Kind/replaced``, before anything is touched, when another file
  ///   would be replaced; ``ReportFileError`` and ``JUnitError`` when the output cannot be written.
  public func merge(_ paths: [String], to output: String) throws -> Report {
    let earlier = try EarlierMerge(output: output, workingDirectory: workingDirectory)
    if let own = paths.first(where: { earlier.contains($0) }) {
      throw JUnitError(
        .replaced, file: own, message: "this file would be replaced before it is read: name another output")
    }
    let files = JUnitFiles(paths) { earlier.contains($0) }
    let parts = JUnitParts(output: output, workingDirectory: workingDirectory, options: options, replacing: earlier)
    try parts.invalidate()
    var report = Report()
    for folder in files.emptyFolders { report.errors.append("\(folder): no file in this folder ends in .xml") }

    let read = try readNames(of: files, &report)
    return try write(read.readable, names: read.names, to: parts, report)
  }

  /// Finds which names may come more than once, and which files are no reports.
  private func readNames(
    of files: JUnitFiles, _ report: inout Report
  ) throws -> (names: MergedNames, readable: [JUnitFiles.File]) {
    let bytes = files.files.reduce(0) { $0 + (Self.size(of: $1.path) ?? 0) }
    var names = MergedNames(expected: min(bytes, options.limits.bytes * max(1, files.files.count)) / 100)
    var readable: [JUnitFiles.File] = []
    for file in files.files {
      do {
        try JUnitReader(path: file.path, limits: options.limits).forEachCase { testCase, suite in
          names.expect(testCase, in: suite)
        }
        readable.append(file)
      } catch let error as JUnitError {
        if error.kind == .notJUnit, file.isFound { report.passedOver.append(file.path) } else { readable.append(file) }
      }
    }
    names.endExpecting(retries: options.retries)
    if options.retries {
      for file in readable {
        _ = try? JUnitReader(path: file.path, limits: options.limits).forEachCase { testCase, suite in
          names.countAttempt(testCase, in: suite)
        }
      }
      names.endCounting()
    }
    return (names, readable)
  }

  /// Takes over the names: while anybody else held them, the first change would copy their tables.
  private func write(
    _ files: [JUnitFiles.File], names: consuming MergedNames, to parts: JUnitParts, _ report: Report
  ) throws -> Report {
    var session = MergeSession(names: names, parts: parts, retries: options.retries, root: workingDirectory)
    session.report = report
    for message in report.errors { try session.appendError(message, name: "folder", type: "NoReport") }
    for file in files {
      session.start(file.path, fallbackTime: Self.modification(of: file.path))
      var failure: JUnitError?
      do {
        try JUnitReader(path: file.path, limits: options.limits).read { event in
          do { try session.take(event) } catch { throw WriteFailure(error: error) }
        }
        session.report.files += 1
      } catch let error as WriteFailure {
        throw error.error
      } catch let error as JUnitError {
        failure = error
      }
      try session.end(failure)
    }
    return try session.finish()
  }

  /// Keeps apart what the output throws from what a reader does.
  private struct WriteFailure: Error { var error: any Error }

  private static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  private static func modification(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return JUnitFormat.timestamp(Date()) }
    #if canImport(Darwin)
      return JUnitFormat.timestamp(secondsSince1970: status.st_mtimespec.tv_sec)
    #else
      return JUnitFormat.timestamp(secondsSince1970: status.st_mtim.tv_sec)
    #endif
  }
}

extension JUnitReader {
  /// Calls a function with every case and the name of its suite.
  func forEachCase(_ body: (JUnitCase, String) -> Void) throws {
    var suites: [String] = []
    try read { event in
      switch event {
      case .report, .suiteOutput: break
      case .suite(let suite, _, _): suites.append(suite.name)
      case .suiteEnd: suites.removeLast()
      case .testCase(let testCase, _): body(testCase, suites.last ?? "")
      }
    }
  }
}
