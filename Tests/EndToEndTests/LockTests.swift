import Foundation
import TestSupport
import Testing

/// The lock from outside: what is pinned, what runs do then, and how the commands end.
@Suite("Lock, verify, versions", .timeLimit(.minutes(10)))
struct LockTests {
  private func bytes(_ fixture: TemporaryFixture) throws -> Data { try fixture.bytes("assay.lock") }

  @Test("pins the inputs; runs, plans and verify pass as long as nothing changed")
  func pinned() async throws {
    let fixture = try SamplePipeline.fixture()
    let none = try await fixture.assay("verify", "fixture")
    #expect(none.status == 2 && none.errors.contains("fixture has no assay.lock, so nothing can be verified"))
    let lock = try await fixture.assay("lock", "fixture")
    #expect(lock.status == 0 && lock.lines.first == "sample  3 files pinned", "\(lock.output)\(lock.errors)")
    #expect(lock.lines.dropFirst() == ["  + data/reference.csv", "  + data/rows.csv", "  + stages/features.sql"])
    let text = try bytes(fixture)
    let again = try await fixture.assay("lock", "fixture")
    #expect(again.status == 0 && again.lines == ["sample  3 files pinned, nothing changed"])
    #expect(try bytes(fixture) == text)
    let verify = try await fixture.assay("verify", "fixture", "fixture")
    #expect(verify.status == 0 && verify.lines.first?.hasPrefix("sample  verified  3 files, ") == true)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    #expect((try await fixture.assay("plan", "fixture")).status == 0)
    let inputs = try #require(fixture.reports.results?.fixtures.first?.inputs)
    #expect(inputs.map(\.address) == ["data/reference.csv", "data/rows.csv", "stages/features.sql"])
    #expect(String(decoding: text, as: UTF8.self).contains("\(inputs[1].sha256) \(inputs[1].size) data/rows.csv\n"))
  }

  @Test("ends with 2 before anything is replayed when an input differs, and says so in every report")
  func differs() async throws {
    let fixture = try SamplePipeline.fixture()
    _ = try await fixture.assay("lock", "fixture")
    let rows = SamplePipeline.rows
    try fixture.write("data/rows.csv", rows.replacingOccurrences(of: "\n7,", with: "\n8,"))
    let run = try await fixture.assay("run", "fixture")
    fixture.expect(
      run, endsWith: 2, saying: "fixture/data/rows.csv differs from assay.lock: expected sha256 ", "assay lock fixture")
    #expect(fixture.reports.results?.tally.total == 0)
    for command in ["plan", "verify"] {
      let run = try await fixture.assay(command, "fixture")
      #expect(run.status == 2 && run.errors.contains("fixture/data/rows.csv differs from assay.lock"), "\(command)")
    }
    let approve = try await fixture.assay("approve", "fixture", "--why", "x")
    #expect(approve.status == 2)
    try fixture.write("data/rows.csv", rows)
    fixture.expectPass(try await fixture.assay("run", "fixture", "--paranoid"))
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/reference.csv")
    let missing = try await fixture.assay("run", "fixture")
    fixture.expect(missing, endsWith: 2, saying: "there is no file 'data/reference.csv'")
    #expect((try await fixture.assay("plan", "fixture")).status == 2)
    try fixture.write("data/reference.csv", rows)
    try fixture.write("assay.lock", "assay-lock 1\n<<<<<<< HEAD\n")
    fixture.expect(try await fixture.assay("run", "fixture"), endsWith: 2, saying: "a merge left its marks")
    #expect((try await fixture.assay("lock", "fixture")).status == 0)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
  }

  @Test("reads large files once, until they change")
  func index() async throws {
    let fixture = try SamplePipeline.fixture()
    let large = SamplePipeline.csv(120_000) { "\($0),\($0 * 7 % 50).5,\($0 % 2)" }
    try fixture.write("data/rows.csv", large)
    _ = try await fixture.assay("lock", "fixture")
    // Files that were changed within the last two seconds are read again.
    try await Task.sleep(for: .milliseconds(2_200))
    func read(_ options: String...) async throws -> String {
      let run = try await fixture.assay(list: ["verify", "fixture"] + options)
      #expect(run.status == 0, "\(run.errors)")
      return run.lines.first?.split(separator: ",").last.map(String.init) ?? ""
    }
    _ = try await read()
    #expect(try await read() == " 0 read")
    #expect(try await read("--paranoid") == " 3 read")
    let place = try #require(large.lastIndex(of: "5"))
    try fixture.write("data/rows.csv", large.replacingCharacters(in: place...place, with: "6"))
    let changed = try await fixture.assay("verify", "fixture")
    #expect(changed.status == 2 && changed.output.contains("1 FAULT") && changed.output.contains("1 read"))
  }

