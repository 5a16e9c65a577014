import AssayEngine
import AssayTable
import Foundation

/// The verdicts of a table's checks by all that decides them: the table, what it is compared with, the entries with their
/// shares of the budget, and the approved state.
///
/// A table of which a case failed or could not be evaluated is judged again in every run: nobody's failure is history.
struct VerdictCache: Sendable {
  let cache: ReplayCache
  let plan: Plan
  let options: Gate.Options
  /// The fixture's path as the user wrote it, which messages repeat.
  let path: String
  let inputs: ResolvedInputs
  let programs: ProgramDigests
  private let baselines: BaselineDigests

  private var manifest: Manifest { plan.manifest }

  init(
    cache: ReplayCache, plan: Plan, options: Gate.Options, path: String, inputs: ResolvedInputs,
    programs: ProgramDigests
  ) {
    self.cache = cache
    self.plan = plan
    self.options = options
    self.path = path
    self.inputs = inputs
    self.programs = programs
    baselines = cache.mode == .on ? BaselineDigests(plan.manifest) : BaselineDigests()
  }

  /// The key of a table's verdicts, `nil` when they cannot be kept; and the results, when they are known.
  func known(
    _ table: String, _ checks: [Plan.PlannedCheck], _ replay: Replay, _ reference: Replay?
  ) -> (key: CacheKey?, results: [CaseResult]?) {
    guard cache.mode == .on, let key = key(table, checks, replay, reference) else { return (nil, nil) }
    guard let content = cache.verdicts(key), let kept = try? KeptVerdicts(content) else { return (key, nil) }
    return (key, results(kept, checks, replay.version))
  }

  /// Keeps what the checks of a table said, when it decides nothing but itself.
  func keep(
    _ keeper: VerdictKeeper, _ checks: [Plan.PlannedCheck], _ baseline: Baseline?, engine: any Engine
  ) async throws(GateStop) {
    guard let key = keeper.key, let results = keeper.results, let table = checks.first?.entry.table else { return }
    let stability = QueryStability(engine: engine)
    for check in checks {
      let entry = check.entry
      if let filter = entry.filter {
        let query = "SELECT 1 FROM \(engine.dialect.quote(entry.table)) WHERE \(RowFilter.parenthesised(filter))"
        guard await stability.fault(query, tables: [entry.table]) == nil else { return }
      }
      if let sql = entry.check as? SQLCheck {
        guard await stability.fault(sql.query, tables: [entry.table] + sql.from) == nil else { return }
      }
    }
    var kept = KeptVerdicts(fixture: manifest.fixture, table: table)
    // How long an approval still holds changes from day to day.
    if baseline?.approval.until != nil, checks.contains(where: \.entry.check.needsBaseline) { kept.day = Self.today }
    for result in results {
      guard let one = keptCase(result) else { return }
      kept.cases.append(one)
    }
    cache.keepVerdicts(kept.content, key)
  }

  // MARK: Keys

  private func key(
    _ table: String, _ checks: [Plan.PlannedCheck], _ replay: Replay, _ reference: Replay?
  ) -> CacheKey? {
    guard let assay = programs.assay, let engine = programs.engine, let digest = replay.digest(table) else {
      return nil
    }
    var key = CacheKey("verdicts", programs: [assay, engine])
    key.add("fixture", manifest.fixture)
    key.add("path", path)
    key.add("manifest", manifest.file)
    key.add("version", replay.version)
    key.add("table", "\(digest) \(table)")
    for other in Set(checks.flatMap(\.entry.check.otherTables)).sorted() {
      guard let digest = replay.digest(other) else { return nil }
      key.add("beside", "\(digest) \(other)")
    }
    guard let compared = referenceDigest(table, reference) else { return nil }
    key.add("reference", compared)
    let own = manifest.checks.filter { $0.table == table }
    key.add("private", own.reduce(into: manifest.privateColumns) { $0.formUnion($1.privateColumns) }.sorted())
    key.add("names rows", own.lazy.map(\.check.keyColumns).first { !$0.isEmpty } ?? [])
    key.add("seed", String(options.seed))
    key.add("baseline", baselines.digest(of: replay.version))
    if checks.contains(where: \.entry.check.needsPreviousVersion) {
      let before = manifest.versions.firstIndex(of: replay.version).flatMap { $0 > 0 ? manifest.versions[$0 - 1] : nil }
      key.add("version before", before)
      key.add("its baseline", before.map(baselines.digest))
    }
    for check in checks {
      let entry = check.entry
      guard let definition = entry.definition else { return nil }
      key.add("check", entry.id)
      key.add("alpha", String(check.alpha.bitPattern, radix: 16))
      key.add("severity", entry.severity.rawValue)
      key.add("says", definition)
      key.add("where", entry.filter)
      key.add("by", entry.by.map(\.name))
      key.add("suppress", entry.suppress.map { "\($0.until) \($0.why)" })
    }
    return key
  }

