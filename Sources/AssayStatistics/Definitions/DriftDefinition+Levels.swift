extension DriftDefinition {
  func measureLevels(_ counts: CountTable, names: [String]? = nil) throws(StatisticsError) -> DriftMeasurement {
    let table = try counts.droppingUnusedLevels()
    let (n, m) = (table.referenceCount, table.currentCount)
    if source == .deepchecks {
      for (what, count) in [("reference counts", n), ("current counts", m)] where count < 10 {
        throw .tooFewValues(what: "sum of the \(what) of Deepchecks' definition", count: count, minimum: 10)
      }
    }
    switch test {
    case .chiSquared where source == .soda:
      let test = try counts.sodaTest(names: names)
      return self.test(test.statistic, pValue: test.pValue, cells: test.degreesOfFreedom + 1, n, m)
    case .chiSquared: return try measureChiSquared(table)
    case .twoProportionZ, .fisherExact: return try measureTwoLevels(table)
    case .likelihoodRatio where source == .assay:
      let test = try GTest(table)
      return self.test(test.statistic, pValue: test.pValue.value, cells: test.degreesOfFreedom + 1, n, m)
    case .likelihoodRatio: return try measureLikelihoodRatio(table)
    case .totalVariation where source == .evidently:
      let permutation = try LevelPermutation(table, permutations: Self.permutations, seed: 0)
      return self.test(
        TotalVariation(table).estimate, pValue: permutation.share, cells: table.levelsInUse, n, m)
    case .totalVariation:
      let distance = TotalVariation(table)
      return self.distance(distance.estimate, noiseFloor: distance.bias, cells: table.levelsInUse, n, m)
    case .lInfinity:
      let largest = LInfinityDistance(table)
      return source == .deequ
        ? robust(largest.estimate, cells: largest.cells, n, m)
        : distance(largest.estimate, noiseFloor: largest.noiseFloor, cells: largest.cells, n, m)
    case .cramersV:
      let merged = try table.mergingRareReferenceLevels(share: 0.01)
      guard merged.levelsInUse > 1 else { return distance(0, noiseFloor: 0, cells: merged.levelsInUse, n, m) }
      let cramersV = try CramersV(try merged.scaledToSmallerTotal(), continuityCorrection: true)
      return distance(cramersV.estimate, noiseFloor: try cramersV.noiseFloor(), cells: cramersV.cells, n, m)
    default:
      switch source {
      case .deepchecks: return try measureCells(try table.mergingRareReferenceLevels(share: 0.01))
      case .giskard: return try measureCells(try table.keepingMostFrequentReferenceLevels(20))
      case .nannyml: return try measureCells(try table.poolingNewLevels())
      default: return try measureCells(table)
      }
    }
  }

  /// The divergences, which take the same form for bins and for levels.
  func measureCells(_ table: CountTable) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (table.referenceCount, table.currentCount)
    switch test {
    case .populationStability:
      let index = try PopulationStabilityIndex(table, emptyCells: emptyCells)
      return distance(index.estimate, noiseFloor: index.noise.mean, cells: index.cells, n, m)
    case .kullbackLeibler:
      let divergence = try KullbackLeibler(table, emptyCells: emptyCells)
      return distance(divergence.estimate, noiseFloor: divergence.noise.mean, cells: divergence.cells, n, m)
    case .jensenShannon:
      let divergence = JensenShannon(table, base: source == .evidently ? .natural : .two)
      return source == .tfdv
        ? distance(divergence.divergence, noiseFloor: divergence.noise.mean, cells: divergence.cells, n, m)
        : distance(divergence.distance, noiseFloor: divergence.noiseDistance, cells: divergence.cells, n, m)
    case .hellinger:
      let hellinger = HellingerDistance(table)
      return distance(hellinger.estimate, noiseFloor: hellinger.noiseFloor, cells: hellinger.cells, n, m)
    case .bhattacharyya:
      let hellinger = HellingerDistance(table)
      return distance(hellinger.square, noiseFloor: hellinger.noise.mean, cells: hellinger.cells, n, m)
    case .histogramIntersection:
      // For shares that sum to 1, 1 − Σ min(p, q) = ½·Σ |p − q|.
      let variation = TotalVariation(table)
      return distance(variation.estimate, noiseFloor: variation.bias, cells: table.levelsInUse, n, m)
    default:
      throw .undefined("\(name) has no formula for cells")
    }
  }

  /// What the definition puts into empty cells.
  private var emptyCells: EmptyCellRule {
    switch source {
    case .evidently: .smallerThanSmallest
    case .deepchecks: .floor(0.01)
    case .giskard: .floor(1e-4)
    case .soda: .replace(1e-5)
    case .frouros: .replace(.leastNormalMagnitude)
    case .deequ: .keep
    default: .replace(1e-4)
    }
  }

  private func measureChiSquared(_ table: CountTable) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (table.referenceCount, table.currentCount)
    var test: ChiSquaredTest
    switch source {
    case .evidently:
      test = try ChiSquaredTest.goodnessOfFit(
        observed: table.current, expectedShares: table.reference.map { Double($0) })
    case .giskard:
      let kept = try table.keepingMostFrequentReferenceLevels(20)
      test = try ChiSquaredTest.goodnessOfFit(
        observed: kept.current, expectedShares: kept.reference.map { Double($0) })
      guard test.degreesOfFreedom > 0 else {
        throw .undefined("both samples have one level only, for which Giskard sets p to 0; expected two levels or more")
      }
    default: test = try ChiSquaredTest.homogeneity(table, continuityCorrection: true)
    }
    return self.test(test.statistic, pValue: test.pValue, cells: test.degreesOfFreedom + 1, n, m)
  }

  private func measureTwoLevels(_ table: CountTable) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (table.referenceCount, table.currentCount)
    let levels = table.reference.indices.filter { table.reference[$0] > 0 || table.current[$0] > 0 }
    guard levels.count < 3 else {
      throw .undefined("\(name) compares two levels, found \(levels.count); use chi2")
    }
    guard levels.count == 2 else { return test(0, pValue: 1, cells: 1, n, m) }
    let successes = (table.reference[levels[0]], table.current[levels[0]])
    if self.test == .fisherExact {
      guard n == m else {
        throw .undefined("Evidently's Fisher test wants samples of one size, found \(n) and \(m) rows; use chi2 or z")
      }
      let exact = try FisherExact(
        referenceSuccesses: successes.0, referenceTrials: n, currentSuccesses: successes.1, currentTrials: m)
      return test(exact.oddsRatio ?? 1, pValue: exact.pValue().value, cells: 2, n, m)
    }
    let proportions = try TwoProportionTest(
      referenceSuccesses: successes.0, referenceTrials: n, currentSuccesses: successes.1, currentTrials: m)
    return test(proportions.statistic, pValue: proportions.pValue().value, cells: 2, n, m)
  }

  private func measureLikelihoodRatio(_ table: CountTable) throws(StatisticsError) -> DriftMeasurement {
    let (n, m) = (table.referenceCount, table.currentCount)
    guard n == m else {
      throw .undefined("Evidently's G test wants samples of one size, found \(n) and \(m) rows; use chi2")
    }
    // G = 2·Σ observed·ln(observed/expected), the divergence of the reference from the current data times 2m.
    let divergence = try KullbackLeibler(CountTable(reference: table.current, current: table.reference))
    let statistic = 2 * Double(m) * divergence.estimate
    let degrees = divergence.cells - 1
    let pValue =
      degrees == 0 ? 1 : try ChiSquaredDistribution.survival(statistic, degreesOfFreedom: degrees)
    return test(statistic, pValue: pValue, cells: divergence.cells, n, m)
  }
}
