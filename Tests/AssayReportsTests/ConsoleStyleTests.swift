import Testing

@testable import AssayReports

@Suite("Colours and symbols")
struct ConsoleStyleTests {
  @Test(
    "are used when asked for, or where they fit",
    arguments: [
      (.auto, true, ["TERM": "xterm"], true), (.auto, true, ["TERM": "dumb"], false), (.auto, true, [:], false),
      (.auto, false, ["TERM": "xterm"], false), (.auto, false, ["CLICOLOR_FORCE": "1"], true),
      (.auto, false, ["FORCE_COLOR": "3"], true), (.auto, false, ["FORCE_COLOR": "0"], false),
      (.auto, true, ["TERM": "xterm", "NO_COLOR": "1"], false), (.auto, true, ["TERM": "xterm", "NO_COLOR": ""], true),
      (.auto, false, ["FORCE_COLOR": "1", "NO_COLOR": "1"], false), (.always, false, ["NO_COLOR": "1"], true),
      (.never, true, ["FORCE_COLOR": "1", "TERM": "xterm"], false),
    ] as [(ConsoleStyle.ColorMode, Bool, [String: String], Bool)])
  func colors(mode: ConsoleStyle.ColorMode, isTerminal: Bool, environment: [String: String], expected: Bool) {
    #expect(ConsoleStyle(mode, isTerminal: isTerminal, environment: environment).usesColor == expected)
  }

  @Test(
    "follow the locale",
    arguments: [
      (["LANG": "en_GB.UTF-8"], true), (["LANG": "C.utf8"], true), ([:], false), (["LANG": "C"], false),
      (["LC_ALL": "C", "LANG": "en_GB.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "de_DE.UTF-8"], true),
    ] as [([String: String], Bool)])
  func symbols(environment: [String: String], expected: Bool) {
    #expect(ConsoleStyle(.auto, isTerminal: true, environment: environment).usesUnicode == expected)
  }

  @Test("go with numbers that people can read")
  func numbers() {
    #expect(
      [0, 999, 1_000, -1_234_567, Int.min].map(NumberText.grouped)
        == ["0", "999", "1,000", "-1,234,567", "-9,223,372,036,854,775,808"])
    #expect(
      [27_662, 0.25004, 1e-6, 0.1 + 0.2, -3, 1e300, .infinity].map(NumberText.measured)
        == ["27,662", "0.25004", "1e-06", "0.3", "-3", "1e+300", "inf"])
    #expect(
      [0, .nan, 0.424, 9.994, 9.996, 59.94, 59.96, 125, 3_720, 1e20].map(NumberText.duration)
        == [
          "0.00 s", "0.00 s", "0.42 s", "9.99 s", "10.0 s", "59.9 s", "1 min 00 s", "2 min 05 s", "1 h 02 min",
          "277777777 h 46 min",
        ])
  }
}
