extension DriftDefinition {
  /// All definitions, by test.
  ///
  /// Established from the sources of the versions that `DriftDefinitionSource` names.
  public static let all: [DriftDefinition] = ranks + counts + distances + divergences + cells

  private static let ranks: [DriftDefinition] = [
    DriftDefinition(.kolmogorovSmirnov, .assay, .valueAbove, nil, numbers: true, "the distance D of numbers, exact"),
    DriftDefinition(
      .kolmogorovSmirnov, .scipy, .pValueAtMost, nil, numbers: true,
      "the two-sided p-value of numbers, exact up to 10,000 values a side, asymptotic beyond"),
    DriftDefinition(
      .kolmogorovSmirnov, .evidently, .pValueAtMost, 0.05, numbers: true,
      "the two-sided p-value of finite numbers, exact up to 10,000 values a side, asymptotic beyond"),
    DriftDefinition(
      .kolmogorovSmirnov, .nannyml, .valueAbove, nil, numbers: true,
      "the distance D of numbers; from 10,000 reference values on, by 10,000 bins of equal width on their range"),
    DriftDefinition(
      .kolmogorovSmirnov, .deepchecks, .valueAbove, 0.2, numbers: true,
      "the distance D of at least 10 numbers a side, exact"),
    DriftDefinition(
      .kolmogorovSmirnov, .alibi, .pValueBelow, 0.05, numbers: true,
      "the asymptotic two-sided p-value of numbers rounded to 32 bits"),
    DriftDefinition(
      .kolmogorovSmirnov, .giskard, .pValueBelow, 0.05, numbers: true,
      "the two-sided p-value of numbers, exact up to 10,000 values a side, asymptotic beyond"),
    DriftDefinition(
      .kolmogorovSmirnov, .frouros, .pValueBelow, nil, numbers: true,
      "the two-sided p-value of numbers, exact up to 10,000 values a side, asymptotic beyond"),
    DriftDefinition(
      .cramerVonMises, .evidently, .pValueAtMost, 0.1, numbers: true,
      "the p-value of finite numbers, exact up to 20 values a side, asymptotic beyond"),
    DriftDefinition(
      .cramerVonMises, .alibi, .pValueBelow, 0.05, numbers: true,
      "the p-value of numbers, exact up to 20 values a side, asymptotic beyond"),
    DriftDefinition(
      .cramerVonMises, .frouros, .pValueBelow, nil, numbers: true,
      "the p-value of numbers, exact up to 20 values a side, asymptotic beyond"),
    DriftDefinition(
      .andersonDarling, .evidently, .pValueBelow, 0.1, numbers: true,
      "the p-value of finite numbers, interpolated between 0.001 and 0.25 and cut off there"),
    DriftDefinition(
      .andersonDarling, .frouros, .pValueBelow, nil, numbers: true,
      "the p-value of numbers, interpolated between 0.001 and 0.25 and cut off there"),
    DriftDefinition(
      .mannWhitney, .evidently, .pValueBelow, 0.05, numbers: true,
      "the p-value of finite numbers for a reference with smaller values only: a fall goes unseen"),
    DriftDefinition(
      .mannWhitney, .frouros, .pValueBelow, nil, numbers: true, "the two-sided p-value of numbers"),
    DriftDefinition(
      .student, .evidently, .pValueBelow, 0.05, numbers: true,
      "the two-sided p-value of finite numbers for samples of one variance"),
    DriftDefinition(
      .welch, .frouros, .pValueBelow, nil, numbers: true,
      "the two-sided p-value of numbers for samples of different variances"),
    DriftDefinition(
      .brownForsythe, .assay, .pValueBelow, nil, numbers: true,
      "the p-value of equal spread of finite numbers, by their distances from the medians"),
    DriftDefinition(
      .eppsSingleton, .assay, .pValueBelow, nil, numbers: true, "the p-value of at least 5 finite numbers a side"),
    DriftDefinition(
      .eppsSingleton, .evidently, .pValueBelow, 0.05, numbers: true, "the p-value of at least 5 finite numbers a side"),
  ]

