import Foundation

/// Ends the process, or never returns, when the environment asks for it: `ENDING=crash,hang`.
enum Ending {
  static func isAsked(_ name: String) -> Bool {
    ProcessInfo.processInfo.environment["ENDING"]?.split(separator: ",").contains { $0 == name } ?? false
  }

  static func crash() { if isAsked("crash") { fatalError("on purpose") } }
  static func exit() { if isAsked("exit") { Foundation.exit(0) } }
  static func hang() { if isAsked("hang") { Thread.sleep(forTimeInterval: 3_600) } }
}
