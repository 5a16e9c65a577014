import AssayGate
import AssayStatistics

/// Expects a sample of numbers to be distributed as a reference, up to a practical limit of the Kolmogorov–Smirnov
/// distance; the rule is that of the `drift` check.
///
/// Fails when the distance is beyond the limit even at its lower bound, at the caller's line, in Swift Testing as in
/// XCTest, also from a detached task. A distance that is only estimated to be beyond the limit, and samples that are too
/// small to tell, are warnings. A sample without numbers, and parameters out of range, fail. O(n log n).
///
/// - Parameters:
///   - current: the numbers to judge; NaN is left out.
///   - reference: the numbers to trust; NaN is left out.
///   - limit: the distance that is still acceptable, above 0 and below 1: the share of rows that lie elsewhere.
///   - falseAlarms: the largest probability of a failure while the true distance is within the limit.
/// - Returns: whether the test goes on without a failure from here.
@discardableResult
public func expectNoDrift(
  _ current: [Double], from reference: [Double], limit: Double = 0.1, falseAlarms: Double = 0.005,
  fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> Bool {
  ExpectationResult.report(
    [.noDrift(current, from: reference, limit: limit, falseAlarms: falseAlarms)],
    at: CallerLocation(fileID, filePath, line, column))
}

extension ExpectationResult {
  static func noDrift(
    _ current: [Double], from reference: [Double], limit: Double, falseAlarms: Double
  ) -> ExpectationResult {
    var found = ExpectationResult(name: "expectNoDrift", kind: "drift", verdict: .error, message: "", n: current.count)
    do {
      let distance = try KolmogorovSmirnov(
        reference: reference.filter { !$0.isNaN }, current: current.filter { !$0.isNaN })
      let assessment = try DriftVerdictRule(limit: limit, significance: falseAlarms).assess(distance)
      found.verdict =
        switch assessment.verdict {
        case .pass: .pass
        case .fail: .fail
        case .warn: .warn
        case .inconclusive: .inconclusive
        }
      found.n = distance.currentCount
      found.limits = ["max \(Format.number(limit))"]
      found.metrics = [
        Metric(
          "ks_distance", assessment.estimate, n: distance.currentCount, lower: assessment.interval.lower,
          upper: assessment.interval.upper)
      ]
      found.message =
        "moved by D = \(Format.number(assessment.estimate)) (\(Format.number(assessment.interval.lower)) to "
        + "\(Format.number(assessment.interval.upper))), limit \(Format.number(limit)), "
        + "\(Format.whole(distance.currentCount)) against \(Format.rows(distance.referenceCount))"
      if let needed = assessment.requiredSize?.each {
        found.message += "; \(Format.whole(needed)) on each side would do"
      }
    } catch {
      found.message = "drift could not be judged: \(error)"
    }
    return found
  }
}
