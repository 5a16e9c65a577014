import ArgumentParser
import AssayGate
import Foundation

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Show, prune or verify the results that runs keep for the next one.",
    discussion: """
      Stages' tables and checks' verdicts are kept by all that they depend on: input files, queries, models, tables before \
      them, approved baselines, the builds of Assay, DuckDB and ONNX Runtime. They lie in the per-user cache, below replay; \
      ASSAY_REPLAY_CACHE names another folder, ASSAY_REPLAY_CACHE_SIZE the size to which each run prunes it (5GiB).
      """,
    subcommands: [Show.self, Prune.self, Verify.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show where the cache is, its size, and what is in it.")

    func run() throws {
      let results = try CacheCommand.results()
      let groups = results.groups()
      let count = groups.reduce(0) { $0 + $1.count }
      print(results.folder)
      let size = ByteSize(bytes: results.size)
      print("\(size) of \(ByteSize(bytes: results.limit)) · \(count == 1 ? "1 result" : "\(count) results")")
      guard !groups.isEmpty else { return }
      let now = Date()
      let rows = groups.map { group in
        [
          group.fixture ?? "(damaged)", group.table, group.kind, "\(group.count)",
          ByteSize(bytes: group.bytes).description, Age.text(now.timeIntervalSince(group.used)),
        ]
      }
      print()
      let heading = ["fixture", "table", "kind", "results", "size", "used"]
      for line in Columns.lines([heading] + rows, rightAligned: [3, 4]) { print("  \(line)") }
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove results, those first that were not used for longest.",
      discussion: "Without options, to the size to which runs prune it. A run that wants what is gone makes it again.")

    @Option(help: ArgumentHelp("Remove what was not used for this long: 30d, 12h.", valueName: "time"))
    var olderThan: Age?

    @Option(help: ArgumentHelp("The size to which to prune: 1GB, 500MiB.", valueName: "size"))
    var maxSize: ByteSize?

    @Flag(help: "Remove everything.")
    var all = false

    mutating func validate() throws {
      if all, olderThan != nil || maxSize != nil {
        throw ValidationError("--all removes everything; leave --older-than and --max-size out")
      }
    }

    func run() throws {
      let pruned = try CacheCommand.results().prune(
        to: all ? 0 : maxSize?.bytes ?? (olderThan == nil ? nil : .max), unusedFor: olderThan?.seconds)
      let results = pruned.results == 1 ? "1 result" : "\(pruned.results) results"
      print("\(results) removed, \(ByteSize(bytes: pruned.bytes)) free again")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read everything in the cache, and remove what is damaged.",
      discussion: "Ends with 2 when something was. Runs verify what they use by themselves.")

    func run() throws {
      let verified = try CacheCommand.results().verify()
      for path in verified.damaged { Message.error("\(Display.path(path)) was damaged and is removed") }
      print("\(verified.sound) sound, \(verified.damaged.count) damaged")
      if !verified.damaged.isEmpty { throw ArgumentParser.ExitCode(AssayGate.ExitCode.notEvaluated.rawValue) }
    }
  }

  private static func results() throws -> StoredResults {
    do { return try StoredResults() } catch {
      Message.error(error.message)
      throw ArgumentParser.ExitCode(AssayGate.ExitCode.usage.rawValue)
    }
  }
}

/// A time since something on the command line.
struct Age: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard let unit = argument.last.flatMap({ units[$0] }), let value = Double(argument.dropLast()), value >= 0,
      value.isFinite
    else { return nil }
    seconds = value * unit
  }

  /// `now`, `5 min ago`, `3 h ago`, `12 days ago`.
  static func text(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: "now"
    case ..<3_600: "\(Int(seconds / 60)) min ago"
    case ..<172_800: "\(Int(seconds / 3_600)) h ago"
    default: "\(Int(min(seconds / 86_400, 1e6))) days ago"
    }
  }
}

extension ByteSize: ExpressibleByArgument {
  /// Reads a size such as `1GB`.
  public init?(argument: String) { self.init(argument) }
}

/// Text in columns as wide as their widest cell.
private enum Columns {
  static func lines(_ rows: [[String]], rightAligned: Set<Int>) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        let spaces = String(repeating: " ", count: widths[index] - cell.count)
        return rightAligned.contains(index) ? spaces + cell : index + 1 == row.count ? cell : cell + spaces
      }
      return cells.joined(separator: "  ")
    }
  }
}
