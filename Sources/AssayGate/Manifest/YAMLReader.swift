import AssayConcurrency
import Foundation
import Yams

/// From a manifest's text to a tree of values with their places, within the limits, whatever the text holds.
enum YAMLReader {
  /// What a text holds.
  struct Document: Sendable {
    /// The value of the whole document.
    var root: YAMLNode
    /// Faults that leave the rest of the document readable: keys given twice, tags.
    var errors: [ManifestError]
  }

  /// Reads a text that holds exactly one document.
  ///
  /// Blocks for the few milliseconds that a file of at most 1 MiB takes.
  static func read(_ text: ManifestText) throws(ManifestError) -> Document {
    let result = onDeepStack { () -> Result<Document, ManifestError> in
      do throws(ManifestError) { return .success(try compose(text)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func compose(_ text: ManifestText) throws(ManifestError) -> Document {
    let start = SourceLocation(file: text.file, line: 1)
    guard var mask = YAMLMask(text.text) else {
      throw ManifestError("the file is full of private-use characters; a manifest is plain text", at: start)
    }
    while true {
      do {
        return try document(of: mask, file: text.file)
      } catch let error as ManifestError {
        throw error
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        // Mask the first of the twins and try again: then both have a place. At most 62 times.
        guard mask.maskKey(line: context.mark.line, column: context.mark.column) else {
          throw ManifestError(
            "key \(MessageText.quoted(mask.restored(names.first ?? ""))) is given more than once in this mapping",
            at: SourceLocation(file: text.file, line: context.mark.line, column: context.mark.column))
        }
      } catch {
        throw YAMLSyntaxError.explain(error, in: text)
      }
    }
  }

  private static func document(of mask: YAMLMask, file: String) throws -> Document {
    let parser = try Yams.Parser(yaml: mask.text, resolver: .basic, encoding: .utf8)
    // A node knows its anchor only weakly; the parser owns it.
    return try withExtendedLifetime(parser) {
      let empty = ManifestError(
        "the manifest is empty; it starts with 'assay: 1'", at: SourceLocation(file: file, line: 1))
      guard let root = try parser.singleRoot() else { throw empty }
      var composer = YAMLComposer(mask: mask, file: file)
      let node = try composer.node(root, level: 1)
      guard !node.isNull else { throw empty }
      return Document(root: node, errors: composer.errors)
    }
  }

  /// Runs on a thread of its own with a large stack.
  ///
  /// Yams descends and releases its tree by recursion. libyaml bounds the descent at 1,000 indents, which is up to
  /// 2,000 levels; the threads of a pool may have no more than 512 KB for that. Untouched pages of a stack cost nothing.
  private static func onDeepStack<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
    let box = ResultBox<Value>()
    let thread = Thread { box.fill(body()) }
    thread.stackSize = 64 << 20
    thread.name = "assay.manifest"
    thread.start()
    return box.wait()
  }
}

/// A value that one thread leaves for another.
private final class ResultBox<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let isFilled = DispatchSemaphore(value: 0)

  func fill(_ newValue: Value) {
    value.withLock { $0 = newValue }
    isFilled.signal()
  }

  func wait() -> Value {
    while true {
      isFilled.wait()
      if let value = value.withLock({ $0 }) { return value }
    }
  }
}
