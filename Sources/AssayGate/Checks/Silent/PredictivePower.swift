import AssayStatistics

/// How well one feature alone tells the positive rows from the negative ones: an area under the ROC curve of at least ½,
/// with its interval.
struct PredictivePower: Sendable {
  /// The area.
  var area: Double
  /// The bounds of the true area, both within 0 … 1.
  var interval: ConfidenceInterval
  /// The rows of the smaller class that the area stands on.
  var positives: Int
  /// The rows of the larger class.
  var negatives: Int

  /// All rows that the area stands on.
  var rows: Int { positives + negatives }

  /// The area of scores whose direction does not matter.
  ///
  /// The area is a mean over pairs of a positive and a negative row, so that one row moves it by at most 1/n₊ or 1/n₋:
  /// McDiarmid's inequality (1989) gives the half-width √(ln(2/α)/2 · (1/n₊ + 1/n₋)), whatever the scores.
  init(area: Double, positives: Int, negatives: Int, alpha: Double) throws(StatisticsError) {
    let rule = try DriftVerdictRule(significance: alpha)
    let halfWidth = rule.halfWidth(
      reference: try SampleSize(independentRows: positives), current: try SampleSize(independentRows: negatives))
    self.area = max(area, 1 - area)
    self.positives = min(positives, negatives)
    self.negatives = max(positives, negatives)
    interval = ConfidenceInterval(lower: max(0, self.area - halfWidth), upper: min(1, self.area + halfWidth))
  }

  /// How many rows would bring the upper bound under a limit, in words.
  func requirement(below maximum: Double) -> String {
    let room = maximum - area
    let halfWidth = max(interval.upper - area, area - interval.lower)
    guard room > 0, halfWidth > 0 else { return "the area lies too near to the limit" }
    // The half-width falls with the root of the rows.
    let factor = (halfWidth / room) * (halfWidth / room)
    let needed = Double(rows) * factor
    return needed < 0x1p32 ? "\(Format.whole(Int(needed.rounded(.up)))) rows would do" : "no number of rows would do"
  }

  /// The area of numbers, or of whether they are missing where that tells more.
  static func ofNumbers(_ column: LabelledColumn, alpha: Double) throws(StatisticsError) -> PredictivePower {
    let (n, m) = (column.positives.count, column.negatives.count)
    let (hits, noise) = (column.missing.positives, column.missing.negatives)
    // A column that only one class has a value of tells by that alone.
    let (hitShare, noiseShare) = (Double(hits) / Double(max(1, n + hits)), Double(noise) / Double(max(1, m + noise)))
    let byMissing = try PredictivePower(
      area: 0.5 + (hitShare - noiseShare) / 2, positives: n + hits, negatives: m + noise, alpha: alpha / 2)
    guard n > 0, m > 0 else { return byMissing }
    let scores = try BinaryScores(
      scores: column.positives + column.negatives,
      labels: Array(repeating: true, count: n) + Array(repeating: false, count: m))
    let byValue = try PredictivePower(area: try scores.rocAUC(), positives: n, negatives: m, alpha: alpha / 2)
    return byMissing.interval.lower > byValue.interval.lower ? byMissing : byValue
  }

  /// The area of groups: each value's share of positive rows in one half of the rows is the score of its rows in the
  /// other half, so that many small groups do not seem to predict what they only remember.
  ///
  /// Rows of one value and one label are alike, so the halves are drawn by their numbers alone: from a fixed seed and
  /// the value, and so the same whatever the order of the rows. O(values · log values + rows/64).
  static func ofGroups(_ column: LabelledColumn, alpha: Double) throws(StatisticsError) -> PredictivePower {
    var known: [UInt64: LabelledColumn.Counts] = [:]
    var judged: [(score: Double, negatives: Int, positives: Int)] = []
    var all = (negatives: 0, positives: 0)
    for (level, count) in column.groups {
      let negatives = half(of: count.negatives, seed: level)
      let positives = half(of: count.positives, seed: level ^ 0xA5A5_A5A5_A5A5_A5A5)
      known[level] = LabelledColumn.Counts(negatives: negatives, positives: positives)
      all.negatives += negatives
      all.positives += positives
    }
    let base = Double(all.positives) / Double(max(1, all.negatives + all.positives))
    var classes = (negatives: 0, positives: 0)
    for (level, count) in column.groups {
      let seen = known[level] ?? LabelledColumn.Counts()
      let rows = seen.negatives + seen.positives
      let rest = (negatives: count.negatives - seen.negatives, positives: count.positives - seen.positives)
      judged.append((rows == 0 ? base : Double(seen.positives) / Double(rows), rest.negatives, rest.positives))
      classes.negatives += rest.negatives
      classes.positives += rest.positives
    }
    guard classes.positives > 0, classes.negatives > 0 else {
      throw .oneClassOnly(measure: "ROC AUC", positives: classes.positives, negatives: classes.negatives)
    }
    judged.sort { $0.score < $1.score }
    var below = 0.0
    var won = 0.0
    var index = 0
    while index < judged.count {
      var tied = (negatives: 0, positives: 0)
      let score = judged[index].score
      while index < judged.count, judged[index].score == score {
        tied.negatives += judged[index].negatives
        tied.positives += judged[index].positives
        index += 1
      }
      won += Double(tied.positives) * (below + Double(tied.negatives) / 2)
      below += Double(tied.negatives)
    }
    // Groups whose order turned round in the other half know nothing; that is no knowledge of the contrary.
    let area = max(0.5, won / Double(classes.positives) / Double(classes.negatives))
    return try PredictivePower(
      area: area, positives: classes.positives, negatives: classes.negatives, alpha: alpha)
  }

  /// How many of some rows fall into the first half when each is put there by a bit.
  private static func half(of count: Int, seed: UInt64) -> Int {
    var state = seed
    var kept = 0
    var left = count
    while left > 0 {
      state &+= 0x9E37_79B9_7F4A_7C15
      let bits = FingerprintReducer.scrambled(state)
      let mask = left >= 64 ? UInt64.max : (1 << UInt64(left)) - 1
      kept += (bits & mask).nonzeroBitCount
      left -= 64
    }
    return kept
  }
}
