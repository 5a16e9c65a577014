extension TableJudge {
  /// The approved golden rows as they are today, where new ones are about to be chosen: these may be other rows, and would
  /// not tell what became of the approved ones. `nil` where there are none, or not under the same key.
  ///
  /// - Parameter known: what was measured before, with the number of rows.
  func lookUpApproved(
    _ requests: [Scope: Set<Measurement>], _ known: Measurements
  ) async throws(GateStop) -> KeyedRows? {
    guard let approved = baseline?.tables[table]?.golden else { return nil }
    for (scope, measurements) in requests {
      for measurement in measurements {
        guard case .keyedRows(let key, _) = measurement, key == approved.key else { continue }
        let found = try await measurer(of: made, ValueMemory(), goldenRows: approved).measureStreamed(
          [scope: [measurement]], known: known)
        if case .keyedRows(let rows)? = found.values[scope]?[""]?[measurement] { return rows }
      }
    }
    return nil
  }
}
