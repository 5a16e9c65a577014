import AssayGate
import AssayStatistics

/// Expects two columns of numbers to be equal within a tolerance; missing values (NaN) are equal only to one another.
///
/// Says how many rows differ, the largest difference, and the first row that differs. Records the failure at the
/// caller's line, in Swift Testing as in XCTest.
@discardableResult
public func expectClose(
  _ actual: [Double], _ expected: [Double], tolerance: Double = 0, fileID: StaticString = #fileID,
  filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> Bool {
  let location = CallerLocation(fileID: fileID, filePath: filePath, line: line, column: column)
  guard actual.count == expected.count else {
    TestHost.fail("\(actual.count) rows, expected \(expected.count)", at: location)
    return false
  }
  var first: Int?
  var count = 0
  var largest = 0.0
  for row in actual.indices {
    let (left, right) = (actual[row], expected[row])
    if left == right || (left.isNaN && right.isNaN) || abs(left - right) <= tolerance { continue }
    first = first ?? row
    count += 1
    let difference = abs(left - right)
    largest = difference.isNaN ? .infinity : max(largest, difference)
  }
  guard let first else { return true }
  TestHost.fail(
    "\(Format.rows(count)) of \(Format.whole(actual.count)) differ by more than \(tolerance), at most by \(largest); the "
      + "first is row \(first): \(actual[first]), expected \(expected[first])", at: location)
  return false
}

/// Expects a sample of numbers to be distributed as a reference, up to a practical limit of its Kolmogorov–Smirnov
/// distance: the rule of the `drift` check.
///
/// - Parameters:
///   - current: the numbers to judge; NaN is left out.
///   - reference: the numbers to trust; NaN is left out.
///   - limit: the share of the rows that may fall elsewhere.
///   - falseAlarms: the probability of a failure when the distance is not above the limit.
@discardableResult
public func expectNoDrift(
  _ current: [Double], from reference: [Double], limit: Double = 0.1, falseAlarms: Double = 0.005,
  fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> Bool {
  let location = CallerLocation(fileID: fileID, filePath: filePath, line: line, column: column)
  do {
    let distance = try KolmogorovSmirnov(
      reference: reference.filter { !$0.isNaN }, current: current.filter { !$0.isNaN })
    let assessment = try DriftVerdictRule(limit: limit, significance: falseAlarms).assess(distance)
    let found =
      "moved by D = \(Format.number(assessment.estimate)) (\(Format.number(assessment.interval.lower)) to "
      + "\(Format.number(assessment.interval.upper))), limit \(Format.number(limit)), n \(Format.whole(distance.currentCount)) "
      + "against \(Format.whole(distance.referenceCount))"
    switch assessment.verdict {
    case .pass: return true
    case .fail: TestHost.fail(found, at: location)
    case .warn: TestHost.warn(found, at: location)
    case .inconclusive: TestHost.warn("inconclusive: \(found)", at: location)
    }
    return assessment.verdict != .fail
  } catch {
    TestHost.fail("drift could not be judged: \(error)", at: location)
    return false
  }
}
