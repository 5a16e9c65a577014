#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Tails of quadratic forms Σ λ_j·z_j² of normal variables with falling λ_j, by Smirnov's alternating series.
///
/// P(Q > x) = 1/π · Σ_k (−1)^(k+1) ∫ e^(−xy/2) / (y·√|D(y)|) dy, where D(y) = Π (1 − λ_j·y) and the k-th integral runs
/// from the zero 1/λ_(2k−1) to the next one (N. V. Smirnov, 1937). Near the zeros the integrand grows like an inverse
/// square root, so that Chebyshev–Gauss quadrature converges as fast as for a smooth function. Unlike one minus the
/// distribution function, the sum keeps its digits in the tail.
enum SmirnovSeries {
  /// A place in −1 … 1 and what a function over √cos(πu/2) counts there in its integral.
  struct Node: Sendable {
    /// 1 + u, accurate near the left end.
    let offset: Double
    let weight: Double
  }

  /// Enough for e^(−1000·(1 + u)) to full precision.
  static let nodes: [Node] = {
    let count = 320
    return (1...count).map { index in
      let angle = (Double(index) - 0.5) * Double.pi / Double(count)
      let cosine = cos(angle / 2)
      let sine = sin(angle / 2)
      // cos(πu/2) from the nearer end, where it falls to 0.
      let smaller = min(cosine * cosine, sine * sine)
      let root = (sin(Double.pi * smaller)).squareRoot()
      return Node(offset: 2 * cosine * cosine, weight: Double.pi / Double(count) * sin(angle) / root)
    }
  }()

  /// The alternating sum over k of the integrals of `term(k, offset)` / √cos(πu/2), until they no longer count.
  static func sum(_ term: (_ k: Int, _ offset: Double) -> Double) -> Double {
    var total = 0.0
    var sign = 1.0
    for k in 1...2000 {
      var integral = 0.0
      for node in nodes { integral += node.weight * term(k, node.offset) }
      total += sign * integral
      if integral <= 1e-18 * abs(total) { break }
      sign = -sign
    }
    return total
  }
}
