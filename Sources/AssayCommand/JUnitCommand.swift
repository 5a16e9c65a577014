import ArgumentParser

struct JUnitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "junit",
    abstract: "Merge, validate and sum up the JUnit reports of any tool.",
    discussion: """
      Reports are read case by case, whatever their size. A document type, entities, a text of more than 10 MB, elements \
      nested deeper than 32 levels and files of more than 1 GiB are refused, with the position.
      """,
    subcommands: [JUnitMergeCommand.self, JUnitValidateCommand.self, JUnitSummaryCommand.self])
}
