import AssayJUnit

/// Something that a test reported at a place in the source.
struct TestFinding: Hashable {
  /// What was said, possibly in several lines.
  var text: String
  /// The file's path, where it is known.
  var file: String?
  /// The line in it, counted from 1.
  var line: Int?
}

/// What a test, or one case of a parameterised test, came to.
struct CaseState {
  /// The argument, as Swift Testing shows it; `nil` where there is none.
  var argument: String?
  /// Seconds on the process's clock.
  var started: Double?
  var ended: Double?
  var failures: [TestFinding] = []
  var warnings: [TestFinding] = []
  var knownIssues: [TestFinding] = []
  var attachments: [Attachment] = []
  /// Numbers by their names.
  var metrics: [String: Double] = [:]
  /// Why it was skipped or cancelled.
  var skipped: String?
  /// What it wrote, where that is known.
  var output = ""

  /// A value that the test has attached.
  struct Attachment: Hashable {
    /// The name that the test gave it.
    var name: String?
    /// The file.
    var path: String
  }

  /// Adds to the output as much as a report can take.
  mutating func append(output text: String) {
    if output.utf8.count < TestOutput.maximumBytes { output += text }
  }

  var seconds: Double {
    guard let started, let ended else { return 0 }
    return max(0, ended - started)
  }
}

/// Why a test has no verdict of its own.
struct TestEnding: Hashable {
  /// `Crash`, `Hang`, `Timeout`, `Interrupted`, `Exit`, `NotRun`.
  var type: String
  /// One line.
  var message: String
  /// What more there is to say, the end of the process's output for example.
  var details: String = ""
}
