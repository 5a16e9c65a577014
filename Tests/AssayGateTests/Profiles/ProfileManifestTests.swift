import Foundation
import Testing

@testable import AssayGate

@Suite("A profile as a manifest's reference")
struct ProfileManifestTests {
  private static let start = "assay: 1\ndata:\n  a: { reference: old.csv, versions: { v: a.csv } }\n"

  @Test("is read with its place, and stands for the data under 'reference'")
  func read() throws {
    let folder = try ManifestFolder()
    try folder.write("own/assay.yaml", Self.start + "reference: { profile: profiles/q1.json }\n")
    let manifest = try folder.read("own")
    #expect(manifest.referenceProfile?.text == "profiles/q1.json")
    #expect(manifest.referenceProfile?.location.line == 4)
    #expect(manifest.referenceProfile?.location.column == 23)
    #expect(manifest.data[0].reference?.text == "old.csv")
    #expect(manifest.fixtures == ["own"])
    // The profile is looked for, what it was made of is not.
    #expect(PathResolver.validatePaths(of: manifest).map(\.message).count { $0.contains("old.csv") } == 0)
    #expect(PathResolver.validatePaths(of: manifest).map(\.message).count { $0.contains("profiles/q1.json") } == 1)
    try folder.write("own/assay.yaml", Self.start)
    #expect(try folder.read("own").referenceProfile == nil)
  }

  @Test(
    "has one form",
    arguments: [
      ("reference: profiles/q1.json", ":4:12: the manifest needs 'reference', a mapping"),
      ("reference: {}", ":4:12:"), ("reference: { profiel: q1.json }", "did you mean 'profile'?"),
      ("reference: { profile: /q1.json }", ":4:23:"), ("reference: { profile: [a, b] }", ":4:23:"),
    ])
  func faults(text: String, expected: String) throws {
    let folder = try ManifestFolder()
    try folder.write("own/assay.yaml", Self.start + text)
    let faults = folder.faults("own")
    #expect(!faults.isEmpty)
    #expect(faults.contains { $0.contains(expected) }, "\(faults)")
  }

  @Test("is that of the fixture that is extended unless there is one of its own")
  func extended() throws {
    let folder = try ManifestFolder()
    try folder.folder("Fixtures/.git")
    try folder.write("Fixtures/base/assay.yaml", Self.start + "fixture: base\nreference: { profile: base.json }\n")
    try folder.write("Fixtures/own/assay.yaml", "assay: 1\nextends: ../base\n")
    let inherited = try folder.read("Fixtures/own")
    #expect(inherited.referenceProfile?.text == "base.json")
    #expect(inherited.fixtures == ["own", "base"])
    try folder.write("Fixtures/own/assay.yaml", "assay: 1\nextends: ../base\nreference: { profile: own.json }\n")
    #expect(try folder.read("Fixtures/own").referenceProfile?.text == "own.json")
  }

  @Test("is what the plan tells, which replays no reference then")
  func plan() throws {
    let folder = try ManifestFolder()
    let checks = "checks: { a: [{ drift: { columns: x } }] }\n"
    try folder.write("own/assay.yaml", Self.start + checks)
    let whole = try ManifestReader.read(path: folder.path + "/own", checks: CheckRegistry.all)
    #expect(try Plan(whole).referenceTables == ["a"])
    try folder.write("own/assay.yaml", Self.start + checks + "reference: { profile: q1.json }\n")
    let manifest = try ManifestReader.read(path: folder.path + "/own", checks: CheckRegistry.all)
    #expect(try Plan(manifest).referenceTables.isEmpty)
    #expect(try Plan(manifest).description.contains("reference  profile q1.json"))
  }

  @Test("is in the schema")
  func schema() throws {
    let text = ManifestSchema.print(checks: CheckRegistry.all)
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: Any])
    let reference = try #require(properties["reference"] as? [String: Any])
    #expect(reference["required"] as? [String] == ["profile"])
    #expect(reference["additionalProperties"] as? Bool == false)
  }
}

