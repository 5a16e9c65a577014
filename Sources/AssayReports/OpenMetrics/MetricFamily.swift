import AssayGate

/// One family of metrics in the text format of OpenMetrics 1.0, all of whose samples stand together.
struct MetricFamily {
  /// A label's name and its value; empty values are left out, as the format takes them for absent.
  typealias Label = (name: String, value: String?)

  /// The name; one that ends in `_seconds` has the unit `seconds`.
  let name: String
  /// One line on what the values mean.
  let help: String
  private var samples = ""
  /// How often a set of labels has come.
  private var seen: [String: Int] = [:]

  init(_ name: String, _ help: String) {
    self.name = name
    self.help = help
  }

  /// Adds a sample; a value that is not finite, or that there is none of, is left out.
  ///
  /// Two samples with the same labels would make the whole text invalid: from the second on they are numbered.
  mutating func add(_ value: Double?, _ labels: [Label] = []) {
    guard let value, value.isFinite else { return }
    var text = Self.text(labels)
    let count = (seen[text] ?? 0) + 1
    seen[text] = count
    if count > 1 { text = Self.text(labels + [("occurrence", "\(count)")]) }
    samples += "\(name)\(text) \(ReportText.shortest(value))\n"
  }

  /// Adds one sample for each of some states: 1 for the one that holds, 0 for the others.
  mutating func add(state: String, of states: [String], label: String, _ labels: [Label] = []) {
    for one in states { add(one == state ? 1 : 0, labels + [(label, one)]) }
  }

  /// The family's lines; empty when it has no samples.
  ///
  /// Every family is a gauge: the types that only OpenMetrics has are refused by readers of the older Prometheus format.
  var text: String {
    guard !samples.isEmpty else { return "" }
    let unit = name.hasSuffix("_seconds") ? "# UNIT \(name) seconds\n" : ""
    return "# TYPE \(name) gauge\n\(unit)# HELP \(name) \(help)\n\(samples)"
  }

  private static func text(_ labels: [Label]) -> String {
    let parts = labels.compactMap { label -> String? in
      guard let value = label.value, !value.isEmpty else { return nil }
      return "\(label.name)=\"\(escaped(ReportText.oneLine(value, maximumBytes: 500)))\""
    }
    return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
  }

  /// A label's value with the escapes of the format, by scalars: a mark can join a quotation mark into one character.
  static func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out.append(contentsOf: "\\\\".unicodeScalars)
      case "\"": out.append(contentsOf: "\\\"".unicodeScalars)
      case "\n": out.append(contentsOf: "\\n".unicodeScalars)
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
