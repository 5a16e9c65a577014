import ArgumentParser
import AssayGate
import AssayLibraries

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show which libraries are found, where, which versions, and how to get what is missing.",
    discussion: "Ends with 2 when a library is missing or cannot be used.")

  func run() async throws {
    print("assay \(Gate.toolVersion)")
    var isComplete = true
    for library in NativeLibrary.all {
      let status = await library.status()
      isComplete = isComplete && status.isUsable
      print(Self.lines(status).joined(separator: "\n"))
    }
    if !isComplete { throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue) }
  }

  static func lines(_ status: LibraryStatus) -> [String] {
    var lines = ["\(status.library.name) \(status.version ?? "not usable") (tested with \(status.pinnedVersion))"]
    if let path = status.path {
      let source =
        switch status.source {
        case .environment: "named by \(status.library.environmentVariable)"
        case .system: "on the system"
        case .cache: "in the cache"
        case nil: "found"
        }
      let digest =
        switch status.digest {
        case .verified: ", digest verified"
        case .notPinned: ""
        case .differs(let text), .notVerified(let text): ", \(text)"
        }
      lines.append("  \(path) (\(source)\(digest))")
    }
    if let problem = status.problem { lines.append("  \(problem)") }
    return lines
  }
}
