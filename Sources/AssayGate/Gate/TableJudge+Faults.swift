import AssayEngine

/// What keeps a check from being judged, told before anything is measured.
extension TableJudge {
  /// Why a check cannot be judged: what it stands on has no rows, or its `where` names a column that is not there.
  func fault(_ entry: CheckEntry, reference: Replay.Made?) async throws(GateStop) -> CheckError? {
    if let fault = emptiness(entry, reference) { return fault }
    let probe = FilterProbe(engine: engine)
    if let fault = try await probe.fault(entry, made) { return fault }
    guard entry.check.needsReference, let reference else { return nil }
    return try await probe.fault(entry, reference, isReference: true)
  }

  /// Why a check has nothing to judge: the table, or the reference's, comes from a CSV file that holds a heading alone.
  ///
  /// The engine takes its columns for text, so that a comparison would speak of types that changed, or find that they are
  /// as declared.
  private func emptiness(_ entry: CheckEntry, _ reference: Replay.Made?) -> CheckError? {
    if let cause = made.emptiness, !type(of: entry.check).judgesTablesWithoutTypes {
      return CheckError("table '\(table)' has no rows: \(cause)")
    }
    if let cause = reference?.emptiness, entry.check.needsReference {
      return CheckError("the reference's table '\(table)' has no rows: \(cause)")
    }
    return nil
  }
}

/// Finds the column that the `where` of a check names and a table does not have.
struct FilterProbe {
  let engine: any Engine

  /// What is wrong with the condition of an entry; `nil` when the table has all columns that it names, and for faults of
  /// other kinds. The engine is asked only when a name is none of the columns', and reads no rows.
  func fault(
    _ entry: CheckEntry, _ made: Replay.Made, isReference: Bool = false
  ) async throws(GateStop) -> CheckError? {
    guard let filter = entry.filter else { return nil }
    // Engines take no notice of case.
    let known = Set(made.schema.names.map { $0.lowercased() })
    let unknown = RowFilter.names(in: filter).filter { !known.contains($0.lowercased()) }
    if unknown.isEmpty { return nil }
    do throws(EngineError) {
      _ = try await engine.schema(
        of: "SELECT 1 FROM \(engine.dialect.tableReference(made.table)) WHERE \(RowFilter.parenthesised(filter))")
      return nil
    } catch {
      if error.kind == .cancelled { throw GateStop.current }
      // Words of SQL are among the names: the one that is meant is the one that the engine quotes.
      guard error.kind == .binder || error.kind == .catalog,
        let name = unknown.first(where: { Self.quotes($0, in: error.message) })
      else { return nil }
      let shape = TableShape(name: entry.table, schema: made.schema)
      do throws(CheckError) { _ = try shape.column(name) } catch {
        let file = entry.location.file.split(separator: "/").last ?? "assay.yaml"
        let place = "'where' of check '\(entry.id)', \(file):\(entry.location.line)"
        return CheckError("\(place): \(isReference ? "in the reference, " : "")\(error.message)")
      }
      return nil
    }
  }

  /// Whether a message names something between quotes of any kind.
  private static func quotes(_ name: String, in message: String) -> Bool {
    [("\"", "\""), ("'", "'"), ("`", "`")].contains { message.contains("\($0.0)\(name)\($0.1)") }
  }
}
