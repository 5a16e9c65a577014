/// A limit on a metric: absolute, or relative to what was approved or to the reference.
public struct Limit: Sendable, Hashable {
  /// The value must not be lower.
  public var minimum: Double?
  /// The value must not be higher.
  public var maximum: Double?
  /// The value must not be lower than the one it is compared with by more than this.
  public var maximumDrop: Double?
  /// The value must not be higher than the one it is compared with by more than this.
  public var maximumRise: Double?
  /// What `max_drop` and `max_rise` compare with.
  public var anchor: Anchor

  /// What a relative limit compares with.
  public enum Anchor: String, Sendable, CaseIterable {
    /// The value that was approved for the same version.
    case baseline
    /// The same metric of the reference, replayed by today's code.
    case reference
  }

  /// The arguments that a check with a limit takes.
  public static let arguments: [ArgumentDeclaration] = [
    ArgumentDeclaration("min", .number, "The value must not be lower."),
    ArgumentDeclaration("max", .number, "The value must not be higher."),
    ArgumentDeclaration("between", .range, "The value must lie in this range, both ends included: `[low, high]`."),
    ArgumentDeclaration("max_drop", .number, "The value must not be lower than the approved one by more than this."),
    ArgumentDeclaration("max_rise", .number, "The value must not be higher than the approved one by more than this."),
    ArgumentDeclaration(
      "against", .choice(Anchor.allCases.map(\.rawValue)),
      "What `max_drop` and `max_rise` compare with: the last approved value and the anchor (`baseline`, the default), or "
        + "the `reference`."),
  ]

  /// Reads the limit of an entry; throws when there is none, or when its parts contradict one another.
  public init(_ arguments: Arguments) throws(ManifestError) {
    minimum = arguments.number("min")
    maximum = arguments.number("max")
    maximumDrop = arguments.number("max_drop")
    maximumRise = arguments.number("max_rise")
    anchor = arguments.text("against").flatMap(Anchor.init) ?? .baseline
    if let range = arguments.range("between") {
      if minimum != nil || maximum != nil {
        throw ManifestError(
          "'between' and 'min' or 'max' say the same; keep one of them", at: arguments.location(of: "between"))
      }
      minimum = range.lowerBound
      maximum = range.upperBound
    }
    if let minimum, let maximum, minimum > maximum {
      throw ManifestError(
        "'min' \(Format.number(minimum)) is above 'max' \(Format.number(maximum)): nothing can pass",
        at: arguments.location(of: "min"))
    }
    for name in ["max_drop", "max_rise"] {
      if let value = arguments.number(name), value < 0 {
        throw ManifestError(
          "'\(name)' is the size of a change and cannot be negative", at: arguments.location(of: name))
      }
    }
    if minimum == nil, maximum == nil, maximumDrop == nil, maximumRise == nil {
      throw ManifestError(
        "a limit is missing: give 'min', 'max', 'between', 'max_drop' or 'max_rise'", at: arguments.location)
    }
  }

  /// Whether the limit compares with the reference.
  public var needsReference: Bool { (maximumDrop != nil || maximumRise != nil) && anchor == .reference }

  /// Whether the limit compares with the approved value.
  public var needsBaseline: Bool { (maximumDrop != nil || maximumRise != nil) && anchor == .baseline }

