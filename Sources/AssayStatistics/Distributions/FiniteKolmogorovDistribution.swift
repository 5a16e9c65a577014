#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The distribution of the distance between the empirical distribution function of one sample of n values and the
/// continuous distribution that they come from.
///
/// The method depends on n and d as in R. Simard and P. L'Ecuyer, *Computing the two-sided Kolmogorov–Smirnov
/// distribution*, 2011, and as in SciPy's `kstwo`: exact up to 140 values, the series of Pelz and Good (1976) around the
/// centre beyond, and twice the one-sided probability in the tail, where both sides cannot reach d at once.
public enum FiniteKolmogorovDistribution {
  /// The largest n whose one-sided probability is summed term by term; beyond, Smirnov's limit with its first
  /// correction, e^(−(6nd + 1)²/(18n)), stands for it.
  public static let summationLimit = 1 << 17

  /// The probability of a distance of at least d with n values.
  ///
  /// - Throws: `StatisticsError.outOfRange` for d that is NaN and n below 1.
  public static func survival(_ d: Double, count n: Int) throws(StatisticsError) -> Double {
    guard n >= 1 else { throw .tooFewValues(what: "sample", count: n, minimum: 1) }
    guard !d.isNaN else { throw .outOfRange(what: "distance", found: d, expected: "0 ≤ d ≤ 1") }
    let size = Double(n)
    let t = size * d
    if d >= 1 { return 0 }
    if t <= 0.5 { return 1 }
    if t <= 1 { return 1 - allWithin(n, t) }
    let square = t * d
    if t >= size - 1 || d >= 0.5 || square >= (n <= 140 ? 4 : 2.2) { return min(1, 2 * oneSided(d, n)) }
    if n <= 140 || (n <= 100_000 && size * d * d.squareRoot() <= 1.4) { return max(0, 1 - durbin(d, n)) }
    return max(0, 1 - pelzGood(d, size))
  }

  /// n!·((2t − 1)/n)^n, for ½ ≤ t = nd ≤ 1.
  private static func allWithin(_ n: Int, _ t: Double) -> Double {
    let size = Double(n)
    // n!/n^n = √(2πn)·e^(stirling error − n)
    let logarithm = GammaFunctions.stirlingError(size) - size + size * log(2 * t - 1)
    return (2 * Double.pi * size).squareRoot() * exp(logarithm)
  }

  /// The probability that the empirical distribution function exceeds the other by d somewhere (Birnbaum and Tingey).
  ///
  /// d·Σ C(n, j)·(d + j/n)^(j − 1)·(1 − d − j/n)^(n − j) over j up to n(1 − d): all terms are positive.
  static func oneSided(_ d: Double, _ n: Int) -> Double {
    let size = Double(n)
    if n > summationLimit {
      let root = 6 * size * d + 1
      return exp(-root / 18 * (root / size))
    }
    // j = 0
    var total = (DoubleDouble.logarithm(DoubleDouble(sum: 1, -d)) * size).exponential
    let whole = DoubleDouble(product: size, d)
    var j = 1
    while j < n {
      let successes = (whole + DoubleDouble(Double(j))) / DoubleDouble(size)
      let failures = (DoubleDouble(Double(n - j)) - whole) / DoubleDouble(size)
      if failures.high <= 0 { break }
      total += d * (BinomialDistribution.logMass(j, n, successes, failures)).exponential / successes.high
      j += 1
    }
    return min(1, total)
  }

