import CArrow
import Testing

@testable import AssayTable

@Suite("Record batches")
struct RecordBatchTests {
  static let top = HandMade(
    format: "+s", length: 3, nullCount: 0, buffers: [nil],
    children: [
      HandMade(format: "g", name: "x", length: 3, buffers: [nil, bytes([1.0, 2, 3])]),
      HandMade(
        format: "u", name: "t", length: 3, buffers: [bits("101"), bytes([Int32(0), 1, 1, 3]), Array("abc".utf8)]),
    ])

  @Test("the memory is released once, when the last column is gone")
  func releasedOnce() throws {
    let counter = ReleaseCounter()
    var column: Column?
    do {
      let batch = try Self.top.imported(counter)
      #expect(batch.rowCount == 3)
      #expect(batch.schema.description == "x float64, t text")
      column = batch["t"]
    }
    #expect(counter.count == 0)
    #expect(column?.text(at: 2) == "bc")
    column = nil
    #expect(counter.count == 1)
  }

  @Test("broken memory is refused with the column's name and released")
  func malformed() throws {
    func problem(_ change: (inout HandMade) -> Void) throws -> String? {
      var top = Self.top
      change(&top)
      let counter = ReleaseCounter()
      let error = #expect(throws: TableError.self) { try top.imported(counter) }
      #expect(counter.count == 1)
      return error?.description
    }
    let prefix = "column 'x': the engine handed out broken Arrow memory: "
    #expect(try problem { $0.children[0].buffers = [nil] } == prefix + "1 buffers where 'g' has 2")
    #expect(try problem { $0.children[0].buffers = [nil, nil] } == prefix + "buffer 1 is missing")
    #expect(try problem { $0.children[0].length = -1 } == prefix + "length -1, offset 0, 2 buffers")
    #expect(try problem { $0.children[0].length = 2 }?.contains("child 'x' has 2 values, the struct 3") == true)
    #expect(
      try problem {
        $0.buffers = [bits("101")]; $0.nullCount = 1
      }?.contains("1 rows that are null as a whole") == true)
    var flat = HandMade.fixed("g", [1.0]).exportedSchema()
    #expect(throws: TableError.self) { try ArrowImporter(consuming: &flat) }
    #expect(flat.release == nil)
  }

  @Test("built columns combine with imported ones without copying, and select, rename and slice")
  func combining() throws {
    let counter = ReleaseCounter()
    var batch: RecordBatch?
    do {
      let imported = try Self.top.imported(counter)
      let x = try #require(imported["x"])
      batch = try RecordBatch(columns: [
        x.renamed("score"), Column(name: "n", integers: [1, 2, 3], validity: [true, false, true]),
        Column(name: "b", booleans: [true, nil, false]), Column(name: "s", texts: ["é", nil, ""]),
        Column(name: "f", floats: [1, 2, .nan]), Column(name: "d", doubles: [0.5, 1.5, 2.5]),
      ])
    }
    let combined = try #require(batch)
    batch = nil
    #expect(combined.row(1) == [.number(2), .null, .null, .null, .number(2), .number(1.5)])
    #expect(
      combined.sliced(2..<3).row(0) == [
        .number(3), .integer(3), .boolean(false), .text(""), .number(.nan), .number(2.5),
      ])
    #expect(try combined.selecting(["s", "score"]).row(0) == [.text("é"), .number(1)])
    #expect(combined.renaming(["d": "e"]).schema.names == ["score", "n", "b", "s", "f", "e"])
    #expect(throws: TableError.mismatch("there is no column 'y'; the columns are score, n, b, s, f, d")) {
      try combined.selecting(["y"])
    }
    #expect(throws: TableError.self) {
      try RecordBatch(columns: [Column(name: "a", doubles: [1]), Column(name: "b", doubles: [])])
    }
    withExtendedLifetime(combined) { #expect(counter.count == 0) }
  }

  @Test("an export keeps its source alive, and a child that was moved out outlives its parent")
  func export() throws {
    let counter = ReleaseCounter()
    var array = ArrowArray()
    var schema = ArrowSchema()
    do {
      let batch = try Self.top.imported(counter).sliced(1..<3)
      array = batch.exportArray()
      schema = batch.exportSchema()
    }
    #expect(counter.count == 0)
    #expect(array.length == 2 && array.n_children == 2)
    #expect(array.children[0]!.pointee.offset == 1)
    // The Arrow way to move a child out: copy the struct, clear the release of the original.
    var child = array.children[1]!.pointee
    array.children[1]!.pointee.release = nil
    array.release(&array)
    #expect(array.release == nil)
    #expect(counter.count == 0)
    #expect(child.length == 2 && child.null_count == 1)
    let offsets = child.buffers[1]!.assumingMemoryBound(to: Int32.self)
    #expect(offsets[Int(child.offset) + 1] == 1)
    child.release(&child)
    #expect(counter.count == 1)
    #expect(String(cString: schema.children[1]!.pointee.name) == "t")
    schema.release(&schema)
    #expect(schema.release == nil)
  }

  @Test("everything that is exported is imported again as it was")
  func roundTrip() throws {
    var keyed = HandMade.fixed("c", [Int8(1), 0, 1], validity: "110")
    keyed.name = "k"
    keyed.dictionary = [.text("u", ["no", "yes"])]
    var list = HandMade(
      format: "+l", name: "l", length: 3, buffers: [nil, bytes([Int32(0), 1, 1, 3])],
      children: [.fixed("l", [Int64(4), 5, 6])])
    list.children[0].name = "item"
    var views = HandMade.views(["short", "a text of more than twelve", nil])
    views.name = "v"
    var top = Self.top
    top.children += [keyed, list, views]
    let source = try top.imported().sliced(1..<3)
    var schema = source.exportSchema()
    let importer = try ArrowImporter(consuming: &schema)
    var array = source.exportArray()
    let copy = try importer.batch(consuming: &array)
    #expect(copy.schema == source.schema)
    for row in 0..<2 { #expect(copy.row(row) == source.row(row)) }
    #expect(copy.hasSameLayout(as: source))
  }

  @Test("dictionaries of text are written out, others are refused")
  func withoutDictionaries() throws {
    var keyed = HandMade.fixed("c", [Int8(1), 0, 1, 0], validity: "1101")
    keyed.name = "k"
    keyed.dictionary = [.text("u", ["no", "yes"])]
    func batch(_ column: HandMade) throws -> RecordBatch {
      try HandMade(format: "+s", length: 4, nullCount: 0, buffers: [nil], children: [column]).imported()
    }
    let source = try batch(keyed).sliced(1..<4)
    let plain = try source.withoutDictionaries()
    #expect(plain.schema.fields.map(\.type) == [.text])
    #expect((0..<3).map { plain.row($0)[0] } == [.text("no"), .null, .text("no")])
    #expect(!plain.hasSameLayout(as: source))
    #expect(try plain.withoutDictionaries().hasSameLayout(as: plain))
    keyed.dictionary = [.fixed("g", [1.0, 2])]
    let numbers = try batch(keyed)
    #expect(throws: TableError.self) { try numbers.withoutDictionaries() }
    let list = HandMade(
      format: "+l", name: "l", length: 4, buffers: [nil, bytes([Int32(0), 1, 2, 3, 4])], children: [keyed])
    let nested = try batch(list)
    #expect(throws: TableError.self) { try nested.withoutDictionaries() }
  }

  @Test("a stream hands out its batches and refuses mixed layouts")
  func stream() throws {
    let batch = try RecordBatch(columns: [Column(name: "x", doubles: [1, 2])])
    var stream = try ArrowArrayStream(exporting: [batch, batch.sliced(0..<1)])
    var lengths: [Int64] = []
    while true {
      var array = ArrowArray()
      #expect(stream.get_next(&stream, &array) == 0)
      guard array.release != nil else { break }
      lengths.append(array.length)
      array.release(&array)
    }
    #expect(lengths == [2, 1])
    stream.release(&stream)
    #expect(stream.release == nil)
    let other = try RecordBatch(columns: [Column(name: "x", floats: [1, 2])])
    #expect(throws: TableError.self) { try ArrowArrayStream(exporting: [batch, other]) }
    #expect(throws: TableError.self) { try ArrowArrayStream(exporting: []) }
  }

  @Test("types describe themselves as users read them")
  func types() throws {
    func type(_ format: String) throws -> String {
      "\(try HandMade(format: format, length: 0, buffers: [nil, nil]).column().type)"
    }
    #expect(try type("d:9,2") == "decimal(9,2)")
    #expect(try type("tsu:UTC") == "timestamp(us, UTC)")
    #expect(try type("tsn:") == "timestamp(ns)")
    #expect(try type("ttm") == "time(ms)")
    #expect(try type("tDs") == "duration(s)")
    #expect(try type("w:16") == "binary")
    #expect(DataType.list(.structure([Field(name: "a", type: .int8)])).description == "list(struct(a: int8))")
    #expect(DataType.decimal(precision: 3, scale: 0).isNumeric && !DataType.decimal(precision: 3, scale: 0).isInteger)
    #expect(
      DataType.uint8.isInteger && DataType.float32.isFloatingPoint && DataType.date.isTemporal && DataType.text.isText)
  }

  @Test("a schema finds fields by their exact name, the first of equal ones")
  func schema() {
    let schema = Schema([Field(name: "a", type: .int8), Field(name: "A", type: .text), Field(name: "a", type: .date)])
    #expect(schema.index(of: "a") == 0 && schema.index(of: "A") == 1 && schema.index(of: "b") == nil)
    #expect(schema["a"]?.type == .int8)
  }
}
