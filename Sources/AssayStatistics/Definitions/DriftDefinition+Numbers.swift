#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension DriftDefinition {
  /// The number of reference values from which NannyML bins.
  private static let binnedFrom = 10_000

  func measureNumbers(
    _ reference: SortedSample, _ current: SortedSample, wholeNumbers: Bool
  ) throws(StatisticsError) -> DriftMeasurement {
    var (reference, current) = (reference, current)
    if source == .evidently {
      reference = try reference.finite("reference")
      current = try current.finite("current")
    }
    if source == .deepchecks {
      for (what, sample) in [("reference sample", reference), ("current sample", current)] where sample.count < 10 {
        throw .tooFewValues(what: "\(what) of Deepchecks' definition", count: sample.count, minimum: 10)
      }
    }
    switch test {
    case .kolmogorovSmirnov: return try measureKolmogorovSmirnov(reference, current)
    case .wasserstein: return try measureWasserstein(reference, current)
    case .cramerVonMises, .andersonDarling, .mannWhitney, .student, .welch, .brownForsythe, .eppsSingleton:
      return try measureTest(reference, current)
    case .energy:
      let energy = try EnergyDistance(reference: reference, current: current)
      return distance(energy.estimate, noiseFloor: energy.noiseFloor, reference.count, current.count)
    case .maximumMeanDiscrepancy:
      let discrepancy = try MaximumMeanDiscrepancy(reference: reference, current: current, bandwidth: 1)
      return distance(discrepancy.estimate, noiseFloor: nil, reference.count, current.count)
    case .lInfinity:
      let statistic = try KolmogorovSmirnov(reference: reference, current: current).statistic
      return robust(statistic, cells: nil, reference.count, current.count)
    default:
      if source == .frouros && (test == .kullbackLeibler || test == .jensenShannon) {
        return try measureSpreadHistograms(reference, current)
      }
      if source == .tfdv { return try measureMergedHistograms(reference, current) }
      return try measureCells(try cells(reference, current, wholeNumbers: wholeNumbers))
    }
  }

  /// Deequ's correction for noise.
  func robust(_ statistic: Double, cells: Int?, _ n: Int, _ m: Int) -> DriftMeasurement {
    let noise = 1.8 * (1 / Double(n) + 1 / Double(m)).squareRoot()
    return distance(max(0, statistic - noise), noiseFloor: nil, cells: cells, n, m)
  }

  private func measureKolmogorovSmirnov(
    _ reference: SortedSample, _ current: SortedSample
  ) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (reference.count, current.count)
    if source == .nannyml && n >= Self.binnedFrom {
      try DistributionSweep.checkFinite("reference", reference)
      let edges = try BinEdges.equalWidth(10_000, minimum: reference.minimum, maximum: reference.maximum)
      let statistic = BinnedSamples(edges, reference, current).largestDifference
      return distance(statistic, noiseFloor: Self.noiseOfLargestDifference(n, m), cells: edges.count, n, m)
    }
    if source == .alibi {
      let test = try KolmogorovSmirnov(
        reference: SortedSample(reference.values.map { Double(Float($0)) }),
        current: SortedSample(current.values.map { Double(Float($0)) }))
      return self.test(test.statistic, pValue: test.effectiveSizePValue(), n, m)
    }
    let test = try KolmogorovSmirnov(reference: reference, current: current)
    guard decision.usesPValue else {
      return distance(test.statistic, noiseFloor: Self.noiseOfLargestDifference(n, m), n, m)
    }
    let pValue = max(n, m) <= 10_000 ? test.exactPValue() : test.effectiveSizePValue()
    return self.test(test.statistic, pValue: pValue, n, m)
  }

  /// The tests that decide by a p-value alone, with SciPy's choices between exact and asymptotic ones.
  private func measureTest(
    _ reference: SortedSample, _ current: SortedSample
  ) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (reference.count, current.count)
    switch test {
    case .cramerVonMises:
      let test = try CramerVonMises(reference: reference, current: current)
      // The tools' statistic is made of mid-ranks, which differs from ours where there are ties.
      let pValue = max(n, m) <= 20 ? try test.exactPValue() : test.midrankPValue()
      return self.test(test.midrankStatistic, pValue: pValue, n, m)
    case .andersonDarling:
      let test = try AndersonDarling(reference: reference, current: current)
      return self.test(test.standardizedStatistic, pValue: test.interpolatedPValue().value, n, m)
    case .mannWhitney:
      let test = try MannWhitney(reference: reference, current: current)
      let alternative: Alternative = source == .evidently ? .less : .twoSided
      let pValue =
        min(n, m) <= 8 && !test.hasTies
        ? try test.exactPValue(alternative) : test.asymptoticPValue(alternative)
      return self.test(test.statistic, pValue: pValue, n, m)
    case .brownForsythe:
      let test = try BrownForsythe(reference: reference.values, current: current.values)
      return self.test(test.statistic, pValue: test.pValue.value, n, m)
    case .eppsSingleton:
      let test = try EppsSingleton(reference: reference.values, current: current.values)
      return self.test(test.statistic, pValue: test.pValue.value, n, m)
    default:
      let test =
        test == .welch
        ? try TTest.welch(reference: reference.values, current: current.values)
        : try TTest.student(reference: reference.values, current: current.values)
      return self.test(test.statistic, pValue: test.pValue().value, n, m)
    }
  }

  /// The mean of Kolmogorov's limit distribution, √(π/2)·ln 2, times √(1/n + 1/m).
  private static func noiseOfLargestDifference(_ n: Int, _ m: Int) -> Double {
    min(1, 0.868731160636158793 * (1 / Double(n) + 1 / Double(m)).squareRoot())
  }

  private func measureWasserstein(
    _ reference: SortedSample, _ current: SortedSample
  ) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (reference.count, current.count)
    var (first, second) = (reference, current)
    if source == .deepchecks {
      first = try reference.withoutTails(share: 0.025)
      second = try current.withoutTails(share: 0.025)
    }
    let wasserstein = try Wasserstein(reference: first, current: second)
    let scale: Double
    switch source {
    case .evidently:
      scale = max(try SampleMoments(reference.values).standardDeviation(degreesOfFreedomCorrection: 0), 0.001)
    case .soda:
      scale = try SampleMoments(reference.values + current.values).standardDeviation(degreesOfFreedomCorrection: 0)
      guard scale > 0 else {
        throw .undefined("all values of both samples are equal, expected a standard deviation above 0 to divide by")
      }
    case .deepchecks, .giskard:
      let range = max(first.maximum, second.maximum) - min(first.minimum, second.minimum)
      // Both tools give 0 for constants.
      scale = range == 0 ? 1 : range
    case .nannyml where n >= Self.binnedFrom:
      let edges = try BinEdges.equalWidth(10_000, minimum: reference.minimum, maximum: reference.maximum)
      return distance(
        BinnedSamples(edges, reference, current).wasserstein(current), noiseFloor: wasserstein.noiseFloor,
        cells: edges.count, n, m)
    default: scale = 1
    }
    guard scale.isFinite else {
      throw .undefined("the joint range of both samples is beyond the largest double; divide the values first")
    }
    return distance(wasserstein.estimate / scale, noiseFloor: wasserstein.noiseFloor / scale, n, m)
  }

  /// The cells that the definition sorts numbers into.
  private func cells(
    _ reference: SortedSample, _ current: SortedSample, wholeNumbers: Bool
  ) throws(StatisticsError) -> CountTable {
    switch source {
    case .quantile10:
      let table = try BinEdges.referenceQuantiles(10, reference).table(reference: reference, current: current)
      // Whatever the current values are, they may all lie in the one cell of the reference.
      guard table.reference.count(where: { $0 > 0 }) > 1 else {
        throw .undefined(
          "all deciles of the reference fall together, so that its values are in one cell; expected two cells or more: use "
            + "definition 'evidently', or leave 'test' out")
      }
      return table
    case .evidently:
      let lowest = min(reference.minimum, current.minimum)
      let highest = max(reference.maximum, current.maximum)
      let count: Int
      if test == .hellinger {
        count = reference.distinctCount(with: current)
      } else {
        guard reference.distinctCount > 20 else { return try CountTable(distinctValuesOf: reference, current) }
        count = reference.count + current.count
      }
      return try BinRule.sturgesEdges(
        count: count, minimum: lowest, maximum: highest, wholeNumbers: wholeNumbers
      ).table(reference: reference, current: current)
    case .nannyml:
      let edges = try BinRule.doane.edges(reference)
      let first = edges.counts(reference)
      let second = edges.counts(current)
      return try CountTable(reference: first.bins + [0], current: second.bins + [second.below + second.above])
    default:
      try DistributionSweep.checkFinite("reference", reference)
      try DistributionSweep.checkFinite("current", current)
      return try BinEdges.equalWidth(10, reference: reference, current: current)
        .table(reference: reference, current: current)
    }
  }

  private func measureMergedHistograms(
    _ reference: SortedSample, _ current: SortedSample
  ) throws(StatisticsError) -> DriftMeasurement {
    let cells = try MergedHistograms(reference, current)
    var sum = ExactSum()
    for (p, q) in zip(cells.reference, cells.current) { sum.add(JensenShannon.term(p, q, difference: p - q)) }
    let divergence = LogarithmBase.two.divergence(nats: sum.sum)
    return distance(divergence, noiseFloor: nil, cells: cells.reference.count, reference.count, current.count)
  }

  /// Frouros' cells for KL and JS: each sample's `auto` histogram, spread evenly inside its bins, cut at ten points of
  /// the joint range.
  private func measureSpreadHistograms(
    _ reference: SortedSample, _ current: SortedSample
  ) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (reference.count, current.count)
    let points = BinEdges.linearSpace(
      from: min(reference.minimum, current.minimum), to: max(reference.maximum, current.maximum), count: 10)
    var p = try Self.spreadShares(reference, points)
    var q = try Self.spreadShares(current, points)
    let (first, second) = (ExactSum(p).sum, ExactSum(q).sum)
    guard first > 0, second > 0 else {
      throw .undefined("all values of both samples are equal, expected a joint range of some width")
    }
    if test == .jensenShannon {
      // A constant's own bin reaches beyond the joint range; SciPy scales what is left of it.
      p = p.map { $0 / first }
      q = q.map { $0 / second }
    }
    var sum = ExactSum()
    for cell in p.indices {
      if test == .jensenShannon {
        sum.add(JensenShannon.term(p[cell], q[cell], difference: p[cell] - q[cell]))
      } else if q[cell] > 0 {
        sum.add(p[cell] > 0 ? q[cell] * log(q[cell] / p[cell]) : .infinity)
      }
    }
    let value = test == .jensenShannon ? max(0, sum.sum).squareRoot() : sum.sum
    return distance(value, noiseFloor: nil, cells: p.count, n, m)
  }

  private static func spreadShares(_ sample: SortedSample, _ points: [Double]) throws(StatisticsError) -> [Double] {
    let edges = try BinRule.auto.edges(sample)
    let counts = edges.counts(sample).bins
    var cumulative = [0]
    for count in counts { cumulative.append(cumulative[cumulative.count - 1] + count) }
    let rows = Double(sample.count)
    let shares = points.map { point -> Double in
      if point <= edges.edges[0] { return 0 }
      if point >= edges.edges[edges.count] { return 1 }
      var (low, high) = (0, edges.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if edges.edges[middle] <= point { low = middle } else { high = middle }
      }
      let inside = (point - edges.edges[low]) / (edges.edges[low + 1] - edges.edges[low])
      return (Double(cumulative[low]) + Double(counts[low]) * inside) / rows
    }
    // Rounding must not leave a share below 0.
    return zip(shares.dropFirst(), shares).map { max(0, $0 - $1) }
  }
}
