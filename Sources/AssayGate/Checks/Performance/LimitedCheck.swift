/// A check that puts a limit on one metric of a table: its entry is its arguments and the limit among them.
public protocol LimitedCheck: Check {
  /// What the manifest says.
  var entry: LimitedEntry { get }

  /// Creates the check from what the manifest says.
  init(_ entry: LimitedEntry)
}

/// The arguments of a check that holds a metric against a limit.
public struct LimitedEntry: Sendable {
  /// All arguments, of the declared types.
  let arguments: Arguments
  /// The limit among them.
  let limit: Limit
}

extension LimitedCheck {
  /// Throws when there is no limit, or when its parts contradict one another.
  public init(_ arguments: Arguments) throws(ManifestError) {
    self.init(LimitedEntry(arguments: arguments, limit: try Limit(arguments)))
  }

  /// Only for a limit that is relative to the reference.
  public var needsReference: Bool { entry.limit.needsReference }

  /// Only for a limit that is relative to what was approved.
  public var needsBaseline: Bool { entry.limit.needsBaseline }

  /// The case of a metric of two columns, which has the name of the check.
  ///
  /// - Parameters:
  ///   - measurement: what is asked of the table, and of the reference where the limit is relative to it.
  ///   - columns: the columns that the figures show: none is shown when one of them is private.
  ///   - metric: makes the metric and the figures of what was measured.
  func limitedCase(
    _ measurement: Measurement, showing columns: [String],
    metric: @escaping @Sendable (Measured) throws(CheckError) -> (metric: Metric, figures: [Figure])
  ) -> CheckCase {
    let limit = entry.limit
    return CheckCase(measurements: [.rows, measurement], reference: limit.needsReference ? [measurement] : []) {
      evidence throws(CheckError) in
      _ = try evidence.rows()
      let current = try metric(evidence.measured(measurement))
      let reference = limit.needsReference ? try metric(evidence.referenced(measurement)).metric : nil
      var judgement = try limit.judge(current.metric, evidence: evidence, reference: reference)
      if evidence.privateColumns.isDisjoint(with: columns) { judgement.figures = current.figures }
      return judgement
    }
  }
}
