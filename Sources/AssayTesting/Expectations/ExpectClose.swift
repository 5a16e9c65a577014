import AssayGate

/// Expects two columns of numbers to be equal, row by row, within a tolerance.
///
/// A row is close when |actual − expected| ≤ tolerance, when both are the same infinity, or when both are NaN (missing).
/// A failure says how many rows are not, by how much at most, and which is the first; it is reported at the caller's
/// line, in Swift Testing as in XCTest, also from a detached task. Columns of different lengths, columns without rows,
/// and a tolerance that is negative or not finite fail. O(n).
///
/// - Parameters:
///   - actual: the numbers to judge, one for each row.
///   - expected: the numbers that they should be, in the same order.
///   - tolerance: the largest absolute difference that is still close; equal to the bit by default, but −0 equals 0.
/// - Returns: whether the columns are close.
@discardableResult
public func expectClose(
  _ actual: [Double], _ expected: [Double], tolerance: Double = 0, fileID: StaticString = #fileID,
  filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> Bool {
  ExpectationResult.report(
    [.close(actual, expected, tolerance: tolerance)], at: CallerLocation(fileID, filePath, line, column))
}

extension ExpectationResult {
  static func close(_ actual: [Double], _ expected: [Double], tolerance: Double) -> ExpectationResult {
    var found = ExpectationResult(name: "expectClose", kind: "close", verdict: .pass, message: "", n: actual.count)
    guard tolerance >= 0, tolerance.isFinite else {
      found.verdict = .error
      found.message = "the tolerance is \(tolerance); expected a number that is 0 or more"
      return found
    }
    found.limits = ["tolerance \(tolerance)"]
    guard actual.count == expected.count else {
      found.verdict = .fail
      found.message = "\(Format.rows(actual.count)), expected \(Format.whole(expected.count))"
      return found
    }
    guard !actual.isEmpty else {
      found.verdict = .error
      found.message = "both columns are empty, so nothing was compared"
      return found
    }
    var count = 0
    var first = 0
    var largest = 0.0
    for row in actual.indices {
      let (left, right) = (actual[row], expected[row])
      if left == right || (left.isNaN && right.isNaN) { continue }
      let difference = abs(left - right)
      // NaN on one side only, or an infinity, is farther than any tolerance.
      largest = max(largest, difference.isNaN ? .infinity : difference)
      if difference <= tolerance { continue }
      if count == 0 { first = row }
      count += 1
    }
    if largest.isFinite { found.metrics = [Metric("largest_difference", largest, n: actual.count)] }
    guard count > 0 else {
      found.message = "\(Format.rows(actual.count)) differ by at most \(largest)"
      return found
    }
    found.verdict = .fail
    found.message =
      "\(Format.whole(count)) of \(Format.whole(actual.count)) rows differ by more than \(tolerance), by at most \(largest); "
      + "the first is row \(first): \(actual[first]), expected \(expected[first])"
    return found
  }
}
