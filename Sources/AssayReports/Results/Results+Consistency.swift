import AssayGate

// A file that was edited, merged or cut by a program can be whole JSON in the right format and still tell of another run
// than its cases do. A report of it could read as a pass, so that it is refused.

extension Results {
  /// What in the run contradicts what else is in it, with the key's place; `nil` when nothing does.
  ///
  /// Runs in time linear in the number of cases.
  var inconsistency: String? {
    if let fault = tally.inconsistency { return "'tally' \(fault)" }
    var sum = AssayGate.Tally()
    for (index, fixture) in fixtures.enumerated() {
      if let fault = fixture.inconsistency { return "'fixtures[\(index)]\(fault)" }
      for verdict in Verdict.allCases { sum.add(verdict, count: fixture.tally[verdict]) }
    }
    switch status {
    case .didNotFinish: return nil
    case .passed, .failed, .notEvaluated, .usage, .internalError, .interrupted:
      if status != Status(ExitCode(rawValue: exitCode)) {
        return "'status' is '\(status.rawValue)', and 'exitCode' is \(exitCode)"
      }
    }
    if tally != Tally(sum) { return "'tally' is not the sum of the fixtures' tallies" }
    if status == .passed, tally.error > 0 || !failures.isEmpty {
      return "'status' is 'passed', although something could not be evaluated"
    }
    return nil
  }
}

extension Results.Tally {
  fileprivate var inconsistency: String? {
    let counts = Verdict.allCases.map { self[$0] }
    // No run has more cases than that, and no sum of these overflows.
    guard counts.allSatisfy({ (0...1 << 40).contains($0) }) else { return "has a count that no run has" }
    return counts.reduce(0, +) == total ? nil : "has a 'total' that is not the sum of its verdicts"
  }
}

extension Results.Fixture {
  fileprivate var inconsistency: String? {
    if let fault = tally.inconsistency { return ".tally' \(fault)" }
    var counted = Results.Tally(AssayGate.Tally())
    for (index, version) in versions.enumerated() {
      for (number, item) in version.cases.enumerated() {
        counted.add(item.known)
        if item.figures?.contains(where: { !$0.isWhole }) ?? false {
          return ".versions[\(index)].cases[\(number)].figures' holds lists whose lengths do not fit together"
        }
      }
    }
    return counted == tally ? nil : ".tally' is not what its cases say"
  }
}

extension Results.Figure {
  /// Whether the lists that are drawn together have the lengths that they need, and what they count can be counted. A
  /// figure that lacks a list is not drawn: earlier builds had others.
  fileprivate var isWhole: Bool {
    func fits(_ list: [Any]?, _ count: Int) -> Bool { list.map { $0.count == count } ?? true }
    guard (n ?? []).allSatisfy({ $0 >= 0 }), (counts ?? []).allSatisfy({ $0 >= 0 }) else { return false }
    switch kind {
    case .distribution:
      let others = otherLevels ?? 0
      guard (0...1 << 40).contains(others) else { return false }
      guard let current else { return true }
      return fits(reference, current.count) && fits(edges, current.count + 1)
        && fits(levels, current.count - (others > 0 ? 1 : 0))
    case .roc, .precisionRecall, .reliability:
      guard let x else { return true }
      return fits(y, x.count) && fits(n, x.count)
    case .residuals:
      guard let x, let quantiles else { return true }
      return fits(n, x.count) && quantiles.count == 5 && quantiles.allSatisfy { $0.count == x.count }
    case .confusion: return fits(counts, 4)
    }
  }
}
