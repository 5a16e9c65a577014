/// Fills a `ModelFile` from the fields of ONNX's `ModelProto`.
///
/// Field numbers are those of onnx.proto, which never reuses one.
struct ModelFileParser {
  /// What was read so far.
  var file: ModelFile
  /// Whether a field that only a model has, with its right type, was seen: the version of the representation.
  private(set) var looksLikeModel = false
  /// Whether the graph was seen.
  private(set) var hasGraph = false

  /// Subgraphs nest by `If`, `Loop` and `Scan`; no exporter comes near this.
  private static let deepest = 64
  private static let standardDomain = "ai.onnx"

  init(file: ModelFile) {
    self.file = file
  }

  /// Reads a whole `ModelProto`.
  ///
  /// - Throws: `ProtobufError`; it is `truncated` only when the file itself ends too early.
  mutating func readModel(_ model: ProtobufReader) throws(ProtobufError) {
    var model = model
    while let field = try model.next() {
      do {
        try readModelField(field, of: model)
      } catch .truncated(let offset, let reason) {
        // The field is complete in its file, so what it holds is wrong rather than cut off.
        throw .malformed(at: offset, reason)
      }
    }
  }

  private mutating func readModelField(
    _ field: ProtobufReader.Field, of model: ProtobufReader
  ) throws(ProtobufError) {
    let offset = model.offset
    switch field.number {
    case 1:
      file.irVersion = try field.integer(at: offset)
      // Versions count from 1 and stand at 13 after nine years: random bytes rarely pass.
      guard (1...1000).contains(file.irVersion) else { throw .malformed(at: offset, "no such version of ONNX") }
      looksLikeModel = true
    case 2: file.producerName = model.text(try field.bytes(at: offset))
    case 3: file.producerVersion = model.text(try field.bytes(at: offset))
    case 4: file.domain = model.text(try field.bytes(at: offset))
    case 5: file.modelVersion = try field.integer(at: offset)
    case 6: file.documentation = model.text(try field.bytes(at: offset))
    case 7:
      hasGraph = true
      try readGraph(model.message(try field.bytes(at: offset)), depth: 0)
    case 8: try readOpsetImport(model.message(try field.bytes(at: offset)))
    case 14: try readMetadata(model.message(try field.bytes(at: offset)))
    case 25: try readFunction(model.message(try field.bytes(at: offset)))
    default: break
    }
  }

  /// OperatorSetIdProto: domain 1, version 2.
  private mutating func readOpsetImport(_ entry: ProtobufReader) throws(ProtobufError) {
    var entry = entry
    var domain = ""
    var version: Int64 = 0
    while let field = try entry.next() {
      if field.number == 1 { domain = entry.text(try field.bytes(at: entry.offset)) }
      if field.number == 2 { version = try field.integer(at: entry.offset) }
    }
    file.opsetImports[domain.isEmpty ? Self.standardDomain : domain] = version
  }

  /// StringStringEntryProto: key 1, value 2.
  private mutating func readMetadata(_ entry: ProtobufReader) throws(ProtobufError) {
    var entry = entry
    var key = ""
    var value = ""
    while let field = try entry.next() {
      if field.number == 1 { key = entry.text(try field.bytes(at: entry.offset)) }
      if field.number == 2 { value = entry.text(try field.bytes(at: entry.offset)) }
    }
    file.metadata[key] = value
  }

  /// GraphProto: nodes 1, name 2.
  private mutating func readGraph(_ graph: ProtobufReader, depth: Int) throws(ProtobufError) {
    guard depth < Self.deepest else { throw .malformed(at: graph.offset, "graphs nest deeper than \(Self.deepest)") }
    var graph = graph
    while let field = try graph.next() {
      if field.number == 1 { try readNode(graph.message(try field.bytes(at: graph.offset)), depth: depth) }
      if field.number == 2, depth == 0 { file.graphName = graph.text(try field.bytes(at: graph.offset)) }
    }
  }

  /// FunctionProto: nodes 7.
  private mutating func readFunction(_ function: ProtobufReader) throws(ProtobufError) {
    var function = function
    while let field = try function.next() {
      if field.number == 7 { try readNode(function.message(try field.bytes(at: function.offset)), depth: 1) }
    }
  }

  /// NodeProto: outputs 2, operator 4, attributes 5, domain 7.
  private mutating func readNode(_ node: ProtobufReader, depth: Int) throws(ProtobufError) {
    var node = node
    var operatorName = ""
    var domain = ""
    var outputs: [String] = []
    var keys: MapKeys?
    while let field = try node.next() {
      switch field.number {
      case 2: outputs.append(node.text(try field.bytes(at: node.offset)))
      case 4: operatorName = node.text(try field.bytes(at: node.offset))
      case 5: keys = try readAttribute(node.message(try field.bytes(at: node.offset)), depth: depth) ?? keys
      case 7: domain = node.text(try field.bytes(at: node.offset))
      default: break
      }
    }
    let isStandard = domain.isEmpty || domain == Self.standardDomain
    file.operatorCounts[isStandard ? operatorName : "\(domain).\(operatorName)", default: 0] += 1
    if depth == 0, operatorName == "ZipMap", let output = outputs.first, let keys { file.mapKeys[output] = keys }
  }

  /// AttributeProto: name 1, graph 6, integers 8, strings 9, graphs 11; returns the keys of a `ZipMap`.
  private mutating func readAttribute(_ attribute: ProtobufReader, depth: Int) throws(ProtobufError) -> MapKeys? {
    var attribute = attribute
    var name = ""
    var integers: [Int64] = []
    var texts: [String] = []
    while let field = try attribute.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let range)): name = attribute.text(range)
      case (6, .bytes(let range)), (11, .bytes(let range)):
        try readGraph(attribute.message(range), depth: depth + 1)
      case (8, .varint(let bits)) where name.hasPrefix("classlabels_"): integers.append(Int64(bitPattern: bits))
      case (8, .bytes(let range)) where name.hasPrefix("classlabels_"):
        var packed = attribute.message(range)
        while !packed.isAtEnd { integers.append(Int64(bitPattern: try packed.varint())) }
      case (9, .bytes(let range)) where name.hasPrefix("classlabels_"): texts.append(attribute.text(range))
      default: break
      }
    }
    switch name {
    case "classlabels_int64s": return integers.isEmpty ? nil : .integers(integers)
    case "classlabels_strings": return texts.isEmpty ? nil : .texts(texts)
    default: return nil
    }
  }
}
