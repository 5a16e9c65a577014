import AssayConcurrency
import Foundation
import Testing

@Suite("A locked value")
struct LockedTests {
  private struct Failure: Error, Equatable {
    var number: Int
  }

  @Test("loses no change of threads that want it at the same time")
  func contention() {
    let numbers = Locked<[Int]>([])
    let count = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for number in 0..<500 {
        numbers.withLock { $0.append(thread * 500 + number) }
        count.withLock { $0 += 1 }
      }
    }
    #expect(numbers.withLock { $0.sorted() } == Array(0..<4_000))
    #expect(count.withLock { $0 } == 4_000)
  }

  @Test("keeps a thread out while another one is inside")
  func exclusion() {
    let value = Locked("")
    let isInside = DispatchSemaphore(value: 0)
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      value.withLock { text in
        isInside.signal()
        Thread.sleep(forTimeInterval: 0.05)
        text += "first"
      }
      isDone.signal()
    }
    isInside.wait()
    value.withLock { $0 += ", second" }
    isDone.wait()
    #expect(value.withLock { $0 } == "first, second")
  }

  @Test("is free again after an error, which keeps its type and what was changed before")
  func errors() {
    let value = Locked(1)
    do throws(Failure) {
      try value.withLock { (value) throws(Failure) in
        value = 2
        throw Failure(number: value)
      }
      Issue.record("no error")
    } catch {
      #expect(error.number == 2)
    }
    #expect(value.withLock { $0 } == 2)
  }

  @Test("releases the value with itself")
  func release() {
    final class Witness: Sendable {}
    weak var witness: Witness?
    do {
      let value = Locked(Witness())
      witness = value.withLock { $0 }
      #expect(witness != nil)
    }
    #expect(witness == nil)
  }

  @Test("ends the process when a thread locks it twice, rather than to wait forever")
  func recursion() async {
    await #expect(processExitsWith: .failure) {
      let value = Locked(1)
      value.withLock { _ in value.withLock { $0 = 2 } }
    }
  }
}
