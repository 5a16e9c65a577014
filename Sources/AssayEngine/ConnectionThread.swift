import Foundation

/// The executor of one connection: a thread that runs its jobs in order, so that drivers may block.
///
/// Sendable by proof: all variables are only touched while `condition` is locked.
final class ConnectionThread: SerialExecutor, @unchecked Sendable {
  private enum Work {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
  }

  private let condition = NSCondition()
  private var queue: [Work] = []
  private var isStopping = false
  private var thread: Thread?

  init(name: String) {
    let thread = Thread { [self] in run() }
    thread.name = name
    // Engines parse and bind nested queries by recursion; secondary threads of macOS have 512 KiB.
    thread.stackSize = 8 << 20
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

  /// Lets a submitted closure assume the isolation of the actor; called by the runtime.
  func checkIsolated() {
    condition.lock()
    defer { condition.unlock() }
    precondition(thread === Thread.current, "the actor's state was used outside of its connection's thread")
  }

  /// Runs a closure after everything that is queued, without waiting for it.
  func submit(_ closure: @escaping @Sendable () -> Void) { add(.closure(closure)) }

  /// Ends the thread after everything that is queued.
  func stop() {
    condition.lock()
    isStopping = true
    condition.signal()
    condition.unlock()
  }

  private func add(_ work: Work) {
    condition.lock()
    queue.append(work)
    condition.signal()
    condition.unlock()
  }

  private func run() {
    condition.lock()
    thread = Thread.current
    condition.unlock()
    while true {
      condition.lock()
      while queue.isEmpty && !isStopping { condition.wait() }
      let works = queue
      queue = []
      // The thread holds this object, so the way back must be cut at the end.
      if works.isEmpty { thread = nil }
      condition.unlock()
      if works.isEmpty { return }
      for work in works {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
        case .closure(let closure): closure()
        }
      }
    }
  }
}
