/// What was approved for a version held against what today's replay gives, part by part.
struct BaselineComparison {
  let manifest: Manifest
  let version: String
  /// What was approved; `nil` when nothing was.
  let approved: Baseline?
  /// Today's results.
  let today: Baseline
  /// The parts that the judged checks ask for: what else was approved is not touched.
  let coverage: BaselineCoverage
  /// The parts of which nothing is known, because their checks could not be evaluated.
  let unknown: BaselineCoverage
  /// The approved golden rows as they are today, by table; absent where they cannot be looked up.
  let approvedRows: [String: KeyedRows]

  /// Relative differences of metrics up to this are another machine's last bits, not a change.
  private static let metricPrecision = 1e-9

  /// The changes, table by table in the order of the pipeline; metrics by name.
  func changes() -> [BaselineChange] {
    let old = (approved?.parts ?? []).filter { coverage.contains($0) && !unknown.contains($0) }
    var byTable: [String: [BaselinePart]] = [:]
    for part in old.union(today.parts) { byTable[table(of: part), default: []].append(part) }
    return byTable.keys.sorted { order($0) < order($1) }.flatMap { table in
      (byTable[table] ?? []).sorted { rank($0) < rank($1) }.compactMap { change($0, of: table) }
    }
  }

  private func change(_ part: BaselinePart, of table: String) -> BaselineChange? {
    let wasThere = approved?.parts.contains(part) ?? false
    let isThere = today.parts.contains(part)
    var change = BaselineChange(
      id: ChangeDigest.id(
        fixture: manifest.fixture, version: version, part: part, old: wasThere ? approved : nil,
        new: isThere ? today : nil),
      version: version, table: table, part: part.address,
      effect: !wasThere ? .added : isThere ? .changed : .removed, summary: "", details: [], examples: [],
      furtherRows: 0, metrics: [])
    switch part {
    case .output(let name): describeOutput(name, &change)
    case .golden(let name): describeGolden(name, &change)
    case .metrics(let name): describeMetrics(name, &change)
    }
    return change.effect == .changed && change.summary.isEmpty ? nil : change
  }

  // MARK: The parts

  private func describeOutput(_ name: String, _ change: inout BaselineChange) {
    let (new, old) = (today.tables[name], approved?.tables[name])
    guard let output = new?.fingerprint else { return change.summary = "no check asks for it any more" }
    guard let before = old?.fingerprint, let old, let new else {
      return change.summary = "\(Format.rows(output.rows)), \(Format.whole(output.columns.count)) columns"
    }
    if new.outputTolerance != old.outputTolerance {
      change.details.append(Self.tolerances(new.outputTolerance, old.outputTolerance))
    }
    if Set(new.outputTolerance.keys) == Set(old.outputTolerance.keys) {
      let found = UnchangedCheck.compare(
        output, with: before, tolerances: new.outputTolerance, hiding: manifest.privateColumns(of: name))
      if found.verdict != .pass { change.details += found.details }
    }
    guard !change.details.isEmpty else { return }
    let moved = change.details.count { $0.hasPrefix("column ") }
    change.summary =
      (output.rows == before.rows
        ? Format.rows(output.rows) : "\(Format.whole(before.rows)) → \(Format.rows(output.rows))")
      + (moved > 0 ? " · \(moved == 1 ? "1 column" : "\(moved) columns") moved" : "")
  }

