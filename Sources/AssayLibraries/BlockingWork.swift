import Dispatch

/// Runs calls that block (loading a library, waiting for a process) on threads outside the cooperative pool.
enum BlockingWork {
  private static let queue = DispatchQueue(label: "assay.libraries", attributes: .concurrent)

  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}
