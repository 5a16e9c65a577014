import AssayConcurrency
import AssayLibraries
import COnnxRuntime

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The ONNX Runtime library of this process.
///
/// It is opened once and stays open until the process ends. It prints nothing: errors come back as values.
public final class ONNXRuntime: @unchecked Sendable {
  // @unchecked Sendable: all members are immutable; the pointers lead to objects that live as long as the process
  // and that ONNX Runtime documents as safe to use from several threads (function table, environment, the default
  // allocator, memory info).

  /// The path that the library was opened from.
  public let path: String
  /// The library's version, such as `1.32.0`.
  public let version: String

  /// The function table.
  let api: UnsafePointer<OrtApi>
  let environment: OpaquePointer
  let allocator: OpaquePointer
  let memory: OpaquePointer

  /// The interface that is asked for. All used slots are older; libraries before it are not tested.
  static let interfaceVersion: UInt32 = 17
  /// The release that brought this interface.
  static let oldestVersion = "1.17"

  private static let loaded = Locked<ONNXRuntime?>(nil)

  /// The library of this process, opened by the first call; a failed attempt is repeated by the next call.
  ///
  /// Blocks while the library is loaded (tens of milliseconds, once).
  ///
  /// - Throws: `ModelError` with the kind `libraryNotFound`, `libraryUnusable` or `libraryTooOld`.
  public static func shared() throws(ModelError) -> ONNXRuntime {
    try loaded.withLock { (runtime) throws(ModelError) -> ONNXRuntime in
      if let runtime { return runtime }
      let path: String
      do {
        path = try NativeLibrary.onnxRuntime.locate()
      } catch {
        throw ModelError(.libraryNotFound, file: nil, message: "\(error)")
      }
      let opened = try ONNXRuntime(path: path)
      runtime = opened
      return opened
    }
  }

  /// Opens the library at a path.
  ///
  /// - Throws: `ModelError` with the kind `libraryUnusable` or `libraryTooOld`.
  convenience init(path: String) throws(ModelError) {
    // Released builds report each session to their maker unless this is set before they are loaded; a user's own wins.
    setenv("ORT_DISABLE_TELEMETRY", "1", 0)
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryUnusable(path, dlerror().map { String(cString: $0) } ?? "it cannot be opened")
    }
    guard let symbol = dlsym(library, "OrtGetApiBase") else {
      dlclose(library)
      throw .libraryUnusable(path, "it has no function OrtGetApiBase")
    }
    typealias GetBase = @convention(c) () -> UnsafePointer<OrtApiBase>?
    guard let base = unsafeBitCast(symbol, to: GetBase.self)() else {
      throw .libraryUnusable(path, "OrtGetApiBase returned nothing")
    }
    try self.init(path: path, base: base)
  }

  /// Takes the function table of an opened library and makes the objects that all sessions share.
  init(path: String, base: UnsafePointer<OrtApiBase>) throws(ModelError) {
    self.path = path
    version = String(cString: base.pointee.GetVersionString())
    // The version is read first because GetApi prints a line on stderr when the number is too high.
    guard Self.isSupported(version), let api = base.pointee.GetApi(Self.interfaceVersion) else {
      throw .libraryTooOld(path, version: version)
    }
    self.api = api
    do {
      let silent: Int32 = 4
      environment = try api.make { api.pointee.CreateEnv(silent, "assay", &$0) }
      allocator = try api.make { api.pointee.GetAllocatorWithDefaultOptions(&$0) }
      let deviceAllocator: Int32 = 0
      let defaultMemory: Int32 = 0
      memory = try api.make { api.pointee.CreateCpuMemoryInfo(deviceAllocator, defaultMemory, &$0) }
    } catch {
      throw .libraryUnusable(path, error.message)
    }
  }

  /// Whether a version such as `1.32.0` has the interface; a text that is no version is left to GetApi.
  static func isSupported(_ version: String) -> Bool {
    let parts = version.split(separator: ".").prefix(2).map { Int($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return true }
    return major > 1 || (major == 1 && minor >= Int(interfaceVersion))
  }
}
