import Foundation
import Testing

@testable import AssayGate

@Suite("YAML in a manifest")
struct ManifestYAMLTests {
  private func document(_ text: String) throws(ManifestError) -> YAMLReader.Document {
    try YAMLReader.read(ManifestText(Array(text.utf8), file: "f"))
  }

  private func fault(_ text: String) -> String {
    do throws(ManifestError) {
      return try document(text).errors.map(\.description).joined(separator: "\n")
    } catch {
      return error.description
    }
  }

  @Test(
    "types scalars by the core schema of YAML 1.2",
    arguments: [
      ("true", .boolean(true)), ("FALSE", .boolean(false)), ("yes", .text), ("NO", .text), ("on", .text),
      ("", .null), ("~", .null), ("null", .null), ("nul", .text), ("12", .integer(12)), ("-12", .integer(-12)),
      ("+3", .integer(3)), ("010", .integer(10)), ("0x1F", .integer(31)), ("0o17", .integer(15)), ("0x", .text),
      ("0xfg", .text), ("-0x1F", .text), ("0x-1F", .text), ("0b1", .text), ("1.5", .number(1.5)),
      (".5", .number(0.5)), ("-.5", .number(-0.5)), ("5.", .number(5)), ("1e3", .number(1_000)),
      ("1.5E-3", .number(0.0015)), (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("inf", .text),
      ("nan", .text), ("1_000", .text), ("1,5", .text), ("12:30", .text), ("2026-12-31", .text), (".", .text),
      ("-", .text), ("+", .text), (".e1", .text), ("1e", .text), ("e3", .text), ("1e400", .number(.infinity)),
      ("99999999999999999999", .number(1e20)), ("0x1p3", .text), ("١٢", .text), ("15%", .text),
    ] as [(String, YAMLScalar.Kind)])
  func core(text: String, kind: YAMLScalar.Kind) {
    #expect(YAMLScalar(text, isPlain: true).kind == kind)
    #expect(YAMLScalar(text, isPlain: false).kind == .text)
  }

  @Test("reads .nan as a number that is none")
  func nan() {
    guard case .number(let value) = YAMLScalar.kind(of: ".nan") else {
      Issue.record("'.nan' is a number to YAML")
      return
    }
    #expect(value.isNaN)
  }

  @Test("keeps * and ? wherever they are text")
  func masks() throws {
    let root = try document(
      """
      glob: data/2013-0?.parquet
      # *not an alias* ? x
      quoted: "* ? *a"
      block: |
        select count(*) where a = ?
      flow: [ a*b, c?, 'd*' ]
      ?odd: 1
      """
    ).root
    let entries = try #require(root.entries)
    #expect(entries.map(\.key.name) == ["glob", "quoted", "block", "flow", "?odd"])
    #expect(entries[0].value.scalar?.text == "data/2013-0?.parquet")
    #expect(entries[1].value.scalar?.text == "* ? *a")
    #expect(entries[2].value.scalar?.text == "select count(*) where a = ?\n")
    #expect(entries[2].value.scalar?.isPlain == false)
    guard case .sequence(let items) = entries[3].value.content else { return }
    #expect(items.map { $0.scalar?.text } == ["a*b", "c?", "d*"])
  }

  @Test("follows aliases and merge keys; what a mapping says itself comes first")
  func aliases() throws {
    let root = try document(
      """
      base: &base { a: 1, b: 2 }
      more: &more { b: 3, c: 4 }
      same: *base
      one: { <<: *base, b: 9 }
      two: { <<: [*base, *more] }
      word: &w hello
      again: [*w, "*w"]
      """
    ).root
    let entries = Dictionary(uniqueKeysWithValues: try #require(root.entries).map { ($0.key.name, $0.value) })
    func pairs(_ name: String) -> [String] {
      entries[name]?.entries?.map { "\($0.key.name)=\($0.value.scalar?.text ?? "")" } ?? []
    }
    #expect(pairs("same") == ["a=1", "b=2"])
    #expect(pairs("one") == ["b=9", "a=1"])
    #expect(pairs("two") == ["a=1", "b=2", "c=4"])
    guard case .sequence(let items)? = entries["again"]?.content else { return }
    #expect(items.map { $0.scalar?.text } == ["hello", "*w"])
  }

  @Test(
    "explains its faults in plain words",
    arguments: [
      ("a: 1\n\tb: 2", "f:2:1: a tab indents this line; YAML indents with spaces only"),
      ("a:\n\t- b", "f:2:1: a tab indents this line; YAML indents with spaces only"),
      ("a: [1, 2", "f:2:1: the list that starts at 1:4 is not closed; expected ',' or ']'"),
      ("a: {b: 1", "f:2:1: the mapping that starts at 1:4 is not closed; expected ',' or '}'"),
      ("a: \"b", "f:1:6: the quoted text that starts at 1:4 is not closed"),
      (
        "a: b: c",
        "f:1:5: a ':' is not expected here; indent the line as its neighbours, or quote a text that holds ': '"
      ),
      ("a: 1\nb\nc: 2", "f:3:1: the key that starts at 2:1 has no ':' after it"),
      (
        "a:\n  b: 1\n c: 2",
        "f:3:2: this does not fit the mapping that starts at 1:1; check the indentation, or quote the text"
      ),
      ("a:\n  - b\n  c: d", "f:3:3: this does not fit the list that starts at 2:3; expected '- ', or less indentation"),
      ("a:\n  - b\n  c", "f:4:1: the key that starts at 3:3 has no ':' after it"),
      ("a: @b", "f:1:4: a text cannot start with '@'; quote it"),
      ("a: `b`", "f:1:4: a text cannot start with '`'; quote it"),
      ("a: %b", "f:1:4: a text cannot start with '%'; quote it"),
      ("a: \"\\d\"", "f:1:5: an unknown escape in double quotes; write '\\\\' for a backslash, or use single quotes"),
      ("a: - b", "f:1:4: a '- ' is not expected here; a list starts on a line of its own"),
      ("a: *.parquet", "f:1:4: an unquoted '*' starts an alias; quote the text: \"*.parquet\""),
      ("a: *b c", "f:1:4: an unquoted '*' starts an alias; quote the text: \"*b c\""),
      ("a: &x *x", "f:1:4: an unquoted '*' starts an alias; quote the text: \"*x\""),
      ("a: & b", "f:1:5: a text that starts with '*' or '&' must be quoted"),
      ("a: &base 1\nb: *bse", "f:2:4: alias '*bse' has no anchor '&bse' before it; did you mean '*base'?"),
      ("a: &a [*a]", "f:1:8: alias '*a' has no anchor '&a' before it"),
      ("*a : 1", "f:1:1: an alias cannot be a key; quote a name that starts with '*'"),
      ("? a", "f:1:1: a key is a name; '? ' before keys is not supported"),
      ("[a]: 1", "f:1:1: a key is a name; found a list or a mapping"),
      ("{a: 1}: 1", "f:1:1: a key is a name; found a list or a mapping"),
      (": 1", "f:1:1: a key is missing before this ':'"),
      ("'': 1", "f:1:1: a key cannot be empty"),
      ("a: {<<: 1}", "f:1:9: '<<' merges mappings; found 1"),
      ("a: \"b\\0\"", "f:1:4: a text cannot hold a NUL character; remove the escape"),
      ("\"b\\x00\": 1", "f:1:1: a text cannot hold a NUL character; remove the escape"),
      ("a: !secret b", "f:1:4: YAML tags have no meaning in a manifest; remove '!secret'"),
      ("a: !!int '1'", "f:1:4: YAML tags have no meaning in a manifest; remove 'tag:yaml.org,2002:int'"),
      ("!set {a: 1}", "f:1:1: YAML tags have no meaning in a manifest; remove '!set'"),
      ("a: 1\n---\nb: 2", "f:2:1: a manifest is one document; remove the second, which starts here"),
      ("a: 1\n... \nb: 2", "f:3:1: this does not belong to what stands before it; check the indentation"),
    ])
  func syntax(text: String, expected: String) {
    #expect(fault(text) == expected)
  }

  @Test("names both places of a key that is given twice, and goes on")
  func duplicates() throws {
    #expect(
      fault("a: 1\nb: 2\n\"a\": 3\nc: !t 4") == """
        f:3:1: key 'a' is given a second time in this mapping; the first is at f:1:1
        f:4:4: YAML tags have no meaning in a manifest; remove '!t'
        """)
    #expect(
      fault("é😀: 1\n\"é😀\": 3\r\n'é😀': 4") == """
        f:2:1: key 'é😀' is given a second time in this mapping; the first is at f:1:1
        f:3:1: key 'é😀' is given a second time in this mapping; the first is at f:1:1
        """)
    #expect(
      fault("c: { x: 1, y: 2, x: 3, y: 4 }") == """
        f:1:18: key 'x' is given a second time in this mapping; the first is at f:1:6
        f:1:24: key 'y' is given a second time in this mapping; the first is at f:1:12
        """)
    #expect(fault("&k a: 1\na: 2") == "f:1:1: key 'a' is given more than once in this mapping")
    let many = (0..<200).map { _ in "x: 1" }.joined(separator: "\n")
    #expect(fault(many).hasSuffix("key 'x' is given more than once in this mapping"))
  }

  @Test("takes text with an explicit !!str, and quoted text, as text")
  func explicitText() throws {
    let entries = try #require(try document("a: !!str 12\nb: '12'\nc: \"true\"").root.entries)
    #expect(entries.allSatisfy { $0.value.scalar?.kind == .text })
  }

  /// The ways in which YAML nests.
  enum Nesting: CaseIterable {
    case openLists, openEntries, openMappings, openPairs, lists, pairs, blockMappings, blockLists, mixedBlocks

    var text: String {
      switch self {
      case .openLists: String(repeating: "[", count: 100_000)
      case .openEntries: String(repeating: "- ", count: 100_000) + "a"
      case .openMappings: String(repeating: "{a: ", count: 100_000)
      case .openPairs: String(repeating: "[a: ", count: 100_000)
      case .lists: String(repeating: "[", count: 990) + String(repeating: "]", count: 990)
      case .pairs: String(repeating: "[a: ", count: 990) + "b" + String(repeating: "]", count: 990)
      case .blockMappings: lines(900) { _ in "a:" } + String(repeating: " ", count: 900) + "b"
      case .blockLists: lines(900) { _ in "-" } + String(repeating: " ", count: 900) + "b"
      case .mixedBlocks: (0..<450).map { String(repeating: "  ", count: $0) + "- a:\n" }.joined()
      }
    }

    private func lines(_ count: Int, _ line: (Int) -> String) -> String {
      (0..<count).map { String(repeating: " ", count: $0) + line($0) + "\n" }.joined()
    }
  }

  @Test(
    "nested more than 64 levels deep is refused, however deep it is and by whatever means", .timeLimit(.minutes(10)),
    arguments: Nesting.allCases)
  func depth(nesting: Nesting) {
    #expect(fault(nesting.text).hasSuffix("lists and mappings are nested more than 64 levels deep"))
  }

  @Test("may be nested 64 levels, also through aliases")
  func deepest() {
    func nested(_ levels: Int, around text: String = "") -> String {
      String(repeating: "[", count: levels) + text + String(repeating: "]", count: levels)
    }
    #expect(fault(nested(64)) == "")
    #expect(fault(nested(65)) == "f:1:65: lists and mappings are nested more than 64 levels deep")
    #expect(fault("- &a \(nested(40))\n- \(nested(23, around: "*a"))") == "")
    #expect(
      fault("- &a \(nested(40))\n- \(nested(24, around: "*a"))")
        == "f:2:27: lists and mappings are nested more than 64 levels deep")
  }

  @Test("with an alias bomb is refused at once", .timeLimit(.minutes(10)))
  func bombs() {
    let blown = "aliases blow the manifest up by more than 100,000 values; write out what is meant"
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(fault(laughs) == "f:5:45: \(blown)")

    // The same as keys: a parser that hashes whole keys would never come back.
    var keys = "- &a0 [x, x]\n"
    for level in 1...40 { keys += "- &a\(level) { ? [*a\(level - 1), *a\(level - 1)] : 1 }\n" }
    #expect(fault(keys).isEmpty == false)
    var simpleKeys = "- &a0 [x, x]\n"
    for level in 1...40 { simpleKeys += "- &a\(level) { [*a\(level - 1), *a\(level - 1)]: 1 }\n" }
    #expect(fault(simpleKeys).hasPrefix("f:2:9: a key is a name; found a list or a mapping"))

    // Mappings that merge one large mapping, again and again.
    let large = (0..<2_000).map { "k\($0): 1" }.joined(separator: ", ")
    let merges = (0..<900).map { _ in "- { <<: *large }" }.joined(separator: "\n")
    #expect(fault("- &large { \(large) }\n\(merges)") == "f:51:9: \(blown)")
  }

  @Test("with more than 1,000 aliases is refused")
  func manyAliases() {
    func aliases(_ count: Int) -> String { "- &a x\n" + String(repeating: "- *a\n", count: count) }
    #expect(fault(aliases(1_000)) == "")
    #expect(fault(aliases(1_001)) == "f:1002:3: the manifest uses more than 1,000 aliases")
  }

  @Test("of 1 MiB that is made to be slow is read or refused in time", .timeLimit(.minutes(10)))
  func slow() {
    let size = 1 << 20
    #expect(fault(String(repeating: "a,", count: size / 2 - 1).prefixed("[") + "]") == "")
    #expect(fault(String(repeating: "*", count: size)).hasPrefix("f:1:1: an unquoted '*'"))
    #expect(fault(String(repeating: "? ", count: size / 2)).isEmpty == false)
    let nestedKey = String(repeating: "{", count: 60) + "a" + String(repeating: ": 1}", count: 60) + ": 1"
    let lines = String(repeating: "- " + nestedKey + "\n", count: size / 8 / nestedKey.utf8.count)
    #expect(fault(lines).isEmpty == false)
    let keys = (0..<60_000).map { "key\($0): 1" }.joined(separator: "\n")
    #expect(fault(keys) == "")
  }
}

extension String {
  fileprivate func prefixed(_ prefix: String) -> String { prefix + self }
}
