import ArgumentParser
import AssayGate
import AssayJUnit

struct JUnitValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate reports against a dialect.",
    discussion: """
      superset: what 'assay run', 'assay test' and 'assay junit merge' write, which every CI system reads. Reports of other \
      tools seldom keep all of it; 'assay junit merge' makes one that does.
      jenkins: the structure that the xUnit plugin of Jenkins takes.

      Both: totals equal the elements, class name and name together are unique.

      EXIT STATUS
        0   all are valid
        1   at least one is not; at most 100 violations of each are shown, with the line
        2   a file could not be read
      """)

  @Argument(help: "Reports.", completion: .file(extensions: ["xml"]))
  var files: [String] = []

  @Option(help: "What a report may say: superset or jenkins.")
  var dialect = JUnitDialect.superset

  mutating func validate() throws {
    if files.isEmpty { throw ValidationError("name at least one report") }
  }

  func run() throws {
    var worst: Int32 = 0
    for file in files {
      do throws(JUnitError) {
        let found = try JUnitValidator().validate(path: file, dialect: dialect)
        for violation in found {
          let place = [violation.line, violation.column].compactMap { $0.map { ":\($0)" } }.joined()
          print("\(file)\(place): \(ReportText.oneLine(violation.message, maximumBytes: 1_000))")
        }
        if found.isEmpty {
          print("\(file): valid (\(dialect.rawValue))")
        } else {
          worst = max(worst, 1)
        }
      } catch {
        Message.error("\(error)")
        worst = 2
      }
    }
    if worst != 0 { throw ArgumentParser.ExitCode(worst) }
  }
}
