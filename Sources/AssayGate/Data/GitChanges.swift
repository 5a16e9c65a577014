import Foundation

/// What changed in a work tree since a revision, as git tells it: files that differ from where the revision and `HEAD`
/// parted, committed or not, and files that git does not know yet.
struct GitChanges: Sendable {
  /// The revision as it was named, with the first digits of the commit that is compared with: `main (1a2b3c4)`.
  let since: String
  /// The absolute paths of the files, without symbolic links in the work tree's own path.
  let files: Set<String>
  private let root: String
  private let git: DataTool

  /// Why changes cannot be told.
  struct Failure: Error, Sendable {
    var message: String
    /// The command line names what is not there.
    var isUsageError = false
    var isStop = false

    fileprivate init(_ error: InputError) {
      message = "--changed-since: \(error.message)"
      isStop = error.isStop
    }
  }

  /// Asks git.
  ///
  /// - Parameters:
  ///   - revision: a branch, tag or commit.
  ///   - folder: a folder in the work tree.
  init(since revision: String, folder: String, stop: StopSwitch) async throws(Failure) {
    git = DataTool(name: "git", folder: folder, stop: stop)
    do throws(InputError) {
      let top = try await git.run(["rev-parse", "--show-toplevel"])
      guard top.status == 0, !top.text.isEmpty else {
        throw InputError(
          "\(Display.path(folder)) lies in no work tree of git, so what changed is not known; leave --changed-since out"
        )
      }
      root = WorkTree.real(top.text)
    } catch {
      throw Failure(error)
    }
    let base = try await Self.base(revision, git)
    since = "\(revision) (\(base.prefix(7)))"
    let (git, root) = (git, root)
    do throws(InputError) {
      let changed = try await Self.names(
        ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", base, "--"], git)
      // From the work tree's folder, since git lists what is below the folder that it runs in.
      let top = DataTool(name: "git", folder: root, stop: stop)
      let unknown = try await Self.names(["ls-files", "-z", "--others", "--exclude-standard"], top)
      files = Set((changed + unknown).map { "\(root)/\($0)" })
    } catch {
      throw Failure(error)
    }
  }

  /// Those of some files of which git cannot tell whether they changed, since it is told to ignore them.
  func ignored(among paths: Set<String>) async throws(Failure) -> Set<String> {
    let open = paths.subtracting(files).filter { $0.hasPrefix(root + "/") }
    guard !open.isEmpty else { return [] }
    var known: Set<String> = []
    let names = open.map { String($0.dropFirst(root.count + 1)) }.sorted()
    let top = DataTool(name: "git", folder: root, stop: git.stop)
    do throws(InputError) {
      for start in stride(from: 0, to: names.count, by: 500) {
        let some = Array(names[start..<min(start + 500, names.count)])
        known.formUnion(try await Self.names(["--literal-pathspecs", "ls-files", "-z", "--cached", "--"] + some, top))
      }
    } catch {
      throw Failure(error)
    }
    return open.filter { !known.contains(String($0.dropFirst(root.count + 1))) }
  }

  /// The commit where a revision and `HEAD` parted.
  private static func base(_ revision: String, _ git: DataTool) async throws(Failure) -> String {
    let shown = MessageText.quoted(revision)
    var isUsageError = false
    do throws(InputError) {
      let commit = try await git.run(
        ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
      let isShallow = try await git.run(["rev-parse", "--is-shallow-repository"]).text == "true"
      let deepen =
        "this checkout has a part of the history only: git fetch --unshallow (in a CI system: fetch-depth 0)"
      guard commit.status == 0 else {
        if isShallow { throw InputError("the revision \(shown) is not known here; \(deepen)") }
        let remote = try await git.run(
          ["rev-parse", "--verify", "--quiet", "--end-of-options", "origin/\(revision)^{commit}"])
        isUsageError = true
        throw InputError(
          "git knows no revision \(shown)"
            + (remote.status == 0 ? "; origin/\(revision) is known" : "; git fetch, or name another one"))
      }
      let base = try await git.run(["merge-base", commit.text, "HEAD"])
      guard base.status == 0, !base.text.isEmpty else {
        throw InputError(
          "\(shown) and HEAD have no common commit here; \(isShallow ? deepen : "name a revision of the same history")")
      }
      return base.text
    } catch {
      var failure = Failure(error)
      failure.isUsageError = isUsageError
      throw failure
    }
  }

  /// The names that git prints, each with a NUL behind it.
  private static func names(_ arguments: [String], _ git: DataTool) async throws(InputError) -> [String] {
    let output = try await git.run(arguments, limit: 1 << 30)
    guard output.status == 0 else {
      throw InputError("git \(arguments.first ?? "") failed: \(output.errors)")
    }
    return output.bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
