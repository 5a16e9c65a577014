import AssayStatistics

/// A table against its reference as a classifier sees them, in numbers and in words.
struct DomainComparison: Sendable {
  /// The columns that the classifier may see.
  let columns: [String]
  /// The columns whose combinations are the clusters.
  let clusters: [String]
  /// The largest acceptable AUC.
  let maximum: Double
  /// The most rows of a side.
  let limit: Int
  /// The columns of whole numbers that are left out when no two of them are equal.
  var whole: Set<String> = []
  /// The columns of text that are left out when their values mostly occur once.
  var texts: Set<String> = []
  /// What the columns of numbers hold that doubles may not, by column.
  var exact: [String: (reference: ExactNumbers?, current: ExactNumbers?)] = [:]
  /// The columns of the table that are not among `columns`, each with the reason.
  var leftOut: [String] = []

  /// The columns that a message names.
  private static let namedColumns = 3
  /// The fewest rows that show whether a column identifies them, or is the same in all.
  private static let rowsToIdentify = 20

  var measurement: Measurement { .rowSample(columns: columns, clusters: clusters, limit: limit) }

  func judge(_ evidence: Evidence) throws(CheckError) -> Judgement {
    _ = try evidence.rows()
    guard case .rowSample(let current) = try evidence.measured(measurement),
      case .rowSample(let reference) = try evidence.referenced(measurement)
    else { throw CheckError("internal error: no rows were sampled") }
    guard reference.count > 0 else { throw CheckError("the reference has no rows to compare") }
    let (seen, without) = try choose(reference, current)
    guard !seen.isEmpty else {
      throw CheckError(
        "no column is left that a classifier could learn from; left out: \(without.joined(separator: ", "))")
    }
    do throws(StatisticsError) {
      let classifier = try DomainClassifier(
        reference: Self.sample(reference, seen), current: Self.sample(current, seen))
      var judgement = try conclude(classifier, seen, reference, current, alpha: evidence.alpha)
      judgement.details.append("columns that the classifier saw: \(seen.joined(separator: ", "))")
      if !without.isEmpty { judgement.details.append("left out: \(without.joined(separator: ", "))") }
      if clusters.isEmpty { judgement.details.append("rows assumed independent") }
      return judgement
    } catch .tooFewValues {
      return tooFew(reference, current, alpha: evidence.alpha)
    } catch {
      throw CheckError("\(error)")
    }
  }

  // MARK: Columns

  /// The columns that the classifier sees, and those that are left out with the reasons.
  ///
  /// - Throws: for numbers that are equal as doubles and are not.
  private func choose(
    _ reference: RowSample, _ current: RowSample
  ) throws(CheckError) -> (seen: [String], without: [String]) {
    var seen: [String] = []
    var without: [String] = []
    // A few rows may be alike by chance; they are too few for a verdict anyway.
    let showsConstants = reference.count + current.count >= Self.rowsToIdentify
    for name in columns {
      switch (reference.columns[name], current.columns[name]) {
      case (.numbers(let before)?, .numbers(let now)?):
        if whole.contains(name), Self.areDistinct(before), Self.areDistinct(now) {
          without.append("\(name) (no two rows have the same number)")
          continue
        }
        try exact[name]?.reference?.check(before, column: name, side: "the reference")
        try exact[name]?.current?.check(now, column: name, side: "the table")
        if showsConstants, Self.areEqual(before + now) {
          without.append("\(name) (one value only)")
        } else {
          seen.append(name)
        }
      case (.levels(let before)?, .levels(let now)?):
        if showsConstants, Set(before).union(now).count == 1 {
          without.append("\(name) (one value only)")
        } else if texts.contains(name), Self.mostlyOccurOnce(before), Self.mostlyOccurOnce(now) {
          without.append("\(name) (most values occur once)")
        } else {
          seen.append(name)
        }
      default: without.append("\(name) (not sampled)")
      }
    }
    return (seen, without + leftOut)
  }