@Suite("The digest of a table's code")
struct CodeDigestTests {
  private static let stages = """
    one: { sql: s.sql, from: [a, b] }
    two: { model: m.onnx, from: one, keep: [x], outputs: { p: prob } }
    three: { command: [python3, run.py], from: two }
    """
  private static let files = [
    "s.sql": "SELECT 1", "m.onnx": "model", "b1.csv": "x\n1\n", "b2.csv": "x\n2\n", "run.py": "print()",
  ]

  private static func code(_ folder: ManifestFolder) async throws -> CodeDigest {
    let manifest = try folder.read("own")
    let resolver = InputResolver(manifest, isParanoid: false, stop: StopSwitch())
    return CodeDigest(manifest: manifest, inputs: try await resolver.resolve(FixtureInput.all(manifest)))
  }

  /// The digests of all tables by name.
  private func digests(_ stages: String = stages, _ files: [String: String] = [:]) async throws -> [String: String] {
    let folder = try ManifestFolder()
    let indented = stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    try folder.write(
      "own/assay.yaml",
      "assay: 1\ndata:\n  a: { reference: old.csv, versions: { v: a.csv } }\n  b: b*.csv\nstages:\n\(indented)\n")
    for (name, text) in Self.files.merging(files, uniquingKeysWith: { $1 }) { try folder.write("own/\(name)", text) }
    let found = try await Self.code(folder).digests(of: ["three"])
    #expect(found.map(\.table) == ["a", "b", "one", "two", "three"])
    return Dictionary(uniqueKeysWithValues: found.map { ($0.table, $0.digest) })
  }

  @Test("changes with the code of the table and of all that it is made of, and with nothing else")
  func changes() async throws {
    let first = try await digests()
    func changed(_ other: [String: String]) -> [String] {
      ["a", "b", "one", "two", "three"].filter { first[$0] != other[$0] }
    }
    #expect(changed(try await digests()) == [])
    #expect(changed(try await digests(Self.stages, ["a.csv": "x\n5\n", "old.csv": "x\n6\n", "unused.py": ""])) == [])
    #expect(changed(try await digests(Self.stages, ["run.py": "print(1)"])) == ["three"])
    #expect(changed(try await digests(Self.stages, ["m.onnx": "another"])) == ["two", "three"])
    #expect(changed(try await digests(Self.stages, ["s.sql": "SELECT 2"])) == ["one", "two", "three"])
    #expect(changed(try await digests(Self.stages, ["b2.csv": "x\n3\n"])) == ["b", "one", "two", "three"])
    #expect(changed(try await digests(Self.stages, ["b3.csv": "x\n3\n"])) == ["b", "one", "two", "three"])
    for (old, new, names) in [
      ("keep: [x]", "keep: [x, y]", ["two", "three"]), ("p: prob", "q: prob", ["two", "three"]),
      ("[python3, run.py]", "[python3, run.py, x]", ["three"]),
      ("from: [a, b]", "from: [b, a]", ["one", "two", "three"]),
      ("from: two }", "from: two, format: csv }", ["three"]), ("from: two }", "from: two, timeout: 5m }", []),
    ] {
      #expect(changed(try await digests(Self.stages.replacing(old, with: new))) == names, "\(new)")
    }
  }

  @Test("needs the files that are its code")
  func missing() async throws {
    let folder = try ManifestFolder()
    try folder.write("own/assay.yaml", "assay: 1\ndata: { a: a.csv }\nstages: { s: { sql: s.sql, from: a } }\n")
    try folder.write("own/a.csv", "x\n1\n")
    let code = try await Self.code(folder)
    let failure = #expect(throws: TableFailure.self) { try code.digests(of: ["s"]) }
    #expect(failure?.message.contains("there is no file 's.sql'") == true)
  }
}
