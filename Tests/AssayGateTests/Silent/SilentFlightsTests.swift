import AssayGate
import Foundation
import TestSupport
import Testing

/// Every check for silent failures finds its defect in the flights, and reports none on the twelve clean months.
@Suite(.serialized) struct SilentFlightsTests {
  @Test func explore() async throws {
    let flights = try SilentFlights()
    let started = Date()
    for report in try await flights.cleanMonths() {
      print("STATUS \(report.status) \(report.outcome.failures)")
      for one in report.cases where one.verdict != .pass {
        print("CLEAN \(one.version) \(one.check) \(one.verdict) \(one.name): \(one.message)")
      }
      print("CASES \(report.cases.count) \(Date().timeIntervalSince(started))")
    }
    let report = try await flights.defects()
    print("STATUS \(report.status) \(report.outcome.failures) \(Date().timeIntervalSince(started))")
    for one in report.cases where one.verdict != .pass {
      print("DEFECT \(one.version) \(one.check) \(one.verdict) \(one.name): \(one.message) \(one.details)")
    }
  }
}
