import ArgumentParser

/// `KIND=PATH` on the command line.
struct ReportChoice: ExpressibleByArgument {
  let kind: ReportKind
  let path: String

  init?(argument: String) {
    guard let separator = argument.firstIndex(of: "="), let kind = ReportKind.named(String(argument[..<separator]))
    else { return nil }
    path = String(argument[argument.index(after: separator)...])
    guard !path.isEmpty else { return nil }
    self.kind = kind
  }

  static var names: String { ReportKind.all.map(\.name).joined(separator: ", ") }
}
