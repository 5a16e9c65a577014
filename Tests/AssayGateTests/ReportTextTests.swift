import AssayGate
import Testing

@Suite("Text in reports")
struct ReportTextTests {
  @Test(
    "is cleaned of what moves a cursor or breaks XML",
    arguments: [
      ("plain · é 日本 🙂", "plain · é 日本 🙂"),
      ("a\u{1B}[31;1mred\u{1B}[0m b", "ared b"),
      ("title\u{1B}]0;evil\u{07}!", "title!"), ("link\u{1B}]8;;http://x\u{1B}\\y", "linky"),
      ("cut \u{1B}[31", "cut "), ("open \u{1B}]0;kept", "open 0;kept"), ("é after \u{1B}[é", "é after é"),
      ("\u{1B}(Bset \u{1B}7save \u{1B}", "set save "),
      ("nul\0bell\u{07}del\u{7F}", "nul␀bell␇del␡"), ("c1\u{9B}31m", "c1\\u{9B}31m"),
      ("\u{FFFE}\u{FFFF}\u{FEFF}", "\\u{FFFE}\\u{FFFF}\\u{FEFF}"),
      ("a\u{202E}b\u{2066}c\u{200F}d\u{61C}", "a\\u{202E}b\\u{2066}c\\u{200F}d\\u{61C}"),
      ("a\u{200B}b\u{2060}c\u{AD}d", "a\\u{200B}b\\u{2060}c\\u{AD}d"),
      ("a\u{2028}b\u{2029}c\u{85}", "a\\u{2028}b\\u{2029}c\\u{85}"),
      ("می\u{200C}خواهم 👩\u{200D}🔬 ‘x’ – … →", "می\u{200C}خواهم 👩\u{200D}🔬 ‘x’ – … →"),
      ("a\r\nb\rc\n\td", "a\nb\nc\n\td"),
    ])
  func clean(dirty: String, clean: String) { #expect(ReportText.clean(dirty) == clean) }

  @Test("is repaired when its bytes are no UTF-8")
  func invalidBytes() {
    #expect(ReportText.clean(String(decoding: [0x61, 0xED, 0xA0, 0x80, 0xFF], as: UTF8.self)).hasPrefix("a\u{FFFD}"))
  }

  @Test("becomes one line of at most so many bytes, cut between characters")
  func oneLine() {
    #expect(ReportText.oneLine("  a\n  b\tc ", maximumBytes: 100) == "a b c")
    #expect(ReportText.oneLine("a  b", maximumBytes: 100) == "a  b")
    #expect(ReportText.oneLine("éééé", maximumBytes: 7) == "éé…")
    #expect(ReportText.oneLine("éééé", maximumBytes: 6) == "é…")
    #expect(ReportText.oneLine("éééé", maximumBytes: 8) == "éééé")
    #expect(ReportText.oneLine("\n", maximumBytes: 8).isEmpty)
  }

  @Test(
    "shows doubles in the fewest digits that read back", arguments: [0.1, 1e-6, 27_662, -0.5, 1.0 / 3, 1e-300, 1e300])
  func shortest(value: Double) { #expect(Double(ReportText.shortest(value)) == value) }

  @Test("shows whole doubles without a fraction")
  func whole() { #expect(ReportText.shortest(27_662) == "27662") }
}
