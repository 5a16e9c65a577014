/// What a run makes of a version that could be approved, collected while it judges.
struct BaselineRecording {
  private var tables: [String: TableBaseline] = [:]
  private var metrics: [String: [Metric]] = [:]
  /// The approved golden rows as they are today, by table: what they moved by. New ones may be other rows.
  private(set) var approvedRows: [String: KeyedRows] = [:]
  /// The parts that were judged.
  private(set) var coverage = BaselineCoverage()
  /// The parts of checks that could not be evaluated.
  private(set) var unknown = BaselineCoverage()

  /// Notes that a case was judged, be there metrics or not.
  ///
  /// - Parameters:
  ///   - name: the case without its slice: `score/roc_auc`.
  ///   - isSliced: whether it was judged slice by slice.
  mutating func judges(_ name: String, isSliced: Bool) { coverage.add(name, isSliced: isSliced) }

  /// Notes the cases of results that are known from an earlier run.
  mutating func judges(_ results: [CaseResult]) {
    for var result in results {
      let isSliced = result.slice != nil
      result.slice = nil
      coverage.add("\(result.table)/\(result.name)", isSliced: isSliced)
    }
  }

  /// Takes the approved golden rows of a table as they are today.
  mutating func add(approvedRows rows: KeyedRows, table: String) { approvedRows[table] = rows }

  /// Notes that a check's cases are not known, because it could not be evaluated.
  mutating func cannotTellCases(of entry: CheckEntry) { unknown.add(entry) }

  /// Notes that a case could not be evaluated: what was approved for it has not gone.
  ///
  /// - Parameter name: the case without its slice.
  mutating func cannotTell(_ name: String) { unknown.add(name, isSliced: true) }

  /// Takes the metrics of a case.
  mutating func add(_ result: CaseResult) {
    guard !result.metrics.isEmpty, result.verdict != .error else { return }
    metrics["\(result.table)/\(result.name)"] = result.metrics.map { metric in
      var rounded = metric
      rounded.value = Rounding.significant(metric.value)
      rounded.lower = metric.lower.map(Rounding.significant)
      rounded.upper = metric.upper.map(Rounding.significant)
      return rounded
    }
  }

  /// Takes a table's fingerprint or golden rows. Where two checks keep the same, the larger tolerance counts.
  mutating func add(_ measured: Measured, table: String, tolerances: [String: Double]) {
    var baseline = tables[table] ?? TableBaseline()
    switch measured {
    case .fingerprint(let fingerprint):
      baseline.fingerprint = fingerprint
      baseline.outputTolerance.merge(tolerances, uniquingKeysWith: max)
      coverage.parts.insert(.output(table: table))
    case .keyedRows(let rows):
      baseline.golden = rows
      baseline.golden?.repeatedKeys = 0
      baseline.golden?.newRows = 0
      baseline.goldenTolerance.merge(tolerances, uniquingKeysWith: max)
      coverage.parts.insert(.golden(table: table))
    default: return
    }
    tables[table] = baseline
  }

  /// What was collected, under an approval.
  func baseline(_ approval: Baseline.Approval) -> Baseline {
    Baseline(approval: approval, tables: tables, metrics: metrics)
  }
}
