import ArgumentParser
import AssayGate

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print what a run would do, with every check's share of the false-alarm budget.",
    discussion: "Nothing is replayed. Missing files are reported, and where there is an assay.lock it is verified.")

  @Argument(help: "The folders of the fixtures.", completion: .directory)
  var fixtures: [String] = []

  @OptionGroup var selection: Selection

  mutating func validate() throws {
    if fixtures.isEmpty { throw ValidationError("name at least one fixture: the folder that holds assay.yaml") }
  }

  @OptionGroup var reading: Reading

  func run() async throws {
    var isLocked = true
    for path in fixtures {
      do {
        let manifest = try ManifestReader.read(path: path, checks: CheckRegistry.all)
        let hasLock = try InputLock.read(directory: manifest.directory) != nil
        let missing = hasLock ? [] : PathResolver.validatePaths(of: manifest)
        if !missing.isEmpty { throw ManifestErrors(missing) }
        let plan = try Plan(manifest, versions: selection.versions, checks: selection.checks)
        print(plan.description)
        for notice in plan.baselineNotices(path) { Message.error("notice: \(notice)") }
        if hasLock {
          let faults = try await FixtureData(path, isParanoid: reading.paranoid).verify().faults
          for fault in faults { Message.error(fault) }
          isLocked = isLocked && faults.isEmpty
        }
      } catch let error as ValidationError {
        throw error
      } catch  where error is InputError || error is InputErrors {
        Message.error("\(error)")
        isLocked = false
      } catch {
        Message.error("\(error)")
        throw ArgumentParser.ExitCode(AssayGate.ExitCode.usage.rawValue)
      }
    }
    if !isLocked { throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue) }
  }
}
