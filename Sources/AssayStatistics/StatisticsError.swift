/// Why a statistic could not be computed; a number is never invented in its place.
///
/// Callers know the names of tables and columns and put them in front of `description`.
public enum StatisticsError: Error, Hashable, Sendable {
  /// Nothing to compute from: `what` had `count` values and needs at least `minimum`.
  case tooFewValues(what: String, count: Int, minimum: Int)
  /// A value that is not a number, at a position counted from 0.
  case notANumber(what: String, position: Int)
  /// An infinite value where only finite ones have a result, at a position counted from 0.
  case infiniteValue(what: String, position: Int)
  /// A sequence said to be sorted that decreases at a position counted from 0.
  case notSorted(position: Int)
  /// A parameter outside its domain; `expected` is a readable range such as `0 < x < 1`.
  case outOfRange(what: String, found: Double, expected: String)
  /// A value outside its domain at a position counted from 0.
  case valueOutOfRange(what: String, position: Int, found: Double, expected: String)
  /// A negative count at a position counted from 0.
  case negativeCount(what: String, position: Int, found: Int)
  /// Two arrays that must belong together row by row but differ in length.
  case lengthsDiffer(what: String, first: Int, second: Int)
  /// All labels are of one class, so a measure that compares two classes has no value.
  case oneClassOnly(measure: String, positives: Int, negatives: Int)
  /// The formula has no value for this input; the text says why.
  case undefined(String)
  /// A permutation test whose smallest possible p-value exceeds alpha; `needed` permutations would be enough.
  case tooFewPermutations(found: Int, needed: Int, alpha: Double)
  /// A whole number that does not fit the arithmetic of a statistic.
  case tooLarge(what: String, found: String, maximum: String)
}

extension StatisticsError: CustomStringConvertible {
  /// What was found and what was expected, in one sentence without a full stop.
  public var description: String {
    switch self {
    case .tooFewValues(let what, let count, let minimum):
      "\(what) has \(count) value\(count == 1 ? "" : "s"), expected at least \(minimum)"
    case .notANumber(let what, let position):
      "\(what) is NaN at position \(position), expected a number; remove or count NaN before asking"
    case .infiniteValue(let what, let position):
      "\(what) is infinite at position \(position), expected finite numbers"
    case .notSorted(let position):
      "values are not sorted: position \(position) is smaller than the one before, expected ascending order"
    case .outOfRange(let what, let found, let expected):
      "\(what) is \(found), expected \(expected)"
    case .valueOutOfRange(let what, let position, let found, let expected):
      "\(what) is \(found) at position \(position), expected \(expected)"
    case .negativeCount(let what, let position, let found):
      "\(what) is \(found) at position \(position), expected a count of 0 or more"
    case .lengthsDiffer(let what, let first, let second):
      "\(what) differ in length: \(first) and \(second), expected one of each per row"
    case .oneClassOnly(let measure, let positives, let negatives):
      "\(measure) is undefined with one class only: found \(positives) positive and \(negatives) negative labels, "
        + "expected at least one of each"
    case .undefined(let reason):
      reason
    case .tooFewPermutations(let found, let needed, let alpha):
      "\(found) permutation\(found == 1 ? "" : "s") cannot give a p-value of at most \(alpha), expected at least \(needed)"
    case .tooLarge(let what, let found, let maximum):
      "\(what) is \(found), expected at most \(maximum)"
    }
  }
}
