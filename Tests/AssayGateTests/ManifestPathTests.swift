import Foundation
import Testing

@testable import AssayGate

@Suite("A path in a manifest")
struct ManifestPathTests {
  private func fixture() throws -> ManifestFolder {
    let folder = try ManifestFolder()
    try folder.folder("work/.git")
    for month in ["01", "02", "03", "10"] { try folder.write("work/base/data/flights/2013-\(month).csv") }
    try folder.write("work/base/assay.yaml", "assay: 1\ndata: { a: data/flights/2013-01.csv }")
    try folder.write("work/own/assay.yaml", "assay: 1\nextends: ../base")
    try folder.write("outside/secret.csv")
    return folder
  }

  private func resolve(_ text: String, in folder: ManifestFolder, from name: String = "work/own") throws -> [String] {
    let manifest = try folder.read(name)
    let reference = PathReference(text, at: SourceLocation(file: "f", line: 1))
    do throws(ManifestError) {
      return try PathResolver.resolve(reference, in: manifest).map {
        $0.replacingOccurrences(of: folder.path + "/", with: "")
      }
    } catch {
      return [error.message.replacingOccurrences(of: folder.path + "/", with: "")]
    }
  }

  @Test("is looked up in the fixture, then in what it extends")
  func layers() throws {
    let folder = try fixture()
    #expect(try resolve("data/flights/2013-01.csv", in: folder) == ["work/base/data/flights/2013-01.csv"])
    try folder.write("work/own/data/flights/2013-01.csv")
    #expect(try resolve("data/flights/2013-01.csv", in: folder) == ["work/own/data/flights/2013-01.csv"])
    #expect(try resolve("./data//flights/2013-01.csv", in: folder) == ["work/own/data/flights/2013-01.csv"])
    #expect(try resolve("../base/data/flights/2013-10.csv", in: folder) == ["work/base/data/flights/2013-10.csv"])
    // The first layer in which a glob matches anything has it whole.
    #expect(try resolve("data/flights/*.csv", in: folder) == ["work/own/data/flights/2013-01.csv"])
  }

