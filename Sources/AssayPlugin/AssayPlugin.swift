import Foundation
import PackagePlugin

/// `swift package assay …`: the command line of Assay, in a package that depends on it.
///
/// ```
/// swift package --allow-writing-to-package-directory assay run Fixtures/flights
/// ```
///
/// The first call builds `assay` in release, which takes minutes; later ones take seconds. It runs in the package's
/// folder with the caller's environment, and takes every argument of the command line.
///
/// - `--allow-writing-to-package-directory` stands before the verb. Without it SwiftPM asks on a terminal and fails
///   where there is none, because reports go to `test-results/assay` in the package.
/// - The exit status is 0 or 1, as of every plugin: a check that failed, a check that could not be evaluated and wrong
///   usage all end with 1, and the message names the status of `assay`. Where they must be told apart, run the
///   executable itself: `swift run -c release assay run Fixtures/flights` in Assay's package, or an installed one.
/// - Its output is no terminal to `assay`: there is no progress line, and colour only with `--color always`.
/// - On macOS SwiftPM's sandbox allows writing to the package and nothing else, so `setup` and an `--output` elsewhere
///   fail there; on Linux there is no sandbox.
@main
struct AssayPlugin: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    // Not a tool that the plugin depends on: SwiftPM builds such tools in debug, in which a gate takes many times as long.
    let build = try packageManager.build(.product("assay"), parameters: .init(configuration: .release, echoLogs: true))
    guard build.succeeded else {
      Diagnostics.error("assay could not be built:\n\(build.logText)")
      return
    }
    let tool = build.builtArtifacts.first { $0.kind == .executable && $0.url.lastPathComponent == "assay" }
    guard let tool else {
      Diagnostics.error("the build made no executable 'assay'")
      return
    }
    let process = Process()
    process.executableURL = tool.url
    process.arguments = arguments
    process.currentDirectoryURL = context.package.directoryURL
    try process.run()
    process.waitUntilExit()
    let command = (["assay"] + arguments).joined(separator: " ")
    if process.terminationReason == .uncaughtSignal {
      Diagnostics.error("'\(command)' was ended by signal \(process.terminationStatus)")
    } else if process.terminationStatus != 0 {
      Diagnostics.error("'\(command)' ended with status \(process.terminationStatus)")
    }
  }
}
