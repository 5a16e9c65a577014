/// What was measured for one case and one slice, with what it is compared to.
public struct Evidence: Sendable {
  /// The measurements of the table that is judged.
  public var current: [Measurement: Measured]
  /// The measurements of the reference; `nil` when the slice does not occur there or there is no reference.
  public var reference: [Measurement: Measured]?
  /// Why there is nothing of the reference to compare with, where that is known.
  public var missingReference: String?
  /// What was approved for this table and version; `nil` when nothing was.
  public var baseline: TableBaseline?
  /// The metrics that were approved for this case; `nil` when none were.
  public var approvedMetrics: [Metric]?
  /// Why there is no approved state, and what to do: for messages.
  public var baselineHint: String
  /// The probability of a false alarm that the case may spend.
  public var alpha: Double
  /// The columns whose values must not be shown.
  public var privateColumns: Set<String>
  /// What the run records: that passes, in place of being compared with the approved state.
  public var recording: RecordMode
  /// What was approved for the version before; `nil` for the first version, and when no check of the table asks.
  public var previous: PreviousVersion?
  /// The metrics at which the case is anchored; `nil` when nothing was approved, or when they are about to be pinned anew.
  public var anchor: BaselineAnchor.Values?
  /// What to do when a metric has left its anchor: for messages.
  public var anchorHint = ""

  /// Whether today's state is recorded, and so not compared with the approved one.
  public func isRecorded(insteadOf approved: (some Any)?) -> Bool {
    recording.replaces || (recording == .missing && approved == nil)
  }

  /// Throws when a tolerance is larger than the one that was approved: nobody looked at what it lets pass.
  func refuseLoosened(_ tolerances: [String: Double], approved: [String: Double]) throws(CheckError) {
    guard let name = TableBaseline.loosened(tolerances, beyond: approved) else { return }
    throw CheckError(
      "the tolerance of \(name) is \(Format.number(tolerances[name] ?? 0)), approved was "
        + "\(approved[name].map(Format.number) ?? "none"); \(baselineHint)")
  }
  /// Whether a few rows stand in place of a version's data, so that others are missing by intent.
  public var isPartial = false

  /// Whether figures are wanted, for whoever draws what was found.
  public var drawsFigures = true

  /// A measurement of the current table.
  public func measured(_ measurement: Measurement) throws(CheckError) -> Measured {
    try Self.value(of: measurement, in: current)
  }

  /// A measurement of the reference; throws when a stored profile stands for it and knows less than the rows would say.
  public func referenced(_ measurement: Measurement) throws(CheckError) -> Measured {
    let value = try referencedOrProfiled(measurement)
    if case .profile = value {
      throw CheckError("the reference is a stored profile, which holds distributions and no rows; \(Self.needsRows)")
    }
    return value
  }

  /// What to do where a profile stands for the reference and is not enough.
  static let needsRows =
    "this check needs the reference's rows: take 'reference: { profile: … }' out of the manifest, and give the table's "
    + "data a 'reference' of files"

  /// A measurement of the reference, or what a stored profile knows of it.
  public func referencedOrProfiled(_ measurement: Measurement) throws(CheckError) -> Measured {
    guard let reference else {
      throw CheckError(
        missingReference ?? "there is no reference to compare with: give the table's data a 'reference' in the manifest"
      )
    }
    return try Self.value(of: measurement, in: reference)
  }

  private static func value(
    of measurement: Measurement, in values: [Measurement: Measured]
  ) throws(CheckError) -> Measured {
    guard let value = values[measurement] else { throw CheckError("internal error: \(measurement) was not measured") }
    if case .failed(let error) = value { throw error }
    return value
  }

  /// A count of the current table.
  public func count(_ measurement: Measurement) throws(CheckError) -> Int {
    guard case .count(let count) = try measured(measurement) else {
      throw CheckError("internal error: \(measurement) is no count")
    }
    return count
  }

  /// A comparison of a column with one of the reference.
  func comparison(_ measurement: Measurement) throws(CheckError) -> NumberComparison {
    guard case .comparison(let comparison) = try measured(measurement) else {
      throw CheckError("internal error: \(measurement) is no comparison")
    }
    return comparison
  }

  /// The number of rows of the current table or slice; throws when there are none, because nothing checked is not a pass.
  public func rows() throws(CheckError) -> Int {
    let rows = try count(.rows)
    if rows == 0 { throw CheckError("there are no rows to check") }
    return rows
  }

  /// Throws when no row has a value in a column, whose `rowsWhere(.missing)` was measured: nothing looked at is not a pass.
  public func requireValues(in column: String) throws(CheckError) {
    if try count(.rowsWhere(.missing(column, floating: false))) == rows() {
      throw CheckError("column '\(column)' has no values: all are missing")
    }
  }

  /// A number of the current table; throws when no row has a value.
  public func number(_ measurement: Measurement, of column: String) throws(CheckError) -> (value: Double, n: Int) {
    guard case .number(let number, let n) = try measured(measurement) else {
      throw CheckError("internal error: \(measurement) is no number")
    }
    guard let number, n > 0 else { throw CheckError("column '\(column)' has no values: all are missing") }
    guard number.isFinite else {
      throw CheckError("column '\(column)' holds infinite values, so this number is not finite; clean them first")
    }
    return (number, n)
  }
}

extension Evidence {
  /// Evidence of a comparison with a reference alone, as simulations make it.
  package init(
    current: [Measurement: Measured], reference: [Measurement: Measured], alpha: Double
  ) {
    self.init(
      current: current, reference: reference, missingReference: nil, baseline: nil, approvedMetrics: nil,
      baselineHint: "", alpha: alpha, privateColumns: [], recording: .never)
  }
}
