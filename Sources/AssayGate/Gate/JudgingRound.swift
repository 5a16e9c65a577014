/// Cases that are judged together, and the measurements with a value for every row that they need.
///
/// Such values are taken in rounds of as many columns as fit into memory, and released when the cases that need them are
/// judged: the memory of a run does not grow with the number of columns.
struct JudgingRound: Sendable {
  /// A case of one slice.
  struct Key: Hashable, Sendable {
    /// The position of the check among those of the table.
    var item: Int
    /// The position of the case among those of the check.
    var index: Int
    /// The slice's name; empty without slices.
    var slice: String
  }

  /// The measurements of the table.
  var current: [Scope: Set<Measurement>] = [:]
  /// The measurements of the reference's table.
  var reference: [Scope: Set<Measurement>] = [:]
  /// The cases, as positions of the check and of the case, for all slices.
  var cases: [(item: Int, index: Int)] = []
  /// The memory that the values of the round take, in bytes.
  var bytes = 0

  /// Cuts the cases into rounds. The first round is there always, also when nobody needs values of rows.
  ///
  /// A case whose own values need more than the budget makes a round of its own.
  ///
  /// - Parameters:
  ///   - rows: the rows of the table, and of the reference's table.
  ///   - budget: the memory that the values of one round may take, in bytes.
  static func plan(
    _ prepared: [TableJudge.Prepared], rows: (current: Int, reference: Int), budget: Int
  ) -> [JudgingRound] {
    var rounds = [JudgingRound()]
    for (item, one) in prepared.enumerated() where one.failure == nil {
      for (index, wanted) in one.cases.enumerated() {
        let current = Set(wanted.measurements.filter { $0.bytesPerRow > 0 })
        let reference = Set(wanted.referenceMeasurements.filter { $0.bytesPerRow > 0 })
        guard !current.isEmpty || !reference.isEmpty else { continue }
        func size(_ round: JudgingRound) -> Int {
          let new = current.subtracting(round.current[one.scope] ?? [])
          let newReference = reference.subtracting(round.reference[one.scope] ?? [])
          return new.reduce(0) { $0 + $1.bytesPerRow } * rows.current
            + newReference.reduce(0) { $0 + $1.bytesPerRow } * rows.reference
        }
        // What another case of an earlier round needs too is there already.
        var place = rounds.firstIndex { !$0.cases.isEmpty && size($0) == 0 } ?? rounds.count - 1
        if place == rounds.count - 1, !rounds[place].cases.isEmpty, rounds[place].bytes + size(rounds[place]) > budget {
          rounds.append(JudgingRound())
          place += 1
        }
        rounds[place].bytes += size(rounds[place])
        rounds[place].current[one.scope, default: []].formUnion(current)
        rounds[place].reference[one.scope, default: []].formUnion(reference)
        rounds[place].cases.append((item, index))
      }
    }
    return rounds
  }
}

/// What came of a case that was judged in a round.
struct JudgedCase: Sendable {
  var judgement: Judgement
  /// The time that judging it took, in seconds.
  var seconds: Double
}
