import AssayStatistics

/// The comparison of numbers with a stored profile of the reference: exact as far as the profile is.
struct ProfileDrift {
  let subject: String
  let metric: String
  /// Whether values must not be shown.
  let hides: Bool

  func judge(
    _ rule: DriftVerdictRule, _ reference: NumericProfile, _ current: SortedSample
  ) throws(StatisticsError) -> DriftFinding {
    let found = try rule.assess(try KolmogorovSmirnovBounds(reference: reference, current: current))
    let change = hides ? nil : Self.change(reference, current)
    var finding = DriftFinding(
      found.combined, subject: subject, symbol: "D", metric: metric, change: change, clusters: [])
    if !hides { finding.counts = { [subject] in DistributionCounts(subject, reference, current) } }
    if !found.distance.isExact {
      let bounds = found.distance.statistic
      let known = "\(DriftFinding.rounded(bounds.lower)) to \(DriftFinding.rounded(bounds.upper))"
      finding.details.append("the stored profile knows D within \(known)")
      finding.metric.definition = "\(metric)(two-sample, from a profile)"
      if found.isTooCoarse, found.verdict == .inconclusive {
        finding.message =
          "\(subject): the profile is too coarse to tell, D = \(known), limit \(Format.number(rule.limit))"
          + (change.map { ": \($0)" } ?? "") + DriftFinding.sizes(found.combined)
        finding.details.append("more rows do not help: compare with the reference's rows, or round the column")
      } else if found.isTooCoarse {
        finding.details.append("the profile is too coarse to tell whether it fails")
      }
    }
    return finding
  }

  /// `median 37 → 77, 5th to 95th percentile 21 … 57 → 68 … 91`.
  private static func change(_ reference: NumericProfile, _ current: SortedSample) -> String {
    // Between −∞ and +∞ there is no quantile, which must not cost the verdict.
    func before(_ p: Double) -> String {
      (try? reference.quantile(p)).map { Format.number($0.isExact ? $0.lower : ($0.lower + $0.upper) / 2) } ?? "none"
    }
    func now(_ p: Double) -> String { (try? current.quantile(p)).map(Format.number) ?? "none" }
    return
      "median \(before(0.5)) → \(now(0.5)), 5th to 95th percentile \(before(0.05)) … \(before(0.95)) → \(now(0.05)) … \(now(0.95))"
  }
}
