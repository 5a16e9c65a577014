import Foundation

extension TestSession {
  /// Where instrumented processes write their counts, each to a file of its own.
  var profile: [String: String] {
    arguments.collectsCoverage ? ["LLVM_PROFILE_FILE": "\(profiles)/%p-%m.profraw"] : [:]
  }

  /// The process that lists the tests is instrumented too; its counts are of no test, and would be written beside the
  /// package.
  var unusedProfile: [String: String] {
    arguments.collectsCoverage ? ["LLVM_PROFILE_FILE": "\(scratch)/unused-%p"] : [:]
  }

  private var profiles: String { "\(scratch)/profiles" }

  /// Merges the counts and writes them where `swift test --enable-code-coverage` does: `default.profdata`, and the JSON
  /// file whose path `swift test --show-codecov-path` prints. A process that crashed or was killed has written none.
  mutating func exportCoverage() async {
    let doing = "the export of the coverage"
    let product = arguments.product.map { ["--test-product", $0] } ?? []
    guard
      let shown = await swift(
        ["test", "--show-codecov-path"] + product + arguments.build, doing: doing, type: "Coverage", isShown: false),
      let output = shown.split(separator: "\n").last.map(String.init)
    else { return }
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: profiles)) ?? []).sorted()
      .filter { $0.hasSuffix(".profraw") }.map { "\(profiles)/\($0)" }
    guard !files.isEmpty else {
      return add(
        "there is no coverage: no test process came to its end, or the tests were built without --enable-code-coverage",
        name: doing, type: "Coverage")
    }
    guard let tools = await toolchain() else { return }
    let folder = String(output.prefix(upTo: output.lastIndex(of: "/") ?? output.startIndex))
    let list = "\(profiles)/files.txt"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try (files.joined(separator: "\n") + "\n").write(toFile: list, atomically: false, encoding: .utf8)
    } catch {
      return add("the coverage cannot be written to \(folder): \(error)", name: doing, type: "Coverage")
    }
    let merged = "\(folder)/default.profdata"
    // A killed process may have left half a file: the counts of the others are still good.
    let merge =
      tools + ["llvm-profdata", "merge", "-sparse", "-failure-mode=all", "-input-files=\(list)", "-o", merged]
    guard await command(Self.joined(merge), doing: doing, type: "Coverage", isShown: false) != nil else { return }
    #if os(macOS)
      let name = bundle.split(separator: "/").last?.dropLast(".xctest".count) ?? ""
      let program = "\(bundle)/Contents/MacOS/\(name)"
    #else
      let program = bundle
    #endif
    let export = Self.joined(tools + ["llvm-cov", "export", "-instr-profile=\(merged)", program])
    // Standard output alone is the JSON text.
    let shell = ["/bin/sh", "-c", #"out=$1; shift; exec "$@" > "$out""#, "sh", output] + export
    guard await command(shell, doing: doing, type: "Coverage", isShown: false) != nil else { return }
    messages.append("note: coverage: \(output)")
  }

  /// What stands before the name of a tool of LLVM: the folder of the toolchain, whose versions read its own profiles.
  private mutating func toolchain() async -> [String]? {
    #if os(macOS)
      return ["xcrun"]
    #else
      struct Target: Decodable {
        struct Paths: Decodable { var runtimeResourcePath: String }
        var paths: Paths
      }
      let doing = "finding the tools for coverage"
      guard let text = await swift(["-print-target-info"], doing: doing, type: "Coverage", isShown: false) else {
        return nil
      }
      guard let target = try? JSONDecoder().decode(Target.self, from: Data(text.utf8)) else {
        add("'swift -print-target-info' does not say where the toolchain is", name: doing, type: "Coverage")
        return nil
      }
      // …/usr/lib/swift
      let resources = URL(fileURLWithPath: target.paths.runtimeResourcePath)
      return [
        resources.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("bin").path + "/"
      ]
    #endif
  }

  /// A folder and the name in it are one word; `xcrun` is a word of its own.
  private static func joined(_ words: [String]) -> [String] {
    guard let first = words.first, first.hasSuffix("/"), words.count > 1 else { return words }
    return [first + words[1]] + words.dropFirst(2)
  }
}
