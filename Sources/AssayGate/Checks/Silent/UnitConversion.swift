import AssayStatistics

/// A conversion between two units: `value · factor + offset`.
struct UnitConversion: Sendable, Hashable {
  /// What messages call it: `°F to °C`.
  var name: String
  /// What a value is multiplied by; never 0.
  var factor: Double
  /// What is added after that.
  var offset = 0.0
  /// Whether the conversion is only looked for between shares from 0 to 1.
  var isForShares = false

  /// The value before the conversion.
  func undone(_ value: Double) -> Double { (value - offset) / factor }

  /// Whether a column may change its scale as much without changing its unit: growth, a season, another mood of a model.
  /// Such a conversion must also bring the values back onto the grid on which the reference was measured.
  var needsGrid: Bool { abs(factor) != 1 && abs(factor) < 10 && abs(factor) > 0.1 }

  /// The conversions that are looked for, each in both directions.
  ///
  /// Factors are exact by definition (NIST Special Publication 811, appendix B) or have ten digits. Factors between
  /// 1/1.6 and 1.6 (yards and metres, knots and miles per hour, mmHg and hPa) are left out: seasons and growth change
  /// the scale of a column that much.
  static let catalogue: [UnitConversion] = {
    var all: [UnitConversion] = []
    let scales: [(String, String, Double)] = [
      ("miles", "kilometres", 1.609344), ("feet", "metres", 0.3048), ("inches", "centimetres", 2.54),
      ("inches", "millimetres", 25.4), ("kilograms", "pounds", 1 / 0.45359237), ("ounces", "grams", 28.349523125),
      ("gallons", "litres", 3.785411784), ("metres per second", "kilometres per hour", 3.6),
      ("metres per second", "miles per hour", 1 / 0.44704), ("metres per second", "knots", 3600 / 1852),
      ("inches of mercury", "hectopascals", 33.86388640), ("psi", "kilopascals", 6.894757293),
      ("kilocalories", "kilojoules", 4.184), ("radians", "degrees", 57.29577951),
      ("minutes to seconds, or hours", "minutes", 60), ("hours", "seconds", 3600), ("days", "hours", 24),
      ("days", "minutes", 1440), ("days", "seconds", 86_400), ("weeks", "days", 7), ("years", "months", 12),
      ("minutes", "milliseconds", 6e4), ("hours", "milliseconds", 3.6e6), ("days", "milliseconds", 8.64e7),
      ("minutes", "microseconds", 6e7), ("hours", "microseconds", 3.6e9), ("days", "microseconds", 8.64e10),
      ("minutes", "nanoseconds", 6e10), ("hours", "nanoseconds", 3.6e12), ("days", "nanoseconds", 8.64e13),
      ("bytes", "bits", 8), ("KiB", "bytes", 1024), ("MiB", "bytes", 1_048_576), ("GiB", "bytes", 1_073_741_824),
    ]
    for (small, large, factor) in scales {
      all.append(UnitConversion(name: "\(small) to \(large)", factor: factor))
      all.append(UnitConversion(name: "back from \(large) to \(small)", factor: 1 / factor))
    }
    let meanings = [
      1: "", 2: " (shares to percent, metres to centimetres)", 3: " (s to ms, ms to µs, km to m, kg to g)",
      6: " (s to µs)", 9: " (s to ns)",
    ]
    var power = 1.0
    for exponent in 1...12 {
      power *= 10
      let shown = Format.whole(Int(power))
      all.append(UnitConversion(name: "× \(shown)\(meanings[exponent] ?? "")", factor: power))
      all.append(UnitConversion(name: "÷ \(shown)", factor: 1 / power))
    }
    all += [
      UnitConversion(name: "°F to °C", factor: 5.0 / 9, offset: -160.0 / 9),
      UnitConversion(name: "°C to °F", factor: 1.8, offset: 32),
      UnitConversion(name: "°C to K", factor: 1, offset: 273.15),
      UnitConversion(name: "K to °C", factor: 1, offset: -273.15),
      UnitConversion(name: "°F to K", factor: 5.0 / 9, offset: 273.15 - 160.0 / 9),
      UnitConversion(name: "K to °F", factor: 1.8, offset: 32 - 273.15 * 1.8),
      UnitConversion(name: "the sign was flipped", factor: -1),
      UnitConversion(name: "shares became their complement (1 − x)", factor: -1, offset: 1, isForShares: true),
    ]
    return all
  }()

