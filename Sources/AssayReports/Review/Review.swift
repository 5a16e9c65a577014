import AssayConcurrency
import AssayGate
import Foundation

/// What a review shows: per fixture and version, how today's results differ from the approved ones. Also the wire format
/// `assay.review/1`.
public struct Review: Codable, Sendable, Hashable {
  /// The name and version of the format.
  public static let format = "assay.review/1"

  /// ``format``.
  public var format = Self.format
  /// The fixtures, in the order of the run.
  public var fixtures: [Fixture] = []

  /// One fixture.
  public struct Fixture: Codable, Sendable, Hashable {
    /// The name.
    public var name: String
    /// The versions, in the manifest's order.
    public var versions: [Version] = []
    /// The checks that fail beside all comparisons with approved results, or could not be evaluated; by id, each once.
    public var failing: [Failing] = []
    /// Why something could not be evaluated.
    public var failures: [String] = []
    /// What else people should know.
    public var notices: [String] = []
  }

  /// A check that does not hold.
  public struct Failing: Codable, Sendable, Hashable {
    /// The check's id.
    public var check: String
    /// `fail` or `error`.
    public var verdict: String
    /// The first version and what was found there.
    public var message: String
  }

  /// One version.
  public struct Version: Codable, Sendable, Hashable {
    /// The name.
    public var version: String
    /// The approval; absent when nothing was approved.
    public var approved: Baseline.Approval?
    /// The days that the approval still holds; absent when it has no end.
    public var daysLeft: Int?
    /// The changes.
    public var changes: [BaselineChange]
    /// The ids of those that were accepted in this review.
    public var accepted: [String]
  }

  /// Creates an empty review.
  public init() {}

  /// The changes that were not accepted.
  public var left: [BaselineChange] {
    fixtures.flatMap(\.versions).flatMap { version in
      version.changes.filter { !version.accepted.contains($0.id) }
    }
  }

  /// The review as JSON text with sorted keys and a line feed at its end.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

/// Collects what a run says of baselines.
public final class ReviewRecorder: Recorder {
  /// `review`.
  public let name = "review"

  private let collected = Locked(Review())

  /// Creates a recorder.
  public init() {}

  /// What was collected so far.
  public var review: Review { collected.withLock { $0 } }

  /// Does nothing: there is no earlier report.
  public func invalidate() {}

  /// Takes the next event.
  public func record(_ event: GateEvent) {
    collected.withLock { review in
      switch event {
      case .fixtureStarted(let header): review.fixtures.append(Review.Fixture(name: header.name))
      case .caseFinished(let result): Self.add(result, to: &review)
      case .versionFinished(let result):
        guard let last = review.fixtures.indices.last, let report = result.baseline else { return }
        review.fixtures[last].versions.append(
          Review.Version(
            version: result.version, approved: report.approval, daysLeft: report.approval?.daysLeft,
            changes: report.changes, accepted: report.recorded.map(\.id)))
      case .fixtureFinished(let result):
        guard let last = review.fixtures.indices.last else { return }
        review.fixtures[last].failures = result.failures
        review.fixtures[last].notices = result.notices
      default: break
      }
    }
  }

  private static func add(_ result: CaseResult, to review: inout Review) {
    guard result.verdict == .fail || result.verdict == .error, let last = review.fixtures.indices.last,
      !review.fixtures[last].failing.contains(where: { $0.check == result.check })
    else { return }
    review.fixtures[last].failing.append(
      Review.Failing(
        check: result.check, verdict: result.verdict.rawValue, message: "\(result.version): \(result.message)"))
  }
}
