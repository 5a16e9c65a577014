extension StringProtocol {
  /// The text with every occurrence of one code point replaced, for quoting.
  ///
  /// `replacing(_:with:)` compares characters as people see them: a quotation mark with an accent over it is another one
  /// to it, and would stay unquoted.
  package func replacing(scalar: Unicode.Scalar, with replacement: String) -> String {
    var result = String.UnicodeScalarView()
    for next in unicodeScalars {
      if next == scalar { result.append(contentsOf: replacement.unicodeScalars) } else { result.append(next) }
    }
    return String(result)
  }
}
