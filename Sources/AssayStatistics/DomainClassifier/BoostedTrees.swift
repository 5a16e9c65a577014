#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A binary classifier: gradient boosting of the logistic loss (Friedman, 2001) by small trees on binned columns.
///
/// Every second tree starts at the median of a column that is chosen in turn: two columns whose relation alone tells the
/// classes apart have no gain of their own, and a search for the best first split would not find them. Each tree sees half
/// of the rows and at most `columnsPerTree` columns, so that the time grows with the rows, not with rows × columns.
/// The same rows, seed and order give the same trees. O(trees · depth · rows · columns).
struct BoostedTrees: Sendable {
  /// How many trees are grown.
  static let treeCount = 60
  /// The splits between the root and a leaf.
  static let depth = 4
  /// How much of a tree's answer is taken.
  static let learningRate = 0.15
  /// The most columns that a tree may split.
  static let columnsPerTree = 32
  /// What is added to a leaf's sum of second derivatives, each at most ¼ a row.
  private static let regularization = 5.0
  /// The smallest sum of second derivatives of a leaf.
  private static let smallestLeaf = 4.0

  /// A complete tree; a node that is not split sends all rows to the left.
  private struct Tree {
    var columns = [Int](repeating: 0, count: 1 << BoostedTrees.depth - 1)
    var thresholds = [UInt8](repeating: .max, count: 1 << BoostedTrees.depth - 1)
    var values = [Double](repeating: 0, count: 1 << BoostedTrees.depth)
  }

  private var trees: [Tree] = []
  /// How much each column's splits lowered the loss, for a choice of the columns worth a closer look.
  private(set) var gains: [Double]

  /// Learns from training rows; both classes weigh the same.
  ///
  /// - Parameters:
  ///   - columns: the bins of all rows, column by column.
  ///   - labels: the class of each of all rows.
  ///   - training: the positions of the training rows, with both classes among them.
  init(columns: [BinnedColumn], labels: [Bool], training: [Int], seed: UInt64) {
    gains = [Double](repeating: 0, count: columns.count)
    var random = PermutationGenerator(seed: seed)
    // Contiguous bins of the training rows alone.
    let bins = columns.map { column in training.map { column.bins[$0] } }
    let isPositive = training.map { labels[$0] }
    let positives = isPositive.lazy.filter { $0 }.count
    guard positives > 0, positives < training.count, !columns.isEmpty else { return }
    let weights = (
      Double(training.count) / 2 / Double(training.count - positives), Double(training.count) / 2 / Double(positives)
    )
    var scores = [Double](repeating: 0, count: training.count)
    var gradients = scores
    var curvatures = scores
    var order = Array(columns.indices)
    var first = Array(columns.indices)
    random.choose(first.count, of: &first)
    for number in 0..<Self.treeCount {
      for row in scores.indices {
        let probability = 1 / (1 + exp(-scores[row]))
        let weight = isPositive[row] ? weights.1 : weights.0
        gradients[row] = weight * (probability - (isPositive[row] ? 1 : 0))
        curvatures[row] = weight * probability * (1 - probability)
      }
      var bits: UInt64 = 0
      var rows: [Int] = []
      rows.reserveCapacity(training.count)
      for row in scores.indices {
        if row % 64 == 0 { bits = random.next() }
        if bits & 1 == 1 { rows.append(row) }
        bits >>= 1
      }
      random.choose(min(Self.columnsPerTree, order.count), of: &order)
      var chosen = Array(order.prefix(Self.columnsPerTree))
      let root = number % 2 == 1 ? first[(number / 2) % first.count] : nil
      if let root, !chosen.contains(root) { chosen[0] = root }
      let tree = grow(bins, rows, gradients, curvatures, chosen.sorted(), root: root)
      for row in scores.indices { scores[row] += Self.value(tree) { bins[$0][row] } }
      trees.append(tree)
    }
  }

  /// The score of each of some rows; a larger one speaks more for the positive class.
  func scores(_ columns: [BinnedColumn], rows: [Int]) -> [Double] {
    var scores = [Double](repeating: 0, count: rows.count)
    for tree in trees {
      for (index, row) in rows.enumerated() { scores[index] += Self.value(tree) { columns[$0].bins[row] } }
    }
    return scores
  }

