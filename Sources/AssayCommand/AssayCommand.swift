import ArgumentParser
import AssayGate

@main
struct AssayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "The gate that keeps bad data, bad features and bad models from merging.",
    discussion: """
      A fixture is a folder with a manifest (assay.yaml), its data, models and approved baselines. 'assay run' replays \
      every version of the data through the fixture's stages, checks every stage's output, and writes report.html, \
      JUnit XML and JSON below test-results/assay.

      A first run:
        assay doctor                      which libraries are found, and how to get what is missing
        assay run Fixtures/flights        run every check of a fixture
        assay show                        what the last run found; --format html, markdown, junit, json
        assay approve FIXTURE --why TEXT  record the results as approved
        assay review FIXTURE              show what differs from them, accept or reject it
        assay lock FIXTURE                pin data, models and code; every run verifies them

      EXIT STATUS
        0    every check passed (warnings and inconclusive checks are allowed unless --fail-on says otherwise)
        1    at least one check failed; also a run that recorded something
        2    something could not be evaluated, or nothing was checked
        64   wrong usage, or a manifest that does not parse
        70   an internal error
        128+n  ended by signal n, after the report was written
      """,
    version: Gate.toolVersion,
    subcommands: [
      RunCommand.self, ShowCommand.self, PlanCommand.self, ApproveCommand.self, ReviewCommand.self, ProfileCommand.self,
      LockCommand.self, VerifyCommand.self, VersionsCommand.self, DiffCommand.self, CacheCommand.self, TestCommand.self,
      JUnitCommand.self, ExplainCommand.self, SchemaCommand.self, SetupCommand.self, DoctorCommand.self,
    ])
}
