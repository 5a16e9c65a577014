import AssayModels
import Foundation
import Subprocess
import TestSupport
import Testing

@testable import AssayGate

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

@Suite("Files of git revisions and of Git LFS")
struct GitInputTests {
  private let fixture: TemporaryFixture
  private var store: ContentStore { ContentStore(folder: "\(fixture.root)/cache") }

  init() throws {
    fixture = try TemporaryFixture()
    try FileManager.default.removeItem(atPath: "\(fixture.root)/.git")
  }

  /// Runs git in a folder below the fixture's work tree, without settings of the user.
  private func git(_ arguments: String..., in folder: String = "") async throws {
    let result = try await Subprocess.run(
      .name("git"),
      arguments: Subprocess.Arguments(["-c", "user.name=t", "-c", "user.email=t@example.org"] + arguments),
      environment: .inherit.updating([
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
        "GIT_INDEX_FILE": nil,
      ]),
      workingDirectory: FilePath("\(fixture.root)/\(folder)"), output: .discarded, error: .string(limit: 10_000))
    #expect(result.terminationStatus.isSuccess, "git \(arguments): \(result.standardError)")
  }

  private func commit(_ message: String) async throws {
    try await git("add", "--force", ".")
    try await git("commit", "--quiet", "--message", message)
  }

  private func take(_ source: String, at path: String? = nil) async throws -> (files: [InputFile], fault: String) {
    let path = path ?? fixture.path
    try Data("assay: 1\ndata: { t: \(source) }\n".utf8).write(to: URL(fileURLWithPath: "\(path)/assay.yaml"))
    let inputs = try await FixtureData(path, store: store).resolve()
    let fault = inputs.failures.first?.message.replacingOccurrences(of: fixture.root + "/", with: "") ?? ""
    return (inputs.inputs.flatMap { (try? $0.files.get()) ?? [] }, fault)
  }

