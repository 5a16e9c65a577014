/// Whether a SQL text may change what belongs to its connection: settings, temporary tables, open transactions.
///
/// Such a connection is not reused, so that every call finds the same state whichever connection it gets. A word inside
/// of a text or a comment counts too; that costs only a new connection.
enum ConnectionState {
  private static let words: Set<String> = [
    "BEGIN", "START", "SET", "RESET", "USE", "PRAGMA", "TEMP", "TEMPORARY", "PREPARE", "LOAD",
  ]

  static func mayChange(by sql: String) -> Bool {
    sql.utf8.split { !isLetter($0) }.contains { word in
      word.count <= 9 && words.contains(String(decoding: word, as: UTF8.self).uppercased())
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }
}
