import COnnxRuntime
import Foundation
import Testing

@testable import AssayModels

@Suite("The runtime library")
struct ONNXRuntimeTests {
  @Test("is opened once and tells its version")
  func shared() throws {
    let runtime = try ONNXRuntime.shared()
    #expect(try ONNXRuntime.shared() === runtime)
    #expect(ONNXRuntime.isSupported(runtime.version))
    #expect(runtime.version.split(separator: ".").count == 3)
  }

  @Test("that is absent is an error that names the path")
  func absent() async {
    let error = await modelError { () async throws(ModelError) in try ONNXRuntime(path: "/nowhere/libonnxruntime.so") }
    #expect(error?.kind == .libraryUnusable)
    #expect(error?.description.hasPrefix("/nowhere/libonnxruntime.so: cannot be used as ONNX Runtime: ") == true)
    #expect(error?.advice?.contains("assay setup") == true)
  }

  @Test("that is no library is an error")
  func text() async throws {
    try await TestData.withFile(Array("not a library".utf8), named: "libonnxruntime.so") { path in
      let error = await modelError { () async throws(ModelError) in try ONNXRuntime(path: path) }
      #expect(error?.kind == .libraryUnusable)
      #expect(error?.file == path)
    }
  }

  @Test("that is another library is an error that names the missing function")
  func another() async {
    #if canImport(Glibc)
      let path = "libm.so.6"
    #else
      let path = "/usr/lib/libz.dylib"
    #endif
    let error = await modelError { () async throws(ModelError) in try ONNXRuntime(path: path) }
    #expect(error?.kind == .libraryUnusable)
    #expect(error?.message.contains("it has no function OrtGetApiBase") == true)
  }

  @Test("that is too old is an error with both versions, without asking it for the interface")
  func old() async {
    var base = OrtApiBase(
      GetApi: { _ in fatalError("GetApi prints when it is asked for too much") },
      GetVersionString: { staticText("1.16.3") })
    let error = await modelError { () async throws(ModelError) in try ONNXRuntime(path: "libold.so", base: &base) }
    #expect(error?.kind == .libraryTooOld)
    #expect(error?.message == "is ONNX Runtime 1.16.3; 1.17 or newer is needed")
  }

  @Test("that does not give the interface is too old, whatever it says")
  func withoutInterface() async {
    var base = OrtApiBase(
      GetApi: { _ in nil },
      GetVersionString: { staticText("1.99.0") })
    let error = await modelError { () async throws(ModelError) in try ONNXRuntime(path: "libodd.so", base: &base) }
    #expect(error?.kind == .libraryTooOld)
  }

  @Test(
    "is judged by its version",
    arguments: [
      ("1.16.3", false), ("1.17.0", true), ("1.32.0", true), ("2.0.0", true), ("0.5.0", false), ("odd", true),
    ])
  func versions(version: String, isSupported: Bool) {
    #expect(ONNXRuntime.isSupported(version) == isSupported)
  }
}

/// The C text of a literal, which lives as long as the process.
private func staticText(_ text: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}