  private func text(_ file: InputFile?) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: try #require(file).path)), as: UTF8.self)
  }

  @Test("are what the revision holds, whatever the working file is")
  func revisions() async throws {
    try await git("init", "--quiet", "--initial-branch=main")
    try fixture.write("data/a b.csv", "id\n1\n")
    try await commit("one")
    try await git("tag", "v1")
    try fixture.write("data/a b.csv", "id\n1\n2\n")
    try await commit("two")
    try await git("checkout", "--quiet", "-b", "change")
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/a b.csv")
    let main = try await take("{ git: 'main:fixture/data/a b.csv' }")
    #expect(main.fault == "")
    let file = try #require(main.files.first)
    #expect(file.name == "a b.csv" && file.digest.address == "git:main:fixture/data/a b.csv" && file.digest.size == 7)
    #expect(file.path.hasPrefix("\(fixture.root)/cache/objects/git/"))
    #expect(try text(file) == "id\n1\n2\n")
    for revision in ["v1", "HEAD~1", "main^", "main@{0}~1"] {
      #expect(try text(try await take("{ git: '\(revision):./data/a b.csv' }").files.first) == "id\n1\n", "\(revision)")
    }
    #expect(
      try await take("{ git: 'other:x.csv' }").fault
        == "fixture/assay.yaml:2:19: git:other:x.csv: the revision 'other' is not known here; a CI system's checkout often "
        + "has one commit only: git fetch origin other")
    #expect(
      try await take("{ git: 'main:data/a b.csv' }").fault.hasSuffix(
        "revision 'main' has no file 'data/a b.csv'; the path starts at the work tree's folder, or with ./ at the "
          + "fixture's"))
    #expect(
      try await take("{ git: 'main:fixture/data' }").fault.hasSuffix("git:main:fixture/data is a folder, not a file"))
    try await git("update-ref", "refs/remotes/origin/next", "main")
    #expect(try await take("{ git: 'next:x.csv' }").fault.hasSuffix("origin/next is: write git: origin/next:x.csv"))
  }

  @Test("that the cache holds damaged are taken out again")
  func damaged() async throws {
    try await git("init", "--quiet", "--initial-branch=main")
    try fixture.write("a.csv", "id\n1\n")
    try await commit("one")
    let path = try #require(try await take("{ git: 'main:fixture/a.csv' }").files.first?.path)
    for damage in ["", "id\n2\n"] {
      chmod(path, 0o644)
      try Data(damage.utf8).write(to: URL(fileURLWithPath: path))
      #expect(try text(try await take("{ git: 'main:fixture/a.csv' }").files.first) == "id\n1\n")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(fixture.root)/cache/objects/partial").isEmpty)
  }

  @Test("are told of where there is no repository")
  func noRepository() async throws {
    // An empty folder is none, and stops git from looking further up.
    try FileManager.default.createDirectory(atPath: "\(fixture.root)/.git", withIntermediateDirectories: true)
    let fault = try await take("{ git: 'main:a.csv' }").fault
    #expect(fault.contains("git:main:a.csv: git finds no repository around fixture: fatal: "), "\(fault)")
  }

  @Test("give the reference of a gate: the file on main")
  func reference() async throws {
    try await git("init", "--quiet", "--initial-branch=main")
    try fixture.write("rows.csv", "id,x\n" + (0..<200).map { "\($0),\($0 % 7)\n" }.joined())
    try await commit("one")
    try fixture.write("rows.csv", "id,x\n" + (0..<200).map { "\($0),\($0 % 7)\n" }.joined() + "200,9\n")
    try fixture.write(
      "assay.yaml",
      "assay: 1\nfixture: f\ndata: { rows: { reference: { git: 'main:./rows.csv' }, versions: { now: rows.csv } } }\n"
        + "checks: { rows: [row_count: { between: [201, 201] }, drift: { columns: x }] }\n")
    let report = await GateReport.run(fixture)
    #expect(report.cases.allSatisfy { $0.verdict != .error }, "\(report.cases.map(\.message))")
    #expect(report.stages.map(\.rows) == [200, 201])
  }

  // MARK: Git LFS

  /// The tree that Git LFS made: pointers in the work tree, objects in the repository.
  private func useLFS() async throws {
    try Trees.copy("lfs", to: fixture.root)
    try await git("init", "--quiet", "--initial-branch=main")
    try FileManager.default.removeItem(atPath: "\(fixture.root)/.gitattributes")
  }

  @Test("of which only the pointer is there come from the local store")
  func lfs() async throws {
    try await useLFS()
    let (files, fault) = try await take("../data/lf.csv")
    #expect(fault == "")
    let file = try #require(files.first)
    #expect(file.path.hasPrefix("\(fixture.root)/.git/lfs/objects/8c/20/8c20ed97"))
    #expect(file.name == "lf.csv" && file.digest.address == "../data/lf.csv" && file.digest.size == 307)
    #expect(file.digest.sha256 == "8c20ed97dce6f1dbd2db403f2df8d4c9bf68e583996b6e472efeacfa10f8d238")
    let crlf = try await take("../data/crlf.csv").files.first
    #expect(try text(crlf).hasPrefix("id,x\r\n0,0.5\r\n"))
    // What is pinned is the content, so that a checkout with the content verifies too.
    try FileManager.default.removeItem(atPath: "\(fixture.root)/data/lf.csv")
    try FileManager.default.copyItem(atPath: file.path, toPath: "\(fixture.root)/data/lf.csv")
    #expect(try await take("../data/lf.csv").files.first?.digest == file.digest)
  }

  @Test("that are nowhere end with the command that fetches them")
  func missingObject() async throws {
    try await useLFS()
    let object = try #require(try await take("../data/lf.csv").files.first?.path)
    chmod(object, 0o644)
    try Data("damaged".utf8).write(to: URL(fileURLWithPath: object))
    let damaged = try await take("../data/lf.csv").fault
    #expect(
      damaged.contains("the object of Git LFS is damaged") && damaged.hasSuffix("git lfs pull --include data/lf.csv"))
    try FileManager.default.removeItem(atPath: object)
    #expect(
      try await take("../data/lf.csv").fault
        == "data/lf.csv is a Git LFS pointer, not the data (307 bytes). Run: git lfs pull --include data/lf.csv")
  }

  @Test("are found in the store of a linked work tree, and in the one that lfs.storage names")
  func stores() async throws {
    try await useLFS()
    try await commit("pointers")
    try await git("worktree", "add", "--quiet", "linked")
    let linked = "\(fixture.root)/linked/fixture"
    try FileManager.default.createDirectory(atPath: linked, withIntermediateDirectories: true)
    let file = try await take("../data/lf.csv", at: linked)
    #expect(file.fault == "" && file.files.first?.path.hasPrefix("\(fixture.root)/.git/lfs/objects/") == true)
    for (value, place) in [("elsewhere", ".git/elsewhere"), ("\(fixture.root)/far", "far")] {
      let manager = FileManager.default
      try manager.moveItem(
        atPath: "\(fixture.root)/\(place == "far" ? ".git/elsewhere" : ".git/lfs")", toPath: "\(fixture.root)/\(place)")
      #expect(try await take("../data/lf.csv").fault.contains("git lfs pull"))
      try await git("config", "lfs.storage", value)
      let file = try await take("../data/lf.csv")
      #expect(file.files.first?.path.hasPrefix("\(fixture.root)/\(place)/objects/") == true, "\(file.fault)")
    }
  }

  @Test("are followed from a revision's pointer too")
  func pointerInRevision() async throws {
    try await useLFS()
    try await commit("pointers")
    let (files, fault) = try await take("{ git: 'main:data/lf.csv' }")
    #expect(fault == "" && files.first?.digest.size == 307)
    try FileManager.default.removeItem(atPath: "\(fixture.root)/.git/lfs")
    #expect(
      try await take("{ git: 'main:data/lf.csv' }").fault
        == "git:main:data/lf.csv is a Git LFS pointer, not the data (307 bytes). Run: git lfs fetch origin main")
  }

  @Test("cannot stand in for a program that a stage starts by its path")
  func program() async throws {
    try await useLFS()
    try fixture.write("data.csv", "id\n1\n")
    let pointer = try String(contentsOfFile: "\(fixture.root)/data/lf.csv", encoding: .utf8)
    try fixture.write("tool/run.py", pointer)
    try fixture.write(
      "assay.yaml", "assay: 1\ndata: { t: data.csv }\nstages: { s: { command: [python3, tool/run.py], from: t } }\n")
    let error = try await #require(throws: InputErrors.self) {
      try await FixtureData(fixture.path, store: store).lock()
    }
    #expect(error.description.hasSuffix("Run: git lfs pull --include fixture/tool/run.py"))
  }

  @Test("are told from data by their first line, in every form that Git LFS reads")
  func pointers() throws {
    let digest = String(repeating: "ab", count: 32)
    let texts = [
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 12\n",
      "version https://git-lfs.github.com/spec/v1\r\noid sha256:\(digest)\r\nsize 12\r\n",
      "version https://git-lfs.github.com/spec/v1\next-0-foo sha256:\(digest)\noid sha256:\(digest) \nsize 12 ",
      "version https://hawser.github.com/spec/v1\noid sha256:\(digest)\nsize 12",
      "version http://git-media.io/v/2\noid sha256:\(digest)\nsize 12\n",
    ]
    for text in texts {
      let pointer = try #require(GitLFSPointer(Array(text.utf8)), "\(text)")
      #expect(pointer.sha256 == digest && pointer.size == 12, "\(text)")
      #expect(pointer.object(in: "/s") == "/s/objects/ab/ab/\(digest)")
    }
    for text in ["", "id,x\n1,2\n", "oid sha256:\(digest)\n", "version 2\noid sha256:\(digest)\n"] {
      #expect(GitLFSPointer(Array(text.utf8)) == nil)
    }
    let other = GitLFSPointer(Array("version https://git-lfs.github.com/spec/v1\noid sha512:\(digest)\nsize 1\n".utf8))
    #expect(other != nil && other?.sha256 == nil)
  }
}
