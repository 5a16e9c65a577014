import AssayStatistics
import AssayTable

/// The comparison of text: by its levels when it is a category, by its form when it is free text.
struct TextDrift {
  let column: String
  let clusters: [String]
  let hides: Bool

  /// Text is free when more than half of the reference's rows have a value that occurs once: its values do not repeat, so
  /// that shares of single values say nothing. Decided by the reference alone, so that no version can change how it is
  /// judged.
  static func isFree(_ reference: some Sequence<Int>) -> Bool {
    var (rows, alone) = (0, 0)
    for count in reference {
      rows += count
      if count == 1 { alone += 1 }
    }
    return 2 * alone > rows
  }

  /// What is said of text that is judged by its form.
  static let freeNote =
    "judged as free text, by its length, its characters and its most frequent text: most values of the reference occur "
    + "only once"

  /// The measures of a text's form, each compared as a distribution of its own.
  static let features: [(name: String, metric: String)] =
    [("length", "text_length")]
    + TextForm.classNames.map { ("share of \($0)", "text_share_\($0.replacing(" ", with: "_"))") }

  /// The comparisons of free text that share two of a column's: the measures of its form, and its most frequent text.
  static var freeComparisons: Int { features.count + 1 }

  /// How many rows hold the most frequent text, of those that have one.
  struct MostFrequent {
    /// The text; nil where only its count is known.
    var text: String?
    var rows: Int
    var of: Int
    /// Both by cluster; nil when rows are independent.
    var byCluster: (rows: [Int], of: [Int])?

    init(rows: Int, of: Int) {
      self.rows = rows
      self.of = of
    }

    init(_ counts: [ExactText: Int]) {
      // Of equally frequent ones the first by name.
      let most = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
      text = most?.key.text
      rows = most?.value ?? 0
      of = counts.values.reduce(0, +)
    }