  @Test("may be a glob, whose matches are sorted")
  func globs() throws {
    let folder = try fixture()
    try folder.write("work/base/data/flights/.hidden.csv")
    try folder.write("work/base/data/flights/notes.txt")
    try folder.folder("work/base/data/flights/folder.csv")
    let all = ["01", "02", "03", "10"].map { "work/base/data/flights/2013-\($0).csv" }
    #expect(try resolve("data/flights/2013-0[1-3].csv", in: folder) == Array(all.prefix(3)))
    #expect(try resolve("data/*/*.csv", in: folder) == all)
    #expect(try resolve("data/flights/2013-?0.csv", in: folder) == [all[3]])
    #expect(try resolve("data/fl*/../flights/2013-1*", in: folder) == [all[3]])
    // A file whose name has the characters of a glob is meant itself.
    try folder.write("work/base/data/flights/2013-0[1-3].csv")
    #expect(
      try resolve("data/flights/2013-0[1-3].csv", in: folder) == ["work/base/data/flights/2013-0[1-3].csv"])
  }

  @Test("that leads nowhere is a fault that says what is there")
  func missing() throws {
    let folder = try fixture()
    #expect(
      try resolve("data/flights/2013-1.csv", in: folder)
        == ["there is no file 'data/flights/2013-1.csv'; did you mean 'data/flights/2013-01.csv'?"])
    #expect(
      try resolve("dta/flights/2013-01.csv", in: folder)
        == ["there is no file 'dta/flights/2013-01.csv'; did you mean 'data/flights/2013-01.csv'?"])
    #expect(
      try resolve("data/flihgts/2014.csv", in: folder)
        == ["there is no file 'data/flihgts/2014.csv'; did you mean 'data/flights'?"])
    #expect(
      try resolve("data/flights/weather.parquet", in: folder) == [
        "there is no file 'data/flights/weather.parquet'; 'data/flights' holds "
          + "2013-01.csv, 2013-02.csv, 2013-03.csv, 2013-10.csv"
      ])
    #expect(
      try resolve("data/flights/2014-*.csv", in: folder) == [
        "no file matches 'data/flights/2014-*.csv'; 'data/flights' holds "
          + "2013-01.csv, 2013-02.csv, 2013-03.csv, 2013-10.csv"
      ])
    #expect(
      try resolve("models/m.onnx", in: folder, from: "work/base")
        == ["there is no file 'models/m.onnx'; the fixture's folder holds assay.yaml, data"])
    #expect(
      try resolve("data/flights", in: folder)
        == ["'data/flights' is a folder; name a file, or all with 'data/flights/*'"])
    #expect(
      try resolve("data/**/*.csv", in: folder)
        == ["'data/**/*.csv' holds '**', which is not supported; name the folders, each with '*' if need be"])
    try folder.link("work/own/dangling.csv", to: "nowhere.csv")
    #expect(
      try resolve("dangling.csv", in: folder) == ["'dangling.csv' is a symbolic link to a file that is not there"])
    try folder.write("work/own/big.csv.dvc")
    #expect(
      try resolve("big.csv", in: folder)
        == ["there is no file 'big.csv'; 'big.csv.dvc' stands for it: run dvc pull"])
  }

  @Test("may not leave the git work tree, whether by .., by a link or by a glob")
  func escapes() throws {
    let folder = try fixture()
    func escape(_ text: String) -> [String] {
      ["'\(text)' leads out of the git work tree 'work'; a fixture's files lie inside it"]
    }
    #expect(try resolve("../../outside/secret.csv", in: folder) == escape("../../outside/secret.csv"))
    #expect(try resolve("../../outside/nothing.csv", in: folder) == escape("../../outside/nothing.csv"))
    #expect(try resolve("../../../../../../etc/passwd", in: folder) == escape("../../../../../../etc/passwd"))
    #expect(try resolve("../../outside/*.csv", in: folder) == escape("../../outside/*.csv"))
    #expect(try resolve("../../*/secret.csv", in: folder) == escape("../../*/secret.csv"))
    try folder.link("work/own/file.csv", to: "../../outside/secret.csv")
    #expect(try resolve("file.csv", in: folder) == escape("file.csv"))
    try folder.link("work/own/folder", to: "../../outside")
    #expect(try resolve("folder/secret.csv", in: folder) == escape("folder/secret.csv"))
    #expect(try resolve("folder/nothing.csv", in: folder) == escape("folder/nothing.csv"))
    #expect(try resolve("folder/*.csv", in: folder) == escape("folder/*.csv"))
    #expect(try resolve("f*/secret.csv", in: folder) == escape("f*/secret.csv"))
    #expect(
      try resolve("/etc/passwd", in: folder)
        == ["'/etc/passwd' is not a path below the fixture; write it relative to the fixture's folder"])
    // A link that stays inside is fine.
    try folder.link("work/own/inside.csv", to: "../base/data/flights/2013-01.csv")
    #expect(try resolve("inside.csv", in: folder) == ["work/own/inside.csv"])
  }

  @Test("may reach the folder beside the fixture where there is no git, and no further")
  func withoutGit() throws {
    let folder = try ManifestFolder()
    try folder.write("a/b/flights/assay.yaml", "assay: 1\ndata: { x: x.csv }")
    try folder.write("a/b/shared/x.csv")
    try folder.write("a/x.csv")
    guard WorkTree.root(of: folder.path) == WorkTree.real(ManifestPlace.parent(folder.path)) else {
      Issue.record("the temporary folder lies in a git work tree")
      return
    }
    #expect(try resolve("../shared/x.csv", in: folder, from: "a/b/flights") == ["a/b/shared/x.csv"])
    #expect(
      try resolve("../../x.csv", in: folder, from: "a/b/flights") == [
        "'../../x.csv' leads out of the folder around the fixture 'a/b'; a fixture's files lie inside it"
      ])
  }

  @Test("of each table and stage is looked up, and every fault is told")
  func validation() throws {
    let folder = try fixture()
    try folder.write(
      "work/base/assay.yaml",
      """
      assay: 1
      data:
        a:
          reference: data/flights/2013-0*.csv
          versions: { v1: data/flights/2013-04.csv, v2: data/flights/2013-10.csv }
        b: b.csv
      stages:
        s: { sql: stages/s.sql, from: a }
        m: { model: m.onnx, from: s }
        c: { command: [not-a-path], from: m }
      """)
    let manifest = try folder.read("work/base")
    #expect(
      PathResolver.validatePaths(of: manifest).map(folder.shown) == [
        "work/base/assay.yaml:5:21: there is no file 'data/flights/2013-04.csv'; did you mean 'data/flights/2013-01.csv'?",
        "work/base/assay.yaml:6:6: there is no file 'b.csv'; the fixture's folder holds assay.yaml, data",
        "work/base/assay.yaml:8:13: there is no file 'stages/s.sql'; the fixture's folder holds assay.yaml, data",
        "work/base/assay.yaml:9:15: there is no file 'm.onnx'; the fixture's folder holds assay.yaml, data",
      ])
    try folder.write("work/base/assay.yaml", "assay: 1\ndata: { a: data/flights/*.csv }")
    #expect(PathResolver.validatePaths(of: try folder.read("work/base")).isEmpty)
  }

  @Test(
    "is matched part by part",
    arguments: [
      ("*", "a.csv", true), ("*", ".a", false), (".*", ".a", true), ("a*c", "abbc", true), ("a*c", "abcd", false),
      ("a?c", "abc", true), ("a?c", "ac", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
      ("[^a-c]x", "dx", true), ("[]]", "]", true), ("[a-]", "-", true), ("[abc", "[abc", true), ("a**b", "axyb", true),
      ("", "", true), ("é?", "é😀", true), ("*a*b*c*", "xxaxxbxxcxx", true), ("*.csv", "a.csv.gz", false),
      ("[c-a]", "b", false),
    ])
  func patterns(pattern: String, name: String, isMatch: Bool) {
    #expect(GlobPattern(pattern).matches(name) == isMatch)
  }

  @Test("with many stars is matched in time", .timeLimit(.minutes(10)))
  func slowPattern() {
    let pattern = GlobPattern(String(repeating: "a*", count: 60) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
  }
}
