/// `unchanged`: the whole output of a stage is the approved one.
public struct UnchangedCheck: Check {
  public static let declaration = CheckDeclaration(
    name: "unchanged",
    summary: "The whole output of a stage is the approved one of the same version.",
    documentation: """
      Compares today's replay of a version with the approved output of that same version, by digests over all rows and \
      per column that do not depend on the order of the rows. A fault in code changes both sides of a drift comparison \
      and cannot be seen there; here it is, and the first stage and column that left the approved state are named.

      `tolerance` names columns whose last digits may differ between machines, such as a model's scores: they are left \
      out of the digests, and their missing values must be equal, and minimum, mean, maximum and five quantiles equal \
      within the tolerance. Use `golden` to compare them row by row. A tolerance that is larger than the approved one is an \
      error until it is approved too.

      `assay approve` records digests and profiles in `baselines/VERSION.json`; `assay review` shows which columns moved.
      """,
    arguments: [
      ArgumentDeclaration("tolerance", .map(.number), "The difference that each of these numeric columns may have.")
    ],
    examples: [
      CheckExample(
        "The same rows in another order", table: "id,x\n2,5\n1,4\n", approved: "id,x\n1,4\n2,5\n", entry: "unchanged",
        verdicts: [.pass], says: "2 rows as approved"),
      CheckExample(
        "A missing value that somebody filled", table: "id,x\n1,4\n2,0\n", approved: "id,x\n1,4\n2,\n",
        entry: "unchanged", verdicts: [.fail], says: "column x: 0 missing, approved 1"),
      CheckExample(
        "Last digits may differ", table: "id,p\n1,0.5000001\n", approved: "id,p\n1,0.5\n",
        entry: "unchanged: { tolerance: { p: 1.0e-6 } }", verdicts: [.pass], says: "1 row as approved"),
    ])

  private let tolerances: [String: Double]

  public init(_ arguments: Arguments) throws(ManifestError) {
    tolerances = try Self.tolerances(arguments)
  }

  /// Reads `tolerance`.
  static func tolerances(_ arguments: Arguments) throws(ManifestError) -> [String: Double] {
    var tolerances: [String: Double] = [:]
    for (key, value) in arguments.map("tolerance") ?? [] {
      guard let number = value.number, number >= 0 else {
        throw ManifestError("the tolerance of '\(key.name)' is a difference, 0 or more", at: value.location)
      }
      tolerances[key.name] = number
    }
    return tolerances
  }

  public var needsBaseline: Bool { true }

  public var approvedTolerances: [String: Double] { tolerances }

  public static var judgesWholeTable: Bool { true }

  public static var judgesTablesWithoutTypes: Bool { true }

  public func cases(of table: TableShape) throws(CheckError) -> [CheckCase] {
    for name in tolerances.keys.sorted() { _ = try table.numericColumn(name) }
    let tolerances = tolerances
    let measurement = Measurement.fingerprint(toleranceColumns: tolerances.keys.sorted())
    return [
      CheckCase(measurements: [measurement]) { evidence throws(CheckError) in
        guard case .fingerprint(let today) = try evidence.measured(measurement) else {
          throw CheckError("internal error: no fingerprint was taken")
        }
        if today.rows == 0 { throw CheckError("there are no rows to compare") }
        for name in tolerances.keys.sorted() where evidence.privateColumns.contains(name) {
          throw CheckError(
            "column '\(name)' is private, so its numbers are not kept and no tolerance can be applied; leave it out of "
              + "'tolerance', and its digest is compared")
        }
        if evidence.isRecorded(insteadOf: evidence.baseline?.fingerprint) {
          var judgement = Judgement(.pass, "\(Format.rows(today.rows)) recorded", n: today.rows)
          judgement.digest = TableDigest(today: today.digest, approved: nil)
          return judgement
        }
        guard let approved = evidence.baseline?.fingerprint else {
          throw CheckError("nothing was approved to compare with; \(evidence.baselineHint)")
        }
        let tolerant = Set(approved.columns.filter { $0.digest == nil }.map(\.name))
        let wanted = Set(tolerances.keys)
        guard tolerant.filter({ today[$0] != nil }) == wanted.filter({ approved[$0] != nil }) else {
          let shown = tolerant.isEmpty ? "none" : tolerant.sorted().joined(separator: ", ")
          throw CheckError(
            "the approved state was recorded with a tolerance for other columns (\(shown)), so the two cannot be compared; "
              + evidence.baselineHint)
        }
        try evidence.refuseLoosened(tolerances, approved: evidence.baseline?.outputTolerance ?? [:])
        var judgement = Self.compare(today, with: approved, tolerances: tolerances, hiding: evidence.privateColumns)
        judgement.digest = TableDigest(today: today.digest, approved: approved.digest)
        return judgement
      }
    ]
  }

  static func compare(
    _ today: Fingerprint, with approved: Fingerprint, tolerances: [String: Double], hiding hidden: Set<String>
  ) -> Judgement {
    var differences: [(column: String?, text: String)] = []
    for column in today.columns {
      guard let before = approved[column.name] else {
        differences.append((column.name, "column \(column.name) is new"))
        continue
      }
      if let text = column.difference(from: before, tolerance: tolerances[column.name]) {
        let shown = hidden.contains(column.name) ? "other values (private)" : text
        differences.append((column.name, "column \(column.name): \(shown)"))
      }
    }
    for column in approved.columns where today[column.name] == nil {
      differences.append((column.name, "column \(column.name) is gone"))
    }
    if today.rows != approved.rows {
      differences.insert((nil, "\(Format.rows(today.rows)), approved \(Format.whole(approved.rows))"), at: 0)
    } else if differences.isEmpty, today.digest != approved.digest {
      let (names, before) = (today.columns.map(\.name), approved.columns.map(\.name))
      differences.append(
        names == before
          ? (nil, "every column holds the approved values, but in other rows")
          : (nil, "the columns are in another order: \(names.joined(separator: ", "))"))
    }
    guard let first = differences.first else {
      return Judgement(.pass, "\(Format.rows(today.rows)) as approved", n: today.rows)
    }
    let columns = differences.compactMap(\.column)
    let leading = today.rows == approved.rows ? first.text : differences.map(\.text).prefix(2).joined(separator: "; ")
    let more = differences.count > 1 ? " (and \(differences.count - 1) more)" : ""
    var judgement = Judgement(.fail, "today's replay leaves the approved one: \(leading)\(more)", n: today.rows)
    judgement.details = differences.map(\.text)
    judgement.departure = Departure(
      column: columns.first, columns: columns, message: "today's replay leaves the approved one: \(leading)",
      examples: [])
    return judgement
  }
}
