/// Two samples in the bins of the reference's range, as NannyML compares large samples.
struct BinnedSamples {
  private let edges: BinEdges
  private let reference: BinEdges.Counts
  private let current: BinEdges.Counts
  private let referenceCount: Double
  private let currentCount: Double

  init(_ edges: BinEdges, _ reference: SortedSample, _ current: SortedSample) {
    self.edges = edges
    self.reference = edges.counts(reference)
    self.current = edges.counts(current)
    referenceCount = Double(reference.count)
    currentCount = Double(current.count)
  }

  /// The largest difference of the distribution functions at the upper edges of the bins.
  var largestDifference: Double {
    var (first, second, largest) = (0, current.below, 0.0)
    for bin in reference.bins.indices {
      first += reference.bins[bin]
      second += current.bins[bin]
      largest = max(largest, abs(Double(first) / referenceCount - Double(second) / currentCount))
    }
    return largest
  }

  /// The Wasserstein distance with values in the middle of nowhere inside their bin, and exact outside of all bins.
  ///
  /// As NannyML has it, a tail counts with one value more than it holds: the outer edge itself.
  func wasserstein(_ sample: SortedSample) -> Double {
    let values = sample.values
    let below = values[..<current.below]
    let above = values[(values.count - current.above)...]
    let (lowest, highest) = (edges.edges[0], edges.edges[edges.count])
    var total = CompensatedSum()
    var share = 0.0
    if let first = below.first {
      share = (Double(below.count) + 1) / currentCount
      var (before, passed) = (first, 0)
      for value in below + [lowest] {
        total.add(Double(passed) / Double(below.count + 1) * (value - before) * share)
        before = value
        passed += 1
      }
    }
    if !above.isEmpty {
      let weight = (Double(above.count) + 1) / currentCount
      var (before, passed) = (highest, 1)
      for value in above {
        total.add((1 - Double(passed) / Double(above.count + 1)) * (value - before) * weight)
        before = value
        passed += 1
      }
    }
    let width = edges.edges[1] - lowest
    var (first, second) = (0, 0)
    for bin in reference.bins.indices {
      first += reference.bins[bin]
      second += current.bins[bin]
      let difference = Double(first) / referenceCount - (Double(second) / currentCount + share)
      total.add(abs(difference) * width)
    }
    return total.sum
  }
}
