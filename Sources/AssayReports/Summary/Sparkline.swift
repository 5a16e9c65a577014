/// Numbers as a row of block characters: `▁▂▅█`.
enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// A distribution's shares; nothing when there is none.
  static func shares(_ values: [Double]?) -> String { text((values ?? []).map(Optional.init)) }

  /// One character for each number, from 0 to the largest; a dot where there is none.
  ///
  /// - Parameter limit: the top of the scale when it is larger than all numbers, so that what is far from its limit is
  ///   flat.
  static func text(_ values: [Double?], limit: Double? = nil) -> String {
    let finite = values.compactMap { $0.map(abs) }.filter(\.isFinite)
    let top = max(finite.max() ?? 0, limit ?? 0)
    return String(
      values.map { value -> Character in
        guard let value, value.isFinite else { return "·" }
        guard top > 0 else { return blocks[0] }
        return blocks[min(blocks.count - 1, Int(abs(value) / top * Double(blocks.count - 1) + 0.5))]
      })
  }
}
