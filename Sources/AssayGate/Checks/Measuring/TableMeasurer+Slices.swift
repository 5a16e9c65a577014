import AssayEngine
import AssayTable

/// Aggregates of slices.
extension TableMeasurer {
  /// Takes the aggregates of every slice of a scope.
  func aggregateSlices(
    _ scope: Scope, _ requests: [Scope: Set<Measurement>], into result: inout Measurements
  ) async throws(GateStop) {
    for name in scope.by where schema[name] == nil {
      result.failures[scope] = CheckError("there is no column '\(name)' to slice by")
      return
    }
    let all = items(scope, requests, filter: nil)
    // The number of rows first: it says which slices there are, and nothing that is measured must decide that.
    let items = all.filter { $0.measurement == .rows } + all.filter { $0.measurement != .rows }
    for (number, part) in Self.parts(items).enumerated() where result.failures[scope] == nil {
      guard let failure = try await attemptSlices(scope, part, isFirst: number == 0, into: &result) else { continue }
      if number == 0 {
        guard part.count > 1, try await attemptSlices(scope, [part[0]], isFirst: true, into: &result) == nil else {
          result.failures[scope] = failure
          return
        }
      }
      for item in part.dropFirst(number == 0 ? 1 : 0) {
        guard let failure = try await attemptSlices(scope, [item], isFirst: false, into: &result) else { continue }
        for slice in result.values[scope, default: [:]].keys {
          result.values[scope]?[slice]?[item.measurement] = .failed(failure)
        }
      }
    }
  }

  /// Takes some aggregates of every slice; says why that did not work.
  private func attemptSlices(
    _ scope: Scope, _ items: [Item], isFirst: Bool, into result: inout Measurements
  ) async throws(GateStop) -> CheckError? {
    do throws(EngineError) {
      try await measureSlices(scope, items, isFirst: isFirst, into: &result)
      return nil
    } catch {
      if error.kind == .cancelled { throw GateStop.current }
      return CheckError(error.message)
    }
  }

  /// Takes some aggregates of every slice; the first time it also notes which slices there are.
  private func measureSlices(
    _ scope: Scope, _ items: [Item], isFirst: Bool, into result: inout Measurements
  ) async throws(EngineError) {
    let keys = sql.sliceColumns(scope.by)
    let positions = (1...scope.by.count).map(String.init).joined(separator: ", ")
    let query =
      "SELECT \((keys + items.flatMap(\.expressions)).joined(separator: ", ")) FROM \(source)"
      + "\(sql.whereClause(scope.filter)) GROUP BY \(positions) ORDER BY \(positions)"
    // One more than allowed tells that there are too many, without reading all of them.
    let rows = try await engine.query(query).rows(limit: Self.sliceLimit + 1)
    if rows.count > Self.sliceLimit {
      result.failures[scope] = CheckError(
        "slicing by \(scope.by.joined(separator: ", ")) makes more than \(Self.sliceLimit) slices; slice by columns "
          + "with fewer values, or narrow the rows by 'where'")
      return
    }
    if isFirst {
      result.values[scope] = [:]
      result.slices[scope] = [:]
    }
    for row in rows {
      let values = row.prefix(scope.by.count).map(\.text)
      let name = SliceName.make(scope.by, values)
      if isFirst, result.slices[scope, default: [:]].updateValue(values, forKey: name) != nil {
        result.failures[scope] = CheckError(
          "two slices by \(scope.by.joined(separator: ", ")) have the same name, '\(name)': their values look alike and "
            + "differ in their characters; clean them first")
        return
      }
      Self.take(items, from: row.dropFirst(scope.by.count)) {
        result.values[scope, default: [:]][name, default: [:]][$0.measurement] = $1
      }
    }
  }
}