  /// What a table is compared with; `-` for nothing, `nil` when that is not known.
  private func referenceDigest(_ table: String, _ reference: Replay?) -> String? {
    guard Plan.hasReference(table, in: manifest) else { return "-" }
    guard let profile = manifest.referenceProfile else {
      guard let reference, let known = reference.tables[table] else { return "-" }
      return (try? known.get())?.digest
    }
    // A profile also says when the table's code was another one.
    guard let files = try? inputs.files(profile),
      let code = try? CodeDigest(manifest: manifest, inputs: inputs).digests(of: [table])
    else { return "-" }
    var secret = "no key"
    if case .key(let given) = ProfileKey.setting(options.profileKey) { secret = given.mark }
    return (files.map(\.digest.sha256) + code.map(\.digest) + [secret]).joined(separator: " ")
  }

  // MARK: Results

  private static var today: String {
    Date().formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }

  /// The results as they are today; `nil` when they must be made again.
  func results(_ kept: KeptVerdicts, _ checks: [Plan.PlannedCheck], _ version: String) -> [CaseResult]? {
    if let day = kept.day, day != Self.today { return nil }
    let entries = Dictionary(checks.map { ($0.entry.id, $0.entry) }) { first, _ in first }
    var results: [CaseResult] = []
    var files: [(path: String, content: Data)] = []
    for one in kept.cases {
      guard let entry = entries[one.check] else { return nil }
      var result = CaseResult(
        fixture: manifest.fixture, version: version, table: entry.table, check: entry.id, kind: entry.kind,
        column: one.column, slice: one.slice, verdict: one.verdict, severity: entry.severity, message: one.message,
        details: one.details, metrics: one.metrics, limits: one.limits, n: one.n, location: entry.location,
        rerun: Rerun.command(path, version: version, check: entry.id), why: entry.why)
      if let suppress = entry.suppress {
        let suppression = CaseResult.Suppression(
          until: suppress.until, why: suppress.why, daysLeft: Calendar.daysLeft(until: suppress.until))
        // What is accepted no longer is judged.
        guard suppression.daysLeft >= 0 else { return nil }
        result.suppression = suppression
        if one.isSuppressed { result.message += suppression.note }
      }
      result.figures = one.figures
      result.digest = one.digest
      for attachment in one.attachments {
        let path = "\(options.output)/\(attachment.name)"
        files.append((path, attachment.content))
        result.attachments.append(Display.path(path))
      }
      results.append(result)
    }
    for file in files {
      do {
        try FileManager.default.createDirectory(
          atPath: ManifestPlace.parent(file.path), withIntermediateDirectories: true)
        try file.content.write(to: URL(fileURLWithPath: file.path), options: .atomic)
      } catch { return nil }
    }
    return results
  }

  /// A result without what is known from the manifest, the day and the folder for reports.
  private func keptCase(_ result: CaseResult) -> KeptVerdicts.Case? {
    var one = KeptVerdicts.Case(
      check: result.check, column: result.column, slice: result.slice, verdict: result.verdict, message: result.message,
      details: result.details, metrics: result.metrics, limits: result.limits, n: result.n)
    one.figures = result.figures
    one.digest = result.digest
    if let note = result.suppression?.note, result.message.hasSuffix(note) {
      one.message.removeLast(note.count)
      one.isSuppressed = true
    }
    let folder = Display.path(options.output) + "/"
    for path in result.attachments {
      guard path.hasPrefix(folder), let content = FileManager.default.contents(atPath: path) else { return nil }
      one.attachments.append(KeptVerdicts.Attachment(name: String(path.dropFirst(folder.count)), content: content))
    }
    return one
  }
}

/// Collects what the checks of a table say, as long as it can be kept.
struct VerdictKeeper {
  /// The most cases of one table that are kept.
  static let mostCases = 20_000

  let key: CacheKey?
  private(set) var results: [CaseResult]?

  init(_ key: CacheKey?) {
    self.key = key
    results = key == nil ? nil : []
  }

  /// Takes a result.
  mutating func add(_ result: CaseResult) {
    guard let count = results?.count else { return }
    if result.verdict == .fail || result.verdict == .error || count >= Self.mostCases {
      results = nil
    } else {
      results?.append(result)
    }
  }
}
