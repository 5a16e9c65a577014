import Testing

@testable import AssayStatistics

@Suite("A statistics error says what was found and what was expected")
struct StatisticsErrorTests {
  static let texts: [(StatisticsError, String)] = [
    (.tooFewValues(what: "sample", count: 0, minimum: 1), "sample has 0 values, expected at least 1"),
    (.tooFewValues(what: "variance", count: 1, minimum: 2), "variance has 1 value, expected at least 2"),
    (
      .notANumber(what: "score", position: 3),
      "score is NaN at position 3, expected a number; remove or count NaN before asking"
    ),
    (
      .infiniteValue(what: "sample", position: 0),
      "sample is infinite at position 0, expected finite numbers"
    ),
    (
      .notSorted(position: 5),
      "values are not sorted: position 5 is smaller than the one before, expected ascending order"
    ),
    (
      .outOfRange(what: "power", found: 2, expected: "0.5 < power < 1"),
      "power is 2.0, expected 0.5 < power < 1"
    ),
    (
      .valueOutOfRange(what: "score for log loss", position: 7, found: 1.5, expected: "a probability, 0 … 1"),
      "score for log loss is 1.5 at position 7, expected a probability, 0 … 1"
    ),
    (
      .negativeCount(what: "cluster size", position: 1, found: -2),
      "cluster size is -2 at position 1, expected a count of 0 or more"
    ),
    (
      .lengthsDiffer(what: "scores and labels", first: 1, second: 2),
      "scores and labels differ in length: 1 and 2, expected one of each per row"
    ),
    (
      .oneClassOnly(measure: "ROC AUC", positives: 2, negatives: 0),
      "ROC AUC is undefined with one class only: found 2 positive and 0 negative labels, expected at least one of each"
    ),
    (.undefined("no value here"), "no value here"),
    (.tooLarge(what: "rows", found: "9", maximum: "8"), "rows is 9, expected at most 8"),
  ]

  @Test("in one sentence", arguments: texts.indices)
  func text(index: Int) {
    let (error, text) = Self.texts[index]
    #expect("\(error)" == text)
  }
}
