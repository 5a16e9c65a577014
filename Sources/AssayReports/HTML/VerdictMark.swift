import AssayGate

/// A verdict as a sign that can be told from the others without its colour, and as a word.
enum VerdictMark {
  static func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: "✓"
    case .warn: "!"
    case .fail: "✕"
    case .inconclusive: "?"
    case .error: "⊘"
    case .skipped: "–"
    }
  }

  static func word(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: "pass"
    case .warn: "warning"
    case .fail: "failed"
    case .inconclusive: "inconclusive"
    case .error: "error"
    case .skipped: "skipped"
    }
  }

  /// `13 warnings`, `1,526 passed`.
  static func label(_ verdict: Verdict, count: Int) -> String {
    switch verdict {
    case .pass: "passed"
    case .warn: count == 1 ? "warning" : "warnings"
    case .error: count == 1 ? "error" : "errors"
    default: word(verdict)
    }
  }

  /// `7 pass, 2 warning`: verdicts counted, the gravest first.
  static func counted(_ verdicts: [Verdict]) -> String {
    Verdict.allCases.sorted { $0.rank > $1.rank }.compactMap { verdict in
      let count = verdicts.count { $0 == verdict }
      return count > 0 ? "\(NumberText.grouped(count)) \(word(verdict))" : nil
    }.joined(separator: ", ")
  }
}
