import Dispatch

/// Runs work that blocks on a thread that no other task waits for.
///
/// A new serial queue has a thread of its own, which Dispatch pools. The global queues would not do: on Linux their
/// threads are those that run Swift's tasks, as many as there are cores.
///
/// - Throws: What the work throws.
func blockingCall<Success: Sendable>(
  _ work: @escaping @Sendable () throws(ModelError) -> Success
) async throws(ModelError) -> Success {
  let outcome: Result<Success, ModelError> = await withCheckedContinuation { continuation in
    DispatchQueue(label: "assay.models.blocking").async {
      do throws(ModelError) {
        continuation.resume(returning: .success(try work()))
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
  }
  return try outcome.get()
}
