import ArgumentParser
import AssayGate

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print what a run would do, with every check's share of the false-alarm budget.",
    discussion: "Nothing is replayed. Missing files are reported.")

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var selection: Selection

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
  }

  func run() throws {
    for path in fixtures {
      do {
        let manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
        let missing = PathResolver.validatePaths(of: manifest)
        if !missing.isEmpty { throw ManifestErrors(missing) }
        let plan = try Plan(manifest, versions: selection.versions, checks: selection.checks)
        print(plan.description)
      } catch let error as ValidationError {
        throw error
      } catch {
        Message.error("\(error)")
        throw ArgumentParser.ExitCode(AssayGate.ExitCode.usage.rawValue)
      }
    }
  }
}
