import ArgumentParser
import AssayGate
import AssayLibraries

struct SetupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Fetch the libraries that Assay loads at run time: DuckDB and ONNX Runtime.",
    discussion: """
      They are taken from Python wheels, pinned by version and SHA-256, and unpacked into a per-user cache; nothing is \
      installed. It needs Python 3.9 or later with pip. A library on the system, or one that ASSAY_DUCKDB_LIBRARY or \
      ASSAY_ONNXRUNTIME_LIBRARY names, wins over the cache.
      """)

  func run() async throws {
    do {
      try await LibrarySetup.run()
    } catch {
      Message.error(error.message)
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue)
    }
  }
}
