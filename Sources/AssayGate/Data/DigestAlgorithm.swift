import Crypto
import Foundation

/// The ways in which the bytes of a file are hashed.
enum DigestAlgorithm: String, Sendable, CaseIterable {
  /// What Assay pins and Git LFS names.
  case sha256
  /// MD5 of the bytes: DVC from version 3 on.
  case md5
  /// MD5 of the bytes, CRLF taken for LF in what looks like text: DVC before version 3.
  case md5Dos2unix = "md5-dos2unix"
  /// MD5 with every CRLF as LF.
  case md5LineFeeds = "md5-lf"
  /// MD5 with every line ending as CRLF.
  case md5CarriageReturns = "md5-crlf"
  /// The id of a git blob in a repository of SHA-1.
  case gitSHA1 = "git-sha1"
  /// The id of a git blob in a repository of SHA-256.
  case gitSHA256 = "git-sha256"

  /// A hash over a stream of blocks, each but the last of `FileHasher.blockSize` bytes.
  ///
  /// - Parameter size: the number of bytes that will come; only git's ids need it.
  func stream(size: Int) -> any StreamHash {
    switch self {
    case .sha256: return PlainHash(SHA256())
    case .md5: return PlainHash(Insecure.MD5())
    case .md5Dos2unix: return Dos2unixHash()
    case .md5LineFeeds: return LineEndingHash(ending: .lineFeed)
    case .md5CarriageReturns: return LineEndingHash(ending: .carriageReturnLineFeed)
    case .gitSHA1: return PlainHash(Insecure.SHA1(), prefix: "blob \(size)\0")
    case .gitSHA256: return PlainHash(SHA256(), prefix: "blob \(size)\0")
    }
  }
}

/// A hash that takes a file block by block.
protocol StreamHash {
  /// Takes the next block.
  mutating func update(_ block: UnsafeRawBufferPointer)
  /// The digest in lower-case hexadecimal digits; the last call.
  mutating func finish() -> String
}

/// A hash of the bytes as they are.
private struct PlainHash<Function: HashFunction>: StreamHash {
  private var function: Function

  init(_ function: Function, prefix: String = "") {
    self.function = function
    self.function.update(data: Data(prefix.utf8))
  }

  mutating func update(_ block: UnsafeRawBufferPointer) { function.update(bufferPointer: block) }

  mutating func finish() -> String { DigestText.hexadecimal(function.finalize()) }
}

/// The hash of DVC before version 3: block by block of 1 MiB, CRLF becomes LF where the block's first 512 bytes look like
/// text. A CR at the end of a block and an LF at the start of the next are not joined.
struct Dos2unixHash: StreamHash {
  private var hash = Insecure.MD5()

  mutating func update(_ block: UnsafeRawBufferPointer) {
    guard Self.isText(block) else {
      hash.update(bufferPointer: block)
      return
    }
    var start = 0
    var index = 0
    while let found = block[index...].firstIndex(of: 0x0D) {
      index = found + 1
      if index < block.count, block[index] == 0x0A {
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[start..<found]))
        start = index
      }
    }
    hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[start...]))
  }

  mutating func finish() -> String { DigestText.hexadecimal(hash.finalize()) }

  /// Whether the first 512 bytes have no NUL, and at most three in ten beyond printable ASCII and `\n \r \t \f \b`.
  static func isText(_ block: some Collection<UInt8>) -> Bool {
    let start = block.prefix(512)
    var others = 0
    for byte in start {
      switch byte {
      case 0: return false
      case 32...126, 0x0A, 0x0D, 0x09, 0x0C, 0x08: break
      default: others += 1
      }
    }
    return Double(others) <= 0.30 * Double(start.count)
  }
}

/// MD5 of a text with all its line endings in one form.
private struct LineEndingHash: StreamHash {
  enum Ending {
    case lineFeed
    case carriageReturnLineFeed
  }

  private let ending: Ending
  private var hash = Insecure.MD5()
  /// The block before ended with a CR whose place in the text is not known yet.
  private var hasCarriageReturn = false

  init(ending: Ending) { self.ending = ending }

  mutating func update(_ block: UnsafeRawBufferPointer) {
    guard !block.isEmpty else { return }
    var start = 0
    if hasCarriageReturn {
      hasCarriageReturn = false
      if block[0] == 0x0A {
        append(ending == .lineFeed ? [0x0A] : [0x0D, 0x0A])
        start = 1
      } else {
        append([0x0D])
      }
    }
    var index = start
    while index < block.count, let found = block[index...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
      index = found + 1
      if block[found] == 0x0A {
        guard ending == .carriageReturnLineFeed else { continue }
        append(block, start..<found)
        append([0x0D, 0x0A])
        start = index
      } else if index == block.count {
        append(block, start..<found)
        hasCarriageReturn = true
        start = index
      } else if block[index] == 0x0A {
        append(block, start..<found)
        append(ending == .lineFeed ? [0x0A] : [0x0D, 0x0A])
        index += 1
        start = index
      }
    }
    append(block, start..<block.count)
  }

  mutating func finish() -> String {
    if hasCarriageReturn { append([0x0D]) }
    return DigestText.hexadecimal(hash.finalize())
  }

  private mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }

  private mutating func append(_ block: UnsafeRawBufferPointer, _ range: Range<Int>) {
    hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[range]))
  }
}
