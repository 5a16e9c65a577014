/// A finished run as the console report shows it: a function of ``Results``.
public enum ConsoleReport {
  /// The text, with the verdict as its last line.
  ///
  /// - Parameters:
  ///   - results: the run.
  ///   - options: what is shown.
  ///   - style: colours and symbols.
  public static func render(
    _ results: Results, options: ConsoleOptions = ConsoleOptions(), style: ConsoleStyle
  ) -> String {
    var summary = ConsoleSummary(options: options, style: style)
    return style.symbols(results.events.map { summary.take($0) }.joined())
  }
}
