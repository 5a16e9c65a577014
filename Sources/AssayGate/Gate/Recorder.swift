/// A consumer of the gate's events that writes one format. It cannot change a verdict; its failure makes the run end with 2.
///
/// The gate calls a recorder's methods one after the other, never two at once, off the cooperative pool's hot path.
public protocol Recorder: AnyObject, Sendable {
  /// What the recorder writes, for messages: `JUnit`.
  var name: String { get }

  /// Replaces what an earlier run left by a report that says "did not finish" and does not read as a pass.
  /// Called before anything else happens, even before manifests are read.
  func invalidate() throws

  /// Takes the next event.
  func record(_ event: GateEvent) throws
}
