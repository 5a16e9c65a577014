import AssayStatistics

/// Comparisons of columns of the table with columns of the reference: of values that are held, or that were taken already.
struct ColumnPairs {
  let evidence: Evidence
  let limit: Double
  /// Whether numbers were compared already, because the values of all columns do not fit into memory.
  let isLarge: Bool

  /// Differences of shares are rounded; what lies at the limit is looked at.
  private static let rounding = 1e-9

  /// What tells how a column of numbers differs from one of the reference.
  static func measurement(_ column: ComparedColumn, _ other: ComparedColumn) -> Measurement {
    .comparison(column.name, with: other.name, describes: false)
  }

  /// How far a column lies from one of the reference, as the drift rule sees it.
  func assess(_ column: ComparedColumn, against other: ComparedColumn) throws(CheckError) -> DriftAssessment {
    if isLarge, column.isNumeric {
      let test = try test(column, other)
      do throws(StatisticsError) {
        return try DriftVerdictRule(limit: limit, significance: evidence.alpha).assess(test)
      } catch {
        throw CheckError("column '\(column.name)': \(error)")
      }
    }
    let before = try other.before(evidence)
    let today = try column.today(evidence)
    do throws(StatisticsError) {
      return try ComparedColumn.assess(before, today, limit: limit, alpha: evidence.alpha)
    } catch {
      throw CheckError("column '\(column.name)': \(error)")
    }
  }

  /// The distance of a column from one of the reference, from 0 to 1.
  func distance(_ column: ComparedColumn, from other: ComparedColumn) throws(CheckError) -> Double {
    if isLarge, column.isNumeric { return try test(column, other).statistic }
    let before = try other.before(evidence)
    let today = try column.today(evidence)
    do throws(StatisticsError) {
      return try ComparedColumn.distance(before, today)
    } catch {
      throw CheckError("column '\(column.name)': \(error)")
    }
  }

  /// Whether a column has values to compare on both sides.
  func hasValues(_ column: ComparedColumn) -> Bool {
    if isLarge, column.isNumeric { return (try? test(column, column)) != nil }
    return (try? column.before(evidence)) != nil && (try? column.today(evidence)) != nil
  }

  /// Whether a column may lie within the limit of one of the reference. Never wrong when it says no.
  func mayFit(_ column: ComparedColumn, _ other: ComparedColumn) -> Bool {
    if isLarge, column.isNumeric {
      guard let current = try? own(column).current.outline, let reference = try? own(other).reference.outline else {
        return false
      }
      return current.distanceBound(to: reference) <= limit + Self.rounding
    }
    guard let before = try? other.before(evidence), let today = try? column.today(evidence) else { return false }
    guard let reference = before.sample, let current = today.sample else { return true }
    for p in [0.1, 0.5, 0.9] {
      guard let value = try? current.quantile(p, .element) else { return true }
      let here = ModeSpike.equalRange(current.values, value)
      let there = ModeSpike.equalRange(reference.values, value)
      let (n, m) = (Double(reference.count), Double(current.count))
      // No quantile may be off by more.
      if abs(Double(here.upperBound) / m - Double(there.upperBound) / n) > limit + Self.rounding { return false }
    }
    return true
  }

  /// A column against itself in the reference.
  private func own(_ column: ComparedColumn) throws(CheckError) -> NumberComparison {
    try evidence.comparison(Self.measurement(column, column))
  }

  /// A comparison that was taken; throws when a side has nothing to compare.
  private func test(_ column: ComparedColumn, _ other: ComparedColumn) throws(CheckError) -> KolmogorovSmirnov {
    // Says when there is no reference.
    _ = try evidence.referenced(.rows)
    let comparison = try evidence.comparison(Self.measurement(column, other))
    for (side, name, what) in [
      (comparison.reference, other.name, "the reference"), (comparison.current, column.name, "the table"),
    ] {
      if side.rows == 0 { throw CheckError("\(what) has no rows to compare") }
      if side.missing == side.rows {
        throw CheckError("column '\(name)' of \(what) has no values: all are missing")
      }
    }
    guard let test = comparison.test else {
      throw CheckError("internal error: column '\(column.name)' was not compared")
    }
    return test
  }
}
