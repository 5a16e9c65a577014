/// Lays a fixture's own layer over those that it extends.
struct LayerMerger {
  /// The faults so far.
  private(set) var errors: [ManifestError] = []

  /// Merges layers, given with the fixture's own first.
  ///
  /// Data and stages of a name that an extended layer has replace its own, in its place; others come after. A check
  /// replaces the one of the same id, wherever that stood, and others come after those of the extended layer.
  mutating func merge(_ layers: [ManifestLayer]) -> ManifestLayer {
    guard var merged = layers.first else { preconditionFailure("a manifest has a layer of its own") }
    merged.data = []
    merged.stages = []
    merged.checks = []
    merged.checkedTables = []
    merged.referenceProfile = nil
    for layer in layers.reversed() {
      overlay(layer.data, on: &merged.data, name: \.name)
      overlay(layer.stages, on: &merged.stages, name: \.name)
      merged.checkedTables += layer.checkedTables
      checkIDs(layer.checks)
      overlay(layer.checks, on: &merged.checks, name: \.id)
      merged.budget = layer.budget ?? merged.budget
      merged.referenceProfile = layer.referenceProfile ?? merged.referenceProfile
      merged.privateColumns.formUnion(layer.privateColumns)
    }
    let stages = PipelineOrder.sorted(merged.stages)
    let order = Dictionary((merged.data.map(\.name) + stages.map(\.name)).enumerated().map { ($1, $0) }) { first, _ in
      first
    }
    merged.checks = merged.checks.enumerated().sorted { left, right in
      (order[left.element.table] ?? .max, left.offset) < (order[right.element.table] ?? .max, right.offset)
    }.map(\.element)
    return merged
  }

  private func overlay<Item>(_ items: [Item], on base: inout [Item], name: (Item) -> String) {
    var places = Dictionary(base.enumerated().map { (name($1), $0) }) { first, _ in first }
    for item in items {
      if let place = places[name(item)] {
        base[place] = item
      } else {
        places[name(item)] = base.count
        base.append(item)
      }
    }
  }

  private mutating func checkIDs(_ checks: [CheckEntry]) {
    var places: [String: SourceLocation] = [:]
    for check in checks {
      if let first = places[check.id] {
        errors.append(
          ManifestError(
            "a second check with the id \(MessageText.quoted(check.id)); the first is at \(first). "
              + "Give this one an 'id' of its own", at: check.location))
      } else {
        places[check.id] = check.location
      }
    }
  }
}
