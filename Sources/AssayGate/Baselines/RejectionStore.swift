import Foundation

/// The changes that were looked at and rejected: `baselines/_rejected.json`, one on a line, sorted by their places.
///
/// The file's name cannot be a version's. It goes when nothing is rejected any more.
struct RejectionStore {
  static let fileName = "_rejected.json"
  private static let format = "assay.rejections/1"

  /// The folder of the baselines.
  let folder: String

  private struct File: Codable {
    var format: String
    var rejected: [Rejection]
  }

  private var path: String { "\(folder)/\(Self.fileName)" }

  /// All rejections; none without a file.
  ///
  /// Throws when there is a file and it cannot be read.
  func read() throws(BaselineError) -> [Rejection] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BaselineError("\(Display.path(path)) cannot be read; check its permissions")
    }
    do {
      let file = try JSONDecoder().decode(File.self, from: data)
      guard file.format == Self.format else {
        throw BaselineError(
          "\(Display.path(path)) has the format '\(file.format)', and this version of Assay reads '\(Self.format)'; remove "
            + "it, and review again")
      }
      return file.rejected
    } catch let error as BaselineError {
      throw error
    } catch {
      throw BaselineError(
        "\(Display.path(path)) cannot be read (\(BaselineStore.reason(error))); restore it, or remove it and review again"
      )
    }
  }

  /// Replaces all rejections.
  func write(_ rejections: [Rejection]) throws(BaselineError) {
    do {
      if rejections.isEmpty {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        return
      }
      let text = try BaselineText()
      let sorted = rejections.sorted { ($0.address, $0.id) < ($1.address, $1.id) }
      let members = try ["\"format\": " + text(Self.format), "\"rejected\": " + text.list(sorted, depth: 1)]
      _ = try BaselineStore.replace(path, Data((text.object(members, depth: 0) + "\n").utf8))
    } catch {
      let reason = (error as? ReportFileError)?.reason ?? error.localizedDescription
      throw BaselineError("cannot write \(Display.path(path)): \(reason); check the folder's permissions and its disk")
    }
  }
}
