/// The cycles among stages, as the strongly connected components of who takes from whom.
struct StageCycles {
  /// The component of each stage.
  private var component: [Int]
  /// The stages that each one takes from, with the index in its `from`.
  private let sources: [[(stage: Int, reference: Int)]]

  /// Finds the components by Tarjan's algorithm, with a stack of its own. O(stages + references).
  init(_ stages: [StageDeclaration], places: [String: Int]) {
    sources = stages.map { stage in
      stage.from.enumerated().compactMap { index, source in places[source.name].map { ($0, index) } }
    }
    component = Array(repeating: -1, count: stages.count)
    var index = Array(repeating: -1, count: stages.count)
    var low = index
    var open: [Int] = []
    var counter = 0
    var components = 0
    for start in stages.indices where index[start] < 0 {
      var path = [(stage: start, next: 0)]
      while let top = path.last {
        let stage = top.stage
        if top.next == 0 {
          index[stage] = counter
          low[stage] = counter
          counter += 1
          open.append(stage)
        }
        if top.next < sources[stage].count {
          path[path.count - 1].next += 1
          let source = sources[stage][top.next].stage
          if index[source] < 0 {
            path.append((source, 0))
          } else if component[source] < 0 {
            low[stage] = min(low[stage], index[source])
          }
          continue
        }
        if low[stage] == index[stage] {
          while let member = open.popLast() {
            component[member] = components
            if member == stage { break }
          }
          components += 1
        }
        path.removeLast()
        if let parent = path.last?.stage { low[parent] = min(low[parent], low[stage]) }
      }
    }
  }

  /// Whether two stages feed one another.
  func areInOneCycle(_ left: Int, _ right: Int) -> Bool { component[left] == component[right] }

  /// One fault for each component with a cycle, which names a shortest one through its first stage.
  func faults(_ stages: [StageDeclaration]) -> [ManifestError] {
    var errors: [ManifestError] = []
    var told: Set<Int> = []
    for start in stages.indices where !told.contains(component[start]) {
      guard let cycle = cycle(from: start) else { continue }
      told.insert(component[start])
      let reference = sources[start].first { $0.stage == cycle[1] }?.reference ?? 0
      let location = stages[start].from[reference].location
      let names = cycle.map { MessageText.shown(stages[$0].name) }
      errors.append(
        ManifestError(
          cycle.count == 2
            ? "stage \(MessageText.quoted(stages[start].name)) takes from itself"
            : "stages take from one another in a cycle: \(names.joined(separator: " → "))", at: location))
    }
    return errors
  }

  /// A shortest way from a stage back to itself, both ends included.
  private func cycle(from start: Int) -> [Int]? {
    var previous: [Int: Int] = [:]
    var queue = [start]
    var head = 0
    while head < queue.count {
      let stage = queue[head]
      head += 1
      for (source, _) in sources[stage] where component[source] == component[start] {
        if source == start {
          var way = [start]
          var current = stage
          while current != start {
            way.insert(current, at: 1)
            current = previous[current] ?? start
          }
          way.append(start)
          return way
        } else if previous[source] == nil {
          previous[source] = stage
          queue.append(source)
        }
      }
    }
    return nil
  }
}
