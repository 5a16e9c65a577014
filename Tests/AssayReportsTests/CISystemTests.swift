import AssayGate
import AssayReports
import Foundation
import TestSupport
import Testing

@testable import AssayReports

@Suite("CI systems")
struct CISystemTests {
  @Test(
    "are known by the variable that each of them sets",
    arguments: [
      (["GITHUB_ACTIONS": "true", "CI": "true"], CISystem.github), (["GITLAB_CI": "true", "CI": "true"], .gitlab),
      (["JENKINS_URL": "https://ci.example.org/"], .jenkins), (["TF_BUILD": "True"], .azure),
      (["CIRCLECI": "true", "CI": "true"], .circleci), (["BUILDKITE": "true"], .buildkite),
      (["BITBUCKET_BUILD_NUMBER": "7"], .bitbucket), (["TEAMCITY_VERSION": "2026.1"], .teamcity), (["CI": "1"], .other),
      (["CODEBUILD_BUILD_ID": "project:7"], .other), (["TRAVIS": "true"], .other),
      (["GITLAB_CI": "1", "CI": ""], .gitlab),
    ])
  func detected(environment: [String: String], system: CISystem) {
    #expect(CISystem.detect(environment) == system)
  }

  @Test(
    "are not seen where nobody sets a variable, or sets it to false",
    arguments: [
      [:], ["CI": "false"], ["CI": "0"], ["CI": ""], ["GITHUB_ACTIONS": "false"],
      ["GITHUB_ACTIONS": "true", "CI": "False"],
    ])
  func nobody(environment: [String: String]) {
    #expect(CISystem.detect(environment) == nil)
  }

  @Test("are told with the variable that gave them away") func told() {
    let environment = ["CI": "true", "JENKINS_URL": "https://ci.example.org/"]
    #expect(CISystem.sign(in: environment) == CISystem.Sign(system: .jenkins, variable: "JENKINS_URL"))
    #expect(CISystem.sign(in: ["CI": "true"])?.variable == "CI" && CISystem.sign(in: [:]) == nil)
  }

  @Test(
    "get paths from the root of their checkout",
    arguments: [
      ("fixtures/a.yaml", "/builds/group", "fixtures/a.yaml"), ("./a.yaml", "/builds", "group/a.yaml"),
      ("/builds/group/x/../a.yaml", "/builds/group", "a.yaml"),
      ("/elsewhere/a.yaml", "/builds/group", "/elsewhere/a.yaml"),
      ("../a.yaml", "/builds/group", "../a.yaml"), ("a.yaml", "/builds/group/", "a.yaml"), ("a.yaml", nil, "a.yaml"),
    ])
  func paths(path: String, root: String?, expected: String) {
    #expect(RepositoryPath(root: root, workingDirectory: "/builds/group").relative(path) == expected)
  }
}
