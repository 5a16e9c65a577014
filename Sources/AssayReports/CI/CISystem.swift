/// A continuous-integration system, as its environment tells.
public enum CISystem: String, Sendable, CaseIterable {
  /// GitHub Actions, and what runs its workflows: Gitea and Forgejo.
  case github
  /// GitLab CI/CD.
  case gitlab
  /// Jenkins.
  case jenkins
  /// Azure Pipelines.
  case azure
  /// CircleCI.
  case circleci
  /// Buildkite.
  case buildkite
  /// Bitbucket Pipelines.
  case bitbucket
  /// TeamCity.
  case teamcity
  /// Another one, which only says that it is one.
  case other

  /// What tells of a system: the variable that its documentation says it sets.
  public struct Sign: Sendable, Hashable {
    /// The system.
    public var system: CISystem
    /// The variable.
    public var variable: String
  }

  /// The variables that tell of a system; the specific ones come before `CI`, which most set too.
  private static let signs: [Sign] = [
    ("GITHUB_ACTIONS", .github), ("GITLAB_CI", .gitlab), ("TF_BUILD", .azure), ("CIRCLECI", .circleci),
    ("BUILDKITE", .buildkite), ("BITBUCKET_BUILD_NUMBER", .bitbucket), ("TEAMCITY_VERSION", .teamcity),
    ("JENKINS_URL", .jenkins), ("CODEBUILD_BUILD_ID", .other), ("TRAVIS", .other), ("CI", .other),
  ].map { Sign(system: $1, variable: $0) }

  /// What an environment says of the system that a process runs in; `nil` on a person's machine.
  ///
  /// A variable that is empty, `0` or `false` says nothing, but for `CI`: with `0` or `false` it says that there is no
  /// system, whatever else is set.
  public static func sign(in environment: [String: String]) -> Sign? {
    func isFalse(_ value: String) -> Bool { value == "0" || value.lowercased() == "false" }
    if let value = environment["CI"], isFalse(value) { return nil }
    return signs.first { sign in environment[sign.variable].map { !$0.isEmpty && !isFalse($0) } ?? false }
  }

  /// The system that a process runs in; `nil` on a person's machine.
  public static func detect(_ environment: [String: String]) -> CISystem? { sign(in: environment)?.system }
}
