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

  /// A comparison of two columns in all slices of a scope.
  struct Comparison: Hashable, Sendable {
    var scope: Scope
    /// The column of the table.
    var column: String
    /// The column of the reference.
    var other: String
    /// Whether what moved is asked for.
    var describes: Bool

    /// Nil for a measurement of another kind.
    init?(_ measurement: Measurement, scope: Scope) {
      guard case .comparison(let column, let other, let describes) = measurement else { return nil }
      (self.scope, self.column, self.other, self.describes) = (scope, column, other, describes)
    }

    var measurement: Measurement { .comparison(column, with: other, describes: describes) }
  }

  /// The measurements of the table.
  var current: [Scope: Set<Measurement>] = [:]
  /// The measurements of the reference's table.
  var reference: [Scope: Set<Measurement>] = [:]
  /// The cases, as positions of the check and of the case, for all slices.
  var cases: [(item: Int, index: Int)] = []
  /// The comparisons that are taken while the values are there.
  var comparisons: [Comparison] = []
  /// The memory that the values of the round take, in bytes.
  var bytes = 0

  /// Cuts the cases, and then the comparisons, into rounds. The first round is there always, also when nobody needs values of rows.
  ///
  /// A case whose own values need more than the budget makes a round of its own.
  ///
  /// - Parameters:
  ///   - rows: the rows of the table, and of the reference's table.
  ///   - budget: the memory that the values of one round may take, in bytes.
  static func plan(
    _ prepared: [TableJudge.Prepared], comparisons: [Comparison] = [], rows: (current: Int, reference: Int),
    budget: Int
  ) -> [JudgingRound] {
    var rounds = [JudgingRound()]
    /// Finds the round that takes some measurements, and adds them to it.
    func place(_ scope: Scope, _ current: Set<Measurement>, _ reference: Set<Measurement>) -> Int {
      func size(_ round: JudgingRound) -> Int {
        let new = current.subtracting(round.current[scope] ?? [])
        let newReference = reference.subtracting(round.reference[scope] ?? [])
        return new.reduce(0) { $0 + $1.bytesPerRow } * rows.current
          + newReference.reduce(0) { $0 + $1.bytesPerRow } * rows.reference
      }
      // What another case of an earlier round needs too is there already.
      var place = rounds.firstIndex { !$0.isEmpty && size($0) == 0 } ?? rounds.count - 1
      if place == rounds.count - 1, !rounds[place].isEmpty, rounds[place].bytes + size(rounds[place]) > budget {
        rounds.append(JudgingRound())
        place += 1
      }
      rounds[place].bytes += size(rounds[place])
      rounds[place].current[scope, default: []].formUnion(current)
      rounds[place].reference[scope, default: []].formUnion(reference)
      return place
    }
    for (item, one) in prepared.enumerated() where one.failure == nil {
      for (index, wanted) in one.cases.enumerated() {
        let current = Set(wanted.measurements.filter { $0.bytesPerRow > 0 })
        let reference = Set(wanted.referenceMeasurements.filter { $0.bytesPerRow > 0 })
        guard !current.isEmpty || !reference.isEmpty else { continue }
        rounds[place(one.scope, current, reference)].cases.append((item, index))
      }
    }
    for one in comparisons {
      rounds[place(one.scope, [.sample(one.column)], [.sample(one.other)])].comparisons.append(one)
    }
    return rounds
  }

  /// Whether nobody needs values of rows here.
  private var isEmpty: Bool { cases.isEmpty && comparisons.isEmpty }
}

/// What came of a case that was judged in a round.
struct JudgedCase: Sendable {
  var judgement: Judgement
  /// The time that judging it took, in seconds.
  var seconds: Double
}