    init(_ names: [String], _ counts: [Int], clusters: ClusteredCounts?) throws(StatisticsError) {
      let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) }
      text = most.map { names[$0] }
      rows = most.map { counts[$0] } ?? 0
      of = counts.reduce(0, +)
      if let clusters, let most {
        byCluster = (clusters.rows { $0 == most }, clusters.sizes)
      }
    }
  }

  /// The share of the rows with the most frequent text: what no measure of form tells, when one text takes all rows.
  ///
  /// - Parameter significance: the share of the budget. The text is picked after looking, which is paid for as in
  ///   `mode_spike`.
  func judgeRepeats(
    limit: Double, significance: Double, _ reference: MostFrequent, _ current: MostFrequent
  ) throws(StatisticsError) -> DriftFinding {
    let rule = try DriftVerdictRule(limit: limit, significance: significance / ((4 / limit).rounded(.up) + 1))
    var sizes: (reference: SampleSize, current: SampleSize)?
    if let first = reference.byCluster, let second = current.byCluster {
      // A side without repeats cannot tell how alike the rows of its clusters are.
      let correlations = [first, second].compactMap {
        ClusteredCounts.intraclassCorrelation(successes: $0.rows, sizes: $0.of)
      }
      sizes =
        if let correlation = correlations.max() {
          (
            try SampleSize(clusterSizes: first.of, intraclassCorrelation: correlation),
            try SampleSize(clusterSizes: second.of, intraclassCorrelation: correlation)
          )
        } else {
          (try SampleSize(clusterSizes: first.of), try SampleSize(clusterSizes: second.of))
        }
    }
    let assessment = try rule.assess(
      reference: (reference.rows, reference.of), current: (current.rows, current.of),
      referenceSize: sizes?.reference, currentSize: sizes?.current)
    let old = Double(reference.rows) / Double(max(1, reference.of))
    let new = Double(current.rows) / Double(max(1, current.of))
    var finding = DriftFinding(
      assessment, subject: "the share of the most frequent text of \(column)", symbol: "difference",
      metric: "most_frequent_difference", change: "\(Format.share(old)) → \(Format.share(new))", clusters: clusters)
    if !hides, assessment.verdict != .pass, let text = current.text {
      finding.details.append("the most frequent text is \(LevelName.shown(text)) (\(Format.rows(current.rows)))")
    }
    return finding
  }

  /// Free text by its form.
  func judgeForm(_ rule: DriftVerdictRule, _ levels: LevelDrift) throws(StatisticsError) -> [DriftFinding] {
    let forms = levels.names.map { TextForm($0) }
    let table = try CountTable(reference: levels.reference, current: levels.current)
    var findings: [DriftFinding] = []
    for (index, feature) in Self.features.enumerated() {
      let values = forms.map { $0.values[index] }
      let distance = try KolmogorovSmirnov(table, values: values)
      var sizes: (SampleSize, SampleSize)?
      if let first = levels.referenceClusters, let second = levels.currentClusters {
        sizes = (try Self.size(first, values), try Self.size(second, values))
      }
      let assessment = try rule.assess(distance, referenceSize: sizes?.0, currentSize: sizes?.1)
      let unit = index == 0 ? "" : " %"
      let scale = index == 0 ? 1.0 : 100
      let tells = !hides && assessment.verdict != .pass
      let change =
        "median \(Self.median(values, levels.reference, scale))\(unit) → \(Self.median(values, levels.current, scale))\(unit)"
      let subject = "the \(feature.name) of \(column)"
      var finding = DriftFinding(
        assessment, subject: subject, symbol: "D", metric: "\(feature.metric)_ks_distance",
        change: tells ? change : nil, clusters: clusters)
      if index == 0, !hides {
        finding.counts = {
          DistributionCounts(subject, values: values, reference: levels.reference, current: levels.current)
        }
      }
      findings.append(finding)
    }
    return findings
  }

  private static func median(_ values: [Double], _ counts: [Int], _ scale: Double) -> String {
    let half = counts.reduce(0, +)
    var passed = 0
    for level in values.indices.sorted(by: { values[$0] < values[$1] }) {
      passed += counts[level]
      if 2 * passed >= half { return DriftFinding.rounded(values[level] * scale) }
    }
    return "none"
  }

  private static func size(_ counts: ClusteredCounts, _ values: [Double]) throws(StatisticsError) -> SampleSize {
    // Cells in the order of the values, and no more of them than a distribution function needs.
    let cuts = 64
    let order = values.indices.sorted { values[$0] < values[$1] }
    var cells = [Int](repeating: 0, count: values.count)
    var (passed, cell, start) = (0, 0, 0)
    for (position, level) in order.enumerated() {
      if position > 0, values[order[position - 1]] < values[level], (passed - start) * cuts >= counts.rows {
        cell += 1
        start = passed
      }
      cells[level] = cell
      passed += counts.totals[level]
    }
    let merged = try counts.merged(cells, cellCount: cell + 1)
    return try SampleSize(clusterSizes: merged.sizes, largestVariance: merged.largestCumulativeVariance)
  }
}

/// The form of a text: its length in characters (Unicode scalars), and the share of each class among them.
struct TextForm {
  /// The length, then the shares in the order of `classNames`; all shares of an empty text are 0.
  private(set) var values: [Double]

  static let classNames = ["digits", "small letters", "capital letters", "punctuation", "spaces", "other characters"]

  init(_ text: String) {
    var counts = [Int](repeating: 0, count: TextForm.classNames.count)
    var length = 0
    for scalar in text.unicodeScalars {
      counts[TextForm.characterClass(scalar)] += 1
      length += 1
    }
    values = [Double(length)] + counts.map { length == 0 ? 0 : Double($0) / Double(length) }
  }

  /// The place of a character's class in `classNames`. Letters without case count as small ones.
  private static func characterClass(_ scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII {
      switch scalar.value {
      case 0x30...0x39: return 0
      case 0x61...0x7A: return 1
      case 0x41...0x5A: return 2
      case 0x20, 0x09...0x0D: return 4
      case 0x21...0x7E: return 3
      default: return 5
      }
    }
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return 0
    case .lowercaseLetter, .otherLetter, .modifierLetter: return 1
    case .uppercaseLetter, .titlecaseLetter: return 2
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
      return 3
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: return 4
    default: return 5
    }
  }
}
