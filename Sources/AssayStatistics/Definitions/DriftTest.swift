/// What a drift comparison computes, before anyone's choice of bins, units and thresholds: see `DriftDefinition`.
///
/// The raw values are the names used in manifests.
public enum DriftTest: String, Sendable, Hashable, CaseIterable {
  /// Kolmogorov–Smirnov.
  case kolmogorovSmirnov = "ks"
  /// Cramér–von Mises.
  case cramerVonMises = "cvm"
  /// Anderson–Darling.
  case andersonDarling = "ad"
  /// Mann–Whitney.
  case mannWhitney = "mw"
  /// Student's t test.
  case student = "t"
  /// Welch's t test.
  case welch
  /// Brown–Forsythe.
  case brownForsythe = "bf"
  /// Epps–Singleton.
  case eppsSingleton = "es"
  /// Chi-squared on level counts.
  case chiSquared = "chi2"
  /// Two-proportion z test.
  case twoProportionZ = "z"
  /// Fisher's exact test of a 2 × 2 table.
  case fisherExact = "fisher"
  /// Likelihood-ratio test on level counts.
  case likelihoodRatio = "g"
  /// First Wasserstein distance.
  case wasserstein
  /// Energy distance.
  case energy
  /// Population stability index.
  case populationStability = "psi"
  /// Kullback–Leibler divergence.
  case kullbackLeibler = "kl"
  /// Jensen–Shannon divergence or distance.
  case jensenShannon = "js"
  /// Hellinger's distance.
  case hellinger
  /// Bhattacharyya's distance.
  case bhattacharyya
  /// The complement of the intersection of two histograms.
  case histogramIntersection = "intersection"
  /// Total variation distance.
  case totalVariation = "tvd"
  /// The largest difference of two shares, or of two distribution functions.
  case lInfinity = "linf"
  /// Cramér's V.
  case cramersV = "cramers_v"
  /// Squared maximum mean discrepancy.
  case maximumMeanDiscrepancy = "mmd"
}

/// Whose definition of a test it is.
///
/// The raw values are the names used in manifests.
public enum DriftDefinitionSource: String, Sendable, Hashable, CaseIterable {
  /// Assay's own.
  case assay
  /// Ten bins at the quantiles of the reference, the textbook form.
  case quantile10
  /// SciPy's function as it is.
  case scipy
  /// Evidently 0.7.21.
  case evidently
  /// NannyML 0.13.1.
  case nannyml
  /// Deepchecks 0.19.1.
  case deepchecks
  /// Alibi Detect 0.12.1.
  case alibi
  /// TensorFlow Data Validation 1.21.0.
  case tfdv
  /// Giskard 2.17 and 2.18.
  case giskard
  /// Soda Core 3.5.6.
  case soda
  /// Frouros 0.9.0.
  case frouros
  /// Deequ 3.0.2.
  case deequ
}

/// How a measured number is turned into "drift" by its definition.
public enum DriftDecision: String, Sendable, Hashable, CaseIterable {
  /// A distance: drift when the value is at least the threshold.
  case valueAtLeast
  /// A distance: drift when the value is above the threshold.
  case valueAbove
  /// A p-value: drift when it is at most the threshold.
  case pValueAtMost
  /// A p-value: drift when it is below the threshold.
  case pValueBelow

  /// True where a smaller number means more drift.
  public var usesPValue: Bool { self == .pValueAtMost || self == .pValueBelow }

  /// Applies the decision; false for NaN on either side.
  public func isDrift(value: Double, threshold: Double) -> Bool {
    switch self {
    case .valueAtLeast: value >= threshold
    case .valueAbove: value > threshold
    case .pValueAtMost: value <= threshold
    case .pValueBelow: value < threshold
    }
  }
}
