import Foundation

/// What the statistics must equal, computed by other programs: `Values/values.json`, which `make_values.py` writes.
enum ReferenceValues {
  /// Values with the doubles nearest to their sum, mean and sample variance (whole fractions in Python).
  struct ExactSumsCase: Decodable, Sendable {
    let values: [Double]
    let sum: Double
    let mean: Double
    let variance: Double
  }

  /// Samples with n·m·D and the exact p-value (lattice paths counted in whole numbers, SciPy agrees).
  struct KolmogorovSmirnovCase: Decodable, Sendable {
    let reference: [Double]
    let current: [Double]
    let numerator: Int
    let pValue: Double

    private enum CodingKeys: String, CodingKey {
      case reference = "a"
      case current = "b"
      case numerator
      case pValue = "p"
    }
  }

  /// Count tables with SciPy's chi2_contingency, without and with Yates' correction.
  struct ContingencyCase: Decodable, Sendable {
    let reference: [Int]
    let current: [Int]
    let statistic: Double
    let degreesOfFreedom: Int
    let pValue: Double
    let yates: Double

    private enum CodingKeys: String, CodingKey {
      case reference = "a"
      case current = "b"
      case degreesOfFreedom = "df"
      case pValue = "p"
      case statistic, yates
    }
  }

  /// Counts and shares with SciPy's chisquare.
  struct GoodnessOfFitCase: Decodable, Sendable {
    let observed: [Int]
    let shares: [Double]
    let statistic: Double
    let pValue: Double

    private enum CodingKeys: String, CodingKey {
      case pValue = "p"
      case observed, shares, statistic
    }
  }

  /// 64-bit scores with scikit-learn's measures.
  struct ClassificationCase: Decodable, Sendable {
    let scores: [Double]
    let labels: [Bool]
    let auc: Double
    let brier: Double
    let logLoss: Double
    let logLossOwnType: Double
    let brierOwnType: Double
    let accuracy: Double
    let bias: Double
  }

  /// 32-bit scores of a model on 600 flights with scikit-learn's measures, from 64-bit copies and in their own type.
  struct FlightsCase: Decodable, Sendable {
    let bits: [UInt32]
    let labels: [Bool]
    let auc: Double
    let brier: Double
    let logLoss: Double
    let logLossOwnType: Double
    let brierOwnType: Double
    let accuracy: Double
    let bias: Double
  }

  private struct Quantiles: Decodable, Sendable {
    let values: [Double]
    let rows: [[Double]]
  }

  private struct Stored: Decodable, Sendable {
    let normalCumulative: [[Double]]
    let normalQuantile: [[Double]]
    let chiSquaredSurvival: [[Double]]
    let betaCumulative: [[Double]]
    let kolmogorovSurvival: [[Double]]
    let proportions: [[Double]]
    let exactSums: [ExactSumsCase]
    let kolmogorovSmirnov: [KolmogorovSmirnovCase]
    let contingency: [ContingencyCase]
    let goodnessOfFit: [GoodnessOfFitCase]
    let classification: [ClassificationCase]
    let flights: FlightsCase
    let quantiles: Quantiles
  }

  private static let stored: Stored = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try! decoder.decode(Stored.self, from: StoredValues.data("values"))
  }()

  /// z, cumulative probability (mpmath).
  static let normalCumulative = stored.normalCumulative
  /// Probability, z (mpmath).
  static let normalQuantile = stored.normalQuantile
  /// x, degrees of freedom, survival (mpmath).
  static let chiSquaredSurvival = stored.chiSquaredSurvival
  /// x, a, b, cumulative probability (mpmath).
  static let betaCumulative = stored.betaCumulative
  /// x, survival (mpmath).
  static let kolmogorovSurvival = stored.kolmogorovSurvival
  /// Successes, trials, α, Wilson's bounds, Clopper–Pearson's bounds (mpmath from the definitions, SciPy agrees).
  static let proportions = stored.proportions
  static let exactSums = stored.exactSums
  static let kolmogorovSmirnov = stored.kolmogorovSmirnov
  static let contingency = stored.contingency
  static let goodnessOfFit = stored.goodnessOfFit
  static let classification = stored.classification
  static let flights = [stored.flights]
  /// A sample for quantiles.
  static let quantileSample = stored.quantiles.values
  /// Share, NumPy's default quantile, NumPy's inverted_cdf quantile.
  static let quantiles = stored.quantiles.rows
}
