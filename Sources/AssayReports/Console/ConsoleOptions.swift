/// What the console report shows.
public struct ConsoleOptions: Sendable, Hashable {
  /// Only failures and the verdict line.
  public var isQuiet: Bool
  /// The path of a report that has everything; named where something is left out, and in the verdict line.
  public var reportPath: String?
  /// The number of failing cases that are shown in full for each fixture; at most ten times as many in all.
  public var maximumCases: Int

  /// Creates options.
  public init(isQuiet: Bool = false, reportPath: String? = nil, maximumCases: Int = 20) {
    self.isQuiet = isQuiet
    self.reportPath = reportPath
    self.maximumCases = maximumCases
  }
}
