import AssayTable
import Foundation

/// The columns of a CSV file without quotes, read byte by byte so that debug builds read megabytes in moments.
struct CSVSample {
  private let bytes: [UInt8]
  private let names: [String]
  /// The beginning of each cell, row after row.
  private let cells: [Int]
  let rowCount: Int

  init(_ path: String) throws {
    // The NUL ends the last number for strtod.
    bytes = Array(try Data(contentsOf: URL(filePath: path))) + [0]
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let names = header.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
    var cells: [Int] = []
    cells.reserveCapacity(bytes.count / 4)
    let comma = UInt8(ascii: ",")
    let newline = UInt8(ascii: "\n")
    bytes.withUnsafeBufferPointer { bytes in
      var position = header.count + 1
      let end = bytes.count - 1
      var isStart = true
      while position < end {
        if isStart { cells.append(position) }
        let byte = bytes[position]
        isStart = byte == comma || byte == newline
        position += 1
      }
    }
    self.names = names
    self.cells = cells
    rowCount = cells.count / names.count
  }

  /// A column of numbers; an empty cell is null in a column of integers and NaN in a column of doubles.
  func numbers(_ name: String, asIntegers: Bool) throws -> Column {
    let position = try index(of: name)
    var doubles: [Double] = []
    doubles.reserveCapacity(rowCount)
    bytes.withUnsafeBufferPointer { bytes in
      let comma = UInt8(ascii: ",")
      let newline = UInt8(ascii: "\n")
      for row in 0..<rowCount {
        let start = cells[row * names.count + position]
        let text = UnsafeRawPointer(bytes.baseAddress! + start).assumingMemoryBound(to: CChar.self)
        doubles.append(bytes[start] == comma || bytes[start] == newline ? .nan : strtod(text, nil))
      }
    }
    guard asIntegers else { return Column(name: name, doubles: doubles) }
    return Column(
      name: name, integers: doubles.map { $0.isNaN ? 0 : Int64($0) }, validity: doubles.map { !$0.isNaN })
  }

  /// A column of texts.
  func texts(_ name: String) throws -> Column {
    let position = try index(of: name)
    var texts: [String?] = []
    texts.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      let start = cells[row * names.count + position]
      var end = start
      while bytes[end] != UInt8(ascii: ","), bytes[end] != UInt8(ascii: "\n") { end += 1 }
      texts.append(String(decoding: bytes[start..<end], as: UTF8.self))
    }
    return Column(name: name, texts: texts)
  }

  /// The whole numbers of a column that has no empty cells.
  func integers(_ name: String) throws -> [Int64] {
    var integers: [Int64] = []
    try numbers(name, asIntegers: true).appendIntegers(to: &integers, null: -1)
    return integers
  }

  private func index(of name: String) throws -> Int {
    guard let position = names.firstIndex(of: name) else { throw CocoaError(.fileReadCorruptFile) }
    return position
  }
}
