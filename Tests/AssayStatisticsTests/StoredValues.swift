import Foundation

/// What other programs computed, read from the files beside the scripts that made them.
struct StoredValues: Decodable, Sendable {
  struct Histogram: Decodable, Sendable {
    let rule: String
    let wholeNumbers: Bool
    let edges: [Double]
    let reference: [Int]
    let current: [Int]
  }

  struct Pair: Decodable, Sendable, CustomStringConvertible {
    let name: String
    let wholeNumbers: Bool
    let reference: [Double]
    let current: [Double]
    let wasserstein: Double
    let energy: Double
    let wassersteinNoise: Double
    let energyNoise: Double
    let histograms: [Histogram]
    let definitions: [String: StoredNumber]
    let pValues: [String: Double]
    var description: String { name }
  }

  struct Table: Decodable, Sendable {
    let reference: [Int]
    let current: [Int]
    let psi: StoredNumber
    let kl: StoredNumber
    let cramersV: Double
    let definitions: [String: Double]
    let tests: [String: [StoredNumber]]
  }

  struct LevelPermutations: Decodable, Sendable {
    let reference: [Int]
    let current: [Int]
    let statistic: Double
    let p: Double
  }

  struct Binned: Decodable, Sendable {
    let ks: Double
    let pValue: Double
    let wasserstein: Double
    let exact: Double
    let below: Int
    let above: Int
  }

  struct Correction: Decodable, Sendable {
    let pValues: [Double]
    let weights: [Double]
    let bonferroni: [Double]
    let weightedBonferroni: [Double]
    let holm: [Double]
    let weightedHolm: [Double]
    let benjaminiHochberg: [Double]
    let benjaminiYekutieli: [Double]
  }

  struct Replicates: Decodable, Sendable {
    let statistic: String
    let samples: [[Double]]
    let significance: Double
    let distribution: [Double]
    let percentile: [Double]
    let bca: [Double]
  }

  let pairs: [Pair]
  let levelPermutations: [LevelPermutations]
  let binned: Binned
  let tables: [Table]
  let corrections: [Correction]
  let bootstrap: [Replicates]
  let powerOfMeans: [[Double]]
  let criticalT: [[Double]]
  let powerOfProportions: [[Double]]
  let kolmogorovCritical: [[Double]]
  let divergenceBound: [[Double]]

  static let distances = try! JSONDecoder().decode(StoredValues.self, from: data("distances"))

  /// The numbers of the golden input by their keys; entries that are not numbers are left out.
  static let goldens = try! JSONDecoder().decode([String: StoredNumber].self, from: data("goldens-500x400"))

  static func data(_ name: String) throws -> Data {
    try Data(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Values/\(name).json"))
  }
}

/// A number that may be infinite, which JSON has no word for; NaN for what is not a number.
struct StoredNumber: Decodable, Sendable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      value = number
    } else if let word = try? container.decode(String.self) {
      value = word == "inf" ? .infinity : .nan
    } else {
      value = .nan
    }
  }
}
