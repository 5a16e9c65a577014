import Foundation

/// Who approved which parts of a version, without what the parts hold.
struct BaselineOutline: Sendable {
  /// The approval.
  let approval: Baseline.Approval
  /// The parts that there are.
  let parts: Set<BaselinePart>

  /// The outline of a baseline.
  init(_ baseline: Baseline) {
    approval = baseline.approval
    parts = baseline.parts
  }

  /// The outline of a baseline's file; `nil` when it is none of the format.
  init?(_ data: Data) {
    guard let content = try? JSONDecoder().decode(Content.self, from: data), content.format == BaselineFile.format
    else {
      return nil
    }
    approval = content.approved
    var parts = Set(content.metrics.keys.map { BaselinePart.metrics(of: $0) })
    for (name, table) in content.tables {
      if table.fingerprint != nil { parts.insert(.output(table: name)) }
      if table.golden != nil { parts.insert(.golden(table: name)) }
    }
    self.parts = parts
  }

  private struct Content: Decodable {
    var format: String
    var approved: Baseline.Approval
    var tables: [String: Table]
    var metrics: [String: Anything]
  }

  private struct Table: Decodable {
    var fingerprint: Anything?
    var golden: Anything?
  }

  /// A value that is there.
  private struct Anything: Decodable {
    init(from decoder: any Decoder) {}
  }
}
