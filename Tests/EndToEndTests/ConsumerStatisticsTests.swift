import Foundation
import Testing

@Suite("A package that uses AssayStatistics alone")
struct ConsumerStatisticsTests {
  @Test("builds where libxml2 is not, compiles nothing else of Assay, and runs")
  func alone() async throws {
    let package = try ConsumerPackage("Statistics")
    let hidden = ["PKG_CONFIG_PATH": "/nowhere", "PKG_CONFIG_LIBDIR": "/nowhere"]
    let found = try await ConsumerProcess.run(
      ["pkg-config", "--exists", "libxml-2.0"], in: package.folder, environment: hidden.mapValues { $0 })
    #expect(found.status != 0, "libxml2 is not hidden")
    let build = try await package.swift("build", environment: hidden.mapValues { $0 })
    try #require(build.status == 0, "\(build.output)")
    #expect(!build.output.contains("libxml"), "\(build.output)")

    let modules = try FileManager.default.contentsOfDirectory(atPath: package.path(of: "Modules"))
      .filter { $0.hasSuffix(".swiftmodule") }
    #expect(Set(modules) == ["App.swiftmodule", "AssayStatistics.swiftmodule"])
    let binary = try Data(contentsOf: URL(fileURLWithPath: package.path(of: "App")))
    for library in ["libxml2.so", "libduckdb", "libonnxruntime", "libTesting", "libXCTest"] {
      #expect(binary.range(of: Data(library.utf8)) == nil, "it is linked with \(library)")
    }
    let run = try await package.run("App")
    #expect(run.output == "fail 0.501\n")
    #expect(run.status == 0)
  }
}
