import AssayGate

extension Results {
  /// What is needed to draw what a case found. `kind` says which of the keys are there.
  public struct Figure: Codable, Sendable, Hashable {
    /// What is drawn.
    public enum Kind: String, Codable, Sendable, CaseIterable {
      /// Counts of decisions: `counts` and `threshold`.
      case confusion
      /// Shares of reference and current rows: `edges` or `levels`, `reference`, `current`, `…Missing`, `otherLevels`.
      case distribution
      /// The precision (`y`) by recall (`x`).
      case precisionRecall
      /// The share of positive labels (`y`) by mean score (`x`), with the rows behind each point (`n`).
      case reliability
      /// Prediction less truth by prediction, in bands of about equal numbers of rows: the median prediction of each (`x`),
      /// its rows (`n`), and the quantiles at 0.05, 0.25, 0.5, 0.75 and 0.95 (`quantiles`).
      case residuals
      /// The true positive rate (`y`) by the false positive rate (`x`).
      case roc
    }

    /// True positives, false positives, true negatives, false negatives.
    public var counts: [Int]?
    /// The share of the current rows in each bin or level.
    public var current: [Double]?
    /// The share of the current rows without a value.
    public var currentMissing: Double?
    /// The bins' edges, one more than there are bins; the outer bins take what lies beyond as well.
    public var edges: [Double]?
    /// What is drawn.
    public var kind: Kind
    /// The levels by name; where `otherLevels` is not 0, `reference` and `current` have one element more.
    public var levels: [String]?
    /// The rows behind each point.
    public var n: [Int]?
    /// How many further levels the last share sums up.
    public var otherLevels: Int?
    /// The quantiles of residuals at 0.05, 0.25, 0.5, 0.75 and 0.95, each for every band.
    public var quantiles: [[Double]]?
    /// The share of the reference's rows in each bin or level.
    public var reference: [Double]?
    /// The share of the reference's rows without a value.
    public var referenceMissing: Double?
    /// What is distributed.
    public var subject: String?
    /// Decisions are positive for scores above it.
    public var threshold: Double?
    /// The points' first coordinates, 0 … 1; the predictions of residuals.
    public var x: [Double]?
    /// The points' second coordinates, 0 … 1.
    public var y: [Double]?

    init(kind: Kind) { self.kind = kind }

    /// The figure as the wire has it.
    public init(_ figure: AssayGate.Figure) {
      switch figure {
      case .distribution(let distribution):
        self.init(kind: .distribution)
        subject = distribution.subject
        if distribution.edges.isEmpty { levels = distribution.levels } else { edges = distribution.edges }
        if distribution.otherLevels > 0 { otherLevels = distribution.otherLevels }
        reference = distribution.reference
        current = distribution.current
        referenceMissing = distribution.referenceMissing
        currentMissing = distribution.currentMissing
      case .roc(let curve): self.init(.roc, curve)
      case .precisionRecall(let curve): self.init(.precisionRecall, curve)
      case .reliability(let curve): self.init(.reliability, curve)
      case .confusion(let confusion):
        self.init(kind: .confusion)
        threshold = confusion.threshold
        counts = [
          confusion.truePositives, confusion.falsePositives, confusion.trueNegatives, confusion.falseNegatives,
        ]
      case .residuals(let residuals):
        self.init(kind: .residuals)
        subject = residuals.subject
        x = residuals.predictions
        n = residuals.n
        quantiles = residuals.quantiles
      }
    }

    private init(_ kind: Kind, _ curve: AssayGate.Figure.Curve) {
      self.init(kind: kind)
      x = curve.x
      y = curve.y
      if !curve.n.isEmpty { n = curve.n }
    }
  }
}
