/// Markdown that keeps to a budget of bytes: lists and tables are cut where it is said how much was left out.
struct MarkdownPage {
  private(set) var text = ""
  private let budget: Int
  /// What the end of the page takes, and the notes about what was cut.
  private static let reserve = 600

  init(budget: Int) { self.budget = max(2_000, budget) }

  private var left: Int { budget - Self.reserve - text.utf8.count }

  /// Adds a paragraph, or nothing when it does not fit any more.
  mutating func add(_ paragraph: String) {
    guard paragraph.utf8.count + 2 <= left else { return }
    text += paragraph + "\n\n"
  }

  /// Adds a heading with items, as many as fit into a share of what is left.
  ///
  /// - Parameters:
  ///   - head: what stands above the items: a heading, an introduction, a table's head.
  ///   - items: lines or blocks.
  ///   - separator: what stands after each item.
  ///   - share: the most that the items may take of what is left, 0 … 1.
  ///   - unlisted: how many more there are that are not among the items.
  ///   - what: what the items are, in the plural.
  mutating func add(
    _ head: String, items: [String], separator: String = "\n", share: Double, unlisted: Int = 0, what: String
  ) {
    let room = Int(Double(left) * share)
    var body = head + "\n"
    var shown = 0
    for item in items {
      guard body.utf8.count + item.utf8.count + separator.utf8.count <= room else { break }
      body += item + separator
      shown += 1
    }
    let rest = items.count - shown + unlisted
    if shown == 0, !items.isEmpty { body = String(head.prefix { $0 != "\n" }) + "\n" }
    if rest > 0 { body += "\n_\(NumberText.grouped(rest)) more \(what), all in results.json_\n" }
    guard body.utf8.count <= left else { return }
    text += body + "\n"
  }

  /// Adds the last lines, for which there is always room when they are short.
  mutating func end(_ last: String) {
    if text.utf8.count + last.utf8.count + 1 <= budget { text += last + "\n" }
  }
}
