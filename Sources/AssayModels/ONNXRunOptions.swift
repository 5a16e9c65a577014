import COnnxRuntime
import Synchronization

/// The handle by which one run can be ended early.
final class ONNXRunOptions: @unchecked Sendable {
  // @unchecked Sendable: the pointer is immutable, RunOptionsSetTerminate is meant to be called from another thread
  // while Run holds the options, and the flag is atomic.

  let pointer: OpaquePointer
  private let runtime: ONNXRuntime
  private let terminated = Atomic(false)

  /// - Throws: `ONNXFailure`.
  init(_ runtime: ONNXRuntime) throws(ONNXFailure) {
    self.runtime = runtime
    let api = runtime.api
    pointer = try api.make { api.pointee.CreateRunOptions(&$0) }
  }

  deinit { runtime.api.pointee.ReleaseRunOptions(pointer) }

  /// Whether `terminate` was called.
  var isTerminated: Bool { terminated.load(ordering: .acquiring) }

  /// Makes the run fail before its next operator, and a run that has not begun fail at once.
  func terminate() {
    terminated.store(true, ordering: .releasing)
    if let status = runtime.api.pointee.RunOptionsSetTerminate(pointer) { runtime.api.pointee.ReleaseStatus(status) }
  }
}
