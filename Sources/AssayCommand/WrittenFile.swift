import ArgumentParser
import AssayGate

/// A file that a command writes, looked at before anything is written.
enum WrittenFile {
  /// What stands for standard output on the command line.
  static let standardOutput = "-"

  /// Ends the command with 64 when a file stands in the way: one of a fixture, or one that the command reads.
  ///
  /// - Parameters:
  ///   - path: the file; `nil` when there is none.
  ///   - option: the option that names it: `--output`.
  ///   - fixtures: fixtures whose files are looked at, beside those in whose folders the file lies.
  ///   - others: further files that must stay, and what each is.
  ///   - allowsProfile: whether the stored profile of a fixture's reference may be written.
  static func refuse(
    _ path: String?, option: String, fixtures: [String] = [], others: [(path: String, what: String)] = [],
    allowsProfile: Bool = false
  ) throws {
    guard let path else { return }
    var files = FixtureFiles()
    for other in others { files.add(other.path, as: other.what) }
    for fixture in fixtures { files.add(fixture: fixture, allowsProfile: allowsProfile) }
    files.add(fixturesAround: path, allowsProfile: allowsProfile)
    guard let fault = files.fault(of: path) else { return }
    Message.error("\(option) \(path): \(fault); name another file")
    throw ArgumentParser.ExitCode(AssayGate.ExitCode.usage.rawValue)
  }
}
