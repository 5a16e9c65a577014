/// How well a classifier tells the rows of two samples apart when it sees all columns together: a classifier two-sample
/// test by sample splitting (Lopez-Paz and Oquab, 2017).
///
/// One half of each sample trains the classifier (`BoostedTrees`), the other half is scored. So the area under the ROC
/// curve is an unbiased estimate of what this classifier knows, and its interval one of a plain two-sample statistic,
/// however much the classifier learned by heart. It is a lower bound of what the best classifier would know: samples that
/// differ in a way that small trees on 63 quantiles do not see look alike.
public struct DomainClassifier: Sendable {
  /// The values of one column.
  public enum Values: Sendable {
    /// Numbers; NaN where they are missing, which is a value as any other.
    case numbers([Double])
    /// Levels by any numbers that stand for them; a missing one has a number as well.
    case levels([UInt64])

    var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .levels(let values): values.count
      }
    }
  }

  /// The rows of one side.
  public struct Sample: Sendable {
    /// The columns, each with a value for every row.
    public var columns: [Values]
    /// What each row belongs to: rows of one group stay in one half, on both sides, and their scores count together.
    public var groups: [UInt64]

    /// Takes columns and the groups of the rows: a number for each cluster, or for each row when rows are independent.
    public init(columns: [Values], groups: [UInt64]) {
      self.columns = columns
      self.groups = groups
    }
  }

  /// How much a column's values matter.
  public struct Importance: Sendable, Hashable {
    /// The position of the column.
    public let column: Int
    /// How much smaller the area is when the column is shuffled among the held-out rows (Breiman, 2001); above 0.
    public let loss: Double
  }

  /// Two columns that say together what neither says alone.
  public struct Relation: Sendable, Hashable {
    /// The positions of the columns, the smaller one first.
    public let first: Int, second: Int
    /// The held-out area of a classifier that sees both.
    public let area: Double
    /// The held-out areas of classifiers that see one of them.
    public let firstArea: Double, secondArea: Double
  }

  /// The fewest training rows of a side that a classifier is made of.
  public static let fewestRows = 2

  /// The held-out area: current rows are the positive class.
  public let area: AreaUnderCurve
  /// The rows that trained the classifier.
  public let trainingRows: (reference: Int, current: Int)

  private let columns: [BinnedColumn]
  private let isCurrent: [Bool]
  private let training: [Int]
  private let heldOut: [Int]
  private let classifier: BoostedTrees
  private let seed: UInt64

  /// Splits, trains and scores. The answer depends on the order of the rows: give them in one that does not change.
  ///
  /// - Parameter seed: decides which groups are held out, and the classifier's choices.
  /// - Throws: `StatisticsError` for no columns, columns of different length or kind, and fewer than two rows of a side in
  ///   one of the halves: at least four groups on each side are needed.
  public init(reference: Sample, current: Sample, seed: UInt64 = 0) throws(StatisticsError) {
    guard !reference.columns.isEmpty else { throw .tooFewValues(what: "list of columns", count: 0, minimum: 1) }
    guard reference.columns.count == current.columns.count else {
      throw .lengthsDiffer(what: "columns", first: reference.columns.count, second: current.columns.count)
    }
    for sample in [reference, current] {
      for column in sample.columns where column.count != sample.groups.count {
        throw .lengthsDiffer(what: "column and groups", first: column.count, second: sample.groups.count)
      }
    }
    let isCurrent =
      [Bool](repeating: false, count: reference.groups.count) + [Bool](repeating: true, count: current.groups.count)
    let groups = reference.groups + current.groups
    let held = Self.heldOutGroups(reference.groups, current.groups, seed: seed)
    let heldOut = groups.indices.filter { held.contains(groups[$0]) }
    let training = groups.indices.filter { !held.contains(groups[$0]) }
    for (part, rows) in [("training half", training), ("held-out half", heldOut)] {
      let now = rows.lazy.filter { isCurrent[$0] }.count
      for (side, count) in [("reference", rows.count - now), ("current sample", now)] where count < Self.fewestRows {
        throw .tooFewValues(what: "\(part) of the \(side)", count: count, minimum: Self.fewestRows)
      }
    }
    var columns: [BinnedColumn] = []
    for (before, now) in zip(reference.columns, current.columns) {
      switch (before, now) {
      case (.numbers(let before), .numbers(let now)):
        columns.append(BinnedColumn(numbers: before + now, training: training))
      case (.levels(let before), .levels(let now)):
        columns.append(BinnedColumn(levels: before + now, isCurrent: isCurrent, training: training))
      default: throw .undefined("a column holds numbers on one side and levels on the other")
      }
    }
    self.columns = columns
    self.isCurrent = isCurrent
    self.training = training
    self.heldOut = heldOut
    self.seed = seed
    let trainedCurrent = training.lazy.filter { isCurrent[$0] }.count
    trainingRows = (training.count - trainedCurrent, trainedCurrent)
    classifier = BoostedTrees(columns: columns, labels: isCurrent, training: training, seed: seed)
    let scores = try BinaryScores(
      scores: classifier.scores(columns, rows: heldOut), labels: heldOut.map { isCurrent[$0] })
    area = try AreaUnderCurve(scores, clusters: heldOut.map { groups[$0] })
  }

  /// The columns that the classifier tells the samples apart by, the one that matters most first.
  ///
  /// - Parameter maximumCount: the most columns that are looked at: those whose splits gained most.
  public func importances(maximumCount: Int = 8) throws(StatisticsError) -> [Importance] {
    let worth = columns.indices.filter { classifier.gains[$0] > 0 }
      .sorted { (classifier.gains[$1], $0) < (classifier.gains[$0], $1) }.prefix(max(0, maximumCount))
    var random = PermutationGenerator(seed: ~seed)
    var importances: [Importance] = []
    for column in worth {
      var shuffled = columns
      var order = heldOut
      random.choose(order.count, of: &order)
      for (row, other) in zip(heldOut, order) { shuffled[column].bins[row] = columns[column].bins[other] }
      let loss = area.area - (try heldOutArea(classifier, shuffled))
      if loss > 0 { importances.append(Importance(column: column, loss: loss)) }
    }
    return importances.sorted { ($1.loss, $0.column) < ($0.loss, $1.column) }
  }

  /// The pair of some columns that tells most together: at least half of what all columns tell, and of which neither
  /// column tells half alone; nil when there is none.
  ///
  /// - Parameter candidates: the positions of the columns to look at; each pair of them trains a classifier.
  public func relation(among candidates: [Int]) throws(StatisticsError) -> Relation? {
    let candidates = candidates.filter(columns.indices.contains).sorted()
    var alone: [Int: Double] = [:]
    for column in candidates { alone[column] = try area(of: [column]) }
    var best: Relation?
    for (position, first) in candidates.enumerated() {
      for second in candidates[(position + 1)...] {
        guard let one = alone[first], let other = alone[second] else { continue }
        let both = try area(of: [first, second])
        guard both - 0.5 >= (area.area - 0.5) / 2, max(one, other) - 0.5 < (both - 0.5) / 2 else { continue }
        if both > best?.area ?? 0.5 {
          best = Relation(first: first, second: second, area: both, firstArea: one, secondArea: other)
        }
      }
    }
    return best
  }

  /// The held-out area of a classifier that sees some columns only.
  private func area(of positions: [Int]) throws(StatisticsError) -> Double {
    let some = positions.map { columns[$0] }
    return try heldOutArea(BoostedTrees(columns: some, labels: isCurrent, training: training, seed: seed), some)
  }

  private func heldOutArea(_ classifier: BoostedTrees, _ columns: [BinnedColumn]) throws(StatisticsError) -> Double {
    try BinaryScores(scores: classifier.scores(columns, rows: heldOut), labels: heldOut.map { isCurrent[$0] }).rocAUC()
  }

  /// Half of the groups of each side, by a hash of seed and group, so that a group of both sides is in the same half.
  private static func heldOutGroups(_ reference: [UInt64], _ current: [UInt64], seed: UInt64) -> Set<UInt64> {
    func ordered(_ groups: Set<UInt64>) -> [UInt64] {
      groups.map { group in
        var random = PermutationGenerator(seed: seed ^ group)
        _ = random.next()
        return (random.next(), group)
      }.sorted { $0 < $1 }.map(\.1)
    }
    let now = Set(current)
    let others = Set(reference).subtracting(now)
    let first = ordered(now)
    let second = ordered(others)
    return Set(first.prefix(first.count / 2)).union(second.prefix(second.count / 2))
  }
}