  /// A conversion that explains how today's values came of the reference's.
  struct Explanation: Sendable {
    var conversion: UnitConversion
    /// The distance that is left when it is undone.
    var distance: Double
    /// How much more of the values lies on the reference's grid than by chance, from 0 to 1.
    var gridFit: Double
    /// The names of others that explain nearly as much.
    var others: [String] = []
  }

  /// The conversion of the catalogue that explains best how today's values came of the reference's; `nil` when none brings
  /// them within the limit.
  ///
  /// Of several, those come first that bring the values back onto the reference's grid, then powers of ten, then the
  /// nearest. O(n + m) for each conversion whose five quantiles fit, which is rarely more than one, and O(log n) for the
  /// others.
  static func best(
    _ reference: SortedSample, _ today: SortedSample, limit: Double
  ) throws(StatisticsError) -> Explanation? {
    // Finite values only: an infinite one has no unit.
    guard reference.minimum.isFinite, reference.maximum.isFinite, today.minimum.isFinite, today.maximum.isFinite else {
      return nil
    }
    let areShares = reference.minimum >= 0 && reference.maximum <= 1 && today.minimum >= 0 && today.maximum <= 1
    let step = try DecimalGrid.step(of: today)
    var found: [Explanation] = []
    for conversion in catalogue where !conversion.isForShares || areShares {
      guard conversion.mayFit(reference, today, limit: limit, rounding: conversion.rounding(step)) else { continue }
      let undone = try conversion.undone(today, near: reference, rounding: conversion.rounding(step))
      if conversion.needsGrid, !undone.isOnGrid { continue }
      var distance = try KolmogorovSmirnov(reference: reference, current: undone.values).statistic
      if distance > limit, step > 0 { distance = min(distance, try conversion.roundedDistance(reference, today, step)) }
      if distance <= limit {
        found.append(Explanation(conversion: conversion, distance: distance, gridFit: undone.gridFit))
      }
    }
    guard let most = found.map(\.gridFit).max() else { return nil }
    let good = found.filter { $0.gridFit >= most - 0.25 }
      .sorted { ($0.conversion.isPowerOfTen ? 0 : 1, $0.distance) < ($1.conversion.isPowerOfTen ? 0 : 1, $1.distance) }
    guard var first = good.first else { return nil }
    first.others = good.dropFirst().prefix(2).map(\.conversion.name)
    return first
  }

  /// Whether values are only moved behind the decimal point: what is changed most often.
  private var isPowerOfTen: Bool { name.hasPrefix("×") || name.hasPrefix("÷") }

  /// By how much a value before the conversion may be off, when it was rounded to a step after it.
  private func rounding(_ step: Double) -> Double { step / 2 / abs(factor) }

  /// The distance between today's values and the reference's, converted and rounded as today's are.
  private func roundedDistance(
    _ reference: SortedSample, _ today: SortedSample, _ step: Double
  ) throws(StatisticsError) -> Double {
    var converted = reference.values.map { (($0 * factor + offset) / step).rounded() }
    if factor < 0 { converted.reverse() }
    return try KolmogorovSmirnov(
      reference: SortedSample(sorted: converted),
      current: SortedSample(sorted: today.values.map { ($0 / step).rounded() })
    ).statistic
  }

  /// Conversion and its inverse in floating point do not give back the same bits, and people round converted values:
  /// what lies nearer to a value of the reference than this share of its spread is taken for that value.
  private static let snap = 1e-3

  private static func tolerance(_ reference: SortedSample) throws(StatisticsError) -> Double {
    let spread = try reference.quantile(0.95) - reference.quantile(0.05)
    return snap * (spread > 0 ? spread : reference.maximum - reference.minimum)
  }

