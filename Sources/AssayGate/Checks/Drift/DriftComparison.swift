import AssayStatistics

/// The comparison of one column with the reference: its values, and how many are missing.
struct DriftComparison: Sendable {
  let column: String
  let floating: Bool
  /// Whether values are ordered numbers; otherwise they are levels.
  let isSampled: Bool
  let cluster: [String]
  let limit: Double

  private var values: Measurement { isSampled ? .sample(column) : .counts(column) }
  private var presentClusters: Measurement { .clusters(cluster, present: column, floating: floating && isSampled) }
  private var allClusters: Measurement { .clusters(cluster, present: nil, floating: false) }

  /// What is asked of both sides.
  var measurements: [Measurement] {
    [.rows, values] + (cluster.isEmpty ? [] : [presentClusters, allClusters])
  }

  private struct Side {
    var sample: SortedSample?
    var counts: [String: Int] = [:]
    var missing: Int
    var rows: Int
    var presentSize: SampleSize?
    var allSize: SampleSize?
  }

  /// Judges both comparisons; the worse one leads.
  func judge(_ evidence: Evidence) throws(CheckError) -> Judgement {
    let before = try side(evidence.referenced, "the reference")
    let today = try side(evidence.measured, "the table")
    if before.missing == before.rows, today.missing == today.rows {
      throw CheckError("column '\(column)' has no values, neither here nor in the reference")
    }
    do throws(StatisticsError) {
      let rule = try DriftVerdictRule(limit: limit, significance: evidence.alpha)
      let missing = try rule.assess(
        reference: (before.missing, before.rows), current: (today.missing, today.rows),
        referenceSize: before.allSize, currentSize: today.allSize)
      var judgements: [Judgement] = []
      if before.missing < before.rows, today.missing < today.rows {
        judgements.append(try valueJudgement(rule, before, today, hides: evidence.privateColumns.contains(column)))
      }
      // Without a missing value on either side there is nothing to tell, unless it is all there is.
      let missingJudgement = self.missingJudgement(missing, before, today)
      if before.missing + today.missing > 0 || judgements.isEmpty { judgements.append(missingJudgement) }
      judgements.sort { $0.verdict.rank > $1.verdict.rank }
      var leading = judgements[0]
      for other in judgements.dropFirst() {
        leading.metrics += other.metrics
        if other.verdict != .pass { leading.details.append(other.message) }
        leading.details += other.details
      }
      leading.details.append(independence(before, today))
      return leading
    } catch {
      throw CheckError("column '\(column)': \(error)")
    }
  }

  private func side(
    _ value: (Measurement) throws(CheckError) -> Measured, _ name: String
  ) throws(CheckError) -> Side {
    guard case .count(let rows) = try value(.rows), rows > 0 else { throw CheckError("\(name) has no rows to compare") }
    var side = Side(missing: 0, rows: rows)
    switch try value(values) {
    case .sample(let sample):
      side.sample = sample.values
      side.missing = sample.missing
    case .counts(let counts):
      side.counts = counts.counts
      side.missing = counts.missing
    default: throw CheckError("internal error: column '\(column)' was not measured")
    }
    if !cluster.isEmpty, case .clusters(let present) = try value(presentClusters),
      case .clusters(let all) = try value(allClusters)
    {
      do {
        side.presentSize = side.missing < rows ? try SampleSize(clusterSizes: present) : nil
        side.allSize = try SampleSize(clusterSizes: all)
      } catch {
        throw CheckError("clusters of \(cluster.joined(separator: ", ")): \(error)")
      }
    }
    return side
  }

