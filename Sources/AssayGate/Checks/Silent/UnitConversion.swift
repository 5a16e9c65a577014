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

  /// The conversion of the catalogue that explains best how today's values came of the reference's, with the distance
  /// that is left when it is undone; `nil` when none brings them within the limit.
  ///
  /// O(n + m) for each conversion whose five quantiles fit, which is rarely more than one, and O(log n) for the others.
  static func best(
    _ reference: SortedSample, _ today: SortedSample, limit: Double
  ) throws(StatisticsError) -> (conversion: UnitConversion, distance: Double)? {
    // Finite values only: an infinite one has no unit.
    guard reference.minimum.isFinite, reference.maximum.isFinite, today.minimum.isFinite, today.maximum.isFinite else {
      return nil
    }
    let areShares = reference.minimum >= 0 && reference.maximum <= 1 && today.minimum >= 0 && today.maximum <= 1
    var best: (conversion: UnitConversion, distance: Double)?
    for conversion in catalogue where !conversion.isForShares || areShares {
      guard conversion.mayFit(reference, today, limit: limit) else { continue }
      let (values, onGrid) = try conversion.undone(today, near: reference)
      if conversion.needsGrid, onGrid < gridShare { continue }
      let distance = try KolmogorovSmirnov(reference: reference, current: values).statistic
      if distance <= limit, distance < best?.distance ?? .infinity { best = (conversion, distance) }
    }
    return best
  }

  /// Conversion and its inverse in floating point do not give back the same bits, and people round converted values:
  /// what lies nearer to a value of the reference than this share of its spread is taken for that value.
  private static let snap = 1e-3

  private static func tolerance(_ reference: SortedSample) throws(StatisticsError) -> Double {
    let spread = try reference.quantile(0.95) - reference.quantile(0.05)
    return snap * (spread > 0 ? spread : reference.maximum - reference.minimum)
  }

  /// Whether the distance may be within the limit: no quantile is off by more. Never wrong when it says no.
  private func mayFit(_ reference: SortedSample, _ today: SortedSample, limit: Double) -> Bool {
    guard let slack = try? Self.tolerance(reference) else { return false }
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

  /// The share of the values that must lie on the reference's grid, and how near to one of its values, as a share of the
  /// gap to the next: by chance a fifth of them does.
  private static let gridShare = 0.5
  private static let gridNearness = 0.1

  /// Today's values before the conversion, in order, each moved to the nearest value of the reference if that is close;
  /// and the share of them that lies on the reference's grid.
  private func undone(
    _ today: SortedSample, near reference: SortedSample
  ) throws(StatisticsError) -> (values: SortedSample, onGrid: Double) {
    let tolerance = try Self.tolerance(reference)
    var values = today.values.map(undone)
    if factor < 0 { values.reverse() }
    let known = reference.values
    var next = 0
    var onGrid = 0
    for index in values.indices {
      let value = values[index]
      while next < known.count, known[next] < value { next += 1 }
      let above = next < known.count ? known[next] : .infinity
      let below = next > 0 ? known[next - 1] : -.infinity
      let nearest = value - below < above - value ? below : above
      let distance = abs(nearest - value)
      // Outside the reference's range there is no gap, and no grid.
      if distance == 0 || (above - below).isFinite && distance <= Self.gridNearness * (above - below) { onGrid += 1 }
      if distance <= tolerance { values[index] = nearest }
    }
    return (try SortedSample(sorted: values), Double(onGrid) / Double(values.count))
  }
}
