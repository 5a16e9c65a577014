/// What an ONNX file says about itself and the C interface of the runtime does not tell.
///
/// The file is read once; weights are skipped, not decoded.
public struct ModelFile: Sendable, Equatable {
  /// The path as it was given.
  public let path: String
  /// The size in bytes.
  public let byteCount: Int
  /// The version of ONNX's intermediate representation.
  public internal(set) var irVersion: Int64 = 0
  /// The exporter, such as `skl2onnx`; empty when the file does not say.
  public internal(set) var producerName = ""
  /// The exporter's version; empty when the file does not say.
  public internal(set) var producerVersion = ""
  /// The name space of the model, often a reversed host name; empty when the file does not say.
  public internal(set) var domain = ""
  /// The version that its author gave the model; 0 when the file does not say.
  public internal(set) var modelVersion: Int64 = 0
  /// The author's description; empty when the file does not say.
  public internal(set) var documentation = ""
  /// The name of the graph.
  public internal(set) var graphName = ""
  /// The operator set version of each domain; the standard domain is `ai.onnx`.
  public internal(set) var opsetImports: [String: Int64] = [:]
  /// The author's own keys and values.
  public internal(set) var metadata: [String: String] = [:]
  /// How often each operator stands in the graph, its subgraphs and the model's own functions.
  ///
  /// Operators outside the standard domain are written `ai.onnx.ml.Scaler`.
  public internal(set) var operatorCounts: [String: Int] = [:]
  /// The keys of each output that a `ZipMap` node writes, in the order of the node.
  var mapKeys: [String: MapKeys] = [:]

  /// Reads the model file at a path.
  ///
  /// Blocks while it reads; takes time linear in the file's size, and its size in memory until it returns.
  ///
  /// - Throws: `ModelError` with a `file…` kind for a file that is absent, unreadable, empty, a Git LFS pointer,
  ///   cut off, damaged or not an ONNX model.
  public init(path: String) throws(ModelError) {
    try self.init(path: path, bytes: FileContents.read(path))
  }

  init(path: String, bytes: [UInt8]) throws(ModelError) {
    self.path = path
    byteCount = bytes.count
    if bytes.isEmpty { throw .fileEmpty(path) }
    if let pointer = GitLFSPointer(bytes) { throw .filePointer(path, pointer) }
    try readModel(bytes)
  }

  private mutating func readModel(_ bytes: [UInt8]) throws(ModelError) {
    var parser = ModelFileParser(file: self)
    do {
      try parser.readModel(ProtobufReader(bytes))
    } catch {
      guard parser.looksLikeModel else { throw .fileInvalid(path, Self.beginning(of: bytes)) }
      if case .truncated = error { throw .fileTruncated(path, error.text, byteCount: bytes.count) }
      throw .fileDamaged(path, error.text)
    }
    guard parser.looksLikeModel else { throw .fileInvalid(path, Self.beginning(of: bytes)) }
    guard parser.hasGraph else { throw .fileTruncated(path, "it has no graph", byteCount: bytes.count) }
    guard !parser.file.opsetImports.isEmpty else {
      throw .fileTruncated(path, "it names no operator set", byteCount: bytes.count)
    }
    self = parser.file
  }

  /// The first bytes as a text where they are one, in hexadecimal digits otherwise.
  private static func beginning(of bytes: [UInt8]) -> String {
    let start = bytes.prefix(24)
    if start.allSatisfy({ (0x20..<0x7f).contains($0) || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) {
      let line = start.prefix { $0 >= 0x20 }
      return "it begins with the text \"\(String(decoding: line, as: UTF8.self))\""
    }
    let digits = start.prefix(8).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "it begins with the bytes \(digits.joined(separator: " "))"
  }
}
