import AssayGate

/// How a run differs from the results of another one, usually the base branch's.
struct RunComparison {
  /// A case that changed its verdict.
  struct Change {
    var fixture: String
    var version: String
    var item: Results.Case
    /// The verdict before; nil when the case is new.
    var before: Verdict?
  }

  /// A metric that changed.
  struct MetricChange {
    var title: String
    var version: String
    var name: String
    var before: Double
    var after: Double
    var n: Int
  }

  /// Cases that fail or could not be evaluated now, and did not before.
  var newFailures: [Change] = []
  /// Cases that failed or could not be evaluated before, and pass, warn or are inconclusive now.
  var mended: [Change] = []
  /// Cases that failed before and are gone or skipped now: nobody judges them any more.
  var vanished: [Change] = []
  /// Metrics of cases that are in both, by the size of the relative change.
  var metrics: [MetricChange] = []
  /// There was something to compare with.
  var isReadable = true
  /// Why some of it was not compared.
  var notes: [String] = []

  private init() {}

  private struct Key: Hashable {
    var fixture: String
    var version: String
    var table: String
    var check: String
    var column: String?
    var slice: String?
  }

  init(_ results: Results, base: ReportBase) {
    switch base {
    case .results(let base): self.init(results, base: base)
    case .unreadable(let reason):
      self.init()
      isReadable = false
      notes = ["The base's results cannot be read: \(ReportText.oneLine(reason, maximumBytes: 600))"]
    }
  }

  init(_ results: Results, base: Results) {
    if base.status == .didNotFinish {
      notes.append("The base's run did not finish, so that it has nothing to compare with.")
    }
    let before = Self.cases(base)
    let now = Self.cases(results)
    let old = Dictionary(before.map { ($0.key, $0.item) }, uniquingKeysWith: { first, _ in first })
    var differentDefinitions = 0
    for (key, item) in now {
      let known = old[key]
      let isBad = Self.isBad(item)
      let wasBad = known.map(Self.isBad) ?? false
      let change = Change(fixture: key.fixture, version: key.version, item: item, before: known?.known)
      if isBad, !wasBad { newFailures.append(change) }
      if wasBad, !isBad, item.known != .skipped { mended.append(change) }
      guard let known, let first = item.metrics.first, let last = known.metrics.first, first.name == last.name,
        let value = first.value, let earlier = last.value, value != earlier
      else { continue }
      // Numbers of two definitions are never compared.
      guard first.definition == last.definition else {
        differentDefinitions += 1
        continue
      }
      let group = CaseGroup(fixture: key.fixture, versions: [], cases: [(key.version, item)])
      metrics.append(
        MetricChange(
          title: group.title.joined(separator: " · "), version: key.version, name: first.name, before: earlier,
          after: value, n: first.n))
    }
    let present = Set(now.map(\.key))
    let judged = Set(now.filter { $0.item.known != .skipped }.map(\.key))
    vanished = before.filter { !judged.contains($0.key) && Self.isBad($0.item) }.map {
      Change(fixture: $0.key.fixture, version: $0.key.version, item: $0.item, before: $0.item.known)
    }
    let gone = before.count { !present.contains($0.key) }
    if gone > 0 { notes.append("\(NumberText.count(gone, "case")) of the base were not judged in this run.") }
    let new = now.count { old[$0.key] == nil }
    if new > 0 { notes.append("\(NumberText.count(new, "case")) of this run are not in the base.") }
    if differentDefinitions > 0 {
      notes.append(
        "\(NumberText.count(differentDefinitions, "metric")) changed its definition, so that the numbers were not compared."
      )
    }
    func size(_ change: MetricChange) -> Double {
      abs(change.after - change.before) / max(abs(change.after), abs(change.before))
    }
    metrics = metrics.enumerated().sorted { (size($1.element), $0.offset) < (size($0.element), $1.offset) }.map(
      \.element)
  }

  /// `2 new failures, 1 mended, 14 metrics changed.`
  var summary: String {
    if !isReadable { return "Nothing was compared." }
    if isEmpty { return "No verdict and no metric differs from the base." }
    return
      "\(NumberText.count(newFailures.count, "new failure")), \(NumberText.grouped(mended.count)) mended, "
      + (vanished.isEmpty ? "" : "\(NumberText.grouped(vanished.count)) that failed are not judged any more, ")
      + "\(NumberText.count(metrics.count, "metric")) changed."
  }

  /// Nothing differs that was looked at.
  var isEmpty: Bool { newFailures.isEmpty && mended.isEmpty && vanished.isEmpty && metrics.isEmpty }

  private static func isBad(_ item: Results.Case) -> Bool { item.known == .fail || item.known == .error }

  private static func cases(_ results: Results) -> [(key: Key, item: Results.Case)] {
    results.fixtures.flatMap { fixture in
      fixture.versions.flatMap { version in
        version.cases.map { item in
          (
            Key(
              fixture: fixture.name, version: version.version, table: item.table, check: item.check,
              column: item.column, slice: item.slice), item
          )
        }
      }
    }
  }
}
