#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// C copies of texts that live as long as the array.
final class CStringArray: @unchecked Sendable {
  // @unchecked Sendable: the copies are made once, never written again, and freed when nobody holds the array.

  /// One pointer for each text.
  let pointers: [UnsafePointer<CChar>?]

  /// Copies the texts.
  init(_ texts: [String]) {
    pointers = texts.map { UnsafePointer(strdup($0)) }
  }

  deinit {
    for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) }
  }

  subscript(index: Int) -> UnsafePointer<CChar>? { pointers[index] }
}