  @inline(__always)
  private static func value(_ tree: Tree, _ bin: (Int) -> UInt8) -> Double {
    var node = 0
    for _ in 0..<depth { node = 2 * node + (bin(tree.columns[node]) > tree.thresholds[node] ? 2 : 1) }
    return tree.values[node - tree.columns.count]
  }

  private mutating func grow(
    _ bins: [[UInt8]], _ rows: [Int], _ gradients: [Double], _ curvatures: [Double], _ chosen: [Int], root: Int?
  ) -> Tree {
    var tree = Tree()
    // The node of each row, counted within its level.
    var nodes = [Int](repeating: 0, count: rows.count)
    for level in 0..<Self.depth {
      let width = 1 << level
      var best = [(gain: Double, column: Int, threshold: UInt8)](repeating: (1e-9, 0, .max), count: width)
      for column in chosen where level > 0 || root == nil || root == column {
        var sums = [Double](repeating: 0, count: width * BinnedColumn.limit * 2)
        Self.add(rows, nodes, bins[column], gradients, curvatures, to: &sums)
        for node in 0..<width {
          let slice = sums[(node * BinnedColumn.limit * 2)..<((node + 1) * BinnedColumn.limit * 2)]
          guard let split = Self.split(slice, atMedian: level == 0 && root != nil), split.gain > best[node].gain else {
            continue
          }
          best[node] = (split.gain, column, split.threshold)
        }
      }
      for node in 0..<width {
        tree.columns[width - 1 + node] = best[node].column
        tree.thresholds[width - 1 + node] = best[node].threshold
        // What the first split of every second tree gains is no choice.
        if best[node].threshold != .max, best[node].gain.isFinite { gains[best[node].column] += best[node].gain }
      }
      for (index, row) in rows.enumerated() {
        let (_, column, threshold) = best[nodes[index]]
        nodes[index] = 2 * nodes[index] + (bins[column][row] > threshold ? 1 : 0)
      }
    }
    var sums = [(gradient: Double, curvature: Double)](repeating: (0, 0), count: tree.values.count)
    for (index, row) in rows.enumerated() {
      sums[nodes[index]].gradient += gradients[row]
      sums[nodes[index]].curvature += curvatures[row]
    }
    tree.values = sums.map { -Self.learningRate * $0.gradient / ($0.curvature + Self.regularization) }
    return tree
  }

  /// Adds the derivatives of each row to its node's bin: gradients at even places, curvatures behind them.
  private static func add(
    _ rows: [Int], _ nodes: [Int], _ bins: [UInt8], _ gradients: [Double], _ curvatures: [Double],
    to sums: inout [Double]
  ) {
    for index in rows.indices {
      let row = rows[index]
      let place = (nodes[index] * BinnedColumn.limit + Int(bins[row])) * 2
      sums[place] += gradients[row]
      sums[place + 1] += curvatures[row]
    }
  }

  /// The split of a node that lowers the loss most, or that at the median, with an infinite gain; nil when there is none.
  private static func split(_ sums: ArraySlice<Double>, atMedian: Bool) -> (gain: Double, threshold: UInt8)? {
    var (gradient, curvature) = (0.0, 0.0)
    var place = sums.startIndex
    while place < sums.endIndex {
      gradient += sums[place]
      curvature += sums[place + 1]
      place += 2
    }
    let whole = gradient * gradient / (curvature + regularization)
    var best: (gain: Double, threshold: UInt8)?
    var left = (gradient: 0.0, curvature: 0.0)
    var nearest = Double.infinity
    for bin in 0..<(BinnedColumn.limit - 1) {
      let place = sums.startIndex + 2 * bin
      // A bin without rows changes nothing.
      if sums[place + 1] == 0 { continue }
      left.gradient += sums[place]
      left.curvature += sums[place + 1]
      let right = (gradient: gradient - left.gradient, curvature: curvature - left.curvature)
      if left.curvature < smallestLeaf { continue }
      if right.curvature < smallestLeaf { break }
      if atMedian {
        let distance = abs(left.curvature - right.curvature)
        if distance < nearest {
          nearest = distance
          best = (.infinity, UInt8(bin))
        }
        continue
      }
      let gain =
        left.gradient * left.gradient / (left.curvature + regularization)
        + right.gradient * right.gradient / (right.curvature + regularization) - whole
      if gain > best?.gain ?? 0 { best = (gain, UInt8(bin)) }
    }
    return best
  }
}