  /// The probability of a distance below d by powers of Durbin's matrix (Marsaglia, Tsang and Wang, 2003).
  private static func durbin(_ d: Double, _ n: Int) -> Double {
    let t = Double(n) * d
    let k = Int(t.rounded(.up))
    let h = Double(k) - t
    let size = 2 * k - 1
    var matrix = [Double](repeating: 0, count: size * size)
    var inverseFactorials = [1.0]
    for j in 1...size { inverseFactorials.append(inverseFactorials[j - 1] / Double(j)) }
    for row in 0..<size {
      for column in 0..<size where row - column + 1 >= 0 {
        matrix[row * size + column] = inverseFactorials[row - column + 1]
      }
    }
    var power = 1.0
    for j in 1...size {
      power *= h
      let edge = (1 - power) * inverseFactorials[j]
      matrix[(j - 1) * size] = edge
      matrix[(size - 1) * size + size - j] = edge
    }
    let corner = pow(max(2 * h - 1, 0), Double(size)) - 2 * pow(h, Double(size))
    matrix[(size - 1) * size] = (1 + corner) * inverseFactorials[size]
    var result: (values: [Double], exponent: Int)?
    var factor = (values: matrix, exponent: 0)
    var rest = n
    while rest > 0 {
      if rest & 1 == 1 { result = result.map { multiply($0, factor, size, k) } ?? factor }
      rest >>= 1
      if rest > 0 { factor = multiply(factor, factor, size, k) }
    }
    guard let result else { return 0 }
    var probability = result.values[(k - 1) * size + k - 1]
    var exponent = result.exponent
    for i in 1...n {
      probability *= Double(i) / Double(n)
      if probability < 0x1p-400 {
        probability *= 0x1p400
        exponent -= 400
      }
    }
    return scalbn(probability, exponent)
  }

  /// A product of square matrices, each with a common power of two.
  private static func multiply(
    _ first: (values: [Double], exponent: Int), _ second: (values: [Double], exponent: Int), _ size: Int, _ k: Int
  ) -> (values: [Double], exponent: Int) {
    var product = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for inner in 0..<size {
        let value = first.values[row * size + inner]
        if value == 0 { continue }
        for column in 0..<size { product[row * size + column] += value * second.values[inner * size + column] }
      }
    }
    var exponent = first.exponent + second.exponent
    if product[(k - 1) * size + k - 1] > 0x1p300 {
      for index in product.indices { product[index] *= 0x1p-300 }
      exponent += 300
    }
    return (product, exponent)
  }

  /// The probability of a distance below d by the series of W. Pelz and I. J. Good, 1976, in powers of 1/√n.
  private static func pelzGood(_ d: Double, _ n: Double) -> Double {
    let z = n.squareRoot() * d
    let z2 = z * z
    let z4 = z2 * z2
    let z6 = z4 * z2
    let pi2 = Double.pi * Double.pi
    let pi4 = pi2 * pi2
    let base = -pi2 / (8 * z2)
    if base < -708 { return 0 }
    var sums = (0.0, 0.0, 0.0, 0.0)
    var extra = (0.0, 0.0)
    let last = Int((16 * z / Double.pi).rounded(.up))
    for k in stride(from: last, through: 1, by: -1) {
      let odd = Double(2 * k - 1)
      let m2 = odd * odd
      let m4 = m2 * m2
      let weight = exp(base * m2)
      sums.0 += weight
      sums.1 += weight * (pi2 / 4 * m2 - z2)
      sums.2 +=
        weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * pi2 / 4 * m2 + pi4 * (1 - 2 * z2) / 16 * m4)
      sums.3 +=
        weight
        * (-30 * z6 - 90 * z4 * z4 + pi2 * (135 * z4 - 96 * z6) / 4 * m2 + pi4 * (212 * z4 - 60 * z2) / 16 * m4
          + pi4 * pi2 * (5 - 30 * z2) / 64 * m4 * m2)
      let square = Double(k * k)
      let even = square * exp(4 * base * square)
      extra.0 += even
      extra.1 += even * (3 * z2 - pi2 * square)
    }
    let root = (2 * Double.pi).squareRoot()
    let first = sums.0 / z
    let second = sums.1 / (6 * z4)
    let third = sums.2 / (72 * z6 * z) - pi2 * extra.0 / (36 * z2 * z)
    let fourth = sums.3 / (6480 * z6 * z4) + pi2 * extra.1 / (216 * z6)
    return root * (first + second / n.squareRoot() + third / n + fourth / (n * n.squareRoot()))
  }
}