  /// Judges a metric.
  ///
  /// - Parameters:
  ///   - metric: what was measured.
  ///   - evidence: where the approved value is found.
  ///   - reference: the same metric of the reference, for limits that compare with it.
  /// - Throws: when there is nothing to compare with, or its definition is another.
  public func judge(
    _ metric: Metric, evidence: Evidence, reference: Metric? = nil
  ) throws(CheckError) -> Judgement {
    var violations: [String] = []
    var limits: [String] = []
    let shown = Format.number(metric.value)
    if let minimum {
      limits.append("min \(Format.number(minimum))")
      if metric.value < minimum { violations.append("\(shown) is below the minimum \(Format.number(minimum))") }
    }
    if let maximum {
      limits.append("max \(Format.number(maximum))")
      if metric.value > maximum { violations.append("\(shown) is above the maximum \(Format.number(maximum))") }
    }
    if maximumDrop != nil || maximumRise != nil {
      let points = try comparisons(of: metric, evidence: evidence, reference: reference)
      judge(metric, points, &violations, &limits)
    }
    let message =
      violations.isEmpty
      ? "\(metric.name) \(shown) · \(limits.joined(separator: ", ")) · n \(Format.whole(metric.n))"
      : "\(metric.name) \(violations.joined(separator: "; ")) · n \(Format.whole(metric.n))"
    return Judgement(violations.isEmpty ? .pass : .fail, message, n: metric.n, metrics: [metric], limits: limits)
  }

  /// A value that a metric is compared with.
  private struct Comparison {
    var value: Double
    /// `approved 0.6453`, `anchor 0.6512 of 2026-01-01`
    var words: String
    /// What to do when the metric is too far from it.
    var hint = ""
  }

  /// Holds a metric against all values that it is compared with.
  private func judge(
    _ metric: Metric, _ comparisons: [Comparison], _ violations: inout [String], _ limits: inout [String]
  ) {
    guard !comparisons.isEmpty else { return }
    let shown = Format.number(metric.value)
    let from = comparisons.map(\.words).joined(separator: ", ")
    for (name, limit, sign, side) in [
      ("max_drop", maximumDrop, -1.0, "below"), ("max_rise", maximumRise, 1.0, "above"),
    ] {
      guard let limit else { continue }
      limits.append("\(name) \(Format.number(limit)) (\(from))")
      for comparison in comparisons {
        let change = sign * (metric.value - comparison.value)
        // Approved values are stored with 12 digits, and differences have rounding errors of their own.
        let slack = max(abs(metric.value), abs(comparison.value)) * 1e-11
        guard change > limit + slack else { continue }
        violations.append(
          "\(shown) is \(Format.number(change)) \(side) the \(comparison.words); allowed is \(Format.number(limit))"
            + comparison.hint)
      }
    }
  }

  private func comparisons(
    of metric: Metric, evidence: Evidence, reference: Metric?
  ) throws(CheckError) -> [Comparison] {
    switch anchor {
    case .reference:
      guard let reference else {
        throw CheckError("there is no reference to compare with: give the table's data a 'reference' in the manifest")
      }
      return [Comparison(value: reference.value, words: "reference \(Format.number(reference.value))")]
    case .baseline:
      var comparisons: [Comparison] = []
      let approved = evidence.approvedMetrics?.first { $0.name == metric.name }
      if !evidence.isRecorded(insteadOf: approved) {
        guard let approved else {
          throw CheckError("no approved value of \(metric.name) to compare with; \(evidence.baselineHint)")
        }
        guard approved.definition == metric.definition else {
          throw CheckError(
            "the approved \(metric.name) was computed by another definition (\(approved.definition), now "
              + "\(metric.definition)), so the two cannot be compared; \(evidence.baselineHint)")
        }
        comparisons.append(Comparison(value: approved.value, words: "approved \(Format.number(approved.value))"))
      }
      guard let anchor = evidence.anchor, let fixed = anchor.metrics.first(where: { $0.name == metric.name }) else {
        return comparisons
      }
      if fixed.definition != metric.definition {
        // Approving it sets a new anchor.
        if evidence.isRecorded(insteadOf: approved) { return comparisons }
        throw CheckError(
          "the anchor of \(metric.name) was computed by another definition (\(fixed.definition), now "
            + "\(metric.definition)), so the two cannot be compared; \(evidence.anchorHint)")
      }
      if fixed.value != comparisons.first?.value {
        comparisons.append(
          Comparison(
            value: fixed.value, words: "anchor \(Format.number(fixed.value)) of \(anchor.at)",
            hint: "; \(evidence.anchorHint)"))
      }
      return comparisons
    }
  }
}