  private func valueJudgement(
    _ rule: DriftVerdictRule, _ before: Side, _ today: Side, hides: Bool
  ) throws(StatisticsError) -> Judgement {
    if let reference = before.sample, let current = today.sample {
      let assessment = try rule.assess(
        try KolmogorovSmirnov(reference: reference, current: current), referenceSize: before.presentSize,
        currentSize: today.presentSize)
      var judgement = self.judgement(assessment, symbol: "D", metric: "ks_distance", n: current.count)
      if !hides, assessment.verdict != .pass {
        // Between −∞ and +∞ there is no quantile, which must not cost the verdict.
        func shown(_ sample: SortedSample, _ p: Double) -> String {
          (try? sample.quantile(p)).map(Format.number) ?? "none"
        }
        func shift(_ p: Double) -> String { "\(shown(reference, p)) → \(shown(current, p))" }
        judgement.details.append("median \(shift(0.5)), 95th percentile \(shift(0.95))")
      }
      return judgement
    }
    let levels = Set(before.counts.keys).union(today.counts.keys).sorted()
    let table = try CountTable(
      reference: levels.map { before.counts[$0] ?? 0 }, current: levels.map { today.counts[$0] ?? 0 })
    let assessment = try rule.assess(table, referenceSize: before.presentSize, currentSize: today.presentSize)
    var judgement = self.judgement(assessment, symbol: "TV", metric: "total_variation", n: table.currentCount)
    if !assessment.pooledLevels.isEmpty {
      judgement.details.append("\(assessment.pooledLevels.count) rare levels were taken together")
    }
    if !hides {
      let unseen = levels.filter { before.counts[$0] == nil }
      if !unseen.isEmpty {
        let rows = unseen.reduce(0) { $0 + (today.counts[$1] ?? 0) }
        let names = unseen.prefix(5).joined(separator: ", ") + (unseen.count > 5 ? ", …" : "")
        judgement.details.append("not in the reference: \(names) (\(Format.rows(rows)))")
      }
    }
    return judgement
  }

  private func judgement(_ assessment: DriftAssessment, symbol: String, metric: String, n: Int) -> Judgement {
    let interval =
      "\(Format.number(Self.rounded(assessment.interval.lower))) to "
      + Format.number(Self.rounded(assessment.interval.upper))
    var message =
      "\(column) moved by \(symbol) = \(Format.number(Self.rounded(assessment.estimate))) (\(interval) at this check's confidence), "
      + "limit \(Format.number(limit)) · n \(Format.whole(n)) against \(Format.whole(assessment.referenceSize.rows))"
    message += requirement(assessment)
    var judgement = Judgement(
      verdict(assessment.verdict), message, n: n,
      metrics: [
        Metric(
          metric, assessment.estimate, n: n, definition: "\(metric)(mcdiarmid)", lower: assessment.interval.lower,
          upper: assessment.interval.upper)
      ], limits: ["limit \(Format.number(limit))"])
    judgement.details = []
    return judgement
  }

  private func missingJudgement(_ assessment: DriftAssessment, _ before: Side, _ today: Side) -> Judgement {
    let (old, new) = (Double(before.missing) / Double(before.rows), Double(today.missing) / Double(today.rows))
    var message =
      "missing values of \(column) moved from \(Format.share(old)) to \(Format.share(new)), limit \(Format.share(limit)) "
      + "· n \(Format.whole(today.rows)) against \(Format.whole(before.rows))"
    message += requirement(assessment)
    return Judgement(
      verdict(assessment.verdict), message, n: today.rows,
      metrics: [
        Metric(
          "missing_difference", assessment.estimate, n: today.rows, lower: assessment.interval.lower,
          upper: assessment.interval.upper)
      ], limits: ["limit \(Format.number(limit))"])
  }

  private func requirement(_ assessment: DriftAssessment) -> String {
    guard assessment.verdict == .inconclusive, let needed = assessment.requiredSize else { return "" }
    let seen = Format.number(Self.rounded(assessment.minimumDetectableEffect))
    let unit = cluster.isEmpty ? "rows" : "clusters of equal size"
    let would =
      needed.current.map { "\(Format.whole($0)) current \(unit) would do" }
      ?? needed.each.map { "\(Format.whole($0)) \(unit) on both sides would do" } ?? "no number of rows would do"
    return ": only differences above \(seen) could be seen; \(would)"
  }

  private func independence(_ before: Side, _ today: Side) -> String {
    guard let size = today.allSize, let reference = before.allSize else { return "rows assumed independent" }
    return
      "\(size.clusters ?? 0) and \(reference.clusters ?? 0) clusters of \(cluster.joined(separator: ", ")) count as "
      + "\(Format.number(size.effective.rounded())) and \(Format.number(reference.effective.rounded())) rows"
  }

  private func verdict(_ verdict: DriftVerdict) -> Verdict {
    switch verdict {
    case .fail: .fail
    case .warn: .warn
    case .inconclusive: .inconclusive
    case .pass: .pass
    }
  }

  /// Three significant digits are enough to read.
  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
