import ArgumentParser
import Foundation

/// Whether the process runs in a CI system, known from its environment.
enum ContinuousIntegration {
  /// What the CI systems set that do not all set `CI`.
  private static let variables = [
    "CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION",
    "CODEBUILD_BUILD_ID",
    "CIRCLECI", "TRAVIS",
  ]

  /// The variable that tells of a CI system; `nil` when none does. `CI=false` says that there is none.
  static func variable(_ environment: [String: String]) -> String? {
    func isSet(_ name: String) -> Bool {
      environment[name].map { !["", "0", "false"].contains($0.lowercased()) } ?? false
    }
    if let value = environment["CI"], !value.isEmpty, !isSet("CI") { return nil }
    return variables.first(where: isSet)
  }

  /// Throws when a CI system is at work.
  ///
  /// - Parameter what: what it must not do, and what to do instead: follows "must not".
  static func refuse(_ what: String) throws {
    guard let variable = variable(ProcessInfo.processInfo.environment) else { return }
    throw ValidationError("\(variable) is set, and a CI system must not \(what)")
  }
}
