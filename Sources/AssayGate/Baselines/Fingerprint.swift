/// What a table's content is, in little space: digests that change with any value, and a profile that says how.
///
/// Digests do not depend on the order of the rows: each row's hash is added up, modulo 2¹²⁸. They find accidents,
/// not forgeries.
public struct Fingerprint: Sendable, Hashable, Codable {
  /// The number of rows.
  public var rows: Int
  /// The digest over whole rows, without the columns that are compared by tolerance; 32 hexadecimal digits.
  public var digest: String
  /// The columns, in the table's order.
  public var columns: [ColumnProfile]

  /// The profile of one column.
  public struct ColumnProfile: Sendable, Hashable, Codable {
    /// The column's name.
    public var name: String
    /// The column's type in words.
    public var type: String
    /// The digest of the column's values whatever their rows; absent for columns that are compared by tolerance.
    public var digest: String?
    /// The number of missing values: null or NaN.
    public var missing: Int
    /// The smallest value of a numeric column; absent for private columns and where there is none.
    public var minimum: Double?
    /// The largest value of a numeric column.
    public var maximum: Double?
    /// The mean of a numeric column.
    public var mean: Double?
    /// The quantiles at 0.05, 0.25, 0.5, 0.75 and 0.95, for columns that are compared by tolerance.
    public var quantiles: [Double]?
  }

  /// The probabilities of a profile's quantiles.
  public static let quantileProbabilities = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// The profile of a column.
  public subscript(name: String) -> ColumnProfile? { columns.first { $0.name == name } }
}

extension Fingerprint.ColumnProfile {
  /// How this profile differs from an approved one, in a few words; `nil` when it does not.
  ///
  /// With a tolerance, counts of missing values must be equal, and every number may differ by up to the tolerance:
  /// when each value moves by at most that, so do the mean, the ends and all quantiles.
  func difference(from approved: Self, tolerance: Double?) -> String? {
    if type != approved.type { return "is \(type), approved was \(approved.type)" }
    var parts: [ProfileChange] = []
    if missing != approved.missing {
      parts.append(.missing(today: Format.whole(missing), approved: Format.whole(approved.missing)))
    }
    for (name, today, before) in [
      ("min", minimum, approved.minimum), ("mean", mean, approved.mean), ("max", maximum, approved.maximum),
    ] where !Self.isClose(today, before, tolerance) {
      parts.append(
        ProfileChange(
          name, today: today.map(Format.number) ?? "none", approved: before.map(Format.number) ?? "none"))
    }
    if tolerance != nil {
      for (index, p) in Fingerprint.quantileProbabilities.enumerated() {
        let (today, before) = (quantiles?[checked: index], approved.quantiles?[checked: index])
        if !Self.isClose(today, before, tolerance) {
          parts.append(
            ProfileChange(
              "quantile \(p)", today: today.map(Format.number) ?? "none",
              approved: before.map(Format.number) ?? "none"))
        }
      }
      return parts.isEmpty ? nil : ProfileChange.text(Array(parts.prefix(3))) + (parts.count > 3 ? "; …" : "")
    }
    if digest == approved.digest { return nil }
    return parts.isEmpty ? "other values with the same profile" : ProfileChange.text(parts)
  }

  private static func isClose(_ left: Double?, _ right: Double?, _ tolerance: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    // The stored numbers are rounded to 12 digits: allow for that much and no more.
    return abs(left - right) <= (tolerance ?? 0) + abs(right) * 1e-11
  }
}

extension Array {
  /// The element, or `nil` outside the array.
  subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
