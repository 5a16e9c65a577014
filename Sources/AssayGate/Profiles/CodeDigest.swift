import Crypto
import Foundation

/// The code that makes each table, as digests: a stage's own definition and files, and those of all that it reads.
///
/// Shared data tables count by the bytes of their files, since every version reads them; tables with versions count by
/// their names alone, since their data is what is compared. Time limits do not count, nor who runs the code: another
/// version of the engine is not another code.
struct CodeDigest {
  let manifest: Manifest
  /// The verified inputs, with all files that the tables are made of.
  let inputs: ResolvedInputs

  /// The digests of some tables and of all that they are made of, in the order of the pipeline.
  ///
  /// - Throws: for a file that is not there or cannot be read.
  func digests(of tables: [String]) throws(TableFailure) -> [(table: String, digest: String)] {
    let needed = Set(Plan.closure(of: tables, in: manifest))
    var known: [String: String] = [:]
    var result: [(table: String, digest: String)] = []
    func add(_ name: String, _ digest: String) {
      known[name] = digest
      result.append((table: name, digest: digest))
    }
    for data in manifest.data where needed.contains(data.name) {
      var parts = ["data", data.name]
      if let shared = data.shared { parts += try files(shared) }
      add(data.name, Self.digest(of: parts))
    }
    for stage in manifest.stages where needed.contains(stage.name) {
      var parts = ["stage", stage.kind.name]
      switch stage.kind {
      case .sql(let path): parts += try files(path)
      case .model(let path, let inputs, let outputs):
        parts += try files(path)
        for input in inputs { parts += ["input", input.input] + input.columns.map(\.name) }
        for output in outputs { parts += ["output", output.name, output.output] }
        parts += ["keep"] + stage.keep.map(\.name)
      case .command(let words, let format):
        parts.append(format.rawValue)
        parts += words.map(\.name)
        // Its words that name files, and those that it says it reads.
        for item in inputs.inputs where item.input.role == .program(stage.name) {
          parts += ["file", item.input.reference.text] + (try digests(item.files))
        }
      }
      for input in stage.from { parts += ["from", input.name, known[input.name] ?? ""] }
      add(stage.name, Self.digest(of: parts))
    }
    return result
  }

  /// One digest of texts: their lengths count, so that no text runs into the next.
  private static func digest(of parts: [String]) -> String {
    var hash = SHA256()
    for part in parts {
      let bytes = Data(part.utf8)
      hash.update(data: Data("\(bytes.count):".utf8))
      hash.update(data: bytes)
    }
    return Hexadecimal.text(hash.finalize())
  }

  private func files(_ path: PathReference) throws(TableFailure) -> [String] {
    do throws(InputError) { return try inputs.files(path).map(\.digest.sha256) } catch {
      throw TableFailure(error.message)
    }
  }

  private func digests(_ files: Result<[InputFile], InputError>) throws(TableFailure) -> [String] {
    do throws(InputError) { return try files.get().map(\.digest.sha256) } catch { throw TableFailure(error.message) }
  }
}
