import AssayGate
import Foundation

/// Turns figures into the coordinates of the template's drawings.
enum FigureDrawing {
  /// The size of an upright chart's plot.
  private static let width = 240.0
  private static let height = 84.0
  /// The place that missing values take at the right end.
  private static let missingWidth = 22.0
  /// The most lines of a chart of levels.
  private static let maximumLines = 12

  /// Whether levels are drawn as upright bars: when they are numbers or too many to be a list with an order of its own.
  static func isUpright(_ figure: Results.Figure) -> Bool {
    guard let levels = figure.levels else { return true }
    return (figure.otherLevels ?? 0) == 0 && levels.count > maximumLines
      && (levels.count > 20
        || levels.allSatisfy { Double($0.replacing(",", with: "").replacing(" h", with: "")) != nil })
  }

  /// Bins as upright bars (current) and steps (reference).
  static func columns(_ figure: Results.Figure) -> ReportPage.ColumnChart? {
    guard let reference = figure.reference, let current = figure.current, reference.count == current.count,
      !current.isEmpty
    else { return nil }
    let missing = (figure.referenceMissing ?? 0, figure.currentMissing ?? 0)
    let hasMissing = missing.0 > 0 || missing.1 > 0
    let plot = hasMissing ? width - missingWidth - 8 : width
    let top = max(reference.max() ?? 0, current.max() ?? 0, missing.0, missing.1, 1e-9)
    let step = plot / Double(current.count)
    func y(_ share: Double) -> Double { height - max(0, min(1, share / top)) * (height - 4) }
    var bars = ""
    var steps = "M0 \(text(height))"
    for (index, share) in current.enumerated() {
      let left = Double(index) * step
      if share > 0 {
        bars += "M\(text(left + 0.5)) \(text(height))V\(text(y(share)))H\(text(left + step - 0.5))V\(text(height))Z"
      }
      steps += "V\(text(y(reference[index])))H\(text(left + step))"
    }
    steps += "V\(text(height))"
    var chart = ReportPage.ColumnChart(current: bars, reference: steps, missing: nil, ticks: ticks(figure, plot, step))
    if hasMissing {
      let left = width - missingWidth
      func bar(_ share: Double, _ inset: Double) -> String {
        "M\(text(left + inset)) \(text(height))V\(text(y(share)))H\(text(width - inset))V\(text(height))"
      }
      chart.missing = .init(current: bar(missing.1, 0.5) + "Z", reference: bar(missing.0, 0))
      chart.ticks.append(.init(x: text(width), label: "null", anchor: "end"))
    }
    return chart
  }

  private static func ticks(_ figure: Results.Figure, _ plot: Double, _ step: Double) -> [ReportPage.ColumnChart.Tick] {
    if let edges = figure.edges, let first = edges.first, let last = edges.last {
      let middle = edges.count / 2
      var ticks: [ReportPage.ColumnChart.Tick] = [.init(x: "0", label: short(first), anchor: "start")]
      if edges.count > 4 {
        ticks.append(.init(x: text(Double(middle) * step), label: short(edges[middle]), anchor: "middle"))
      }
      return ticks + [.init(x: text(plot), label: short(last), anchor: "end")]
    }
    let levels = figure.levels ?? []
    return [0, levels.count / 2, levels.count - 1].filter(levels.indices.contains).enumerated().map { number, index in
      let anchors = ["start", "middle", "end"]
      let x = number == 0 ? 0 : number == 2 ? plot : (Double(index) + 0.5) * step
      return .init(x: text(x), label: clipped(levels[index]), anchor: anchors[number])
    }
  }

  /// Levels as lines: the bar is the current share, the tick the reference's.
  static func bars(_ figure: Results.Figure) -> ReportPage.BarChart? {
    guard let reference = figure.reference, let current = figure.current, reference.count == current.count,
      let levels = figure.levels
    else { return nil }
    var items: [(label: String, before: Double, now: Double, isMissing: Bool)] = []
    let isCut = levels.count > maximumLines
    let shown = isCut ? maximumLines - 1 : levels.count
    for index in 0..<min(shown, current.count) {
      items.append((levels[index], reference[index], current[index], false))
    }
    let rest = shown..<current.count
    if !rest.isEmpty {
      let count = levels.count - shown + (figure.otherLevels ?? 0)
      items.append(
        ("\(count) more", rest.reduce(0) { $0 + reference[$1] }, rest.reduce(0) { $0 + current[$1] }, false))
    }
    let missing = (figure.referenceMissing ?? 0, figure.currentMissing ?? 0)
    if missing.0 > 0 || missing.1 > 0 || items.isEmpty { items.append(("null", missing.0, missing.1, true)) }
    // All others together may be more than any of them, and would make these short.
    let named = items.prefix(max(1, min(shown, levels.count)))
    let top = max(named.map { max($0.before, $0.now) }.max() ?? 0, missing.0, missing.1, 1e-9)
    let left = 78.0
    let room = width - left - 44
    let lines = items.enumerated().map { index, item in
      let y = Double(index) * 14
      return ReportPage.BarChart.Line(
        label: clipped(item.label), y: text(y + 3), textY: text(y + 11), tickY: text(y + 1), tickHeight: "12",
        width: text(max(item.now > 0 ? 0.6 : 0, min(1, item.now / top) * room)),
        referenceX: text(left + min(1, item.before / top) * room - 0.8),
        value: share(item.now), isMissing: item.isMissing,
        flag: item.isMissing
          ? nil : item.before == 0 && item.now > 0 ? "new" : item.now == 0 && item.before > 0 ? "gone" : nil)
    }
    return .init(height: text(Double(items.count) * 14 + 2), lines: lines)
  }

