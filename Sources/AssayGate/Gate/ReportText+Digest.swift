import Crypto
import Foundation

extension ReportText {
  /// The SHA-256 of a text's UTF-8, in hexadecimal: a name for it that is the same in every run.
  package static func digest(_ text: String) -> String {
    Hexadecimal.text(SHA256.hash(data: Data(text.utf8)))
  }
}
