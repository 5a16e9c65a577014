import AssayTable
import Foundation

/// A replay of a few rows in place of a version's data: a look at a divergence, no judgement of the fixture.
///
/// Only approved golden rows whose keys are in the output are compared. What is about whole tables, all other checks, is
/// skipped; and the run never passes.
enum PartialReplay {
  /// Why a check is skipped.
  static let reason = "a partial replay compares approved golden rows alone, and this is about the whole table"

  /// Why a run without a difference does not pass.
  static func verdict(_ version: String, compared: Int) -> String {
    compared == 0
      ? "partial replay of version '\(version)': no approved golden row is among these rows, so nothing was compared"
      : "partial replay of version '\(version)': the approved golden rows among these do not differ, which says nothing of "
        + "the whole; run it without --input"
  }

  /// What is wrong with a request; `nil` when nothing is.
  static func fault(_ options: Gate.Options, _ plan: Plan) -> String? {
    guard let version = plan.versions.first, options.versions.count == 1, plan.versions.count == 1 else {
      return "--input replaces the data of one version: name it with --version"
    }
    if options.approval != nil { return "a partial replay cannot be approved" }
    for (index, data) in options.replacedData.enumerated() {
      let known = plan.manifest.data.filter { $0.shared == nil }.map(\.name)
      guard known.contains(data.table) else {
        let hint = Suggestion.clause(for: data.table, among: known)
        return
          "fixture '\(plan.manifest.fixture)' has no data table '\(data.table)' with versions\(hint)\(hint.isEmpty ? "; it has: " : " It has: ")"
          + known.joined(separator: ", ")
      }
      if options.replacedData.prefix(index).contains(where: { $0.table == data.table }) {
        return "--input names table '\(data.table)' twice"
      }
      guard
        plan.manifest.data.contains(where: { one in
          one.name == data.table && one.versions.contains { $0.name == version }
        })
      else { return "table '\(data.table)' has no version '\(version)' to replace" }
    }
    return nil
  }

  /// The plan of a partial replay: the tables of golden checks, and no reference.
  static func plan(_ plan: Plan) -> Plan {
    var plan = plan
    plan.tables = Plan.closure(
      of: plan.selected.filter { $0.entry.check is GoldenCheck }.map(\.entry.table), in: plan.manifest)
    plan.referenceTables = []
    return plan
  }

  /// The given files, read to their ends.
  static func files(_ replaced: [ReplacedData]) throws(InputError) -> [String: InputFile] {
    var files: [String: InputFile] = [:]
    for data in replaced {
      let path = URL(fileURLWithPath: data.file).standardizedFileURL.path
      let hashed = try FileHasher.hash(path, [.sha256])
      files[data.table] = InputFile(
        digest: InputDigest(
          address: Display.path(path), sha256: hashed.digests[.sha256] ?? "", size: hashed.stamp.size), path: path,
        name: URL(fileURLWithPath: path).lastPathComponent, shown: Display.path(path))
    }
    return files
  }
}

extension ResolvedInputs {
  /// The inputs with other files for some data tables of a version.
  func replacing(_ files: [String: InputFile], of version: String) -> ResolvedInputs {
    ResolvedInputs(
      inputs.map { item in
        guard case .data(let table, version) = item.input.role, let file = files[table] else {
          return (item.input, item.files)
        }
        return (item.input, .success([file]))
      })
  }
}

extension Rerun {
  /// The command that replays a version over other data.
  static func command(_ path: String, version: String, _ replaced: [ReplacedData]) -> String {
    "assay run \(quoted(path)) --version \(quoted(version))" + suffix(replaced)
  }

  /// What names the other data at the end of a command.
  static func suffix(_ replaced: [ReplacedData]) -> String {
    replaced.map { " --input \(quoted($0.text))" }.joined()
  }
}
