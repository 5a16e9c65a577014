import AssayConcurrency

/// Hands the gate's events to every recorder, one at a time, and remembers which recorders failed.
final class EventStream: Sendable {
  private let recorders: [any Recorder]
  private let failures = Locked<[String]>([])

  init(_ recorders: [any Recorder]) { self.recorders = recorders }

  /// Replaces old reports. What could not be replaced is among the failures.
  func invalidate() {
    failures.withLock { failures in
      for recorder in recorders {
        do { try recorder.invalidate() } catch { failures.append("\(recorder.name): \(error)") }
      }
    }
  }

  /// Hands on an event.
  func send(_ event: GateEvent) {
    failures.withLock { failures in
      for recorder in recorders {
        do { try recorder.record(event) } catch {
          // A recorder that failed once will fail again: once is enough to be told.
          let message = "\(recorder.name): \(error)"
          if !failures.contains(message) { failures.append(message) }
        }
      }
    }
  }

  /// What recorders could not write.
  var recorderFailures: [String] { failures.withLock { $0 } }
}
