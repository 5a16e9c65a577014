/// The keys of a map output: one key, and so one column, for each class.
enum MapKeys: Sendable, Equatable {
  case integers([Int64])
  case texts([String])

  /// How many keys there are.
  var count: Int {
    switch self {
    case .integers(let keys): keys.count
    case .texts(let keys): keys.count
    }
  }

  /// The keys as they stand in column names.
  var names: [String] {
    switch self {
    case .integers(let keys): keys.map(String.init)
    case .texts(let keys): keys
    }
  }

  /// The positions of the keys in ascending order: integers by value, texts by their bytes.
  var ascendingOrder: [Int] {
    switch self {
    case .integers(let keys): keys.indices.sorted { keys[$0] < keys[$1] }
    case .texts(let keys): keys.indices.sorted { keys[$0].utf8.lexicographicallyPrecedes(keys[$1].utf8) }
    }
  }

  /// The same keys in ascending order.
  var sorted: MapKeys {
    let order = ascendingOrder
    switch self {
    case .integers(let keys): return .integers(order.map { keys[$0] })
    case .texts(let keys): return .texts(order.map { keys[$0] })
    }
  }
}
