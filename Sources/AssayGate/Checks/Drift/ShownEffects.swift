import AssayConcurrency
import AssayStatistics

/// What the samples of an inconclusive comparison could have shown, and which sizes would do.
///
/// Finding both takes a search, and the columns of a table have the same rows and the same share of the budget, so that
/// most of them ask the same question again: the answers are kept.
struct ShownEffects: Sendable {
  let smallestEffect: Double
  let requiredSize: DriftAssessment.RequiredSize?

  /// The answers so far; dropped when there are too many, as they can be found again.
  private static let known = Locked<[Detectability: ShownEffects]>([:])
  private static let mostKnown = 4096

  static func of(_ assessment: DriftAssessment) -> ShownEffects {
    let question = assessment.detectability
    if let answer = known.withLock({ $0[question] }) { return answer }
    let answer = ShownEffects(smallestEffect: question.smallestEffect, requiredSize: question.requiredSize)
    known.withLock { answers in
      if answers.count >= mostKnown { answers.removeAll() }
      answers[question] = answer
    }
    return answer
  }
}
