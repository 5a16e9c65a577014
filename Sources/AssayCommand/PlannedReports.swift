import AssayGate
import AssayReports
import Foundation

/// The reports that a run will write: those of every run, those that its CI system shows, and those that were asked for.
struct PlannedReports {
  /// Each file once, with its kind.
  private(set) var reports: [(kind: ReportKind, path: String)] = []

  /// Why a report cannot be written where it was asked for. One line.
  struct Refusal: Error {
    var message: String
  }

  /// - Throws: `Refusal` for a file that the fixtures stand on, and for one that two reports would take. Nothing is
  ///   written then.
  init(_ options: Gate.Options, _ reporting: Reporting, system: CISystem?) throws(Refusal) {
    var files = FixtureFiles()
    for fixture in options.fixtures { files.add(fixture: fixture) }
    for replaced in options.replacedData { files.add(replaced.file, as: "the file that --input names") }
    for choice in reporting.reports { files.add(fixturesAround: choice.path) }
    files.add(fixturesAround: "\(options.output)/results.json")
    var places: [(name: String, place: FilePlace, isDefault: Bool)] = []
    for kind in ReportKind.all {
      guard let name = kind.defaultFile ?? system.flatMap(kind.systemFile) else { continue }
      let path = "\(options.output)/\(name)"
      if let fault = files.fault(of: path, isReport: true) {
        throw Refusal(
          message: "--output \(options.output): a run writes \(name) there, but \(fault); name another folder")
      }
      reports.append((kind, path))
      places.append((kind.name, FilePlace(path), true))
    }
    // The last run's results may be the base of the next: they are read before they are replaced.
    if let base = reporting.base { files.add(base, as: "the file that --base names") }
    for choice in reporting.reports {
      let shown = "--report \(choice.kind.name)=\(choice.path)"
      if let fault = files.fault(of: choice.path) { throw Refusal(message: "\(shown): \(fault); name another file") }
      let place = FilePlace(choice.path)
      if let known = places.first(where: { $0.place.isSame(as: place) }) {
        guard known.name == choice.kind.name else {
          throw Refusal(
            message: "\(shown): the \(known.name) report \(known.isDefault ? "of every run " : "")goes to that file; "
              + "name another one")
        }
        continue
      }
      reports.append((choice.kind, choice.path))
      places.append((choice.kind.name, place, false))
    }
  }
}