  /// Whether the distance may be within the limit: no quantile is off by more. Never wrong when it says no.
  private func mayFit(
    _ reference: SortedSample, _ today: SortedSample, limit: Double, rounding: Double
  ) -> Bool {
    guard let snap = try? Self.tolerance(reference) else { return false }
    let slack = max(snap, rounding * (1 + 1e-6))
    let n = Double(reference.count)
    for p in [0.05, 0.25, 0.5, 0.75, 0.95] {
      guard let value = try? today.quantile(p, .element) else { return false }
      let here = ModeSpike.equalRange(today.values, value)
      let original = undone(value)
      let below = Double(ModeSpike.firstIndex(reference.values) { $0 >= original - slack }) / n
      let upTo = Double(ModeSpike.firstIndex(reference.values) { $0 > original + slack }) / n
      var (low, high) = (Double(here.lowerBound) / Double(today.count), Double(here.upperBound) / Double(today.count))
      if factor < 0 { (low, high) = (1 - high, 1 - low) }
      if low > upTo + limit || high < below - limit { return false }
    }
    return true
  }

  /// How near to one of the reference's values a value must lie to be on its grid, as a share of the gap to the next: by
  /// chance a fifth of them does.
  private static let gridNearness = 0.1

  /// Today's values before the conversion, and whether they lie where the reference's do.
  private struct Undone {
    /// In order, each moved to the nearest value of the reference if that is close.
    var values: SortedSample
    /// The share that lies on the reference's grid, and the share that would by chance.
    var onGrid: Double
    var byChance: Double

    var gridFit: Double { byChance < 1 ? max(0, (onGrid - byChance) / (1 - byChance)) : 0 }

    /// Half of the values where a fifth would be there by chance; nearly all of them where rounding brings half there.
    var isOnGrid: Bool {
      guard byChance <= 0.8 else { return false }
      return gridFit >= min(0.9, 0.375 + 2 * max(0, byChance - 2 * UnitConversion.gridNearness))
    }
  }

  /// - Parameter rounding: by how much a value may be off because it was rounded after the conversion.
  private func undone(
    _ today: SortedSample, near reference: SortedSample, rounding: Double
  ) throws(StatisticsError) -> Undone {
    let tolerance = max(try Self.tolerance(reference), rounding * (1 + 1e-6))
    var values = today.values.map(undone)
    if factor < 0 { values.reverse() }
    let known = reference.values
    var next = 0
    var onGrid = 0
    var byChance = 0.0
    for index in values.indices {
      let value = values[index]
      while next < known.count, known[next] < value { next += 1 }
      let above = next < known.count ? known[next] : .infinity
      let below = next > 0 ? known[next - 1] : -.infinity
      let nearest = value - below < above - value ? below : above
      let distance = abs(nearest - value)
      // Outside the reference's range there is no gap, and no grid.
      let gap = above - below
      let near = gap.isFinite ? max(Self.gridNearness * gap, rounding * (1 + 1e-6)) : 0
      if distance <= near { onGrid += 1 }
      byChance += gap.isFinite && gap > 0 ? min(1, 2 * near / gap) : 2 * Self.gridNearness
      if distance <= tolerance { values[index] = nearest }
    }
    let count = Double(values.count)
    return Undone(values: try SortedSample(sorted: values), onGrid: Double(onGrid) / count, byChance: byChance / count)
  }
}

/// The decimal places that values were rounded to.
enum DecimalGrid {
  /// The largest power of ten, from 1e-6 to 1,000, of which nearly all values are multiples; 0 when there is none, and
  /// when the values span so few steps that rounding would make many columns alike.
  ///
  /// O(n) for each power, but for the first values that are no multiples.
  static func step(of sample: SortedSample) throws(StatisticsError) -> Double {
    let spread = try sample.quantile(0.95, .element) - sample.quantile(0.05, .element)
    for exponent in stride(from: 3, through: -6, by: -1) {
      let scale = powers[abs(exponent)]
      func multiple(_ value: Double) -> Double { exponent < 0 ? value * scale : value / scale }
      let step = exponent < 0 ? 1 / scale : scale
      var allowed = sample.count / 100
      let isGrid = sample.values.allSatisfy { value in
        let number = multiple(value)
        // Single precision keeps seven digits.
        if abs(number - number.rounded()) > 1e-3 { allowed -= 1 }
        return allowed >= 0
      }
      if isGrid { return spread >= fewestSteps * step ? step : 0 }
    }
    return 0
  }

  private static let powers: [Double] = [1, 10, 100, 1_000, 1e4, 1e5, 1e6]
  private static let fewestSteps = 8.0
}
