import AssayStatistics
import AssayTable

/// `label_leakage`: no feature alone tells the label.
public struct LabelLeakageCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "label_leakage",
    summary: "No feature alone tells the label: none knows what happened afterwards.",
    documentation: """
      One case per column. A feature that predicts the label nearly alone was usually made of it, or of what happened \
      after it. The measure is the area under the ROC curve of the feature alone, whichever its direction: of the value \
      itself for numbers, and of whether it is missing, if that says more; for text, booleans and days, of each value's \
      share of positive rows, learnt from one half of the rows and judged on the other, where missing is a value as well.

      `fail` when the area is above `max` even at its lower bound (McDiarmid, for n₊ positive and n₋ negative rows), at \
      the check's share of the false-alarm budget; `warn` when the area is above the limit, and above one half at its \
      lower bound; `inconclusive` when its upper bound is above the limit; `pass` otherwise. The default limit of 0.9 is \
      what a good model of many features reaches where outcomes are hard to foresee: raise it where one honest feature \
      does, and say why. Numbers that are codes are judged by their order only: give them as text.
      """,
    arguments: [
      ArgumentDeclaration(
        "label", .column, required: true,
        "The column that says what happened: boolean, or 0 and 1. Null: not known yet."),
      ArgumentDeclaration(
        "columns", .columns, required: true, "The features, or `all` columns but the label."),
      ArgumentDeclaration("max", .share, "The largest area under the ROC curve of one feature; 0.9 by default."),
    ],
    examples: [
      CheckExample(
        "A feature that says little",
        table: SilentExamples.rows("x,y", 0..<2000) { "\($0 * 7 % 100),\($0 / 3 % 2)" },
        entry: "label_leakage: { label: y, columns: x }", verdicts: [.pass], says: "x alone tells y with an area of 0."),
      CheckExample(
        "A feature made of the label",
        table: SilentExamples.rows("x,y", 0..<2000) { "\($0 % 10),\($0 % 10 > 6 ? 1 : 0)" },
        entry: "label_leakage: { label: y, columns: all }", verdicts: [.fail], says: "x alone tells y with an area of 1"
      ),
      CheckExample(
        "A category that only some outcomes have",
        table: SilentExamples.rows("status,y", 0..<6000) {
          $0 % 4 == 0 ? "refunded,1" : $0 % 4 == 1 ? "paid,0" : "open,0"
        },
        entry: "label_leakage: { label: y, columns: status }", verdicts: [.fail], says: "status alone tells y"),
      CheckExample(
        "Too few rows to tell", table: "x,y\n1,0\n2,0\n3,1\n4,1\n", entry: "label_leakage: { label: y, columns: x }",
        verdicts: [.inconclusive], says: "too few rows to tell"),
    ])

  private let label: String
  private let columns: ColumnSelection
  private let maximum: Double

  public init(_ arguments: Arguments) throws(ManifestError) {
    label = arguments.text("label") ?? ""
    columns = arguments.columns("columns") ?? .all
    maximum = arguments.number("max") ?? 0.9
    if maximum <= 0.5 || maximum >= 1 {
      throw ManifestError(
        "'max' is an area above 0.5, which knowing nothing has, and below 1", at: arguments.location(of: "max"))
    }
  }

  public var budgetWeight: Double { SilentArguments.weight(columns) }

  private static func isJudged(_ type: DataType) -> Bool { type.isNumeric || isGrouped(type) }

  private static func isGrouped(_ type: DataType) -> Bool { type.isText || type == .boolean || type == .date }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    let label = try table.column(label)
    guard label.type == .boolean || label.type.isNumeric else {
      throw CheckError("label column '\(label.name)' is \(label.type); it must be boolean, or hold 0 and 1")
    }
    let fields = try table.columns(columns) { $0.name != label.name && Self.isJudged($0.type) }
    return try fields.map { field throws(CheckError) in
      guard field.name != label.name else { throw CheckError("'\(label.name)' is the label: it always tells itself") }
      guard Self.isJudged(field.type) else {
        throw CheckError(
          "column '\(field.name)' is \(field.type), and this check needs a number, text, a boolean or a day")
      }
      let measurement = Measurement.labelled(field.name, label: label.name, asGroups: !field.type.isNumeric)
      return CheckCase(column: field.name, measurements: [.rows, measurement], comparisons: 1) {
        [maximum] evidence throws(CheckError) in
        _ = try evidence.rows()
        guard case .labelled(let column) = try evidence.measured(measurement) else {
          throw CheckError("internal error: column '\(field.name)' was not split by the label")
        }
        do throws(StatisticsError) {
          let power =
            try field.type.isNumeric
            ? PredictivePower.ofNumbers(column, alpha: evidence.alpha)
            : PredictivePower.ofGroups(column, alpha: evidence.alpha)
          return Self.judge(power, of: field.name, label: label.name, maximum: maximum)
        } catch {
          throw CheckError("column '\(field.name)' against '\(label.name)': \(error)")
        }
      }
    }
  }

  private static func judge(
    _ power: PredictivePower, of name: String, label: String, maximum: Double
  ) -> Judgement {
    let (area, lower, upper) = (power.area, power.interval.lower, power.interval.upper)
    let verdict: Verdict
    if lower > maximum {
      verdict = .fail
    } else if area > maximum, lower > 0.5 {
      verdict = .warn
    } else {
      verdict = upper > maximum ? .inconclusive : .pass
    }
    let shown = Format.distance(area)
    let interval = "\(Format.distance(lower)) to \(Format.distance(upper)) at this check's confidence"
    let counts = "n \(Format.whole(power.rows)), \(Format.whole(power.positives)) of the smaller class"
    var message =
      "\(name) alone tells \(label) with an area of \(shown) (\(interval)), max \(Format.number(maximum)) · \(counts)"
    if verdict == .inconclusive {
      message += ": too few rows to tell; \(power.requirement(below: maximum))"
    }
    return Judgement(
      verdict, message, n: power.rows,
      metrics: [
        Metric(
          "single_feature_auc", area, n: power.rows, definition: "single_feature_auc(mcdiarmid)", lower: lower,
          upper: upper)
      ], limits: ["max \(Format.number(maximum))"])
  }
}