  /// What the drawing shows, in words.
  static func description(_ figure: Results.Figure) -> String {
    guard let reference = figure.reference, let current = figure.current, reference.count == current.count else {
      return ""
    }
    func name(_ index: Int) -> String {
      if let edges = figure.edges, index + 1 < edges.count {
        return "\(short(edges[index])) to \(short(edges[index + 1]))"
      }
      if let levels = figure.levels, index < levels.count { return levels[index] }
      return "the other levels"
    }
    let changes = current.indices.map { current[$0] - reference[$0] }
    var parts: [String] = []
    if let gain = changes.indices.max(by: { changes[$0] < changes[$1] }), changes[gain] > 0 {
      parts.append("gained most: \(name(gain)), \(share(reference[gain])) to \(share(current[gain]))")
    }
    if let loss = changes.indices.min(by: { changes[$0] < changes[$1] }), changes[loss] < 0 {
      parts.append("lost most: \(name(loss)), \(share(reference[loss])) to \(share(current[loss]))")
    }
    let missing = (figure.referenceMissing ?? 0, figure.currentMissing ?? 0)
    if missing.0 > 0 || missing.1 > 0 { parts.append("null: \(share(missing.0)) to \(share(missing.1))") }
    return ReportText.oneLine(parts.joined(separator: "; "), maximumBytes: 300)
  }

  /// New and vanished levels by name, and how much is missing.
  static func notes(_ figure: Results.Figure) -> [String] {
    var notes: [String] = []
    let missing = (figure.referenceMissing ?? 0, figure.currentMissing ?? 0)
    if missing.0 > 0 || missing.1 > 0 { notes.append("null \(share(missing.0)) → \(share(missing.1))") }
    if let levels = figure.levels, let reference = figure.reference, let current = figure.current,
      reference.count == current.count
    {
      let indices = levels.indices.filter { $0 < reference.count }
      let new = indices.filter { reference[$0] == 0 && current[$0] > 0 }.map { levels[$0] }
      let gone = indices.filter { current[$0] == 0 && reference[$0] > 0 }.map { levels[$0] }
      for (word, names) in [("new", new), ("gone", gone)] where !names.isEmpty {
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        notes.append(
          "\(word): " + names.prefix(5).map { ReportText.oneLine($0, maximumBytes: 40) }.joined(separator: ", ") + more)
      }
    }
    return notes
  }

  /// A curve through points between 0 and 1 in a square of 160.
  static func path(_ x: [Double], _ y: [Double]) -> String {
    zip(x, y).enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(text(point.0 * 160)) \(text(160 - point.1 * 160))"
    }.joined()
  }

  /// Quantiles of residuals by prediction in a square of 160: the median as a line, the others as areas around it; nil
  /// when there is nothing to draw.
  static func residuals(_ figure: Results.Figure) -> (median: String, bands: ReportPage.Curve.Bands)? {
    guard let x = figure.x, let quantiles = figure.quantiles, quantiles.count == 5, let first = x.first,
      let last = x.last, quantiles.allSatisfy({ $0.count == x.count })
    else { return nil }
    // Without an error the line lies in the middle.
    let low = min(0, quantiles[0].min() ?? 0)
    let high = max(0, quantiles[4].max() ?? 0)
    let (bottom, top) = low / 2 < high / 2 ? (low, high) : (-1, 1)
    // Halves, since the difference of two numbers may be none.
    func across(_ value: Double) -> Double { (value / 2 - first / 2) / (last / 2 - first / 2) * 160 }
    func y(_ value: Double) -> Double { 156 - (value / 2 - bottom / 2) / (top / 2 - bottom / 2) * 152 }
    // A single band has some width.
    let points: [(x: Double, band: Int)] =
      x.count == 1 || first / 2 == last / 2 ? [(60, 0), (100, 0)] : x.indices.map { (across(x[$0]), $0) }
    func line(_ quantile: Int, _ points: [(x: Double, band: Int)], from command: String) -> String {
      points.enumerated().map { index, point in
        "\(index == 0 ? command : "L")\(text(point.x)) \(text(y(quantiles[quantile][point.band])))"
      }.joined()
    }
    func area(_ below: Int, _ above: Int) -> String {
      line(above, points, from: "M") + line(below, points.reversed(), from: "L") + "Z"
    }
    return (
      line(2, points, from: "M"),
      .init(
        outer: area(0, 4), inner: area(1, 3), zero: text(y(0)), zeroText: text(y(0) > 20 ? y(0) - 3 : y(0) + 10),
        top: axis(top), bottom: axis(bottom))
    )
  }

  /// A coordinate with one digit after the point.
  static func text(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// An axis label.
  static func short(_ value: Double) -> String {
    if value.magnitude >= 1e6 || (value != 0 && value.magnitude < 1e-3) { return String(format: "%.1e", value) }
    return NumberText.measured(value)
  }

  /// The end of an axis that is no round number: three digits are enough to read.
  static func axis(_ value: Double) -> String {
    value.magnitude >= 1_000 && value.magnitude < 1e6
      ? NumberText.measured(value.rounded()) : short(Double(String(format: "%.3g", value)) ?? value)
  }

  /// A share as a percentage.
  static func share(_ value: Double) -> String {
    if value == 0 { return "0 %" }
    let percent = value * 100
    if percent < 0.1 { return "<0.1 %" }
    return String(format: percent < 10 ? "%.1f %%" : "%.0f %%", percent)
  }

  private static func clipped(_ label: String) -> String {
    let line = ReportText.oneLine(label, maximumBytes: 120)
    return line.count > 13 ? line.prefix(12) + "…" : line
  }
}
