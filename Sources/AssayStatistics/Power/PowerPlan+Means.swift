#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension PowerPlan {
  /// The probability that Student's two-sample t test sees a difference of means, 0 … 1.
  ///
  /// P(|T| > t(α/2)) for T noncentral t with n + m − 2 degrees of freedom and noncentrality |d|/√(1/n + 1/m): exact for
  /// normal values of one variance (Johnson and Kotz, 1970, chapter 31).
  ///
  /// - Parameters:
  ///   - effect: the difference of the means over the standard deviation of the values, d.
  ///   - referenceSize: independent rows, or effective ones.
  ///   - currentSize: the same of the current sample.
  /// - Throws: `StatisticsError.outOfRange` for sizes outside 1 … 2^48, an effect that is not finite, and fewer than 3
  ///   rows together.
  public func powerOfMeans(
    effect: Double, referenceSize: Double, currentSize: Double
  ) throws(StatisticsError) -> Double {
    try Self.check(referenceSize, currentSize)
    guard effect.isFinite else {
      throw .outOfRange(what: "effect", found: effect, expected: "a finite number of standard deviations")
    }
    let degrees = referenceSize + currentSize - 2
    guard degrees >= 1 else {
      throw .outOfRange(what: "sum of the sample sizes", found: degrees + 2, expected: "3 or more")
    }
    let noncentrality = abs(effect) / (1 / referenceSize + 1 / currentSize).squareRoot()
    return NoncentralT(degreesOfFreedom: degrees, noncentrality: noncentrality)
      .probabilityBeyond(
        try StudentDistribution.quantile(survival: significance / 2, degreesOfFreedom: degrees))
  }

  /// The smallest difference of means, in standard deviations, that is seen with the plan's power.
  ///
  /// - Throws: `StatisticsError.outOfRange` for sizes outside 1 … 2^48, and fewer than 3 rows together.
  public func minimumDetectableEffect(
    referenceSize: Double, currentSize: Double
  ) throws(StatisticsError) -> Double {
    func isDetected(_ effect: Double) throws(StatisticsError) -> Bool {
      try powerOfMeans(effect: effect, referenceSize: referenceSize, currentSize: currentSize) >= power
    }
    var end = (1 / referenceSize + 1 / currentSize).squareRoot() * (criticalValue + powerQuantile)
    while try !isDetected(end) { end *= 2 }
    return try Self.smallestEffect(upTo: end, isDetected)
  }

  /// The size of each sample at which a difference of means is seen; nil beyond 2^48 rows.
  ///
  /// - Parameter effect: the difference of the means over the standard deviation of the values, not 0.
  /// - Throws: `StatisticsError.outOfRange` for an effect of 0 or one that is not finite.
  public func requiredSize(effect: Double) throws(StatisticsError) -> Int? {
    guard effect != 0, effect.isFinite else {
      throw .outOfRange(what: "effect", found: effect, expected: "a finite number of standard deviations other than 0")
    }
    return try Self.smallestSize(from: 2) { size throws(StatisticsError) in
      try powerOfMeans(effect: effect, referenceSize: size, currentSize: size) >= power
    }
  }
}

/// The noncentral t distribution: (Z + δ)/S with Z standard normal and S² an independent χ²/ν.
struct NoncentralT {
  let degreesOfFreedom: Double
  let noncentrality: Double

  /// P(|T| > t) for t > 0, by the trapezoidal rule over ln S, which converges exponentially here.
  func probabilityBeyond(_ t: Double) -> Double {
    func exponent(_ u: Double) -> Double { degreesOfFreedom * (u - 0.5 * expm1(2 * u)) }
    let width = 1 / (2 * degreesOfFreedom).squareRoot()
    // Fine enough for the step of the normal survival function too, unless its place decides nothing.
    let step = min(width / 8, max(0.3 / max(1, noncentrality), width / 2000))
    var total = 0.0
    var weights = 0.0
    for direction in [1.0, -1.0] {
      var count = direction > 0 ? 0.0 : 1.0
      while true {
        let u = direction * count * step
        let power = exponent(u)
        if power < -46 { break }
        let bound = t * exp(u)
        let beyond =
          NormalDistribution.survival(bound - noncentrality) + NormalDistribution.survival(bound + noncentrality)
        let weight = exp(power)
        total += weight * beyond
        weights += weight
        count += 1
      }
    }
    // The sum of the weights stands for the factor of the density.
    return min(1, total / weights)
  }
}
