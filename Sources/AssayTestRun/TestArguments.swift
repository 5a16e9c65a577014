/// The arguments of `swift test`, sorted by who takes them.
public struct TestArguments: Sendable, Hashable {
  /// For `swift build --build-tests`, `swift build --show-bin-path` and `swift test list`.
  public var build: [String] = []
  /// Regular expressions of tests to run; all when empty.
  public var filters: [String] = []
  /// Regular expressions of tests not to run.
  public var skips: [String] = []
  /// Swift Testing's tests run one after the other; XCTest's always do.
  public var isSerial = false
  /// The tests are built already.
  public var skipsBuild = false
  /// XCTest's tests are run.
  public var runsXCTest = true
  /// Swift Testing's tests are run.
  public var runsSwiftTesting = true
  /// The folder of the package, where tests run; the working directory when `nil`.
  public var packagePath: String?
  /// The name of the test product, where the package has several.
  public var product: String?
  /// `--parallel` or `--num-workers` was given, which XCTest does not follow here.
  public var wantsParallel = false
  /// The code is instrumented, and its coverage is written where `swift test` writes it.
  public var collectsCoverage = false
  /// How many tests of Swift Testing run side by side; its own choice when `nil`.
  public var width: String?

  /// What cannot be passed on.
  public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The argument, why, and what to do.
    public var description: String
  }

  /// Sorts arguments.
  ///
  /// - Throws: ``Refusal`` for one that contradicts what `assay test` does.
  public init(_ arguments: [String]) throws(Refusal) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = argument.hasPrefix("--") ? parts[0] : argument
      func value() throws(Refusal) -> String {
        if argument.hasPrefix("--"), parts.count == 2 { return parts[1] }
        guard let next = rest.popFirst() else { throw Refusal(description: "\(name) needs a value") }
        return next
      }
      switch name {
      case "--filter", "-s", "--specifier": filters.append(try Self.pattern(try value(), of: name))
      case "--skip": skips.append(try Self.pattern(try value(), of: name))
      case "--parallel": wantsParallel = true
      case "--no-parallel": isSerial = true
      case "--num-workers":
        _ = try value()
        wantsParallel = true
      case "--experimental-maximum-parallelization-width": width = try value()
      case "--enable-code-coverage", "--enable-coverage": collectsCoverage = true
      case "--disable-code-coverage", "--disable-coverage": collectsCoverage = false
      case "--skip-build": skipsBuild = true
      case "--disable-xctest": runsXCTest = false
      case "--enable-xctest": runsXCTest = true
      case "--disable-swift-testing": runsSwiftTesting = false
      case "--enable-swift-testing": runsSwiftTesting = true
      case "--package-path":
        let path = try value()
        packagePath = path
        build += [name, path]
      case "--test-product": product = try value()
      case "--xunit-output", "--event-stream-output-path", "--experimental-event-stream-output",
        "--event-stream-version", "--experimental-event-stream-version", "--attachments-path":
        throw Refusal(description: "\(name): 'assay test' writes its own; name the report with --output, before '--'")
      case "--show-codecov-path", "--show-code-coverage-path", "--show-coverage-path":
        throw Refusal(
          description: "\(name): 'assay test' runs tests; 'swift test \(name)' says where --enable-code-coverage writes"
        )
      case "--enable-testable-imports": build += ["-Xswiftc", "-enable-testing"]
      case "--disable-testable-imports":
        throw Refusal(
          description:
            "\(name): the tests are built by 'swift build --build-tests', which has no such option; leave it "
            + "out, or build them with 'swift test' and give --skip-build here")
      case "--build-tests", "--show-bin-path", "--product", "--target":
        throw Refusal(
          description: "\(name) is an option of 'swift build'; of 'swift test' there are --filter, --skip and "
            + "--test-product to choose what is built and run")
      case "--test-output", "--configuration-path", "--experimental-xunit-message-failure", "--repetitions":
        throw Refusal(description: "\(name) is not supported by 'assay test': leave it out, or use 'swift test' for it")
      case "--":
        throw Refusal(description: "a second '--': everything behind the first one is for 'swift test' already")
      case "list", "--list-tests", "-l", "last":
        throw Refusal(description: "\(name): 'assay test' runs tests; use 'swift test \(name)'")
      default:
        // What neither has is refused by `swift build`, whose words are in the report.
        build.append(argument)
      }
    }
    if collectsCoverage { build.append("--enable-code-coverage") }
    if !runsXCTest, !runsSwiftTesting {
      throw Refusal(description: "both frameworks are disabled: there is nothing to run")
    }
  }

  private static func pattern(_ text: String, of name: String) throws(Refusal) -> String {
    do { _ = try Regex(text) } catch {
      throw Refusal(description: "\(name) '\(text)' is no regular expression: \(error)")
    }
    return text
  }

  /// Whether a test is to run, by its name as `swift test list` shows it.
  func selects(_ name: String) -> Bool {
    func matches(_ pattern: String) -> Bool { (try? Regex(pattern).firstMatch(in: name)) != nil }
    return (filters.isEmpty || filters.contains(where: matches)) && !skips.contains(where: matches)
  }
}
