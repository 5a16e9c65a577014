import AssayStatistics
import AssayTable

/// What can be asked of a table. Equal measurements are taken once, whoever asks.
public enum Measurement: Hashable, Sendable {
  /// The number of rows. → `count`
  case rows
  /// The number of rows that meet a condition. → `count`
  case rowsWhere(Condition)
  /// The rows where a text column holds what is no time of ISO 8601, with one such text. → `rows`
  case notTimes(String)
  /// The interpolated quantile of a numeric column at `p` (Hyndman and Fan's type 7), NaN and null left out. → `number`
  case quantile(String, p: Double, floating: Bool)
  /// The rows beyond the first of each combination of values; nulls count as equal. → `count`
  case duplicates([String])
  /// The mean of a numeric column, correctly rounded and independent of the rows' order. → `number`
  case mean(String)
  /// All values of a numeric column, and how many are missing. → `sample`
  case sample(String)
  /// How often each value of a column occurs, and how many are null. → `counts`
  case counts(String)
  /// The days of the week and hours of the day of a date, time or timestamp column. → `calendar`
  case calendar(String)
  /// All values of a column of numbers or times with the cluster of each, made by combinations of columns.
  /// → `clusteredSample`
  case clusteredSample(String, clusters: [String])
  /// The level of each row of a column of text or booleans with its cluster. → `clusteredLevels`
  case clusteredLevels(String, clusters: [String])
  /// Scores with their labels; rows without a label are left out and counted. → `scores`
  case scores(score: String, label: String)
  /// How far predicted numbers lie from the true ones; rows without a true one are left out and counted. → `predictions`
  case predictions(prediction: String, label: String)
  /// What the rows of a query are: their number and the first of them. → `rows`
  case query(ExactText, from: [String], limit: Int)
  /// The digests and the profile of the whole table. → `fingerprint`
  case fingerprint(toleranceColumns: [String])
  /// The approved golden rows, looked up by their keys; when none are approved, a sample that does not depend on the
  /// rows' order: see `GoldenKeysReducer`. → `keyedRows`
  case keyedRows(key: [String], rows: Int)
  /// A column split by a label of 0 and 1: as numbers, or as groups of equal values. → `labelled`
  case labelled(String, label: String, asGroups: Bool)
  /// The digests and the profiles of some columns, which are not kept. → `columnDigests`
  case columnDigests([String])
  /// A sample of whole rows: columns of numbers, booleans or text, and what makes their clusters. → `rowSample`
  case rowSample(columns: [String], clusters: [String], limit: Int)
  /// How the numbers of a column differ from those of a column of the reference, and what moved where that is asked for.
  /// → `comparison`
  case comparison(String, with: String, describes: Bool)
  /// How the table relates to another one, or its rows to each other. → `relation`
  case relation(TableRelation)
}

extension Measurement {
  /// Whether an approval keeps the value: there is one place per table for each kind.
  var isKept: Bool {
    switch self {
    case .fingerprint, .keyedRows: true
    default: false
    }
  }

  /// The memory that the value keeps for each row, in bytes; 0 when it does not grow with the table. Cases that need
  /// such values are judged in rounds: see `JudgingRound`.
  var bytesPerRow: Int {
    switch self {
    case .sample, .clusteredLevels: 8
    case .scores: 9
    case .clusteredSample, .labelled: 12
    default: 0
    }
  }
}

/// The value of a measurement.
public enum Measured: Sendable {
  case count(Int)
  /// A number and the rows it stands on; `nil` when there are none.
  case number(Double?, n: Int)
  case sample(ColumnSample)
  case counts(LevelCounts)
  case calendar(CalendarCounts)
  case clusteredSample(ClusteredSample)
  case clusteredLevels(ClusteredLevels)
  case scores(ScoredRows)
  case predictions(PredictedRows)
  case rows(QueryRows)
  case fingerprint(Fingerprint)
  case keyedRows(KeyedRows)
  case labelled(LabelledColumn)
  case columnDigests(Fingerprint)
  case rowSample(RowSample)
  case relation(RelationCounts)
  case comparison(NumberComparison)
  /// What a stored profile knows of the measurement, in place of its value; for the reference alone.
  case profile(ProfiledMeasurement)
  /// The measurement could not be taken.
  case failed(CheckError)
}

/// The values of a numeric column.
public struct ColumnSample: Sendable {
  /// The values, without those that are missing; `nil` when all are.
  public var values: ColumnValues?
  /// The number of rows where the value is null or NaN.
  public var missing: Int

  init(values: ColumnValues?, missing: Int) {
    self.values = values
    self.missing = missing
  }

  package init(values: SortedSample?, missing: Int) {
    self.init(values: values.map { ColumnValues($0) }, missing: missing)
  }

  /// All rows.
  public var rows: Int { (values?.count ?? 0) + missing }
}

/// How often each value of a column occurs.
public struct LevelCounts: Sendable {
  /// The counts by value, as text.
  public var counts: [ExactText: Int]
  /// The number of rows where the value is null.
  public var missing: Int

  package init(counts: [ExactText: Int], missing: Int) {
    self.counts = counts
    self.missing = missing
  }
}

/// Scores with labels.
public struct ScoredRows: Sendable {
  /// The scores.
  public var scores: [Double]
  /// The labels, in the order of the scores.
  public var labels: [Bool]
  /// The rows left out because they have no label.
  public var unlabelled: Int
  /// The rows left out because they have a label and no score.
  public var unscored: Int
  /// Whether the scores were stored as 32-bit numbers.
  public var isSinglePrecision: Bool

  /// The scores with their labels as the statistics take them: in the precision in which they were stored.
  func binaryScores() throws(StatisticsError) -> BinaryScores {
    isSinglePrecision
      ? try BinaryScores(scores: scores.map { Float($0) }, labels: labels)
      : try BinaryScores(scores: scores, labels: labels)
  }
}

/// The errors of predicted numbers, in a form whose size does not grow with the rows.
public struct PredictedRows: Sendable {
  /// The errors, summed.
  public var errors = PredictionErrors()
  /// The errors by prediction, counted.
  public var residuals = ResidualCounts()
  /// The rows left out because what happened is not known yet: null or NaN.
  public var unlabelled = 0
  /// The rows left out because they have a label and no prediction: null or NaN.
  public var unpredicted = 0
  /// The rows left out because the prediction or the label is infinite.
  public var infinite = 0
}

/// The rows of a query.
public struct QueryRows: Sendable {
  /// The number of all rows.
  public var count: Int
  /// The names of the columns.
  public var columns: [String]
  /// The first rows.
  public var first: [[Value]]
}
