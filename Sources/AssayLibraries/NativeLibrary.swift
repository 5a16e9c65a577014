import Foundation

/// A C library that is opened at run time, and how it is found.
public struct NativeLibrary: Sendable, Hashable {
  /// The name in `libraries.json`, in the cache's folders and on `assay setup`'s command line, for example `duckdb`.
  public let identifier: String

  /// The name to show, for example `DuckDB`.
  public let name: String

  /// The environment variable that names a library file and wins over every other place.
  public let environmentVariable: String

  /// DuckDB, the default engine.
  public static let duckdb = NativeLibrary(
    identifier: "duckdb", name: "DuckDB", environmentVariable: "ASSAY_DUCKDB_LIBRARY")

  /// ONNX Runtime, which runs `.onnx` models.
  public static let onnxRuntime = NativeLibrary(
    identifier: "onnxruntime", name: "ONNX Runtime", environmentVariable: "ASSAY_ONNXRUNTIME_LIBRARY")

  /// All libraries that are pinned and that `assay setup` provides.
  public static let all: [NativeLibrary] = [.duckdb, .onnxRuntime]

  /// Finds the library file: the environment variable, then the system, then the per-user cache.
  ///
  /// The system's folders are those of `LD_LIBRARY_PATH` (Linux), `/usr/local/lib`, the distribution's and
  /// Homebrew's. The cache is `${ASSAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/assay}/libraries/<identifier>-<version>`.
  /// Only names are looked up: nothing is opened or hashed, see ``status()`` for that.
  ///
  /// - Returns: The absolute path to give to `dlopen`.
  /// - Throws: ``LibraryError`` when the variable names a file that does not exist (there is no silent fallback), or
  ///   when the library is nowhere; it lists the places and says how to get it.
  public func locate() throws(LibraryError) -> String {
    try LibrarySearch().find(self).path
  }
}
