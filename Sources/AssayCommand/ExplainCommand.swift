import ArgumentParser
import AssayGate

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a check: what it asserts, its arguments, examples.",
    discussion: "Without a name, list every check.")

  @Argument(help: "The name of a check: null_rate.", completion: .list(CheckRegistry.all.map { $0.declaration.name }))
  var check: String?

  func run() throws {
    guard let check else {
      print(CheckGuide.list())
      return
    }
    guard let known = CheckRegistry.check(named: check) else {
      throw ValidationError(CheckGuide.unknown(check))
    }
    print(CheckGuide.page(known.declaration))
  }
}
