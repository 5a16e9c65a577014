extension VersionJudge {
  /// Ends the judging of a version with what becomes of its baseline: recorded, reviewed, or looked through for what no
  /// check asks for.
  ///
  /// - Parameters:
  ///   - recording: what was collected while judging.
  ///   - baseline: what the version was compared with; `nil` when there is nothing.
  func settle(
    _ recording: BaselineRecording, of version: String, _ baseline: Baseline?, _ judged: inout Judged
  ) {
    let store = BaselineStore(plan.manifest)
    guard let approval = options.approval else {
      // Where all verdicts were known, what was approved was not read. What cannot be read is told of elsewhere.
      let known = baseline.map { BaselineOutline($0) } ?? store.outline(version)
      judged.baseline.approval = known?.approval
      if let known, store.isOwn(version) { judged.baseline.unreferenced = unreferenced(known.parts, recording) }
      return
    }
    do throws(BaselineError) {
      if options.recording.review == ReviewDecision() {
        try record(recording, approval, version, store, &judged)
      } else {
        var outcome = judged
        try store.withLock { () throws(BaselineError) in
          try record(recording, approval, version, store, &outcome)
        }
        judged = outcome
      }
    } catch {
      judged.failures.append(error.message)
    }
  }

  /// The parts of a baseline that no check asks for.
  private func unreferenced(_ parts: Set<BaselinePart>, _ recording: BaselineRecording) -> [String] {
    var others = BaselineCoverage()
    for check in plan.checks {
      if check.isSelected { others.addKept(check.entry) } else { others.add(check.entry) }
    }
    return
      parts
      .filter { !recording.coverage.contains($0) && !recording.unknown.contains($0) && !others.contains($0) }
      .map(\.address).sorted()
  }

  private func record(
    _ recording: BaselineRecording, _ approval: Baseline.Approval, _ version: String, _ store: BaselineStore,
    _ judged: inout Judged
  ) throws(BaselineError) {
    let wanted = options.recording
    let (old, problem) = store.salvage(version)
    judged.baseline.approval = old?.approval
    if let problem {
      if wanted.mode == .missing || wanted.review != nil { throw problem }
      judged.baseline.notes.append(
        "what could not be read of version '\(version)' is recorded anew"
          + (old == nil ? ", and its anchor begins today" : "") + ": \(problem.message)")
    }
    var approval = approval
    if wanted.keepsUntil, approval.until == nil { approval.until = old?.approval.until }
    let tolerated = judged.failing.filter { $0.value == .fail && wanted.despite.allows($0.key) }.keys.sorted()
    if !tolerated.isEmpty { approval.despite = tolerated }
    let today = recording.baseline(approval)
    let rejections = RejectionStore(folder: store.folder)
    let rejected = try rejections.read()
    let changes = BaselineComparison(
      manifest: plan.manifest, version: version, approved: old, today: today, coverage: recording.coverage,
      unknown: recording.unknown, approvedRows: recording.approvedRows
    ).changes().map { change in
      var change = change
      change.rejection = rejected.first { $0.id == change.id && $0.address == change.address }
      return change
    }
    judged.baseline.changes = changes
    let chosen = selected(changes)
    var parts = Set(chosen.compactMap { BaselinePart(address: $0.part) })
    if wanted.mode == .all, wanted.review == nil {
      parts.formUnion(today.parts)
      parts.formUnion((old?.parts ?? []).filter(recording.coverage.contains))
    }
    let superfluous = old.map { store.isOwn(version) ? unreferenced($0.parts, recording) : [] } ?? []
    if wanted.prunes {
      judged.baseline.pruned = superfluous
      parts.formUnion(superfluous.compactMap(BaselinePart.init(address:)))
    } else {
      judged.baseline.unreferenced = superfluous
    }
    let updated = Baseline.updating(old, with: today, parts: parts, pinsAnchor: wanted.pinsAnchor)
    if needsWriting(updated, over: old, parts) {
      if let refusal = refusal(chosen, version, judged) {
        judged.baseline.pruned = []
        judged.failures.append(refusal)
        return
      }
      judged.recorded = try store.write(updated, version: version)
      judged.baseline.isWritten = judged.recorded
      judged.baseline.approval = updated.approval
      judged.baseline.recorded = chosen
    }
    try settle(rejected, changes, recorded: chosen, approval, version, rejections)
  }

  /// The changes that the mode or the review selects.
  private func selected(_ changes: [BaselineChange]) -> [BaselineChange] {
    if let review = options.recording.review {
      return changes.filter { change in
        review.accepted.contains { ReviewDecision.names($0, change) }
          && !review.rejected.contains { ReviewDecision.names($0, change) }
      }
    }
    return options.recordMode == .missing ? changes.filter { $0.effect == .added } : changes
  }

  private func needsWriting(_ updated: Baseline, over old: Baseline?, _ parts: Set<BaselinePart>) -> Bool {
    guard let old else { return !parts.isEmpty }
    if !updated.holdsTheSame(as: old) { return true }
    if options.recording.keepsUntil { return false }
    // The same results, for longer or shorter; or for as long, and that is over.
    return updated.approval.until != old.approval.until || (updated.approval.daysLeft ?? 0) < 0
  }

  /// Why nothing is recorded; `nil` when nothing speaks against it. A failed run never becomes history.
  private func refusal(_ chosen: [BaselineChange], _ version: String, _ judged: Judged) -> String? {
    let errors = judged.failing.filter { $0.value == .error }.keys.sorted()
    let fails = judged.failing.filter { $0.value == .fail && !options.recording.despite.allows($0.key) }.keys.sorted()
    let start = "version '\(version)'\(RecordingOptions.refusal)"
    if !errors.isEmpty {
      return start + "\(Self.names(errors)) could not be evaluated, and what could not be evaluated is never approved"
    }
    if let first = judged.failures.first { return start + "it was not evaluated as a whole (\(first))" }
    if !fails.isEmpty {
      let arguments = fails.prefix(3).map { "--despite \(Rerun.quoted($0))" }
      let command = fails.count > 3 ? "--despite-failures" : arguments.joined(separator: " ")
      return start
        + "\(Self.names(fails)) \(fails.count == 1 ? "fails" : "fail"); mend \(fails.count == 1 ? "it" : "them") or change "
        + "the limit, or say why the results are right all the same: \(command) --why …"
    }
    guard options.recording.review == nil,
      let change = chosen.first(where: { $0.rejection != nil }), let rejection = change.rejection
    else { return nil }
    return start
      + "the change \(change.id) (\(change.title)) was rejected on \(rejection.at) by \(rejection.by): \(rejection.why); if "
      + "it is right after all: assay review \(Rerun.quoted(path)) --accept \(change.id) --why …"
  }

  private static func names(_ ids: [String]) -> String {
    ids.prefix(5).joined(separator: ", ") + (ids.count > 5 ? " and \(ids.count - 5) more" : "")
  }

  /// Remembers what was rejected, and forgets what was recorded since or does not occur any more.
  private func settle(
    _ known: [Rejection], _ changes: [BaselineChange], recorded: [BaselineChange], _ approval: Baseline.Approval,
    _ version: String, _ store: RejectionStore
  ) throws(BaselineError) {
    let words = options.recording.review?.rejected ?? []
    let rejected = changes.filter { change in words.contains { ReviewDecision.names($0, change) } }
    let new = rejected.filter { $0.rejection == nil }.map { change in
      Rejection(address: change.address, at: approval.at, by: approval.by, id: change.id, why: approval.why)
    }
    let settled = Set(recorded.map(\.address)).union(new.map(\.address))
    let isComplete = plan.checks.allSatisfy(\.isSelected)
    let kept = known.filter { rejection in
      guard rejection.address.hasPrefix(version + "/") else { return true }
      if settled.contains(rejection.address) { return false }
      return !isComplete || words.isEmpty || changes.contains { $0.id == rejection.id }
    }
    if kept + new != known { try store.write(kept + new) }
  }
}

extension Baseline {
  /// Whether another baseline holds the same results and anchor, whoever approved it.
  func holdsTheSame(as other: Baseline) -> Bool {
    tables == other.tables && metrics == other.metrics && anchor == other.anchor
  }
}
