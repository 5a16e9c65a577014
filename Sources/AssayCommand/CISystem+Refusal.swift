import ArgumentParser
import AssayReports
import Foundation

extension CISystem {
  /// Throws when a CI system is at work.
  ///
  /// - Parameter what: what it must not do, and what to do instead: follows "must not".
  static func refuse(_ what: String) throws {
    guard let sign = sign(in: ProcessInfo.processInfo.environment) else { return }
    throw ValidationError("\(sign.variable) is set, and a CI system must not \(what)")
  }
}
