#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The base of the logarithm in an information measure, which is its unit.
public enum LogarithmBase: String, Sendable, Hashable, CaseIterable {
  /// Natural logarithms: nats. The Jensen–Shannon divergence is at most ln 2.
  case natural = "e"
  /// Logarithms to base 2: bits. The Jensen–Shannon divergence is at most 1.
  case two = "2"

  /// How many of this unit one nat is.
  var unitsPerNat: Double { self == .natural ? 1 : 1.44269504088896340735992468100 }

  /// A Jensen–Shannon divergence in this unit, which rounding must not carry beyond the largest one.
  func divergence(nats: Double) -> Double {
    self == .two ? min(1, nats * unitsPerNat) : min(0.693147180559945309417232121458, nats)
  }
}

/// The Jensen–Shannon divergence of two distributions over cells and its root, the Jensen–Shannon distance.
///
/// ½·Σ p·log(2p/(p + q)) + ½·Σ q·log(2q/(p + q)) (Lin, *Divergence measures based on the Shannon entropy*, 1991). Always
/// finite, also with empty cells. The root is a metric (Endres and Schindelin, 2003). Tools that print "JS" mean one or
/// the other, to either base: so both are named here.
public struct JensenShannon: Sendable, Hashable {
  /// The unit of all numbers here.
  public let base: LogarithmBase
  /// The divergence of the observed shares, from 0 to ln 2 nats or 1 bit.
  public let divergence: Double
  /// What sampling alone gives as a divergence: in the mean (k − 1)/8·(1/n + 1/m) nats.
  public let noise: DivergenceNoise
  /// How many cells were compared; those empty in both samples do not count.
  public let cells: Int

  /// The root of the divergence.
  public var distance: Double { divergence.squareRoot() }

  /// The distance to expect when nothing drifted.
  public var noiseDistance: Double { noise.rootMean }

  /// Compares the shares of a table in O(k).
  ///
  /// - Parameters:
  ///   - table: the counts of both samples.
  ///   - base: the base of the logarithm.
  ///   - referenceSize: the effective reference size when rows come in clusters; by default the number of rows.
  ///   - currentSize: the effective current size; by default the number of rows.
  public init(
    _ table: CountTable, base: LogarithmBase, referenceSize: SampleSize? = nil, currentSize: SampleSize? = nil
  ) {
    let shares = CellShares(table)
    let found = CellDivergence(table, shares, noiseFactor: base.unitsPerNat / 8, referenceSize, currentSize) { cell in
      Self.term(shares.reference[cell], shares.current[cell], difference: shares.difference[cell])
    }
    self.base = base
    divergence = base.divergence(nats: found.sum)
    cells = shares.used
    noise = found.noise
  }

  /// One cell's part of the divergence in nats, 0 or more.
  static func term(_ p: Double, _ q: Double, difference: Double) -> Double {
    let total = p + q
    if total == 0 { return 0 }
    // With t = (p − q)/(p + q) it is ¼·(p + q)·((1 + t)·ln(1 + t) + (1 − t)·ln(1 − t)), even in t.
    let t = min(1, abs(difference) / total)
    if t == 1 { return 0.25 * total * 2 * 0.693147180559945309417232121458 }
    if t > 0.25 { return 0.25 * total * ((1 + t) * log1p(t) + (1 - t) * log1p(-t)) }
    // Its series t²ᵏ/(k·(2k − 1)), where the logarithms would cancel.
    let square = t * t
    var power = square
    var sum = square
    var k = 2.0
    while true {
      power *= square
      let next = sum + power / (k * (2 * k - 1))
      if next == sum { return 0.25 * total * sum }
      sum = next
      k += 1
    }
  }
}
