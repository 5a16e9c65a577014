import AssayConcurrency
import Crypto
import Foundation
import Subprocess
import TestSupport
import Testing

@testable import AssayGate

@Suite("A file behind a URL", .timeLimit(.minutes(10)))
struct RemoteTests {
  private let fixture: TemporaryFixture
  private let content = "id,x\n" + (0..<100).map { "\($0),\($0 % 7)\n" }.joined()
  private var digest: String { DigestText.hexadecimal(SHA256.hash(data: Data(content.utf8))) }
  private var cache: String { "\(fixture.root)/cache" }

  init() throws { fixture = try TemporaryFixture() }

  /// Answers on this machine until the body is done: `/rows.csv`, `/moved` once, `/circle` forever, `/slow` never to the
  /// end, `/endless` without a length, `/large` with one. Counts the requests.
  private func serve(_ body: (_ address: String) async throws -> Void) async throws {
    try fixture.write("served.csv", content)
    let script = """
      import http.server, sys, time
      content = open(sys.argv[1], 'rb').read()
      class Handler(http.server.BaseHTTPRequestHandler):
          def log_message(self, *arguments): open(sys.argv[1] + '.log', 'a').write(self.path + '\\n')
          def head(self, status, **fields):
              self.send_response(status)
              for name, value in fields.items(): self.send_header(name, value)
              self.end_headers()
          def do_GET(self):
              path = self.path.split('?')[0]
              if path == '/rows.csv':
                  self.head(200, **{'Content-Length': str(len(content))}); self.wfile.write(content)
              elif path == '/moved': self.head(302, Location='/rows.csv')
              elif path == '/circle': self.head(302, Location='/circle')
              elif path == '/file': self.head(302, Location='file:///etc/passwd')
              elif path == '/slow':
                  self.head(200, **{'Content-Length': '1000'}); self.wfile.write(b'a'); self.wfile.flush(); time.sleep(20)
              elif path == '/endless':
                  self.head(200)
                  try:
                      while True: self.wfile.write(b'a' * 4096)
                  except OSError: pass
              elif path == '/large': self.head(200, **{'Content-Length': '1000000'})
              elif path == '/cut': self.head(200, **{'Content-Length': '1000'}); self.wfile.write(b'a')
              else: self.send_error(404)
      server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
      server.daemon_threads = True
      print(server.server_address[1], flush=True)
      server.serve_forever()
      """
    _ = try await Subprocess.run(
      .name("python3"), arguments: ["-c", script, "\(fixture.path)/served.csv"], input: .none, output: .sequence,
      error: .discarded
    ) { execution in
      defer { kill(execution.processIdentifier.value, SIGKILL) }
      var port = ""
      for try await chunk in execution.standardOutput {
        port += String(decoding: chunk.withUnsafeBytes { Array($0) }, as: UTF8.self)
        if port.hasSuffix("\n") { break }
      }
      try await body("http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
  }

  private var requests: [String] { fixture.text("fixture/served.csv.log").split(separator: "\n").map(String.init) }

  private func take(_ url: String, _ more: String = "", digest: String? = nil) async throws -> (
    file: InputFile?, fault: String
  ) {
    try fixture.write(
      "assay.yaml", "assay: 1\ndata: { t: { url: '\(url)', sha256: \(digest ?? self.digest)\(more) } }\n")
    let inputs = try await FixtureData(fixture.path, store: ContentStore(folder: cache)).resolve()
    return (try? inputs.inputs.first?.files.get().first, inputs.failures.first?.message ?? "")
  }

  @Test("is fetched once, verified, and read from the cache from then on")
  func once() async throws {
    try await serve { address in
      for _ in 0..<2 {
        let (file, fault) = try await take("\(address)/rows.csv?token=1#x")
        #expect(fault == "")
        #expect(file?.path == "\(cache)/objects/sha256/\(digest.prefix(2))/\(digest)" && file?.name == "rows.csv")
        #expect(
          file?.digest
            == InputDigest(address: "\(address)/rows.csv?token=1#x", sha256: digest, size: content.utf8.count))
      }
      #expect(requests == ["/rows.csv?token=1"])
      // What the cache holds damaged is fetched again.
      let place = try #require(try await take("\(address)/rows.csv").file?.path)
      chmod(place, 0o644)
      try Data("damaged".utf8).write(to: URL(fileURLWithPath: place))
      #expect(try await take("\(address)/rows.csv").fault == "")
      #expect(requests.count == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(cache)/objects/partial").isEmpty)
    }
    #expect(try await take("https://nowhere.invalid/rows.csv").fault == "", "by its digest, without the network")
  }

  @Test("is followed where it leads, five times and never to a local file")
  func redirections() async throws {
    try await serve { address in
      #expect(try await take("\(address)/moved").file?.digest.sha256 == digest)
      try FileManager.default.removeItem(atPath: cache)
      #expect(
        try await take("\(address)/circle").fault.hasSuffix(
          "/circle leads on more than 5 times; write the last address"))
      #expect(requests.filter { $0 == "/circle" }.count == 6)
      #expect(try await take("\(address)/file").fault.contains("cannot be fetched: curl: (1)"))
    }
  }

