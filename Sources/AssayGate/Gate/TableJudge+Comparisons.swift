import AssayStatistics
import AssayTable

/// Cases of tables whose values do not fit into memory at once.
extension TableJudge {
  /// How many times the budget one pair of columns may take before it is read several times instead of being held.
  private static let largestPair = 8

  /// A case in the form that suits the size of the tables.
  ///
  /// How many rows a condition leaves, and how they are shared out to slices, is not known here: all rows are counted.
  ///
  /// - Parameter referenceRows: the rows of the reference's table; `nil` when there is none.
  func fitting(_ one: CheckCase, referenceRows: Int?) -> CheckCase {
    guard let large = one.largeForm, let referenceRows else { return one }
    let values = Set(one.measurements.filter { $0.bytesPerRow > 0 })
    let referenceValues = Set(one.referenceMeasurements.filter { $0.bytesPerRow > 0 })
    let bytes =
      values.reduce(0) { $0 + $1.bytesPerRow } * made.rows
      + referenceValues.reduce(0) { $0 + $1.bytesPerRow } * referenceRows
    let isPair = values.count <= 1 && referenceValues.count <= 1
    return bytes > (isPair ? Self.largestPair * valueMemory : valueMemory) ? large() : one
  }

  /// The comparisons among some measurements.
  func comparisons(_ requests: [Scope: Set<Measurement>]) -> [JudgingRound.Comparison] {
    requests.flatMap { scope, measurements in
      measurements.compactMap { JudgingRound.Comparison($0, scope: scope) }
    }.sorted { String(describing: $0) < String(describing: $1) }
  }

  /// Whether the columns of a comparison are read several times, because both do not fit into memory.
  func isStreamed(_ one: JudgingRound.Comparison, _ sides: Sides) -> Bool {
    (sides.rows.current + sides.rows.reference) * Measurement.sample("").bytesPerRow > Self.largestPair * sides.budget
  }

  /// The comparisons that cases need beside those that are there.
  func furtherComparisons(_ prepared: [Prepared], _ measuring: Measuring) -> [JudgingRound.Comparison] {
    var further: [Scope: Set<Measurement>] = [:]
    for item in prepared where item.failure == nil {
      for (slice, values) in measuring.measured.values[item.scope] ?? [:] {
        for one in item.cases where one.judgesSmallSlices || item.scope.by.isEmpty || !Self.isSmall(values) {
          guard let ask = one.furtherComparisons else { continue }
          // What keeps a case from asking keeps it from being judged, and is told then.
          let wanted = (try? ask(evidence(item, one, slice, measuring))) ?? []
          further[item.scope, default: []].formUnion(wanted.filter { values[$0] == nil })
        }
      }
    }
    return comparisons(further)
  }

  /// Compares values that are held, in every slice.
  func compare(
    _ comparisons: [JudgingRound.Comparison], _ measuring: Measuring
  ) async -> [(JudgingRound.Comparison, String, Measured)] {
    await withTaskGroup(of: (JudgingRound.Comparison, String, Measured).self) { group in
      for one in comparisons {
        for (slice, values) in measuring.measured.values[one.scope] ?? [:] {
          let mine = values[.sample(one.column)]
          let theirs = measuring.reference.values[one.scope]?[slice]?[.sample(one.other)]
          group.addTask { (one, slice, Self.compare(mine, theirs, one)) }
        }
      }
      var compared: [(JudgingRound.Comparison, String, Measured)] = []
      for await result in group { compared.append(result) }
      return compared
    }
  }

  private static func compare(
    _ current: Measured?, _ reference: Measured?, _ one: JudgingRound.Comparison
  ) -> Measured {
    switch (current, reference) {
    case (.failed(let error)?, _), (_, .failed(let error)?): return .failed(error)
    case (.sample(let current)?, .sample(let reference)?):
      do throws(StatisticsError) {
        return .comparison(try NumberComparison(reference: reference, current: current, describes: one.describes))
      } catch {
        return .failed(CheckError("column '\(one.column)': \(error)"))
      }
    default:
      return nothingToCompare(one)
    }
  }

  private static func nothingToCompare(_ one: JudgingRound.Comparison) -> Measured {
    .failed(
      CheckError("column '\(one.column)' has nothing to be compared with: the reference does not have these rows"))
  }

  /// Takes comparisons of columns that are too large to hold.
  func stream(
    _ comparisons: [JudgingRound.Comparison], _ sides: Sides, _ threads: Int?, _ measuring: inout Measuring
  ) async throws(GateStop) {
    guard let reference = sides.reference, !comparisons.isEmpty else { return }
    // The tables are read one after the other, so that there is one thread that pulls.
    if threads != 1 { try await useThreads(threads) }
    let comparison = StreamedComparison(
      current: sides.current, reference: reference, capacity: sides.budget / MemoryLayout<UInt64>.stride,
      // Two at the least, whatever the budget.
      slicesAtOnce: max(2, Self.largestPair * sides.budget / StreamedComparison.bytesPerSlice))
    for one in comparisons where measuring.measured.failures[one.scope] == nil {
      try stop.check()
      let slices = sharedSlices(one.scope, measuring)
      let compared = try await comparison.compare(
        one.column, with: one.other, describes: one.describes, scope: one.scope, slices: slices)
      for slice in (measuring.measured.values[one.scope] ?? [:]).keys {
        measuring.measured.values[one.scope]?[slice]?[one.measurement] = compared[slice] ?? Self.nothingToCompare(one)
      }
    }
    if threads != 1 { try await useThreads(threads, streams: 2) }
  }

  /// The slices that both sides have and that are not too small to be judged, with their rows.
  private func sharedSlices(_ scope: Scope, _ measuring: Measuring) -> [String: StreamedComparison.Rows] {
    func rows(_ values: [Measurement: Measured]) -> Int {
      if case .count(let rows)? = values[.rows] { rows } else { 0 }
    }
    let reference = measuring.reference.values[scope] ?? [:]
    var shared: [String: StreamedComparison.Rows] = [:]
    for (slice, values) in measuring.measured.values[scope] ?? [:] where scope.by.isEmpty || !Self.isSmall(values) {
      if let before = reference[slice] { shared[slice] = (rows(before), rows(values)) }
    }
    return shared
  }
}
