import AssayStatistics

/// The comparison of missing values: null, and NaN among floating-point numbers.
struct MissingDrift {
  let column: String
  let clusters: [String]

  func judge(_ rule: DriftVerdictRule, _ reference: DriftSide, _ current: DriftSide) throws(StatisticsError)
    -> DriftFinding
  {
    var sizes: (reference: SampleSize, current: SampleSize)?
    if let first = reference.missingByCluster, let second = current.missingByCluster {
      // A side without missing values, or with nothing else, cannot tell how alike the rows of its clusters are.
      let correlations = [first, second].compactMap {
        ClusteredCounts.intraclassCorrelation(successes: $0.missing, sizes: $0.rows)
      }
      sizes =
        if let correlation = correlations.max() {
          (
            try SampleSize(clusterSizes: first.rows, intraclassCorrelation: correlation),
            try SampleSize(clusterSizes: second.rows, intraclassCorrelation: correlation)
          )
        } else {
          (try SampleSize(clusterSizes: first.rows), try SampleSize(clusterSizes: second.rows))
        }
    }
    let assessment = try rule.assess(
      reference: (reference.missing, reference.rows), current: (current.missing, current.rows),
      referenceSize: sizes?.reference, currentSize: sizes?.current)
    var finding = DriftFinding(
      assessment, subject: "missing values of \(column)", symbol: "difference", metric: "missing_difference",
      change: nil, clusters: clusters)
    let old = Double(reference.missing) / Double(reference.rows)
    let new = Double(current.missing) / Double(current.rows)
    let shares = "\(Format.share(old)) to \(Format.share(new))"
    let bounds =
      "\(Format.share(assessment.interval.lower)) to \(Format.share(assessment.interval.upper)) of the rows, "
      + "limit \(Format.share(assessment.limit))"
    let verb = new < old ? "fell" : "rose"
    switch assessment.verdict {
    case .fail: finding.message = "missing values of \(column) \(verb) from \(shares), by \(bounds)"
    case .warn:
      finding.message =
        "missing values of \(column) seem to have \(new < old ? "fallen" : "risen") from \(shares), by \(bounds)"
    case .inconclusive:
      finding.message =
        "missing values of \(column): too few \(clusters.isEmpty ? "rows" : "clusters") to tell, from \(shares), by \(bounds)"
    case .pass: finding.message = "missing values of \(column) stayed within the limit, from \(shares), by \(bounds)"
    }
    finding.message += DriftFinding.requirement(assessment, clusters: clusters) + DriftFinding.sizes(assessment)
    return finding
  }
}