  @Test("that holds other content, or less or more than it should, is refused and leaves nothing")
  func refused() async throws {
    try await serve { address in
      let wrong = String(repeating: "a", count: 64)
      let other = try await take("\(address)/rows.csv", digest: wrong).fault
      #expect(
        other.hasSuffix(
          "/rows.csv holds other content: expected sha256 \(wrong), found \(digest) (\(content.utf8.count) bytes); if the "
            + "change is meant, write the new digest"))
      for path in ["large", "endless"] {
        let fault = try await take("\(address)/\(path)", ", max_bytes: 10000").fault
        #expect(fault.hasSuffix("/\(path) has more than 10,000 bytes; raise 'max_bytes' if that is right"))
      }
      let slow = try await take("\(address)/slow", ", timeout: 0.3").fault
      #expect(slow.hasSuffix("/slow was not fetched within 0.3 s; raise 'timeout', or try again later"))
      let none = try await take("\(address)/none").fault
      #expect(none.contains("cannot be fetched: curl: (22)"))
      let cut = try await take("\(address)/cut").fault
      #expect(cut.contains("cannot be fetched: curl: (18)"))
    }
    #expect(try await take("http://127.0.0.1:1/rows.csv").fault.contains("cannot be fetched: curl: (7)"))
    let left = try FileManager.default.subpathsOfDirectory(atPath: cache)
    #expect(left.allSatisfy { ["objects", "objects/partial"].contains($0) }, "\(left)")
  }

  @Test("may be a local one, which is read where it is")
  func local() async throws {
    try fixture.write("some rows.csv", content)
    let url = "file://\(fixture.path)/some%20rows.csv"
    let (file, fault) = try await take(url)
    #expect(fault == "" && file?.path == "\(fixture.path)/some rows.csv" && file?.digest.address == url)
    #expect(!FileManager.default.fileExists(atPath: cache))
    try fixture.write("some rows.csv", content + "x")
    #expect(try await take(url).fault.contains("the content differs: expected sha256 \(digest), found "))
    #expect(try await take("file:///nowhere/x.csv").fault.contains("/nowhere/x.csv cannot be read"))
  }

  @Test("cannot be fetched into a cache that cannot be written, and says so")
  func unwritable() async throws {
    try Data().write(to: URL(fileURLWithPath: cache))
    #expect(
      try await take("https://nowhere.invalid/x.csv").fault.contains(
        "cannot be written"))
  }

  @Test("stops being fetched when the run is stopped")
  func stopped() async throws {
    try await serve { address in
      try fixture.write("assay.yaml", "assay: 1\ndata: { t: { url: '\(address)/slow', sha256: \(digest) } }\n")
      let stop = StopSwitch()
      let data = try FixtureData(fixture.path, store: ContentStore(folder: cache), stop: stop)
      let started = ContinuousClock.now
      Task {
        while fixture.text("fixture/served.csv.log").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        stop.stop(.signal(15))
      }
      await #expect(throws: InputErrors.self) { try await data.resolve() }
      #expect(ContinuousClock.now - started < .seconds(120))
    }
  }

  @Test(
    "is refused in the manifest when it is none that could be fetched and verified",
    arguments: [
      ("url: 'https://x/a.csv'", "has 'url' without 'sha256'"),
      ("url: 'https://x/a.csv', sha256: abc", "needs 'sha256', 64 hexadecimal digits"),
      ("url: 'ftp://x/a.csv'", "only https: and file: URLs are fetched"),
      ("url: 'http://x/a.csv'", "http: is taken from this machine only; use https:"),
      ("url: 'http://localhost.example.org/a.csv'", "http: is taken from this machine only"),
      ("url: 'https://user:secret@x/a.csv'", "holds a user name or password"),
      ("url: 'https:///a.csv'", "it names no host"), ("url: 'file://host/a.csv'", "a file URL is written"),
      ("url: 'https://x/a b.csv'", "a URL has no spaces"), ("url: a.csv", "it is no URL"),
      ("url: 'https://x/a.csv', path: a.csv", "data 't' has 'url' and 'path'; files come from one place"),
      ("dvc: a.csv, sha256: abc", "'sha256' belongs to 'url'; found 'dvc'"),
      ("dvc: /a.csv", "paths are relative to the fixture's folder"),
      ("git: main", "needs 'git', a revision and a file"),
      ("git: ':a.csv'", "needs 'git', a revision and a file"), ("git: 'main:'", "needs 'git', a revision and a file"),
      ("git: '-x:a.csv'", "needs 'git', a revision and a file"), ("sha256: abc", "data 't' needs"),
      ("gti: 'main:a.csv'", "unknown key 'gti' in data 't'; did you mean 'git'?"),
      ("versions: { v: { dcv: a.csv } }", "did you mean 'dvc'?"),
      ("versions: { v: {} }", "data 't' in 'versions.v' needs one of 'path', 'dvc', 'git' and 'url'"),
      ("git: 'main:a.csv', versions: { v: b.csv }", "has 'git' and 'versions'"),
    ])
  func manifest(entry: String, expected: String) throws {
    let faults = try manifestFaults("assay: 1\ndata:\n  t: { \(entry) }\n")
    #expect(faults.contains { $0.contains(expected) && $0.hasPrefix("3:") }, "\(faults)")
  }

  @Test("of a revision is written as git writes it")
  func revisions() {
    #expect(GitFile("main:data/a.csv") == GitFile(revision: "main", path: "data/a.csv"))
    #expect(GitFile("HEAD^{/fix: it}:a:b.csv") == GitFile(revision: "HEAD^{/fix: it}", path: "a:b.csv"))
    #expect(GitFile("main@{2026-01-01 10:00}:a.csv") == GitFile(revision: "main@{2026-01-01 10:00}", path: "a.csv"))
  }
}
