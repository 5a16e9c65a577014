import AssayStatistics
import AssayTable

extension TextDrift {
  /// Free text against a stored profile of the measures of its form, in the order of `features`.
  func judgeForm(
    _ rule: DriftVerdictRule, _ reference: [NumericProfile], _ current: [ExactText: Int]
  ) throws(StatisticsError) -> [DriftFinding] {
    let forms = current.map { (values: TextForm($0.key.text).values, count: $0.value) }
    var findings: [DriftFinding] = []
    for (index, feature) in Self.features.enumerated() where index < reference.count {
      var values: [Double] = []
      for form in forms { values.append(contentsOf: repeatElement(form.values[index], count: form.count)) }
      let drift = ProfileDrift(
        subject: "the \(feature.name) of \(column)", metric: "\(feature.metric)_ks_distance", hides: hides)
      var finding = try drift.judge(rule, reference[index], try SortedSample(values))
      if index > 0 { finding.counts = nil }
      findings.append(finding)
    }
    return findings
  }

  /// The profiles of the measures of the form of some texts, each with the number of its rows.
  static func profiles(of levels: [ExactText: Int], missing: Int) throws(ProfileError) -> [NumericProfile] {
    let forms = levels.map { (values: TextForm($0.key.text).values, count: $0.value) }
    var profiles: [NumericProfile] = []
    for index in features.indices {
      var values: [Double] = []
      for form in forms { values.append(contentsOf: repeatElement(form.values[index], count: form.count)) }
      var profile = NumericProfile(values)
      try profile.merge(try NumericProfile(missing: missing))
      profiles.append(profile)
    }
    return profiles
  }
}
