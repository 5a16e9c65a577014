#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A value that one thread at a time uses.
///
/// It has the shape of the standard library's `Mutex`, which on Linux waits inside the runtime: ThreadSanitizer does not
/// see that one thread waited for another there, and calls every contended use a race. It does see POSIX mutexes.
///
/// Sendable by proof: `value` is sent in whole, then only touched by a thread that holds the mutex, and what goes in or
/// out by `withLock` is `sending`, so no part of it is reachable from outside.
package final class Locked<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Takes the first value.
  package init(_ value: sending Value) {
    self.value = value
    // A mutex must not move, so it is not stored in line.
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    defer { pthread_mutexattr_destroy(&attributes) }
    // With the default type a thread that locks twice waits for itself forever.
    pthread_mutexattr_settype(&attributes, CInt(PTHREAD_MUTEX_ERRORCHECK))
    let status = pthread_mutex_init(mutex, &attributes)
    precondition(status == 0, "a mutex could not be made: error \(status)")
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs a body that may read and change the value, while no other thread does.
  ///
  /// The body must not lock the same value again: that ends the process.
  package func withLock<Success, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Success
  ) throws(Failure) -> sending Success {
    let status = pthread_mutex_lock(mutex)
    precondition(status == 0, "the value is already locked by this thread (error \(status))")
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
