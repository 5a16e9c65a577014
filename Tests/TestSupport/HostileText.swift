/// Text that would do harm in a report where it is not made inert.
public enum HostileText {
  /// Some of it for each format; in one a quotation mark has a mark of its own, so that the two are one character.
  public static let all = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "</style><script>x</script>",
    "</title></svg><svg onload=alert(1)>", "{{#sections}}{{{css}}}{{/sections}}", "&lt;b&gt;&amp;", "]]><!--", "--><b>",
    "`code` | *bold* _x_ [a](http://example.com) @someone #1 ![i](x)", "\u{202E}txet", "a\u{0}b\u{1B}[31mc\nd",
    "x\"\u{301} onload=\"alert(1)", "<\u{200D}script>", "${x} %s \\",
    "www.example.com a@example.com", "x::\n::add-path::/tmp,evil\r\n%0A", "a:,\u{301}line=7 ](http://x) {0}",
  ]
}
