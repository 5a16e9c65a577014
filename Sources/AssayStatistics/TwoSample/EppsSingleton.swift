#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Epps–Singleton test: compares two empirical characteristic functions; it also suits discrete values.
///
/// At 0.4 and 0.8, in units of half the pooled interquartile range, the real and imaginary parts of both functions make
/// four means; W is the squared length of their difference in the metric of its estimated covariance (T. W. Epps and
/// K. J. Singleton, 1986; S. J. Goerg and J. Kaiser, 2009). SciPy's `epps_singleton_2samp`.
public struct EppsSingleton: Sendable, Hashable {
  /// W, with the correction for small samples when both have fewer than 25 values.
  public let statistic: Double
  /// The rank of the covariance, 4 unless the values lie on very few points.
  public let degreesOfFreedom: Int
  /// The probability of a W of at least this size by the chi-squared distribution.
  public let pValue: PValue

  /// Compares two samples of at least 5 finite values, O(n + m) but for ordering them.
  ///
  /// - Throws: `StatisticsError` for smaller samples, NaN, infinities, and a pooled interquartile range of 0, which
  ///   leaves no unit to measure in.
  public init(reference: [Double], current: [Double]) throws(StatisticsError) {
    for (name, values) in [("reference", reference), ("current sample", current)] {
      guard values.count >= 5 else { throw .tooFewValues(what: name, count: values.count, minimum: 5) }
      for (position, value) in values.enumerated() where !value.isFinite {
        throw value.isNaN
          ? .notANumber(what: name, position: position) : .infiniteValue(what: name, position: position)
      }
    }
    let pooled = try SortedSample(reference + current)
    let unit = try (pooled.quantile(0.75) - pooled.quantile(0.25)) / 2
    guard unit > 0 else {
      throw .undefined("Epps–Singleton test has no unit: the interquartile range of both samples together is 0")
    }
    let first = Features(reference, unit)
    let second = Features(current, unit)
    let n = Double(reference.count)
    let m = Double(current.count)
    let size = DoubleDouble(n + m)
    let firstShare = size / DoubleDouble(n)
    let secondShare = size / DoubleDouble(m)
    let difference = (0..<4).map { first.means[$0] - second.means[$0] }
    let covariance = (0..<16).map { first.covariance[$0] * firstShare + second.covariance[$0] * secondShare }
    let (form, rank) = Self.inverseForm(covariance, difference)
    guard rank > 0 else {
      throw .undefined("Epps–Singleton test has no variance to measure by: all values of each sample are equal")
    }
    var w = (n + m) * form
    if max(n, m) < 25 {
      w *= 1 / (1 + pow(n + m, -0.45) + 10.1 * (pow(n, -1.7) + pow(m, -1.7)))
    }
    statistic = w
    degreesOfFreedom = rank
    pValue = PValue(try ChiSquaredDistribution.survival(w, degreesOfFreedom: rank), .asymptotic)
  }

  /// cos and sin at both points, as means and covariances that divide by n.
  ///
  /// With twice the digits of a double, since the covariance is often near to singular: at a condition of 10⁵ the last
  /// bits of its elements are the twelfth digit of W.
  private struct Features {
    var means: [DoubleDouble] = []
    var covariance = [DoubleDouble](repeating: DoubleDouble(0), count: 16)

    init(_ values: [Double], _ unit: Double) {
      let n = Double(values.count)
      var columns = [[Double]](repeating: [], count: 4)
      for index in 0..<4 { columns[index].reserveCapacity(values.count) }
      for value in values {
        // Far out in units of the range, a double has no phase left; the remainder is what it stands for.
        let near = 0.4 / unit * value
        let far = 0.8 / unit * value
        columns[0].append(near.isFinite ? cos(near) : 1)
        columns[1].append(far.isFinite ? cos(far) : 1)
        columns[2].append(near.isFinite ? sin(near) : 0)
        columns[3].append(far.isFinite ? sin(far) : 0)
      }
      for index in 0..<4 {
        let mean = Self.sum(columns[index]) / DoubleDouble(n)
        means.append(mean)
        for position in columns[index].indices { columns[index][position] -= mean.high }
      }
      for row in 0..<4 {
        for column in row..<4 {
          let first = columns[row]
          let second = columns[column]
          let product = Self.sum(first.indices.map { first[$0] * second[$0] }) / DoubleDouble(n)
          covariance[row * 4 + column] = product
          covariance[column * 4 + row] = product
        }
      }
    }

    /// A sum with what rounding would take from it.
    private static func sum(_ values: [Double]) -> DoubleDouble {
      var sum = ExactSum(values)
      let rounded = sum.sum
      sum.add(-rounded)
      return DoubleDouble(sum: rounded, sum.sum)
    }
  }

  /// xᵀ·C⁻¹·x by elimination in twice the digits, where C has full rank; otherwise by `pseudoinverseForm`.
  private static func inverseForm(_ matrix: [DoubleDouble], _ vector: [DoubleDouble]) -> (form: Double, rank: Int) {
    var c = matrix
    var x = vector
    let largest = (0..<4).map { matrix[$0 * 5].high }.max() ?? 0
    var form = DoubleDouble(0)
    for pivot in 0..<4 {
      let diagonal = c[pivot * 5]
      guard diagonal.high > rankTolerance * largest else {
        return pseudoinverseForm(matrix.map(\.value), vector.map(\.value))
      }
      form = form + x[pivot] * x[pivot] / diagonal
      for row in (pivot + 1)..<4 {
        let factor = c[row * 4 + pivot] / diagonal
        for column in pivot..<4 { c[row * 4 + column] = c[row * 4 + column] - factor * c[pivot * 4 + column] }
        x[row] = x[row] - factor * x[pivot]
      }
    }
    return (form.value, 4)
  }

  /// A direction whose variance is a smaller share of the largest one comes from rounding.
  private static let rankTolerance = 1e-14

  /// xᵀ·C⁺·x and the rank of C, by Jacobi's rotations; directions without variance are left out.
  private static func pseudoinverseForm(_ matrix: [Double], _ vector: [Double]) -> (form: Double, rank: Int) {
    var c = matrix
    var x = vector
    for _ in 0..<40 {
      var changed = false
      for p in 0..<3 {
        for q in (p + 1)..<4 where abs(c[p * 4 + q]) > 1e-18 * (abs(c[p * 5]) * abs(c[q * 5])).squareRoot() {
          changed = true
          let theta = (c[q * 5] - c[p * 5]) / (2 * c[p * 4 + q])
          let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + hypot(theta, 1))
          let cosine = 1 / hypot(tangent, 1)
          let sine = tangent * cosine
          for k in 0..<4 {
            let (a, b) = (c[k * 4 + p], c[k * 4 + q])
            c[k * 4 + p] = cosine * a - sine * b
            c[k * 4 + q] = sine * a + cosine * b
          }
          for k in 0..<4 {
            let (a, b) = (c[p * 4 + k], c[q * 4 + k])
            c[p * 4 + k] = cosine * a - sine * b
            c[q * 4 + k] = sine * a + cosine * b
          }
          let (a, b) = (x[p], x[q])
          x[p] = cosine * a - sine * b
          x[q] = sine * a + cosine * b
        }
      }
      if !changed { break }
    }
    let largest = (0..<4).map { c[$0 * 5] }.max() ?? 0
    var form = 0.0
    var rank = 0
    for k in 0..<4 where c[k * 5] > rankTolerance * largest {
      form += x[k] / c[k * 5] * x[k]
      rank += 1
    }
    return (form, rank)
  }
}
