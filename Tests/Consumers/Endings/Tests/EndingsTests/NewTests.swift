import Foundation
import Testing

extension Tag {
  @Tag static var slow: Self
}

@Suite struct NewTests {
  @Test func passes() {}
  @Test("has a name to show", .tags(.slow)) func named() {}
  @Test func crashes() { Ending.crash() }
  @Test func hangs() { Ending.hang() }
  @Test func exits() { Ending.exit() }
  @Test func passesToo() {}

  @Test func fails() {
    let two = 1 + 1
    #expect(two == 3)
    Issue.record("red \u{1B}[31mtext\u{1B}[0m, NUL \u{0}, ]]> & <b>\nand a second line")
  }

  @Test(arguments: ["a", "b", "c"]) func each(_ letter: String) { #expect(letter != "b") }
  @Test(.disabled("not today")) func disabled() {}
  @Test func cancelled() throws { try Test.cancel("no GPU") }
  @Test func warns() { Issue.record("only a warning", severity: .warning) }
  @Test func known() { withKnownIssue("ticket 12") { Issue.record("known") } }

  @Test func measures() {
    Attachment.record(#"{ "auc": 0.71, "rows": 1000 }"#, named: "assay-metrics.json")
    Attachment.record("id,x\n1,2\n", named: "rows.csv")
  }

  @Suite struct Inner {
    @Test func `a raw name, with a/b`() {}
  }
}

@Test func free() {}

@Test func afar() async {
  await withCheckedContinuation { done in
    Task.detached {
      if Ending.isAsked("stray") { Issue.record("from a detached task") }
      done.resume()
    }
  }
}

struct Unready: SuiteTrait, TestScoping {
  struct NotThere: Error {}

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    if Ending.isAsked("trait") { throw NotThere() }
    try await function()
  }
}

@Suite(Unready()) struct UnreadyTests {
  @Test func needsTheTrait() {}
}
