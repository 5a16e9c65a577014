extension NumericProfile {
  /// Bounds of the value below which a share `p` of the values lies, by the definitions of `SortedSample.quantile`.
  ///
  /// - Parameters:
  ///   - p: a share from 0 (the minimum) to 1 (the maximum).
  ///   - definition: how to choose between two elements.
  /// - Throws: `StatisticsError` for no values or another p, and `undefined` where the quantile may lie between
  ///   −infinity and +infinity.
  public func quantile(
    _ p: Double, _ definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> ProfileBounds {
    guard count > 0 else { throw .tooFewValues(what: "profile", count: 0, minimum: 1) }
    guard p >= 0, p <= 1 else { throw .outOfRange(what: "quantile share", found: p, expected: "0 ≤ p ≤ 1") }
    switch definition {
    case .element:
      let position = Double(count) * p
      let nearest = position.rounded()
      let rank = abs(position - nearest) <= 4 * position.ulp ? nearest : position.rounded(.up)
      return element(min(max(Int(rank) - 1, 0), count - 1))
    case .linear:
      let position = Double(count - 1) * p
      let below = min(Int(position), count - 1)
      let weight = position - Double(below)
      let first = element(below)
      guard weight > 0, below + 1 < count else { return first }
      let second = element(below + 1)
      // Quantiles rise with both neighbours; what rounding may add is a few units in the last place.
      let lower = try SortedSample(sorted: [first.lower, second.lower]).quantile(weight)
      let upper = try SortedSample(sorted: [first.upper, second.upper]).quantile(weight)
      if first.isExact, second.isExact { return ProfileBounds(lower: lower, upper: lower) }
      let slack = 4 * max(abs(first.lower), abs(second.upper)).ulp
      return ProfileBounds(
        lower: slack.isFinite ? max(first.lower, lower - slack) : lower,
        upper: slack.isFinite ? min(second.upper, upper + slack) : upper)
    }
  }

  /// Bounds of the share of the values at or below a value, each from 0 to 1.
  ///
  /// - Throws: `StatisticsError` for no values, and for NaN.
  public func share(atOrBelow value: Double) throws(StatisticsError) -> ProfileBounds {
    try share(of: value) { $0 <= $1 }
  }

  /// Bounds of the share of the values below a value, each from 0 to 1.
  ///
  /// - Throws: `StatisticsError` for no values, and for NaN.
  public func share(below value: Double) throws(StatisticsError) -> ProfileBounds {
    try share(of: value) { $0 < $1 }
  }

  private func share(
    of value: Double, counts: (UInt64, UInt64) -> Bool
  ) throws(StatisticsError) -> ProfileBounds {
    guard count > 0 else { throw .tooFewValues(what: "profile", count: 0, minimum: 1) }
    guard !value.isNaN else { throw .undefined("the share of values below NaN has no meaning; ask for a number") }
    let key = OrderedKey.key(of: (value + 0.0).bitPattern)
    var fewest = 0
    var most = 0
    let atEnd = isBlurred ? 0 : 1
    for cell in cells {
      guard counts(cell.lowest, key) else { break }
      if counts(cell.highest, key) {
        fewest += cell.count
        most += cell.count
      } else {
        fewest += atEnd
        most += cell.count - atEnd
      }
    }
    return ProfileBounds(lower: Double(fewest) / Double(count), upper: Double(most) / Double(count))
  }

  /// Bounds of the value at a position in ascending order, counted from 0.
  private func element(_ position: Int) -> ProfileBounds {
    var below = 0
    for cell in cells {
      if position < below + cell.count {
        let lower = Double(bitPattern: OrderedKey.bits(of: cell.lowest))
        let upper = Double(bitPattern: OrderedKey.bits(of: cell.highest))
        if !isBlurred, position == below { return ProfileBounds(lower: lower, upper: lower) }
        if !isBlurred, position == below + cell.count - 1 { return ProfileBounds(lower: upper, upper: upper) }
        return ProfileBounds(lower: lower, upper: upper)
      }
      below += cell.count
    }
    let last = maximum ?? .infinity
    return ProfileBounds(lower: last, upper: last)
  }
}
