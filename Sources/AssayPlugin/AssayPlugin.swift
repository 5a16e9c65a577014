import Foundation
import PackagePlugin

/// `swift package assay run Fixtures/flights`: builds `assay` in release and hands the arguments on.
///
/// A plugin can only end with 0 or 1; use the executable where exit codes matter.
@main
struct AssayPlugin: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) async throws {
    let build = try packageManager.build(.product("assay"), parameters: .init(configuration: .release))
    guard build.succeeded else {
      Diagnostics.error("assay could not be built:\n\(build.logText)")
      return
    }
    let built = build.builtArtifacts.filter { $0.kind == .executable && $0.url.lastPathComponent == "assay" }
    guard let tool = built.first(where: { $0.url.path.contains("/release/") }) ?? built.first else {
      Diagnostics.error("the build made no 'assay'")
      return
    }
    let process = Process()
    process.executableURL = tool.url
    process.arguments = arguments
    process.currentDirectoryURL = context.package.directoryURL
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      Diagnostics.error("assay \(arguments.joined(separator: " ")) ended with status \(process.terminationStatus)")
    }
  }
}