  /// Whether no row differs from another one; missing numbers are alike.
  private static func areEqual(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == values.first || $0.isNaN && values.first?.isNaN == true }
  }

  private static func areDistinct(_ values: [Double]) -> Bool {
    let present = values.filter { !$0.isNaN }
    return present.count >= rowsToIdentify && Set(present).count == present.count
  }

  private static func mostlyOccurOnce(_ levels: [UInt64]) -> Bool {
    levels.count >= rowsToIdentify && Set(levels).count > levels.count / 2
  }

  private static func sample(_ rows: RowSample, _ names: [String]) -> DomainClassifier.Sample {
    DomainClassifier.Sample(columns: names.compactMap { rows.columns[$0] }, groups: rows.groups)
  }

  // MARK: Verdict

  private func conclude(
    _ classifier: DomainClassifier, _ seen: [String], _ reference: RowSample, _ current: RowSample, alpha: Double
  ) throws(StatisticsError) -> Judgement {
    let area = classifier.area
    let interval = try area.interval(significance: alpha)
    let verdict: Verdict
    if interval.lower > maximum {
      verdict = .fail
    } else if area.area > maximum, interval.lower > 0.5 {
      verdict = .warn
    } else {
      verdict = interval.upper > maximum ? .inconclusive : .pass
    }
    let numbers =
      "AUC \(Format.distance(area.area)) (\(Format.distance(interval.lower)) to \(Format.distance(interval.upper)) at "
      + "this check's confidence), max \(Format.number(maximum))"
    var message: String
    var details: [String] = []
    switch verdict {
    case .fail, .warn:
      message = "a classifier tells current rows from reference rows: \(numbers)"
      let (summary, lines) = try reasons(classifier, seen)
      message += summary
      details = lines
    case .inconclusive:
      message =
        "too \(clusters.isEmpty ? "few rows" : "few clusters") to tell whether a classifier knows current rows from "
        + "reference rows: \(numbers)"
      message += try requirement(area, reference, current, alpha: alpha)
    default:
      message = "a classifier cannot tell current rows from reference rows beyond the limit: \(numbers)"
    }
    message += sizes(reference, current, area)
    let held = area.negatives.rows + area.positives.rows
    var judgement = Judgement(
      verdict, message, n: held,
      metrics: [
        Metric(
          "domain_classifier_auc", area.area, n: held,
          definition: "domain_classifier_auc(boosted trees, held-out half)",
          lower: interval.lower, upper: interval.upper)
      ], limits: ["max \(Format.number(maximum))"])
    judgement.details = details
    return judgement
  }

  /// What the classifier tells the sides apart by: for the message, and in further lines.
  private func reasons(
    _ classifier: DomainClassifier, _ seen: [String]
  ) throws(StatisticsError) -> (summary: String, details: [String]) {
    let first = Array(try classifier.importances().prefix(Self.namedColumns))
    guard let most = first.first else { return ("", []) }
    var details = first.map { one in
      "\(seen[one.column]): the AUC falls by \(Format.distance(one.loss)) when its values are shuffled"
    }
    guard let relation = try classifier.relation(among: first.map(\.column)) else {
      // A column that hardly matters beside the first one would only mislead.
      let names = first.filter { $0.loss >= most.loss / 10 }.map { seen[$0.column] }
      return ("; most by \(names.joined(separator: ", "))", details)
    }
    let (one, other) = (seen[relation.first], seen[relation.second])
    details.insert(
      "\(one) and \(other) together have an AUC of \(Format.distance(relation.area)), \(one) alone of "
        + "\(Format.distance(relation.firstArea)), \(other) alone of \(Format.distance(relation.secondArea))", at: 0)
    return ("; how \(one) and \(other) go together has changed, each alone says less", details)
  }

  private func sizes(_ reference: RowSample, _ current: RowSample, _ area: AreaUnderCurve) -> String {
    func size(_ sample: RowSample, _ held: AreaUnderCurve.Class) -> String {
      let all = sample.count < sample.rows ? " of \(Format.whole(sample.rows))" : ""
      let count = Set(sample.groups).count
      let groups = clusters.isEmpty ? "" : " in \(Format.whole(count)) cluster\(count == 1 ? "" : "s")"
      return "\(Format.whole(sample.count))\(all)\(groups) (\(Format.whole(held.rows)) held out)"
    }
    return " · n \(size(current, area.positives)) against \(size(reference, area.negatives))"
  }

  // MARK: Sizes that would do

  private func requirement(
    _ area: AreaUnderCurve, _ reference: RowSample, _ current: RowSample, alpha: Double
  ) throws(StatisticsError) -> String {
    let now = clusters.isEmpty ? current.count : Set(current.groups).count
    let before = clusters.isEmpty ? reference.count : Set(reference.groups).count
    guard let growth = try area.growth(toLeave: maximum, significance: alpha),
      growth * Double(max(now, before)) < 0x1p32
    else { return "; the AUC lies too near to the limit for any number of rows" }
    let needed = Int((growth * Double(min(now, before))).rounded(.up))
    if clusters.isEmpty, needed <= min(current.rows, reference.rows) {
      return "; if it stays so, rows: \(needed) would do"
    }
    return
      "; if it stays so, about \(Format.whole(needed)) \(clusters.isEmpty ? "rows" : "clusters") on both sides would do"
  }

  /// What is said when there are not even rows to learn from and rows to judge by.
  private func tooFew(_ reference: RowSample, _ current: RowSample, alpha: Double) -> Judgement {
    let unit = clusters.isEmpty ? "rows" : "clusters"
    var message = "too few \(unit) to tell: a classifier needs some to learn from and some to be judged by"
    if let quantile = try? NormalDistribution.quantile(survival: alpha / 2) {
      // Two samples that do not differ have a variance of 1/12 (1/n + 1/m), and half of the rows are held out.
      let room = maximum - 0.5
      let needed = 2 * Int((quantile * quantile / (6 * room * room)).rounded(.up))
      message += "; about \(Format.whole(needed)) \(unit) on both sides would do"
    }
    return Judgement(
      .inconclusive, message + " · n \(Format.whole(current.count)) against \(Format.whole(reference.count))",
      n: current.count + reference.count, limits: ["max \(Format.number(maximum))"])
  }
}
