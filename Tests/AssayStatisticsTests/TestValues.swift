import Foundation

/// The values of `Values/tests.json`, which `make_tests.py` writes, and the stored goldens.
struct TestValues: Decodable, Sendable {
  struct Samples: Decodable, Sendable {
    let a: [Double]
    let b: [Double]
    let statistic: Double
    let p: Double?
    let ties: Bool?
    let asymptotic: Double?
    let exact: Double?
    let standardized: Double?
    let interpolated: Double?
    let midrank: Double?
    let midrankP: Double?
  }

  struct Ranks: Decodable, Sendable {
    let a: [Double]
    let b: [Double]
    let statistic: Double
    let ties: Bool
    let lessCorrected: Double
    let lessPlain: Double
    let greaterCorrected: Double
    let greaterPlain: Double
    let exact: [Double]?
  }

  struct Means: Decodable, Sendable {
    let a: [Double]
    let b: [Double]
    let student: [Double]
    let welch: [Double]
  }

  struct Table: Decodable, Sendable {
    let counts: [Int]
    let fisher: [Double]
    let z: Double
    let proportion: [Double]
  }

  struct Counts: Decodable, Sendable {
    let a: [Int]
    let b: [Int]
    let statistic: Double
    let p: Double
  }

  struct Discordant: Decodable, Sendable {
    let b: Int
    let c: Int
    let exact: [Double]
    let chi: [Double]
    let asymptotic: [Double]
  }

  struct SignedRanks: Decodable, Sendable {
    struct Handling: Decodable, Sendable {
      let plus: Double
      let minus: Double
      let asymptotic: [Double]
    }
    let d: [Double]
    let wilcox: Handling?
    let pratt: Handling?
    let zsplit: Handling?
    let exact: [Double]?
  }

  let normalSurvival: [[Double]]
  let normalQuantile: [[Double]]
  let logGamma: [[Double]]
  let gamma: [[Double]]
  let beta: [[Double]]
  let student: [[Double]]
  let binomial: [[Double]]
  let hypergeometric: [[Double]]
  let kolmogorov: [[Double]]
  let cramerVonMises: [[Double]]
  let andersonDarling: [[Double]]
  let finiteKolmogorov: [[Double]]
  let kolmogorovSmirnovLarge: [[Double]]
  let mannWhitney: [Ranks]
  let cramerVonMisesTest: [Samples]
  let andersonDarlingTest: [Samples]
  let t: [Means]
  let brownForsythe: [Samples]
  let eppsSingleton: [Samples]
  let tables: [Table]
  let gTest: [Counts]
  let mcNemar: [Discordant]
  let wilcoxon: [SignedRanks]
  let permutation: [Samples]

  static let all: TestValues = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try! decoder.decode(TestValues.self, from: read("tests.json"))
  }()

  private static func read(_ name: String) -> Data {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try! Data(contentsOf: folder.appending(path: "Values/\(name)"))
  }

  /// The numbers of `goldens-500x400.json` by key.
  static let goldens: [String: Double] = {
    let object = try! JSONSerialization.jsonObject(with: read("goldens-500x400.json")) as! [String: Any]
    return object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
  }()
}
