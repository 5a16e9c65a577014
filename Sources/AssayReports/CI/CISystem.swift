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

  /// The system that a process runs in; `nil` on a person's machine.
  ///
  /// Each system documents the variable that it sets; the specific ones are looked at before `CI`, which most set too.
  public static func detect(_ environment: [String: String]) -> CISystem? {
    func isSet(_ name: String) -> Bool {
      guard let value = environment[name] else { return false }
      return !value.isEmpty && value.lowercased() != "false" && value != "0"
    }
    if isSet("GITHUB_ACTIONS") { return .github }
    if isSet("GITLAB_CI") { return .gitlab }
    if isSet("TF_BUILD") { return .azure }
    if isSet("CIRCLECI") { return .circleci }
    if isSet("BUILDKITE") { return .buildkite }
    if isSet("BITBUCKET_BUILD_NUMBER") { return .bitbucket }
    if isSet("TEAMCITY_VERSION") { return .teamcity }
    if isSet("JENKINS_URL") { return .jenkins }
    return isSet("CI") ? .other : nil
  }
}
