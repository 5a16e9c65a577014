/// What two samples can show: the smallest effect, and the sizes that would show the limit.
///
/// A verdict only needs to know whether the samples show the limit. The numbers are for people, and those of proportions
/// take a search: they are found when they are asked for. Equal values have equal answers.
package enum Detectability: Sendable, Hashable {
  /// Numbers that a formula gives.
  case known(smallestEffect: Double, requiredSize: DriftAssessment.RequiredSize?)
  /// A difference of two proportions, by search.
  case difference(DetectableDifference)

  /// The smallest effect that is significant with the power of the rule, at most 1.
  package var smallestEffect: Double {
    switch self {
    case .known(let effect, _): effect
    case .difference(let difference): difference.smallestEffect
    }
  }

  /// The sizes that would show the limit.
  package var requiredSize: DriftAssessment.RequiredSize? {
    switch self {
    case .known(_, let size): size
    case .difference(let difference): difference.requiredSize
    }
  }
}
