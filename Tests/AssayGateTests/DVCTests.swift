import Foundation
import TestSupport
import Testing

@testable import AssayGate

/// On trees that DVC 2 and DVC 3 made.
@Suite("What DVC tracks")
struct DVCTests {
  private let fixture: TemporaryFixture
  private var root: String { "\(fixture.root)/" }

  init() throws { fixture = try TemporaryFixture() }

  private func use(_ tree: String) throws { try Trees.copy(tree, to: fixture.path) }

  /// The files of an address; their warnings; or the fault.
  private func take(_ address: String) async throws -> (files: [InputFile], fault: String) {
    try fixture.write("assay.yaml", "assay: 1\ndata: { t: { dvc: \(address) } }\n")
    let data = try FixtureData(fixture.path, store: ContentStore(folder: "\(fixture.root)/cache"))
    let inputs = try await data.resolve()
    let fault = inputs.failures.first?.message.replacingOccurrences(of: root, with: "") ?? ""
    return (inputs.inputs.flatMap { (try? $0.files.get()) ?? [] }, fault)
  }

  private func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(fixture.path)/\(name)") }

  private func bytes(_ file: InputFile) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file.path)) }

  @Test("is the working file when it matches, under the rules of both", arguments: ["dvc2", "dvc3"])
  func matches(tree: String) async throws {
    try use(tree)
    for name in ["lf", "binary", "latin"] {
      let (files, fault) = try await take("data/\(name).csv")
      #expect(fault == "")
      let file = try #require(files.first)
      #expect(file.path == "\(fixture.path)/data/\(name).csv" && file.name == "\(name).csv")
      #expect(file.digest.address == "dvc:data/\(name).csv" && file.warning == nil, "\(name): \(file.warning ?? "")")
    }
    #expect(try await take("data/crlf.csv").fault == "")
    #expect(try await take("data/lf.csv.dvc").files.first?.digest.address == "dvc:data/lf.csv.dvc")
  }

  @Test("by a dvc.lock is found from the folder that only dvc.yaml names", arguments: ["dvc2", "dvc3"])
  func pipeline(tree: String) async throws {
    try use(tree)
    let (files, fault) = try await take("pipeline/features.csv")
    #expect(fault == "" && files.first?.path == "\(fixture.path)/pipeline/features.csv")
    try remove("pipeline/features.csv")
    let cached = try #require(try await take("pipeline/features.csv").files.first)
    #expect(String(decoding: try bytes(cached), as: UTF8.self).hasPrefix("id,y\n0,0.5\n"))
    try remove("dvc.yaml")
    #expect(try await take("pipeline/features.csv").fault.contains("no .dvc file and no dvc.lock tracks it"))
    // Then the lock alone says that it lies beside it.
    #expect(try await take("features.csv").files.first?.name == "features.csv")
  }

  @Test("comes from the cache, in both layouts, when the working file is not there", arguments: ["dvc2", "dvc3"])
  func cache(tree: String) async throws {
    try use(tree)
    let original = try Data(contentsOf: URL(fileURLWithPath: "\(fixture.path)/data/lf.csv"))
    try remove("data/lf.csv")
    let (files, fault) = try await take("data/lf.csv")
    #expect(fault == "")
    let file = try #require(files.first)
    #expect(file.path.contains(tree == "dvc3" ? "/.dvc/cache/files/md5/55/" : "/.dvc/cache/55/"))
    let content = try bytes(file)
    #expect(file.name == "lf.csv" && content == original)
    let place = String(file.path.dropFirst(fixture.path.count + 1))
    try fixture.write(place, Data("id,x\n".utf8))
    #expect(try await take("data/lf.csv").fault.contains("the cache of DVC is damaged"))
    try remove(place)
    #expect(
      try await take("data/lf.csv").fault
        == "fixture/assay.yaml:2:19: fixture/data/lf.csv is not here, and the cache of DVC does not have it; run: dvc pull "
        + "fixture/data/lf.csv")
  }

  @Test("may be kept in a cache that the settings name")
  func cacheFolder() async throws {
    try use("dvc3")
    try remove("data/lf.csv")
    try FileManager.default.moveItem(atPath: "\(fixture.path)/.dvc/cache", toPath: "\(fixture.root)/elsewhere")
    #expect(try await take("data/lf.csv").fault.contains("dvc pull"))
    try fixture.write(".dvc/config", "[core]\n    dir = nowhere\n[cache]\n    dir = nowhere\n")
    #expect(try await take("data/lf.csv").fault.contains("dvc pull"))
    try fixture.write(".dvc/config.local", "['remote \"x\"']\n    url = s3://x\n[cache]\n    dir = ../../elsewhere\n")
    #expect(try await take("data/lf.csv").files.first?.path.hasPrefix("\(fixture.root)/elsewhere/files/md5/") == true)
  }

  @Test("is a folder with all its files, a folder in it, a file of it, or a glob", arguments: ["dvc2", "dvc3"])
  func folder(tree: String) async throws {
    try use(tree)
    let names = ["2013-01.csv", "2013-02.csv", "more/notes é.txt"]
    let (files, fault) = try await take("data/months")
    #expect(fault == "" && files.map(\.digest.address) == names.map { "dvc:data/months/\($0)" })
    #expect(files.allSatisfy { $0.warning == nil && $0.path.hasPrefix("\(fixture.path)/data/months/") })
    #expect(try await take("data/months.dvc").files.count == 3)
    #expect(try await take("data/months/more").files.map(\.digest.address) == ["dvc:data/months/more/notes é.txt"])
    #expect(try await take("data/months/2013-02.csv").files.map(\.digest.address) == ["dvc:data/months/2013-02.csv"])
    #expect(
      try await take("data/months/2013-*.csv").files.map(\.digest.address)
        == ["dvc:data/months/2013-01.csv", "dvc:data/months/2013-02.csv"])
    #expect(try await take("data/months/2014.csv").fault.contains("DVC tracks no file '2014.csv' in this folder"))
    try remove("data/months")
    let cached = try await take("data/months")
    #expect(cached.fault == "" && cached.files.map(\.digest) == files.map(\.digest))
    #expect(cached.files.map(\.name) == ["2013-01.csv", "2013-02.csv", "notes é.txt"])
    let listing =
      tree == "dvc3"
      ? ".dvc/cache/files/md5/ff/f91568d2a6cabe5c829f287f6a05a3.dir"
      : ".dvc/cache/4b/02ff7890adcf61f11291ee10a3f68c.dir"
    try fixture.write(listing, "[{\"md5\": \"\(String(repeating: "a", count: 32))\", \"relpath\": \"../../x\"}]")
    #expect(try await take("data/months").fault.contains("is damaged"))
    try remove(listing)
    #expect(
      try await take("data/months").fault.contains("is not in the cache of DVC; run: dvc fetch fixture/data/months.dvc")
    )
  }

  @Test("of which only the line endings differ is taken, with a warning")
  func lineEndings() async throws {
    try use("dvc3")
    for (name, old, new) in [("lf.csv", "\n", "\r\n"), ("crlf.csv", "\r\n", "\n")] {
      let text = fixture.text("fixture/data/\(name)")
      try fixture.write("data/\(name)", text.replacingOccurrences(of: old, with: new))
      let (files, fault) = try await take("data/\(name)")
      #expect(fault == "")
      let warning = try #require(files.first?.warning).replacingOccurrences(of: root, with: "")
      #expect(
        warning
          == "fixture/data/\(name): only the line endings differ from what fixture/data/\(name).dvc pins; check git's "
          + "and the editor's settings for line endings, then: dvc add fixture/data/\(name)")
    }
  }

  @Test("by the old rule is the same with CRLF and LF, but for its size: DVC 2 itself checked out LF for CRLF")
  func oldLineEndings() async throws {
    try use("dvc2")
    #expect(try await take("data/crlf.csv").files.first?.warning?.contains("only the line endings differ") == true)
    try fixture.write("data/lf.csv", fixture.text("fixture/data/lf.csv").replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(try await take("data/lf.csv").files.first?.warning?.contains("only the line endings differ") == true)
    // Binary content is hashed as it is.
    let binary = try Data(contentsOf: URL(fileURLWithPath: "\(fixture.path)/data/binary.csv"))
    try fixture.write("data/binary.csv", Data(binary.filter { $0 != 0x0D }))
    #expect(try await take("data/binary.csv").fault.contains("the content differs"))
  }

  @Test("of which the content differs is refused, although the cache has what was pinned", arguments: ["dvc2", "dvc3"])
  func differs(tree: String) async throws {
    try use(tree)
    try fixture.write("data/lf.csv", fixture.text("fixture/data/lf.csv").replacingOccurrences(of: "7.5", with: "7.6"))
    let (files, fault) = try await take("data/lf.csv")
    #expect(files.isEmpty)
    #expect(
      fault.contains(
        "fixture/data/lf.csv: the content differs from what fixture/data/lf.csv.dvc pins: expected md5 "
          + "55dcdba3bc2d4e392493e2f82b4e7214 (307 bytes), found md5 "))
    #expect(fault.hasSuffix("if the change is meant: dvc add fixture/data/lf.csv"))
    try fixture.write("data/months/2013-01.csv", "id,x\n")
    #expect(try await take("data/months").fault.contains("fixture/data/months/2013-01.csv: the content differs"))
  }

  @Test("is told of when it cannot be read or verified")
  func faults() async throws {
    try fixture.write("a.csv", "id\n1\n")
    #expect(
      try await take("a.csv").fault.hasSuffix(
        "dvc:a.csv: no .dvc file and no dvc.lock tracks it; track it with: dvc add a.csv"))
    let cases = [
      ("outs: [{ path: a.csv, etag: x }]", "output 'a.csv' has no 'md5', so its content cannot be verified"),
      ("outs: [{ path: a.csv, md5: xyz }]", "has the 'md5' 'xyz', not 32 hexadecimal digits"),
      ("outs: [{ path: a.csv, md5: \(String(repeating: "a", count: 32)), hash: blake3 }]", "is hashed by 'blake3'"),
      ("outs: [{ md5: x }]", "an output without 'path'"), ("deps: []", "is no .dvc file: it has no 'outs'"),
      ("outs: [", "cannot be read as a file of DVC"), ("", "cannot be read as a file of DVC"),
      ("outs: []\nwdir: []", "'wdir' is a folder; found an empty list"),
    ]
    for (text, message) in cases {
      try fixture.write("a.csv.dvc", text)
      let fault = try await take("a.csv").fault
      #expect(fault.contains(message), "\(text): \(fault)")
    }
    try fixture.write("a.csv.dvc", "outs: [{ path: a.csv, etag: x }]")
    try fixture.write("dvc.lock", "schema: '3.0'\nstages: {}\n")
    #expect(try await take("b.csv").fault.contains("has the schema '3.0'; Assay reads 2.0 and older"))
    try fixture.write("dvc.lock", "one: { cmd: x, outs: [{ path: b.csv, md5: b026324c6904b2a9cb4b88d6d61c81d1 }] }\n")
    try fixture.write("b.csv", "1\n")
    #expect(try await take("b.csv").files.first?.digest.size == 2, "the first schema of dvc.lock")
    #expect(try await take("../../b.csv").fault.contains("leads out of the work tree"))
    try fixture.write("two.dvc", "outs: [{ path: a.csv, etag: x }, { path: b.csv, etag: y }]")
    #expect(try await take("two.dvc").fault.contains("tracks 2 outputs (a.csv, b.csv); name one of them"))
  }

  @Test("gives tables to a gate, and a warning is a case of its table")
  func run() async throws {
    try use("dvc3")
    try remove("data/lf.csv")
    let crlf = fixture.text("fixture/data/crlf.csv").replacingOccurrences(of: "\r\n", with: "\n")
    try fixture.write("data/crlf.csv", crlf)
    try fixture.write(
      "assay.yaml",
      "assay: 1\nfixture: f\ndata: { t: { reference: { dvc: data/lf.csv }, versions: { v: { dvc: data/crlf.csv } } }, "
        + "m: { dvc: 'data/months/*.csv' } }\nchecks: { t: [row_count: { between: [40, 40] }], "
        + "m: [row_count: { between: [80, 80] }] }\n")
    let report = await GateReport.run(fixture)
    #expect(report.status == 0)
    #expect(report.cases.map(\.verdict) == [.warn, .pass, .pass])
    #expect(report.cases.first?.name == "line_endings.dvc:data/crlf.csv" && report.cases.first?.table == "t")
    #expect(await GateReport.run(fixture) { $0.failOn = .warn }.status == 1)
    try fixture.write("data/crlf.csv", "id,x\n1,2\n")
    let failing = await GateReport.run(fixture)
    #expect(failing.status == 2)
    #expect(failing.cases.filter { $0.verdict == .error }.allSatisfy { $0.message.contains("the content differs") })
  }
}
