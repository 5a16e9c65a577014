/// Which results a run records as approved.
public enum RecordMode: String, Sendable, CaseIterable, Codable {
  /// None: everything is compared with what was approved, and what was never approved is an error.
  case never
  /// What was never approved; the rest is compared with what was.
  case missing
  /// What was never approved, and what differs from it by more than its tolerance.
  case changed
  /// Everything, to the last digit.
  case all

  /// Whether what was approved gives way to today's results, rather than be compared with them.
  public var replaces: Bool { self == .changed || self == .all }
}

/// How results are recorded, where a run has an approval to record them under.
public struct RecordingOptions: Sendable {
  /// Which results are recorded.
  public var mode = RecordMode.changed
  /// Whether today's metrics become the anchor that later ones are held against beside the last approved ones.
  public var pinsAnchor = false
  /// Whether what no check asks for any more is removed.
  public var prunes = false
  /// Whether the day on which an approval ends stays as it was when the new approval names none.
  public var keepsUntil = false
  /// The failing checks in spite of which results are recorded.
  public var despite = Despite.nothing

  /// What a failure says behind the version when results were judged and must not be recorded.
  static let refusal = " was not recorded: "

  /// Whether all that failed is that results were not recorded: the run was judged all the same.
  public static func areRefusals(_ failures: [String]) -> Bool {
    !failures.isEmpty && failures.allSatisfy(isRefusal)
  }

  /// Whether a failure is that results were not recorded.
  public static func isRefusal(_ failure: String) -> Bool { failure.contains("'" + refusal) }

  /// Which of the changes are recorded; `nil` for all that the mode selects.
  public var review: ReviewDecision?

  /// Creates options that record what was never approved or differs.
  public init() {}

  /// Checks that fail, and yet do not keep results from being recorded. What could not be evaluated always does.
  public enum Despite: Sendable, Hashable {
    /// None.
    case nothing
    /// These, by their ids.
    case checks([String])
    /// Whichever fail.
    case allFailures

    /// Whether a check may fail.
    func allows(_ check: String) -> Bool {
      switch self {
      case .nothing: false
      case .checks(let ids): ids.contains(check)
      case .allFailures: true
      }
    }
  }
}

/// What is to become of the changes that a review shows.
public struct ReviewDecision: Sendable, Hashable {
  /// The changes that are accepted: ids, or addresses in which `*` stands for anything.
  public var accepted: [String]
  /// The changes that are rejected, in the same words.
  public var rejected: [String]

  /// Creates a decision.
  public init(accepted: [String] = [], rejected: [String] = []) {
    self.accepted = accepted
    self.rejected = rejected
  }

  /// Whether every change is accepted that is not rejected.
  public static let everything = "*"

  /// Whether a word of a decision names a change.
  public static func names(_ word: String, _ change: BaselineChange) -> Bool {
    word == change.id || word == change.address || (word.contains("*") && Wildcard.matches(change.address, word))
  }
}
