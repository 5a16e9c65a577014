/// What is needed to draw what a case found; made of values that its check had in hand anyway.
///
/// A figure never holds values of private columns. All numbers are finite; shares are rounded to 1e-5, and
/// predictions and residuals to six digits.
public enum Figure: Sendable, Hashable, Codable {
  /// How reference and current rows are distributed over the same bins or levels.
  case distribution(Distribution)
  /// The ROC curve: x is the false positive rate, y the true positive rate, both from 0 to 1.
  case roc(Curve)
  /// The precision–recall curve: x is the recall, y the precision, both from 0 to 1.
  case precisionRecall(Curve)
  /// The reliability curve: x is the mean score of a bin, y its share of positive labels, both from 0 to 1.
  case reliability(Curve)
  /// How often decisions were right and wrong.
  case confusion(Confusion)
  /// How prediction less truth is distributed, for low and for high predictions.
  case residuals(Residuals)

  /// Two distributions over shared bins or levels, missing values being a bin of their own.
  public struct Distribution: Sendable, Hashable, Codable {
    /// What is distributed: `temp`, `the hour of time_hour`.
    public var subject: String
    /// The bins' edges in ascending order, one more than there are bins; empty for levels. The first bin takes what lies
    /// below it as well, the last what lies above.
    public var edges: [Double]
    /// The levels, one for each bin; empty for bins of numbers. A level whose share is 0 in the reference is new, one
    /// whose share is 0 now has vanished.
    public var levels: [String]
    /// How many further levels the last share sums up; that one has no name in `levels`.
    public var otherLevels: Int
    /// The share of the reference's rows in each bin; with `referenceMissing` they sum to 1.
    public var reference: [Double]
    /// The share of the current rows in each bin.
    public var current: [Double]
    /// The share of the reference's rows without a value.
    public var referenceMissing: Double
    /// The share of the current rows without a value.
    public var currentMissing: Double

    /// Creates a pair of distributions.
    public init(
      subject: String, edges: [Double], levels: [String], otherLevels: Int, reference: [Double], current: [Double],
      referenceMissing: Double, currentMissing: Double
    ) {
      self.subject = subject
      self.edges = edges
      self.levels = levels
      self.otherLevels = otherLevels
      self.reference = reference
      self.current = current
      self.referenceMissing = referenceMissing
      self.currentMissing = currentMissing
    }
  }

  /// A curve through at most 50 points, in the order of x.
  public struct Curve: Sendable, Hashable, Codable {
    /// The points' first coordinates.
    public var x: [Double]
    /// The points' second coordinates, as many.
    public var y: [Double]
    /// The rows behind each point; empty where every point stands on all rows.
    public var n: [Int]

    /// Creates a curve.
    public init(x: [Double], y: [Double], n: [Int]) {
      self.x = x
      self.y = y
      self.n = n
    }
  }

  /// Counts of decisions.
  public struct Confusion: Sendable, Hashable, Codable {
    /// The decision is positive for scores above it.
    public var threshold: Double
    /// Positive rows that were called positive.
    public var truePositives: Int
    /// Negative rows that were called positive.
    public var falsePositives: Int
    /// Negative rows that were called negative.
    public var trueNegatives: Int
    /// Positive rows that were called negative.
    public var falseNegatives: Int

    /// Creates counts.
    public init(threshold: Double, truePositives: Int, falsePositives: Int, trueNegatives: Int, falseNegatives: Int) {
      self.threshold = threshold
      self.truePositives = truePositives
      self.falsePositives = falsePositives
      self.trueNegatives = trueNegatives
      self.falseNegatives = falseNegatives
    }
  }

  /// Quantiles of prediction less truth, by the prediction: at most 20 bands of about equal numbers of rows.
  public struct Residuals: Sendable, Hashable, Codable {
    /// What was predicted.
    public var subject: String
    /// The median prediction of each band, in ascending order, in the unit of what was predicted.
    public var predictions: [Double]
    /// The rows of each band.
    public var n: [Int]
    /// The quantiles at `shares`, each for every band.
    public var quantiles: [[Double]]

    /// The shares of the quantiles: the middle half, and nine tenths of the rows.
    public static let shares = [0.05, 0.25, 0.5, 0.75, 0.95]

    /// Creates bands.
    public init(subject: String, predictions: [Double], n: [Int], quantiles: [[Double]]) {
      self.subject = subject
      self.predictions = predictions
      self.n = n
      self.quantiles = quantiles
    }
  }
}
