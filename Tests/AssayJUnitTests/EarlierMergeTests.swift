import Foundation
import Testing

@testable import AssayJUnit

extension MergeFolder {
  /// Why a merge was refused; `nil` when it was not.
  func refusal(of names: [String], _ change: (inout JUnitMerger.Options) -> Void = { _ in }) throws -> JUnitError? {
    do { _ = try merge(names, change) } catch let error as JUnitError { return error }
    return nil
  }

  /// Every file of the folder with its bytes.
  func contents() throws -> [String: Data] {
    try Dictionary(uniqueKeysWithValues: files.map { ($0, try Data(contentsOf: URL(filePath: "\(path)/\($0)"))) })
  }
}

@Suite("What a merge replaces")
struct EarlierMergeTests {
  private static let good = "<testsuite name='g'><testcase name='a'/></testsuite>"
  private static let bad = "<testsuite name='b'><testcase name='z'><failure message='no'/></testcase></testsuite>"

  @Test(
    "anybody's report that has the name of the output or of a part of it is refused, found or not, and nothing is touched",
    arguments: [
      "out.xml", "out-1.xml", "out-2.xml", "out-10000.xml",
    ])
  func foreign(_ name: String) throws {
    try MergeFolder.with { folder in
      try folder.write("1.xml", Self.good)
      try folder.write(name, Self.bad)
      let before = try folder.contents()
      for inputs in [["."], ["1.xml"], ["1.xml", name]] {
        let error = try #require(try folder.refusal(of: inputs), "\(inputs)")
        #expect(error.kind == .replaced && error.file.hasSuffix(name))
        #expect(!error.description.contains("\n"))
      }
      #expect(try folder.contents() == before)
    }
  }

  @Test("an empty file is replaced")
  func empty() throws {
    try MergeFolder.with { folder in
      try folder.write("1.xml", Self.bad)
      try Data().write(to: URL(filePath: "\(folder.path)/out.xml"))
      #expect(try folder.merge(["."]).totals.tests == 1)
    }
  }

  @Test(
    "names that no merge gives to a part are inputs like any other", arguments: ["out-0", "out-01", "out-+1", "out-a"])
  func otherNames(_ name: String) throws {
    try MergeFolder.with { folder in
      try folder.write("1.xml", Self.good)
      try folder.write("\(name).xml", Self.bad)
      let report = try folder.merge(["."])
      #expect(report.totals.tests == 2 && report.totals.failures == 1)
      #expect(folder.files.sorted() == ["1.xml", "\(name).xml", "out.xml"].sorted())
    }
  }

  @Test(
    "a folder is merged again and again into it, also after a merge that did not finish",
    arguments: JUnitDialect.allCases)
  func again(_ dialect: JUnitDialect) throws {
    try MergeFolder.with { folder in
      try folder.write("1.xml", Self.good)
      try folder.write("2.xml", Self.bad)
      for _ in 0..<3 {
        let report = try folder.merge(["."]) { $0.dialect = dialect }
        #expect(report.totals.tests == 2 && report.totals.failures == 1 && report.removed == [])
      }
      let earlier = try EarlierMerge(output: "out.xml", workingDirectory: folder.path)
      try JUnitParts(
        output: "out.xml", workingDirectory: folder.path, options: JUnitMerger.Options(), replacing: earlier
      ).invalidate()
      #expect(try folder.text().contains("did not finish"))
      #expect(try folder.merge(["."]) { $0.dialect = dialect }.totals.errors == 0)
    }
  }

  @Test("a merge of a shard with the name of a part is no part, and is not removed")
  func shards() throws {
    try MergeFolder.with { folder in
      try folder.write("1.xml", Self.bad)
      let merger = JUnitMerger(JUnitMerger.Options(), workingDirectory: folder.path)
      _ = try merger.merge(["\(folder.path)/1.xml"], to: "out-1.xml")
      let before = try folder.contents()
      #expect(try folder.refusal(of: ["."])?.file.hasSuffix("out-1.xml") == true)
      #expect(try folder.contents() == before)
      let all = try merger.merge([folder.path], to: "all.xml")
      #expect(all.totals.tests == 2 && all.totals.failures == 2, "a merge by another name is an input")
    }
  }

  @Test("links on the way to the output hide nothing")
  func links() throws {
    try MergeFolder.with { folder in
      try FileManager.default.createDirectory(atPath: folder.path + "/real", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "real")
      try folder.write("real/1.xml", Self.bad)
      let merger = JUnitMerger(JUnitMerger.Options(), workingDirectory: folder.path)
      for _ in 0..<2 {
        let report = try merger.merge([folder.path + "/link"], to: "real/out.xml")
        #expect(report.totals.tests == 1 && report.totals.failures == 1)
      }
      let named = #expect(throws: JUnitError.self) {
        try merger.merge([folder.path + "/link/out.xml"], to: "real/out.xml")
      }
      #expect(named?.kind == .replaced)
    }
  }
}
