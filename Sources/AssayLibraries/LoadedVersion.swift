#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension NativeLibrary {
  /// Opens the library at `path` and asks it for its version, without a leading "v". Blocks; the library stays open.
  func loadedVersion(path: String) -> Result<String, LibraryError> {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
      return .failure(
        LibraryError(
          message: """
            \(name) at \(path) does not load: \(reason). Is it a library for this processor, and is the C++ standard \
            library (libstdc++6) installed?
            """))
    }
    guard let version = self == .onnxRuntime ? Self.onnxRuntimeVersion(handle) : Self.duckdbVersion(handle) else {
      return .failure(
        LibraryError(
          message: "\(path) is a library, but not \(name): it does not export the functions of \(name)'s C API."))
    }
    return .success(version.hasPrefix("v") ? String(version.dropFirst()) : version)
  }

  /// `const char *duckdb_library_version(void)`: text that lives as long as the library.
  private static func duckdbVersion(_ handle: UnsafeMutableRawPointer) -> String? {
    typealias LibraryVersion = @convention(c) () -> UnsafePointer<CChar>?
    guard let symbol = dlsym(handle, "duckdb_library_version") else { return nil }
    return unsafeBitCast(symbol, to: LibraryVersion.self)().map { String(cString: $0) }
  }

  /// `OrtGetApiBase()` returns a constant structure of two functions; the second is `GetVersionString`.
  private static func onnxRuntimeVersion(_ handle: UnsafeMutableRawPointer) -> String? {
    typealias GetBase = @convention(c) () -> UnsafePointer<UnsafeRawPointer?>?
    typealias GetVersion = @convention(c) () -> UnsafePointer<CChar>?
    guard let symbol = dlsym(handle, "OrtGetApiBase"),
      let base = unsafeBitCast(symbol, to: GetBase.self)(), let getVersion = base[1]
    else { return nil }
    return unsafeBitCast(getVersion, to: GetVersion.self)().map { String(cString: $0) }
  }
}
