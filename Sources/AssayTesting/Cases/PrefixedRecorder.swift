import AssayGate

/// Hands events on under the fixture's name with a prefix: both test frameworks and `assay run` may report the same
/// checks to one CI system, which takes cases of the same class and name for one.
final class PrefixedRecorder: Recorder {
  private let recorder: any Recorder
  private let prefix: String

  init(_ recorder: any Recorder, prefix: String) {
    self.recorder = recorder
    self.prefix = prefix
  }

  var name: String { recorder.name }

  func invalidate() throws { try recorder.invalidate() }

  func record(_ event: GateEvent) throws { try recorder.record(prefixed(event)) }

  private func prefixed(_ event: GateEvent) -> GateEvent {
    switch event {
    case .runStarted, .runFinished: event
    case .fixtureStarted(let header): .fixtureStarted(prefixed(header, \.name))
    case .versionStarted(let fixture, let version): .versionStarted(fixture: prefixed(fixture), version: version)
    case .stageStarted(let fixture, let version, let stage):
      .stageStarted(fixture: prefixed(fixture), version: version, stage: stage)
    case .stageFinished(let result): .stageFinished(prefixed(result, \.fixture))
    case .caseFinished(let result): .caseFinished(prefixed(result, \.fixture))
    case .versionFinished(let result): .versionFinished(prefixed(result, \.fixture))
    case .fixtureFinished(let result): .fixtureFinished(prefixed(result, \.name))
    }
  }

  private func prefixed(_ name: String) -> String { "\(prefix).\(name)" }

  private func prefixed<Value>(_ value: Value, _ name: WritableKeyPath<Value, String>) -> Value {
    var value = value
    value[keyPath: name] = prefixed(value[keyPath: name])
    return value
  }
}
