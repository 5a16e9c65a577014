import AssayConcurrency

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Holds complete reports back until all of them are there, so that they appear together at the very end of a run.
///
/// A run that is killed before `publish` leaves every report as it was: "did not finish".
public final class ReportPublication: Sendable {
  private struct Pending {
    var temporary: String
    var report: ReportFile
  }

  private let pending = Locked<[Pending]>([])

  /// Creates a publication of no reports.
  public init() {}

  /// Takes a complete report; one that was taken before for the same place is dropped.
  func add(_ temporary: String, for report: ReportFile) {
    pending.withLock { pending in
      for earlier in pending where earlier.report.path == report.path { _ = unlink(earlier.temporary) }
      pending.removeAll { $0.report.path == report.path }
      // The report's own reference to this publication would keep both alive.
      pending.append(Pending(temporary: temporary, report: report.alone))
    }
  }

  /// Gives the reports their names, one right after the other.
  ///
  /// - Throws: `ReportFileError`, which names the path and what to do; the other reports are published all the same.
  public func publish() throws {
    var failure: (any Error)?
    for item in pending.withLock({ pending in
      defer { pending = [] }
      return pending
    }) {
      do { try item.report.rename(item.temporary) } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }

  deinit { pending.withLock { for item in $0 { _ = unlink(item.temporary) } } }
}
