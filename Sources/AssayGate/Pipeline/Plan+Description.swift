extension Manifest {
  /// What the versions are compared with, in the manifest's words; `nil` for nothing.
  var referenceText: String? {
    referenceProfile.map { "profile \($0.text)" } ?? data.compactMap(\.reference?.text).first
  }
}

extension Plan: CustomStringConvertible {
  /// The plan as text: versions, stages, and every check with its share of the false-alarm budget.
  public var description: String {
    var lines: [String] = []
    lines.append("\(manifest.fixture) · \(manifest.file)")
    lines.append("versions   \(versions.joined(separator: ", "))")
    if let reference = manifest.referenceText { lines.append("reference  \(reference)") }
    lines.append("stages")
    for data in manifest.data where tables.contains(data.name) {
      lines.append("  \(data.name)  data\(data.shared.map { "  \($0.text)" } ?? "")")
    }
    for stage in manifest.stages where tables.contains(stage.name) {
      lines.append("  \(stage.name)  \(stage.kind.name)  from \(stage.from.map(\.name).joined(separator: ", "))")
    }
    lines.append("checks (false-alarm budget \(Format.number(manifest.budget)) a version)")
    let width = selected.map(\.entry.id.count).max() ?? 0
    for check in selected {
      let share = check.alpha > 0 ? "spends \(Format.number(check.alpha))" : "plain limit"
      let padding = String(repeating: " ", count: width - check.entry.id.count)
      let severity = check.entry.severity == .warn ? "  warn" : ""
      lines.append(
        "  \(check.entry.id)\(padding)  \(share)\(severity)  \(check.entry.location.file):\(check.entry.location.line)")
    }
    return lines.joined(separator: "\n")
  }
}