  private func describeGolden(_ name: String, _ change: inout BaselineChange) {
    let (new, old) = (today.tables[name], approved?.tables[name])
    guard let rows = new?.golden else { return change.summary = "no check asks for them any more" }
    guard let before = old?.golden, let old, let new else {
      return change.summary = "\(Format.rows(rows.rows.count)) by \(rows.key.joined(separator: ", "))"
    }
    let found = GoldenDifference(
      approvedRows[name] ?? rows, before, sample: rows.sample, tolerances: new.goldenTolerance)
    if new.goldenTolerance != old.goldenTolerance {
      change.details.append(Self.tolerances(new.goldenTolerance, old.goldenTolerance))
    }
    guard !found.isEmpty || !change.details.isEmpty else { return }
    var parts: [String] = []
    if let form = found.form { parts.append(form) }
    if found.gone > 0 { parts.append("\(Format.rows(found.gone)) gone") }
    if found.new > 0 { parts.append("\(Format.rows(found.new)) new") }
    if found.moved > 0 { parts.append("\(Format.whole(found.moved)) of \(Format.rows(found.compared)) moved") }
    change.summary = parts.isEmpty ? Format.rows(rows.rows.count) : parts.joined(separator: " · ")
    change.details += found.columns.map { "column \($0.name): \(Format.rows($0.rows))" }
    if !found.examples.isEmpty {
      change.examples = [rows.key + ["column", "approved", "today"]] + found.examples
      change.furtherRows = found.moved - found.examples.count
    }
  }

  private func describeMetrics(_ name: String, _ change: inout BaselineChange) {
    let (new, old) = (today.metrics[name], approved?.metrics[name])
    let anchor = approved?.anchored(name)
    var names: [String] = []
    for metric in (new ?? []) + (old ?? []) where !names.contains(metric.name) { names.append(metric.name) }
    let all = names.map { metric -> BaselineChange.MetricChange in
      let before = old?.first { $0.name == metric }
      let anchored = anchor?.metrics.first { $0.name == metric }
      let isElsewhere = anchored != nil && anchored != before
      return BaselineChange.MetricChange(
        name: metric, approved: before, today: new?.first { $0.name == metric },
        anchored: isElsewhere ? anchored : nil, anchoredAt: isElsewhere ? anchor?.at : nil)
    }
    let moved = all.filter { !Self.isClose($0.today, $0.approved) }
    change.metrics = change.effect == .changed ? moved : all
    guard change.effect == .changed else {
      change.summary =
        change.effect == .added ? "new" : "today's replay does not give it: the slice, the column or the check is gone"
      return
    }
    guard let first = moved.first else { return }
    change.summary = "\(first.name) moved" + (moved.count > 1 ? ", and \(moved.count - 1) more" : "")
  }

  private static func isClose(_ left: Metric?, _ right: Metric?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.definition == right.definition && left.n == right.n && isClose(left.value, right.value)
      && isClose(left.lower, right.lower) && isClose(left.upper, right.upper)
  }

  private static func isClose(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left == right || abs(left - right) <= max(abs(left), abs(right)) * metricPrecision
  }

  private static func tolerances(_ new: [String: Double], _ old: [String: Double]) -> String {
    let names = Set(new.keys).union(old.keys).sorted().filter { new[$0] != old[$0] }
    return "tolerance: "
      + names.map { name in
        "\(name) \(new[name].map(Format.number) ?? "none"), was \(old[name].map(Format.number) ?? "none")"
      }.joined(separator: "; ")
  }

  // MARK: Order

  /// The table of a part. A case is named `table/case`; names of tables may hold a slash themselves.
  private func table(of part: BaselinePart) -> String {
    switch part {
    case .output(let table), .golden(let table): return table
    case .metrics(let name):
      let known = manifest.tables.filter { name.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count }
      return known ?? String(name.prefix { $0 != "/" })
    }
  }

  private func order(_ table: String) -> (Int, String) {
    (manifest.tables.firstIndex(of: table) ?? manifest.tables.count, table)
  }

  private func rank(_ part: BaselinePart) -> (Int, String) {
    switch part {
    case .output: (0, "")
    case .golden: (1, "")
    case .metrics(let name): (2, name)
    }
  }
}

extension Manifest {
  /// The columns of a table whose values must not be shown: what one entry keeps private, no other may tell.
  func privateColumns(of table: String) -> Set<String> {
    checks.reduce(into: privateColumns) { columns, entry in
      if entry.table == table { columns.formUnion(entry.privateColumns) }
    }
  }
}
