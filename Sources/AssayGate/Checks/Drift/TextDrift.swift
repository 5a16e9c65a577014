import AssayStatistics

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
    "judged as free text, by its length and its characters: most values of the reference occur only once"

  /// The measures of a text's form, each compared as a distribution of its own.
  static let features: [(name: String, metric: String)] =
    [("length", "text_length")]
    + TextForm.classNames.map { ("share of \($0)", "text_share_\($0.replacing(" ", with: "_"))") }

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
