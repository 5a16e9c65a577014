@testable import AssayGate
import Foundation
import TestSupport
import Testing

@Suite("A report's file")
struct ReportFileTests {
  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("appears whole, in folders that are created, and leaves nothing beside it")
  func replace() throws {
    try SampleRun.withFolder { folder in
      let report = ReportFile(path: "a/b/report.txt", relativeTo: folder)
      let long = String(repeating: "0123456789", count: 30_000)
      try report.replace { file in
        try file.append("head ")
        try file.append(long)
        try file.append(" tail")
        #expect(file.position == 300_010)
      }
      #expect(try text(folder + "/a/b/report.txt") == "head \(long) tail")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/a/b") == ["report.txt"])
    }
  }

  @Test("is never at the root because the working directory was removed")
  func withoutWorkingDirectory() {
    #expect(ReportFile(path: "results/report.txt", relativeTo: "").path == "./results/report.txt")
  }

  @Test("stays as it was when writing fails, and leaves nothing beside it")
  func failedReplace() throws {
    struct Stop: Error {}
    try SampleRun.withFolder { folder in
      let report = ReportFile(path: folder + "/report.txt", relativeTo: "/")
      try report.replace { try $0.append("old") }
      #expect(throws: Stop.self) {
        try report.replace { file in
          try file.append("half")
          throw Stop()
        }
      }
      #expect(try text(folder + "/report.txt") == "old")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["report.txt"])
    }
  }

  @Test("is gone after discard")
  func discard() throws {
    try SampleRun.withFolder { folder in
      let report = ReportFile(path: "report.txt", relativeTo: folder)
      report.discard()
      try report.replace { try $0.append("old") }
      report.discard()
      #expect(!FileManager.default.fileExists(atPath: folder + "/report.txt"))
    }
  }

  @Test("names the path and what to do when a part of it is a file, or it is a folder or a device")
  func unusablePaths() throws {
    try SampleRun.withFolder { folder in
      try "".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      func message(_ path: String) -> String {
        do {
          try ReportFile(path: path, relativeTo: folder).invalidate(with: "x")
          return "written"
        } catch {
          return "\(error)"
        }
      }
      #expect(
        message("file/report.txt") == "\(folder)/file/report.txt: cannot create a file in its folder: Not a directory. "
          + "A part of the path is a file, not a folder: remove that file, or write the report to another place.")
      #expect(
        message(folder) == "\(folder): cannot write the report: Is a directory. "
          + "The path names a folder: name a file in it.")
      #expect(
        message("/dev/null") == "/dev/null: cannot write the report: it is a device or a pipe, not a file. "
          + "Name a file; the report is written beside it and renamed.")
      #expect(FileManager.default.fileExists(atPath: "/dev/null"))
    }
  }

  @Test("spools and copies ranges of any size")
  func spool() throws {
    try SampleRun.withFolder { folder in
      let report = ReportFile(path: "report.txt", relativeTo: folder)
      let spool = try report.makeSpool()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      let long = String(repeating: "x", count: 200_001)
      try spool.append("skip")
      try spool.append(long)
      try spool.append("end")
      try report.replace { file in
        try spool.copy(4..<200_008, to: file)
        try spool.copy(0..<0, to: file)
      }
      #expect(try text(folder + "/report.txt") == long + "end")
    }
  }

  #if os(Linux)
    @Test("says that the disk is full")
    func fullDisk() throws {
      let descriptor = open("/dev/full", O_WRONLY)
      let file = BufferedFile(descriptor: descriptor, path: "report.txt")
      try file.append("buffered")
      let error = #expect(throws: ReportFileError.self) { try file.flush() }
      #expect(
        error?.description == "report.txt: cannot write the report: No space left on device. "
          + "Free space on the disk that holds it, or write the report to another place.")
    }
  #endif
}

@Suite("Reports of one run")
struct ReportPublicationTests {
  @Test("appear together at the end, and not at all when the run does not get there")
  func together() throws {
    let fixture = try TemporaryFixture(["a": "old", "b": "old"])
    do {
      let publication = ReportPublication()
      let files = ["a", "b"].map { ReportFile(path: $0, relativeTo: fixture.path, publication: publication) }
      for file in files { try file.replace { try $0.append("new") } }
      #expect(fixture.text("fixture/a") == "old" && fixture.text("fixture/b") == "old")
      // A graver outcome is written over the first one, before anything is published.
      try files[0].replace { try $0.append("newer") }
      try publication.publish()
      #expect(fixture.text("fixture/a") == "newer" && fixture.text("fixture/b") == "new")

      try files[0].replace { try $0.append("never") }
      try files[1].invalidate(with: "did not finish")
      #expect(fixture.text("fixture/b") == "did not finish", "an old report is replaced at once")
    }
    #expect(fixture.text("fixture/a") == "newer")
    let left = try FileManager.default.contentsOfDirectory(atPath: fixture.path)
    #expect(left.sorted() == ["a", "b"], "no temporary file is left")
  }
}