  private static let counts: [DriftDefinition] = [
    DriftDefinition(
      .chiSquared, .evidently, .pValueBelow, 0.05, categories: true,
      "goodness of fit of level counts to the reference shares; a new level gives p = 0"),
    DriftDefinition(
      .chiSquared, .nannyml, .pValueBelow, 0.05, categories: true,
      "the contingency test of level counts, with Yates' correction for two levels"),
    DriftDefinition(
      .chiSquared, .alibi, .pValueBelow, 0.05, categories: true,
      "the contingency test of level counts, with Yates' correction for two levels"),
    DriftDefinition(
      .chiSquared, .giskard, .pValueBelow, 0.05, categories: true,
      "goodness of fit of the 20 most frequent reference levels and the rest to the reference shares"),
    DriftDefinition(
      .chiSquared, .soda, .pValueBelow, nil, categories: true,
      "goodness of fit of level counts plus 1, with the same levels and at least 5 rows of each on both sides"),
    DriftDefinition(
      .chiSquared, .frouros, .pValueBelow, nil, categories: true,
      "the contingency test of level counts, with Yates' correction for two levels"),
    DriftDefinition(
      .twoProportionZ, .evidently, .pValueBelow, 0.05, categories: true,
      "the pooled two-sided z test of the shares of two levels"),
    DriftDefinition(
      .fisherExact, .evidently, .pValueBelow, 0.1, categories: true,
      "the two-sided p-value of two levels, for samples of one size"),
    DriftDefinition(
      .likelihoodRatio, .assay, .pValueBelow, nil, categories: true,
      "the G test of homogeneity of level counts, without a correction"),
    DriftDefinition(
      .likelihoodRatio, .evidently, .pValueBelow, 0.1, categories: true,
      "the G test of level counts against the reference counts as they are, for samples of one size"),
  ]

  private static let distances: [DriftDefinition] = [
    DriftDefinition(
      .wasserstein, .scipy, .valueAbove, nil, numbers: true, "the distance of numbers in the units of the column"),
    DriftDefinition(
      .wasserstein, .evidently, .valueAtLeast, 0.1, numbers: true,
      "the distance of finite numbers over the reference's standard deviation (divided by n), at least 0.001"),
    DriftDefinition(
      .wasserstein, .nannyml, .valueAbove, nil, numbers: true,
      "the distance of numbers; from 10,000 reference values on, by 10,000 bins of equal width on their range"),
    DriftDefinition(
      .wasserstein, .deepchecks, .valueAbove, 0.2, numbers: true,
      "the distance of at least 10 numbers a side without the outer 2.5 % of each sample, over their joint range"),
    DriftDefinition(
      .wasserstein, .giskard, .valueAbove, 0.2, numbers: true, "the distance of numbers over their joint range"),
    DriftDefinition(
      .wasserstein, .soda, .valueAbove, nil, numbers: true,
      "the distance of numbers over the standard deviation of both samples together, against the reference itself"),
    DriftDefinition(
      .wasserstein, .frouros, .valueAbove, nil, numbers: true, "the distance of numbers in the units of the column"),
    DriftDefinition(
      .energy, .scipy, .valueAbove, nil, numbers: true, "the root of 2E|X − Y| − E|X − X'| − E|Y − Y'| of numbers"),
    DriftDefinition(
      .energy, .evidently, .valueAbove, 0.1, numbers: true,
      "the root of 2E|X − Y| − E|X − X'| − E|Y − Y'| of finite numbers"),
    DriftDefinition(
      .energy, .frouros, .valueAbove, nil, numbers: true,
      "the root of 2E|X − Y| − E|X − X'| − E|Y − Y'| of numbers"),
    DriftDefinition(
      .maximumMeanDiscrepancy, .frouros, .valueAbove, nil, numbers: true,
      "the square, without bias and so often below 0, for a Gaussian kernel of σ = 1 in the units of the column; up to "
        + "20,000 values on both sides together"),
  ]

  /// Evidently's cells, which several of its statistics share.
  private static let evidentlyCells =
    "Sturges' bins of both samples for more than 20 distinct reference values, else a cell for each value or level"
  /// What Evidently puts into empty cells.
  private static let evidentlyFill = "empty cells 1e-4, or a millionth of the smallest share up to 1e-4"