  @Test("lists versions with files, sizes and digests")
  func versions() async throws {
    let fixture = try SamplePipeline.fixture()
    let run = try await fixture.assay("versions", "fixture")
    #expect(run.status == 0)
    #expect(run.lines.count == 5 && run.lines[1] == "reference  1 file" && run.lines[3] == "v1  1 file")
    #expect(run.lines[4].hasPrefix("  rows  data/rows.csv       "))
    try FileManager.default.removeItem(atPath: "\(fixture.path)/data/rows.csv")
    let missing = try await fixture.assay("versions", "fixture")
    #expect(missing.status == 2 && missing.output.contains("not there") && missing.errors.contains("there is no file"))
  }

  @Test("ends with 64 for wrong usage and manifests that do not parse; other fixtures are done all the same")
  func usage() async throws {
    let fixture = try SamplePipeline.fixture()
    for command in ["lock", "verify", "versions"] {
      #expect((try await fixture.assay(command)).status == 64)
      let run = try await fixture.assay(command, "nowhere", "fixture")
      #expect(run.status == 64 && run.errors.contains("there is no folder 'nowhere'"))
      #expect(command == "verify" || run.output.contains("sample"))
    }
  }

  @Test("works in a fixture that cannot be written, but for the lock itself, and without a cache")
  func readOnly() async throws {
    let fixture = try SamplePipeline.fixture()
    _ = try await fixture.assay("lock", "fixture")
    let unwritable = ["ASSAY_DATA_CACHE": "/dev/null/cache"]
    #expect((try await fixture.assay("verify", "fixture", environment: unwritable)).status == 0)
    fixture.expectPass(try await fixture.assay("run", "fixture", environment: unwritable))
    try FileManager.default.removeItem(atPath: "\(fixture.path)/assay.lock")
    try FileManager.default.createDirectory(atPath: "\(fixture.path)/assay.lock", withIntermediateDirectories: true)
    let lock = try await fixture.assay("lock", "fixture")
    #expect(lock.status == 2 && lock.errors.contains("fixture/assay.lock cannot be written"), "\(lock.errors)")
  }

  @Test("takes the content of a Git LFS pointer from the local store, under its own name")
  func stored() async throws {
    let fixture = try SamplePipeline.fixture()
    let pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(try await digest(fixture))\nsize \(SamplePipeline.rows.utf8.count)\n"
    try fixture.write("data/rows.csv", pointer)
    fixture.expect(
      try await fixture.assay("run", "fixture"), endsWith: 2, saying: "fixture/data/rows.csv is a Git LFS pointer",
      "git lfs pull --include fixture/data/rows.csv")
    let digest = try await digest(fixture)
    let object = "../.git/lfs/objects/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"
    try fixture.write(object, SamplePipeline.rows)
    fixture.expectPass(try await fixture.assay("run", "fixture"))
    // A fault in such a file names the file, not the store's.
    let bad = SamplePipeline.rows + "300,1\n"
    let other = try await shasum(bad, fixture)
    try fixture.write("data/rows.csv", pointer.replacingOccurrences(of: digest, with: other))
    try fixture.write("../.git/lfs/objects/\(other.prefix(2))/\(other.dropFirst(2).prefix(2))/\(other)", bad)
    fixture.expect(
      try await fixture.assay("run", "fixture"), endsWith: 2, saying: "fixture/data/rows.csv", "Line: 302")
  }

  /// The SHA-256 of the sample's rows, by the reference file, which holds the same.
  private func digest(_ fixture: TemporaryFixture) async throws -> String {
    try await shasum(SamplePipeline.rows, fixture)
  }

  private func shasum(_ text: String, _ fixture: TemporaryFixture) async throws -> String {
    try fixture.write("../text", text)
    let run = try await fixture.shell("sha256sum text || shasum -a 256 text")
    return String(run.output.prefix(64))
  }
}
