import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs work that blocks (a driver's call, loading a library, waiting for a process) on a thread of its own.
///
/// Dispatch's global queues would not do: on Linux their threads are those that run Swift's tasks, as many as there are
/// cores.
package enum OwnThread {
  /// Runs the work and waits for it without blocking the cooperative pool.
  ///
  /// The thread blocks no signals, as a program expects of what starts it: it inherits the mask. Dispatch's threads,
  /// which run Swift's tasks, block SIGTERM and SIGINT, and a new thread inherits that too.
  ///
  /// - Parameter stackSize: bytes; secondary threads of macOS have 512 KiB by default, too few for deep recursion.
  /// - Throws: What the work throws.
  package static func run<Success: Sendable, Failure: Error>(
    stackSize: Int = 8 << 20, _ work: @escaping @Sendable () throws(Failure) -> Success
  ) async throws(Failure) -> Success {
    let result: Result<Success, Failure> = await withCheckedContinuation { continuation in
      let thread = Thread {
        unblockSignals()
        do throws(Failure) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      thread.stackSize = stackSize
      thread.start()
    }
    return try result.get()
  }

  private static func unblockSignals() {
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
  }
}
