/// What a report shows the difference to, usually the results of the base branch.
public enum ReportBase: Sendable {
  /// The base's run.
  case results(Results)
  /// Why there is nothing to compare with; the report says so.
  case unreadable(String)

  /// Reads a `results.json`, or that of a folder.
  public init(reading path: String) {
    do throws(ResultsFileError) {
      self = .results(try ResultsFile.read(path).results)
    } catch {
      self = .unreadable("\(error)")
    }
  }
}
