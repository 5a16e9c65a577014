import AssayConcurrency
import Foundation

/// Does numbered runs on some threads; the results come in the order of the numbers, whatever the number of threads.
func parallel<Result: Sendable>(
  _ runs: Int, threads: Int, _ run: @escaping @Sendable (Int) throws -> Result
) throws -> [Result] {
  let workers = max(1, min(runs, threads))
  let parts = Locked<[[Int: Result]]>([])
  let failure = Locked<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    var own: [Int: Result] = [:]
    do {
      for number in stride(from: worker, to: runs, by: workers) where failure.withLock({ $0 == nil }) {
        own[number] = try run(number)
      }
    } catch {
      failure.withLock { $0 = error }
    }
    let finished = own
    parts.withLock { $0.append(finished) }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  let all = parts.withLock { $0 }.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  return (0..<runs).compactMap { all[$0] }
}
