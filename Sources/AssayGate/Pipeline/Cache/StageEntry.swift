import Foundation

/// What the cache knows of a table: the key that leads to it, and where its rows are.
struct StageEntry: Codable, Sendable, Hashable {
  /// The fixture, version, table and kind (`data`, `sql`, `command`, `model`) that it was made for; others may use it.
  var fixture: String
  var version: String
  var table: String
  var kind: String
  /// The parts of the key.
  var key: [String]
  /// The table's rows in the cache; `nil` for a data table, whose files are its rows.
  var output: Output?
  /// The number of rows.
  var rows: Int
  /// The engine and model runtimes that made it, with their versions.
  var runtimes: [String: String]

  /// A table as a Parquet file.
  struct Output: Codable, Sendable, Hashable {
    /// The SHA-256 of the file's bytes, in hexadecimal.
    var sha256: String
    /// Its size in bytes.
    var size: Int
    /// Columns whose type Parquet does not have, with the engine's name of the type; casts give it back.
    var casts: [Cast]
    /// The file's stamp when it got its name: a file that still has it is not read again to be believed.
    var modified: Int64
    var changed: Int64
    var inode: UInt64
    var device: UInt64

    /// A column to be cast.
    struct Cast: Codable, Sendable, Hashable {
      var column: String
      var type: String
    }

    /// Whether a file's stamp is the one that is kept.
    func hasStamp(_ stamp: FileStamp) -> Bool {
      stamp == FileStamp(size: size, modified: modified, changed: changed, inode: inode, device: device)
    }

    /// Keeps a stamp.
    mutating func keep(_ stamp: FileStamp) {
      (size, modified, changed, inode, device) = (
        stamp.size, stamp.modified, stamp.changed, stamp.inode, stamp.device
      )
    }
  }
}