  private static let divergences: [DriftDefinition] = [
    DriftDefinition(
      .populationStability, .quantile10, .valueAbove, nil, numbers: true,
      "the index of numbers on the reference's deciles, open at both ends, with 1e-4 for empty cells"),
    DriftDefinition(
      .populationStability, .evidently, .valueAtLeast, 0.1, numbers: true, categories: true,
      "\(evidentlyCells); \(evidentlyFill)"),
    DriftDefinition(
      .populationStability, .deepchecks, .valueAbove, 0.2, categories: true,
      "the index of levels, those below 1 % of the reference merged, with shares of at least 0.01"),
    DriftDefinition(
      .populationStability, .giskard, .valueAbove, 0.2, categories: true,
      "the index of the 20 most frequent reference levels and the rest, with shares of at least 1e-4"),
    DriftDefinition(
      .populationStability, .soda, .valueAbove, nil, numbers: true,
      "the index of numbers on 10 bins of equal width on the joint range, with 1e-5 for empty cells"),
    DriftDefinition(
      .populationStability, .frouros, .valueAbove, nil, numbers: true,
      "the index of numbers on 10 bins of equal width on the joint range, with 2.2e-308 for empty cells"),
    DriftDefinition(
      .populationStability, .deequ, .valueAbove, nil, categories: true,
      "the index of level shares as they are, infinite when one sample lacks a level"),
    DriftDefinition(
      .kullbackLeibler, .evidently, .valueAtLeast, 0.1, numbers: true, categories: true,
      "Σ p·ln(p/q) with p the reference, in nats; \(evidentlyCells); \(evidentlyFill), then scaled to a sum of 1"),
    DriftDefinition(
      .kullbackLeibler, .frouros, .valueAbove, nil, numbers: true,
      "Σ q·ln(q/p) with p the reference, in nats, on 9 cells that both samples' own histograms are spread over"),
    DriftDefinition(
      .jensenShannon, .evidently, .valueAtLeast, 0.1, numbers: true, categories: true,
      "the root of the divergence in nats; \(evidentlyCells)"),
    DriftDefinition(
      .jensenShannon, .nannyml, .valueAbove, nil, numbers: true, categories: true,
      "the root of the divergence in bits; Doane's bins of the reference, or its levels, and one cell for all else"),
    DriftDefinition(
      .jensenShannon, .tfdv, .valueAbove, nil, numbers: true, categories: true,
      "the divergence in bits, no root, of level shares, or of numbers in ten bins of equal width on each side's own range, "
        + "cut at the edges of both and evenly filled"),
    DriftDefinition(
      .jensenShannon, .frouros, .valueAbove, nil, numbers: true,
      "the root of the divergence in nats, on 9 cells that both samples' own histograms are spread over"),
  ]

  private static let cells: [DriftDefinition] = [
    DriftDefinition(
      .hellinger, .evidently, .valueAtLeast, 0.1, numbers: true, categories: true,
      "the distance of levels, or of numbers in Sturges' bins of the distinct values of both samples"),
    DriftDefinition(
      .hellinger, .nannyml, .valueAbove, nil, numbers: true, categories: true,
      "the distance in Doane's bins of the reference, or in its levels, and one cell for all else"),
    DriftDefinition(
      .hellinger, .frouros, .valueAbove, nil, numbers: true,
      "the distance of numbers in 10 bins of equal width on the joint range"),
    DriftDefinition(
      .bhattacharyya, .frouros, .valueAbove, nil, numbers: true,
      "1 − Σ √(pq) of numbers in 10 bins of equal width on the joint range"),
    DriftDefinition(
      .histogramIntersection, .frouros, .valueAbove, nil, numbers: true,
      "1 − Σ min(p, q) of numbers in 10 bins of equal width on the joint range"),
    DriftDefinition(
      .totalVariation, .evidently, .pValueBelow, 0.1, categories: true,
      "the share of 1,000 permutations of the rows, of a fixed seed, that have at least the ½·Σ |p − q| of these level shares"
    ),
    DriftDefinition(.totalVariation, .assay, .valueAbove, nil, categories: true, "½·Σ |p − q| of level shares"),
    DriftDefinition(
      .lInfinity, .nannyml, .valueAbove, nil, categories: true, "the largest |p − q| of level shares"),
    DriftDefinition(.lInfinity, .tfdv, .valueAbove, nil, categories: true, "the largest |p − q| of level shares"),
    DriftDefinition(
      .lInfinity, .deequ, .valueAbove, nil, numbers: true, categories: true,
      "the largest difference of distribution functions, or of level shares, less 1.8·√(1/n + 1/m), at least 0"),
    DriftDefinition(
      .cramersV, .deepchecks, .valueAbove, 0.2, categories: true,
      "the bias-corrected V of levels, those below 1 % of the reference merged, after scaling to samples of one size"),
  ]
}
