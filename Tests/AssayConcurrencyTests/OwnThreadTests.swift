import AssayConcurrency
import Foundation
import Testing

@Suite("Work on a thread of its own")
struct OwnThreadTests {
  private struct Failure: Error, Equatable {
    var number: Int
  }

  @Test("returns its value")
  func value() async {
    #expect(await OwnThread.run { 6 * 7 } == 42)
  }

  @Test("throws its error with its type")
  func error() async {
    do throws(Failure) {
      try await OwnThread.run { () throws(Failure) in throw Failure(number: 3) }
      Issue.record("no error")
    } catch {
      #expect(error.number == 3)
    }
  }

  @Test("may block on other such work, however much there is")
  func blocking() async {
    // More than any pool has threads; each waits until all have begun.
    let count = 100
    let begun = NSCondition()
    let waiting = Locked(0)
    await withTaskGroup { group in
      for _ in 0..<count {
        group.addTask {
          await OwnThread.run {
            begun.lock()
            defer { begun.unlock() }
            waiting.withLock { $0 += 1 }
            begun.broadcast()
            while waiting.withLock({ $0 }) < count { begun.wait() }
          }
        }
      }
    }
    #expect(waiting.withLock { $0 } == count)
  }

  @Test("has room for deep recursion")
  func stack() async {
    @Sendable func depth(_ level: Int) -> Int {
      withUnsafeTemporaryAllocation(byteCount: 1_024, alignment: 8) { buffer in
        buffer[0] = UInt8(truncatingIfNeeded: level)
        return level == 0 ? Int(buffer[0]) : depth(level - 1) + 1
      }
    }
    #expect(await OwnThread.run { depth(4_000) } == 4_000)
  }

  @Test("can start programs that a signal ends, also from a task")
  func signals() async throws {
    let status = try await Task.detached {
      try await OwnThread.run { () throws -> Int32 in
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["60"]
        try process.run()
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        return process.terminationStatus
      }
    }.value
    #expect(status == 15)
  }
}
